"""The options of mkdocstrings -> our `[reference]`: packages, options, inventories of other projects."""

from __future__ import annotations

import re
from posixpath import normpath
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.imported import Folder, Kind
from sitegen.importing.generators.old_settings import Node, plain
from sitegen.reference.request import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sitegen.importing.generators.draft import Draft
    from sitegen.importing.generators.old_settings import OldSettings

#: The package of an object that a page documents.
_NAMED = re.compile(r"^[ \t]*(?:#+[ \t]+)?:::[ \t]*([A-Za-z_]\w*)\.\w", re.MULTILINE)
#: Packages at the top of a repository that are no part of its API.
_NO_API = frozenset(("docs", "doc", "scripts", "test", "tests", "examples", "benchmarks", "tools"))


def read_mkdocstrings(draft: Draft, options: OldSettings) -> None:
    """Set what `::: package.module` needs."""
    paths = list(dict.fromkeys(_list_packages(draft.folder, options.texts("handlers", "python", "paths"))))
    draft.folders += [Folder(draft.folder / path, path) for path in paths]
    if not paths:
        around = _list_packages_around(draft.folder)
        draft.folders += around
        paths = [folder.target for folder in around]
    paths += _list_named(draft, paths)
    given = {key: plain(node) for key, node in options.map("handlers", "python", "options").items()}
    shown = {"show_source": True, **given}  # as mkdocstrings does, unless it is told not to
    reference: dict[str, Any] = {
        "paths": paths,
        "labels": True,
        "options": {key: value for key, value in shown.items() if key in OPTIONS and value is not None},
        "inventory": options.flag("enable_inventory", default=True),
    }
    nodes = [
        *_parts(options.take("handlers", "python", "inventories")),
        *_parts(options.take("handlers", "python", "import")),
    ]
    inventories = [url for node in nodes if (url := node.text or node.items.get("url", Node("")).text)]
    reference["inventories"] = [
        {"url": url.removesuffix("objects.inv"), "file": f"inventories/{_name(url)}.inv"}
        for url in dict.fromkeys(inventories)
    ]
    if nodes:
        draft.tell(
            "plugins.mkdocstrings.inventories", nodes[0], "run `sitegen inventories` once", Kind.PLUGIN
        )
    draft.values["reference"] = reference
    for key in ("default_handler", "handlers", "custom_templates", "enabled"):
        options.take(key)


def _list_named(draft: Draft, paths: Sequence[str]) -> list[str]:
    """Add folders deeper in the repository that have a package of which pages name an object."""
    marks: set[str] = set()
    for file in (draft.folder / draft.values["paths"]["content"]).rglob("*.md"):
        marks.update(_NAMED.findall(file.read_text("utf-8", "replace")))
    folders = []
    for name in sorted(marks):
        if not any(_has_package(draft.folder / path, name) for path in paths):
            folders += sorted(draft.folder.glob(f"*/{name}/__init__.py"))[:1]
            folders += sorted(draft.folder.glob(f"*/src/{name}/__init__.py"))[:1]
    named = list(dict.fromkeys(file.parents[1].relative_to(draft.folder).as_posix() for file in folders))
    draft.folders += [Folder(draft.folder / path, path) for path in named]
    return named


def _has_package(folder: Path, name: str) -> bool:
    return folder.name == name or (folder / name).is_dir() or (folder / f"{name}.py").is_file()


def _parts(node: Node | None) -> tuple[Node, ...]:
    return node.parts if node is not None else ()


def _name(url: str) -> str:
    """Return a name for the inventory at an address: ``docs.python.org-3``."""
    return url.partition("://")[2].removesuffix("objects.inv").strip("/").replace("/", "-")


def _list_packages(folder: Path, paths: tuple[str, ...]) -> Iterator[str]:
    """Yield the folders with packages, relative to the configuration; never the whole repository."""
    for path in map(normpath, paths or (".", "src")):
        if path != ".":
            if not path.startswith("..") and (folder / path).is_dir():
                yield path
            continue
        for package in sorted(folder.glob("*/__init__.py")):
            if package.parent.name not in _NO_API:
                yield package.parent.name


def _list_packages_around(folder: Path) -> list[Folder]:
    """Return the packages of the project that a folder deep in it documents."""
    tops = [top for top in folder.resolve().parents[:3] if (top / "pyproject.toml").is_file()]
    packages = (
        [package.parent for source in (".", "src") for package in (tops[0] / source).glob("*/__init__.py")]
        if tops
        else []
    )
    return [Folder(package, package.name) for package in sorted(packages) if package.name not in _NO_API]


def read_autorefs(draft: Draft, options: OldSettings) -> None:
    """Set that labels lead to headings."""
    draft.values.setdefault("reference", {}).setdefault("labels", True)
    for key, _ in list(options.rest()):
        options.take(key)

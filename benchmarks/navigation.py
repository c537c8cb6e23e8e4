"""The navigation of a MkDocs site as MkDocs shows it, and as `sitegen import` writes it -> their differences.

    python benchmarks/navigation.py mkdocs mkdocs.yml > old.txt     # in an environment that has MkDocs
    python -m benchmarks.navigation compare FOLDER old.txt          # in ours

A line is an entry: its depth, and its address, or its title where it leads nowhere. A section whose first
page is its index is that page, as with the feature navigation.indexes.
"""

from __future__ import annotations

import difflib
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.config import NavItem

_INDEX = re.compile(r"(?:^|(?<=/))(?:index|README)\.md$")


def list_old(file: str) -> Iterator[str]:
    """Yield the lines of the navigation that MkDocs makes, with all its plugins."""
    config: Any = import_module("mkdocs.config").load_config(file)
    files = import_module("mkdocs.structure.files").get_files(config)
    files = config.plugins.on_files(files, config=config)
    nav = import_module("mkdocs.structure.nav").get_navigation(files, config)
    nav = config.plugins.on_nav(nav, config=config, files=files)
    yield from _walk_old(nav.items, 0)


def _walk_old(items: Iterable[Any], depth: int) -> Iterator[str]:
    for item in items:
        if not item.is_section:
            yield f"{depth} {item.url if item.is_link else _address(item.file.src_uri)}"
            continue
        children = list(item.children)
        first = children[0] if children else None
        if first is not None and first.is_page and first.is_index:  # the page of its section
            yield f"{depth} {_address(first.file.src_uri)}"
            children = children[1:]
        else:
            yield f"{depth} {item.title}"
        yield from _walk_old(children, depth + 1)


def list_new(items: Iterable[NavItem], depth: int = 0) -> Iterator[str]:
    """Yield the lines of our navigation."""
    for item in items:
        yield f"{depth} {_address(item.page) if item.page else item.url or item.title}"
        yield from list_new(item.items, depth + 1)


def _address(path: str) -> str:
    return "/" + _INDEX.sub("", path).removesuffix(".md").rstrip("/")


def main(arguments: list[str]) -> int:
    """Print what MkDocs shows, or the differences; return 1 if there are any."""
    if arguments[0] == "mkdocs":
        print("\n".join(list_old(arguments[1])))
        return 0
    from sitegen.importing.recognise import find_generator

    folder = Path(arguments[1])
    old = Path(arguments[2]).read_text("utf-8").splitlines()
    new = list(list_new(find_generator(folder, "").read(folder).nav))
    different = list(difflib.unified_diff(old, new, "MkDocs", "sitegen", lineterm="", n=0))
    print("\n".join(different) or f"The same {len(new)} entries.")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The names of a site's extensions -> where each is, and a digest of its code and of all that it imports.

Nothing is imported to find this out. Every import of a module below the site's folder counts, wherever it is
written. Modules of other distributions are covered by the releases that are installed.
"""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sitegen.core.file_names import EXTENSIONS
from sitegen.core.releases import list_releases
from sitegen.ext.registry import Used

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The entry points of installed extensions.
GROUP = "sitegen.extensions"
_PACKAGE = "__init__.py"


class _Location(NamedTuple):
    """Where an extension is."""

    name: str
    origin: str
    module: str
    attribute: str


def find_extensions(
    root: str, options: Mapping[str, dict[str, Any]], before: Iterable[Used]
) -> tuple[list[Used], list[str]]:
    """Return a site's extensions, in the order of sitegen.toml, and the names in ``options`` that none has.

    An extension whose code and options are as ``before`` keeps the names that it provides; the names of
    any other are yet to be read.
    """
    last = {used.name: used for used in before}
    own = list_own(root)
    installed = _list_installed() if options.keys() - own.keys() else {}
    plain = msgspec.json.decode(msgspec.json.encode(options))  # as the record has them: a date is text
    chosen, missing = [], []
    for name in dict.fromkeys((*options, *own)):
        if name in own:
            location = _Location(name, own[name], f"{EXTENSIONS}.{name}", "extension")
        elif name in installed:
            location = installed[name]
        else:
            missing.append(name)
            continue
        chosen.append(_describe(root, location, plain.get(name, {}), last.get(name)))
    return chosen, missing


def _describe(root: str, location: _Location, options: dict[str, Any], last: Used | None) -> Used:
    if last and (*location, options) == (last.name, last.origin, last.module, last.attribute, last.options):
        current = with_digest(last)
        if current.digest == last.digest:
            return current
    files, borrows = _find_files(root, location)
    return with_digest(Used(*location, options, files, borrows=borrows))


def with_digest(used: Used) -> Used:
    """Return an extension with the digest of its current code."""
    layouts = _digest_files(blake2b(digest_size=16), list_files(used.layouts)) if used.layouts else ""
    return msgspec.structs.replace(used, digest=_digest(used), layouts_digest=layouts)


def _digest(used: Used) -> str:
    identity = (used.name, used.origin, used.module, used.attribute, used.options)
    releases = sorted(list_releases().values()) if used.borrows else []
    digest = blake2b(msgspec.json.encode((identity, releases)), digest_size=16)
    return _digest_files(digest, used.files)


def _digest_files(digest: blake2b, paths: Iterable[str]) -> str:
    for path in paths:
        try:
            with open(path, "rb", buffering=0) as file:
                code = file.read()
        except OSError:  # a missing file can't be imported, until it is there
            code = b"\0"
        digest.update(f"\0{len(path)} {len(code)} ".encode() + os.fsencode(path) + code)
    return digest.hexdigest()


def list_files(folder: str) -> Iterator[str]:
    """Yield the files in the layouts of an extension, sorted; none where ``folder`` is empty."""
    for path, folders, names in os.walk(folder) if folder else ():
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        yield from (f"{path}/{name}" for name in sorted(names) if not name.startswith("."))


def list_own(root: str) -> dict[str, str]:
    """Return the site's own extensions: name -> path of its module, relative to the site's folder."""
    try:
        entries = sorted(os.listdir(f"{root}/{EXTENSIONS}"))
    except OSError:
        return {}
    own = {}
    for entry in entries:
        name, suffix = os.path.splitext(entry)
        path = f"{EXTENSIONS}/{entry}" if suffix == ".py" else f"{EXTENSIONS}/{entry}/{_PACKAGE}"
        if name.isidentifier() and not name.startswith("_") and os.path.isfile(f"{root}/{path}"):
            own[name] = path
    return own


def _list_installed() -> dict[str, _Location]:
    """Return the installed extensions, without `importlib.metadata`, because importing that is slow."""
    installed: dict[str, _Location] = {}
    for folder in sys.path:
        for release in list_releases().values():
            try:
                with open(f"{folder}/{release}.dist-info/entry_points.txt", encoding="utf-8") as file:
                    text = file.read()
            except OSError:
                continue
            for name, module, attribute in _read_entry_points(text):
                shown = release.replace("_", "-").replace("-", " ") if release.count("-") == 1 else release
                installed.setdefault(name, _Location(name, shown, module, attribute))
    return installed


def _read_entry_points(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (name, module, attribute) of each extension."""
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            group = line.strip("[] ")
        elif group == GROUP and "=" in line:
            name, _, target = line.partition("=")
            module, _, attribute = target.partition("[")[0].partition(":")
            yield name.strip(), module.strip(), attribute.strip() or "extension"


def _find_files(root: str, location: _Location) -> tuple[tuple[str, ...], bool]:
    """Return the files of an extension and of what it imports, and whether it imports other distributions."""
    if location.origin.startswith(f"{EXTENSIONS}/"):
        queue, borrows = [f"{root}/{location.origin}"], False
    else:
        queue, borrows = list(_find_installed(location.module.partition(".")[0])), True
    seen: dict[str, None] = {}
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen[path] = None
        if path.startswith(f"{root}/"):
            for module in _read_imports(path, root):
                candidates = _locate(root, module)
                borrows |= not any(map(os.path.exists, candidates))
                queue += candidates
    return tuple(sorted(seen)), borrows


def list_borrowed(used: Used, root: str) -> set[str]:
    """Return the names of the packages of other distributions that an extension is, or imports."""
    if not used.origin.startswith(f"{EXTENSIONS}/"):
        return {used.module.partition(".")[0]}
    own_files = (path for path in used.files if path.startswith(f"{root}/"))
    modules = {module for path in own_files for module in _read_imports(path, root)}
    return {
        module.partition(".")[0] for module in modules if not any(map(os.path.exists, _locate(root, module)))
    }


def _find_installed(package: str) -> Iterator[str]:
    """Yield the files of a package or module on Python's path."""
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec(package)
    if spec is not None and spec.origin and spec.has_location:
        yield spec.origin
    for top in (spec.submodule_search_locations or ()) if spec is not None else ():
        for folder, _, names in os.walk(top):
            yield from (f"{folder}/{name}" for name in names if name.endswith(".py"))


def _read_imports(path: str, root: str) -> Iterator[str]:
    """Yield the dotted names that a file imports anywhere, save the standard library's and sitegen's own."""
    import ast

    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):  # the import will report it
        return
    package = os.path.relpath(os.path.dirname(path), root).replace(os.sep, ".")
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parts = package.split(".")
                module = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [module])])
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name.partition(".")[0] not in _FOREIGN)


_FOREIGN = sys.stdlib_module_names | {"sitegen"}


def _locate(root: str, module: str) -> list[str]:
    """Return where a module may be below a folder, and the packages around it."""
    parts = module.split(".")
    stems = ["/".join((root, *parts[:length])) for length in range(1, len(parts) + 1)]
    paths = [path for stem in stems for path in (f"{stem}.py", f"{stem}/{_PACKAGE}")]
    if not os.path.exists(stems[0]):  # it may be created later
        return paths[:2]
    return [path for path in paths if os.path.isfile(path)]

"""Functions that a site's configuration names -> their code, and the functions as that code has them now."""

from __future__ import annotations

import sys
import sysconfig
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    Function = Callable[[Mapping[str, Any]], str]

_INSTALLED = frozenset(map(sysconfig.get_path, ("purelib", "platlib")))
#: Names of modules that were not there before a function was loaded: only these are imported anew.
_loaded: set[str] = set()


class OwnCode(NamedTuple):
    """The code of a site's own functions, as every process that calls them needs to know it."""

    folder: str = ""  #: where modules may stand beside those that are installed: the site's
    digest: str = ""


def allow_imports(folder: str) -> None:
    """Let modules stand in the site's own folder; a server's workers were begun before it was known."""
    if folder and folder not in sys.path:
        sys.path.insert(0, folder)


def functions_digest(names: Iterable[str]) -> str:
    """Return what stands for the modules of functions ``package.module:function``; "" for those not found.

    What they import from the folder that they stand in themselves is followed, to the last module.
    """
    digest = blake2b(digest_size=16)
    for name in sorted({name.partition(":")[0] for name in names}):
        _, files = _collect(name)
        for place, code in sorted(files.items()):
            digest.update(f"{name}\0{place}\0{len(code)}\0".encode())
            digest.update(code)
    return digest.hexdigest()


def load_function(name: str, code: OwnCode) -> Function:
    """Return the function that ``package.module:function`` names: trusted code of the site's owner.

    ``code`` stands for all such functions. Where it is another than before, modules that stand in the
    site's own folder are imported anew; those that are installed stay as they are until the process ends.
    """
    functions, fresh = _hold(code)
    if name not in functions:
        module, _, attribute = name.partition(":")
        _forget(module, fresh)
        functions[name] = getattr(_import(module), attribute)
    return functions[name]  # the owner's promise: it takes a mapping and returns a text


@lru_cache(maxsize=1)
def _hold(code: OwnCode) -> tuple[dict[str, Function], set[str]]:
    """Return the functions loaded from this code, and the modules that were let go for it."""
    allow_imports(code.folder)
    return {}, set()


def _forget(module: str, fresh: set[str]) -> None:
    root, files = _collect(module)
    if root in _INSTALLED:
        return
    stale = {module, *map(_module_name, files)} & _loaded - fresh
    for name in stale:
        sys.modules.pop(name, None)
    fresh |= stale


def find_places(names: Iterable[str], root: Path) -> set[Path]:
    """Return the files and folders directly in ``root`` whose change may change these functions."""
    places: set[str] = set()
    for name in names:
        module = name.partition(":")[0].replace(".", "/")
        for origin in (root / f"{module}.py", root / module / "__init__.py"):
            places |= {origin.relative_to(root).as_posix(), *_read_all(origin, root)}
    return {root / place.partition("/")[0] for place in places}


def _import(module: str) -> ModuleType:
    before = set(sys.modules)
    # A compiled file is believed while size and second of its source stay, and a save may change neither.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        invalidate_caches()
        return import_module(module)
    finally:
        sys.dont_write_bytecode = writes
        _loaded.update(set(sys.modules) - before)


def _module_name(place: str) -> str:
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _collect(name: str) -> tuple[str, dict[str, bytes]]:
    """Return a module's folder, and the code of it and of all that it imports from there, by path."""
    origin = _find(name)
    if name in _loaded and not (origin and origin.is_file()):  # it went elsewhere since it was imported
        sys.modules.pop(name, None)
        origin = _find(name)
    if not origin:
        return "", {}
    root = origin.parents[name.count(".") + (origin.stem == "__init__")]
    return str(root), _read_all(origin, root)


def _find(name: str) -> Path | None:
    from importlib.util import find_spec  # noqa: PLC0415  few sites have code of their own

    invalidate_caches()
    try:
        spec = find_spec(name)
    except (ImportError, ValueError, SyntaxError):  # SyntaxError: in a package around it
        return None
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None


def _read_all(origin: Path, root: Path) -> dict[str, bytes]:
    """Return the code in a file, and in all files below ``root`` that it imports, by path below ``root``."""
    found: dict[str, bytes] = {}
    queue = [origin]
    while queue:
        path = queue.pop()
        place = path.relative_to(root).as_posix()
        if place in found or not path.is_file():
            continue
        found[place] = path.read_bytes()
        queue += _find_imported(found[place], path, root)
    return found


def _find_imported(code: bytes, path: Path, root: Path) -> Iterator[Path]:
    """Yield where the modules that some code imports would stand below ``root``, packages included."""
    import ast  # noqa: PLC0415  the same

    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):  # the page that calls it will tell
        return
    for node in ast.walk(tree):
        names: list[str] = []
        folder = root
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            folder = path.parents[node.level - 1] if node.level else root
            module = node.module or ""
            names = [module, *(f"{module}.{alias.name}".lstrip(".") for alias in node.names)]
        for name in names:
            parts = [part for part in name.split(".") if part]
            for length in range(len(parts) + 1):
                place = folder.joinpath(*parts[:length])
                if place.is_relative_to(root) and length:
                    yield place.with_name(f"{place.name}.py")
                if place.is_relative_to(root) and place != root:
                    yield place / "__init__.py"

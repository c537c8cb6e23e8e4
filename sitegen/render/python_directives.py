"""Functions named in a site's configuration -> a digest of their code, and the functions themselves.

Imports of a function can't be read from its source: names are computed, folders are added to
``sys.path``, imports are inside functions. So every module below the site's root counts, and every other
one that was actually imported: its path is recorded in the cache. Files that a function reads
while it runs aren't known.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module, invalidate_caches
from pathlib import Path
from posixpath import basename
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError
from sitegen.core.releases import list_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Function = Callable[[Mapping[str, Any]], str]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_STANDARD = tuple(f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib"))
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
#: Folders below a site's root that hold no modules of its own; hidden ones don't either.
_FOREIGN = frozenset({"__pycache__", "node_modules"})
_ENVIRONMENT = "pyvenv.cfg"
#: In the cache: the files of the modules that functions have imported, a JSON string a line.
_RECORD = "own-modules"
#: Names of the modules that loading or calling a function imported.
_loaded: set[str] = set()
#: The folder of a site that was put on Python's path; none if it was there already.
_allowed: set[str] = set()


class OwnCode(NamedTuple):
    """Identifies the code of a site's own functions, in every process that calls them."""

    folder: str = ""  #: where modules may be, besides installed ones: the site's root
    digest: str = ""
    cache: str = ""  #: the folder of the cache; "" leaves what is imported unrecorded


def allow_imports(folder: str) -> None:
    """Let modules be imported from a site's folder; also called in workers of a server.

    The folder comes last, so that a site's ``yaml.py`` doesn't hide the library. It replaces
    another site's.
    """
    for before in _allowed - {folder}:
        with suppress(ValueError):  # the site's own code removed it
            sys.path.remove(before)
        _allowed.remove(before)
    if folder and folder not in sys.path:
        sys.path.append(folder)
        _allowed.add(folder)


def forbid_imports(folder: Path) -> None:
    """Let no module be imported from an untrusted folder, or from the current one, which may be untrusted.

    An empty entry of PYTHONPATH, and ``python -m``, put the current folder first.
    """
    shut = {str(folder.resolve()), os.getcwd(), ""}
    below = f"{folder.resolve()}{os.sep}"
    own_folders = (os.path.dirname(_PACKAGE), *map(sysconfig.get_path, ("purelib", "platlib")))
    sys.path[:] = [
        entry
        for entry in sys.path
        if entry in own_folders or (entry not in shut and not entry.startswith(below))
    ]


def describe_code(names: Iterable[str], root: Path, cache: Folder) -> OwnCode:
    """Return a digest of the code of functions ``package.module:function``; empty without any."""
    modules = sorted({name.partition(":")[0] for name in names})
    if not modules:
        return OwnCode()
    folder = str(root.resolve())
    files = {*_list_modules(folder), *_read_record(cache)}
    for module in modules:
        files.update(_find_elsewhere(module.partition(".")[0]))
    digest = blake2b("\0".join((*modules, *sorted(list_releases().values()))).encode(), digest_size=16)
    for path in sorted(files):
        with suppress(OSError):  # a missing or unreadable one can't be imported either
            code = Path(path).read_bytes()
            digest.update(f"\0{len(path)} {len(code)} ".encode() + os.fsencode(path) + code)
    return OwnCode(folder, digest.hexdigest(), os.path.abspath(cache.path))


def find_places(names: Iterable[str], root: Path) -> set[Path]:
    """Return the files and folders directly in ``root`` whose change may change these functions."""
    modules = {name.partition(":")[0] for name in names}
    if not modules:
        return set()
    prefix = f"{root}{os.sep}"
    places = {path.removeprefix(prefix).partition(os.sep)[0] for path in _list_modules(str(root))}
    for module in modules:
        top, dot, _ = module.partition(".")
        places |= {top} if dot else {top, f"{top}.py"}
    return {root / path for path in places}


def load_function(name: str, code: OwnCode) -> Function:
    """Return the function that ``package.module:function`` names: trusted code of the site's owner.

    ``code`` identifies all such functions. If it has changed, the site's own modules are
    imported again; those that are installed stay as they are until the process ends.
    """
    functions = _hold(code)
    if name not in functions:
        module, _, attribute = name.partition(":")
        with _imports_recorded(code):
            function = getattr(import_module(module), attribute)
        functions[name] = function
    return functions[name]  # by contract it takes a mapping and returns text


def call_function(name: str, code: OwnCode, values: Mapping[str, Any]) -> str:
    """Return the result of the function ``package.module:function`` for some values."""
    function = load_function(name, code)
    with _imports_recorded(code):  # it may import while it runs
        return function(values)


@lru_cache(maxsize=1)
def _hold(code: OwnCode) -> dict[str, Function]:
    """Return the functions loaded from this code; modules of other code are released."""
    allow_imports(code.folder)
    for name in _loaded & sys.modules.keys():
        path = _file_of(sys.modules[name])
        if not path or _is_own(path):  # the parts of a package without a file may be in our folders
            del sys.modules[name]
    _loaded.clear()
    invalidate_caches()
    return {}


@contextmanager
def _imports_recorded(code: OwnCode) -> Iterator[None]:
    before = frozenset(sys.modules)
    # Python trusts a compiled file if size and second of its source are the same; a save may change neither.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        if len(sys.modules) != len(before):
            new = sys.modules.keys() - before
            _loaded.update(new)
            if code.cache:
                files = {path for name in new if _is_own(path := _file_of(sys.modules.get(name)))}
                _record(files, code.cache)


def _file_of(module: object) -> str:
    path = getattr(module, "__file__", None)
    return path if isinstance(path, str) else ""


def _is_own(path: str) -> bool:
    """Return whether a module's file belongs neither to Python, nor to a distribution, nor to sitegen."""
    return (
        bool(path)
        and not path.startswith((*_STANDARD, f"{_PACKAGE}{os.sep}"))
        and not any(part in path for part in _INSTALLED)
    )


def _list_modules(folder: str) -> Iterator[str]:
    """Yield the files below a folder that can be imported."""
    from importlib.machinery import all_suffixes

    suffixes = tuple(all_suffixes())
    for path, folders, names in os.walk(folder):
        if _ENVIRONMENT in names:
            folders.clear()
            continue
        folders[:] = [name for name in folders if name[0] != "." and name not in _FOREIGN]
        yield from (f"{path}/{name}" for name in names if name.endswith(suffixes))


def _find_elsewhere(module: str) -> Iterator[str]:
    """Yield the files of a module or package wherever it is on Python's path."""
    from importlib.machinery import PathFinder

    invalidate_caches()
    spec = PathFinder.find_spec(module)
    if spec is None:
        return
    if spec.origin and spec.has_location:
        yield spec.origin
    for folder in spec.submodule_search_locations or ():
        yield from _list_modules(folder)


def _read_record(cache: Folder) -> set[str]:
    """Return the paths in the record; none if there is no such record, or it is damaged."""
    try:
        lines = cache.read(_RECORD).splitlines()
    except (OSError, ProblemError):
        return set()
    paths = set()
    for line in lines:
        with suppress(ValueError):
            path = json.loads(line)
            paths |= {path} if isinstance(path, str) else set()
    return paths


def _record(files: set[str], cache: str) -> None:
    """Add paths to the record; without a writable cache there is nothing to record for."""
    above, name = os.path.split(cache)
    with suppress(OSError, ProblemError), Folder.open(above) as parent, parent.enter(name) as folder:
        new = sorted(files - _read_record(folder))
        if new:
            handle = folder.open_file(_RECORD, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            with os.fdopen(handle, "ab") as record:
                record.write("".join(f"{json.dumps(path)}\n" for path in new).encode())


def describe_place_in_code(mistake: BaseException) -> str:
    """Return `` (line 7 of charts.py)``, the line of the function that failed; "" if it was not found."""
    ours = call_function.__code__.co_filename
    steps = [
        (frame, line) for frame, line in walk_tb(mistake.__traceback__) if frame.f_code.co_filename != ours
    ]
    if len(steps) < 2 or steps[1][0].f_code is import_module.__code__:
        return ""
    file = steps[1][0].f_code.co_filename
    line = [line for frame, line in steps if frame.f_code.co_filename == file][-1]
    return f" (line {line} of {basename(file)})"

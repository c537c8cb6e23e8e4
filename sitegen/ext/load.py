"""An extension that a site uses -> its functions, imported in a worker, which is new in every build."""

from __future__ import annotations

import inspect
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from traceback import walk_tb
from types import GeneratorType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sitegen
from sitegen.core.file_names import EXTENSIONS
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.ext import Extension
from sitegen.ext.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.ext.registry import Extensions, Used

T = TypeVar("T")

_PACKAGE = f"{os.path.dirname(sitegen.__file__)}{os.sep}"
_STANDARD = (f"{os.path.dirname(os.__file__)}{os.sep}", "<frozen ")
_OTHERS = (_PACKAGE, *_STANDARD)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


#: Kinds that run only on a user's command, so the files that they read aren't tracked.
_ONCE = frozenset({"commands", "hosts"})


class Function(NamedTuple):
    """A function of an extension, and its name."""

    used: Used
    root: str  #: of the site
    kind: str
    name: str
    call: Callable[..., Any]

    def run(self, *arguments: Any, page: str = "", transparent: tuple[type[Exception], ...] = ()) -> Any:  # noqa: ANN401  whatever it takes and returns
        """Call it; ProblemError, at its line, if it raises. ``transparent`` are mistakes of its caller."""
        return self.run_with(arguments, {}, page, transparent)

    def expect(self, type_: type[T], *arguments: object, page: str = "") -> T:
        """Call it, and refuse a result that isn't of this type."""
        value: object = self.run(*arguments, page=page)
        if isinstance(value, type_):
            return value
        message = f"the {KINDS[self.kind]} {self.name!r} must return {type_.__name__}"
        message += f", and returned {type(value).__name__}"
        raise ProblemError(error("extension-failed", message, path=self.used.origin, page=page))

    def run_with(
        self,
        arguments: tuple[Any, ...],
        options: Mapping[str, Any],
        page: str,
        transparent: tuple[type[Exception], ...],
    ) -> Any:  # noqa: ANN401  whatever it returns
        """Do as `run` does, with positional and keyword arguments given separately."""
        doing = f"{KINDS[self.kind]} {self.name!r}"
        modules = len(sys.modules)
        try:
            with _loaded.reads.watched():
                value = self.call(*arguments, **options)
                if self.kind == "checks" or isinstance(value, GeneratorType):  # runs it here, watched
                    value = tuple(value or ())
        except (Exception, SystemExit) as mistake:
            _loaded.reads.take()
            if isinstance(mistake, (*transparent, MemoryError, ProblemError)):
                raise
            raise ProblemError(describe(self.used, self.root, doing, mistake, page)) from mistake
        if len(sys.modules) != modules:
            new = islice(reversed(sys.modules.values()), len(sys.modules) - modules)
            files = _choose_own(new, self.root).difference(self.used.files)
            self._refuse(files, f"{doing} imports", "import it at the top", page)
        if self.kind not in _ONCE:
            files = {path for path in _loaded.reads.take() if path.startswith(f"{self.root}{os.sep}")}
            self._refuse(files, f"{doing} reads", "put it into data/ and use load_data", page)
        return value

    def _refuse(self, files: set[str], doing: str, remedy: str, page: str) -> None:
        """Raise ProblemError for a file that isn't known to belong to the extension."""
        if files:
            message = f"the {doing} {os.path.relpath(min(files), self.root)} while it runs"
            hint = f"{remedy}: sitegen must know what a page depends on"
            path = self.used.origin
            raise ProblemError(error("extension-failed", message, path=path, hint=hint, page=page))


class _Reads:
    """The files that functions open themselves: sitegen would not notice changes to them."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._depth = 0
        self._is_hooked = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch while a function runs."""
        if not self._is_hooked:
            self._is_hooked = True
            sys.addaudithook(self._note)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def take(self) -> set[str]:
        """Return the files that were opened, and forget them."""
        files, self._files = self._files, set()
        return files

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._depth or event != "open" or not isinstance(arguments[0], str | os.PathLike):
            return
        path = os.path.abspath(arguments[0])
        frame = inspect.currentframe()
        frame = frame.f_back if frame else None
        while frame is not None and frame.f_code.co_filename.startswith(_STANDARD):
            frame = frame.f_back
        is_ours = frame is None or frame.f_code.co_filename.startswith(_PACKAGE)
        if not (is_ours or path.endswith((".py", ".pyc")) or any(part in path for part in _INSTALLED)):
            self._files.add(path)


class _Loaded:
    """What this process has imported. When code changes, a new process imports it."""

    def __init__(self) -> None:
        self.extensions: dict[tuple[str, str], Extension] = {}
        self.reads = _Reads()
        self.before: frozenset[str] | None = None  #: files below the site's folder that were imported earlier


_loaded = _Loaded()


def load_extension(used: Used, root: str) -> Extension:
    """Return an extension, imported; ProblemError, which names its line, if it can't be."""
    key = (used.module, used.digest)
    if key not in _loaded.extensions:
        _allow_imports(root)
        try:
            value = _import(used)
        except MemoryError:
            raise
        except (Exception, SystemExit) as mistake:
            raise ProblemError(describe(used, root, "", mistake, "")) from mistake
        if not isinstance(value, Extension):
            kind = "missing" if value is ... else f"{type(value).__name__}, not an Extension"
            message = f"{used.attribute} in {used.module} is {kind}"
            hint = "write extension = Extension(…), or a function of the options that returns one"
            raise ProblemError(error("extension-failed", message, path=used.origin, hint=hint))
        _loaded.extensions[key] = value
    return _loaded.extensions[key]


def find_function(extensions: Extensions, kind: str, name: str) -> Function | None:
    """Return the function that an extension provides under a name; None if none does."""
    used = extensions.provider(kind, name)
    if used is None:
        return None
    return Function(
        used, extensions.root, kind, name, getattr(load_extension(used, extensions.root), kind)[name]
    )


def read_names(used: Used, root: str) -> tuple[dict[str, tuple[str, ...]], set[str], str]:
    """Return the names that an extension provides, by kind, the files that it imports, and its layouts."""
    extension = load_extension(used, root)
    names = {}
    for kind, shown in KINDS.items():
        functions: Mapping[str, Any] = getattr(extension, kind)
        for name, function in functions.items():
            if not callable(function):
                message = f"the {shown} {name!r} is {type(function).__name__}, not a function"
                raise ProblemError(error("extension-failed", message, path=used.origin))
        if functions:
            names[kind] = tuple(functions)
    return names, list_imported(root), _find_layouts(extension, used)


def _find_layouts(extension: Extension, used: Used) -> str:
    """Return the folder of an extension's layouts; "" without any; ProblemError if it isn't there."""
    if not extension.layouts:
        return ""
    folder = os.path.join(os.path.dirname(sys.modules[used.module].__file__ or ""), extension.layouts)
    if not os.path.isdir(folder):
        message = f"extension {used.name!r} has no folder {extension.layouts!r} for its layouts"
        raise ProblemError(error("extension-failed", message, path=used.origin))
    return os.path.normpath(folder)


def list_imported(root: str) -> set[str]:
    """Return the files below the site's folder that extensions have imported, not those of distributions."""
    return _choose_own(list(sys.modules.values()), root) - (_loaded.before or frozenset())


def _choose_own(modules: Iterable[ModuleType], root: str) -> set[str]:
    files = (getattr(module, "__file__", None) for module in modules)
    return {
        path
        for path in files
        if isinstance(path, str)
        and path.startswith(f"{root}{os.sep}")
        and not path.startswith(_OTHERS)
        and not any(part in path for part in _INSTALLED)
    }


def _allow_imports(root: str) -> None:
    """Let modules be imported from the site's folder, after all that is installed."""
    if _loaded.before is None:
        _loaded.before = frozenset(list_imported(root))
    sys.dont_write_bytecode = True  # Python assumes that a file of the same second and size has the same code
    if root not in sys.path:
        sys.path.append(root)
    package = ModuleType(EXTENSIONS)
    package.__path__ = [f"{root}/{EXTENSIONS}"]
    if getattr(sys.modules.get(EXTENSIONS), "__path__", None) != package.__path__:  # replace any other
        for name in [name for name in sys.modules if name.partition(".")[0] == EXTENSIONS]:
            del sys.modules[name]
        sys.modules[EXTENSIONS] = package


def _import(used: Used) -> object:
    value: object = import_module(used.module)
    for name in used.attribute.split("."):
        value = getattr(value, name, ...)
    return value(used.options) if callable(value) else value


def describe(used: Used, root: str, doing: str, mistake: BaseException, page: str) -> Problem:
    """Return the Problem of an exception: at the line of the extension, with the page that was rendered."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(mistake.__traceback__)]
    if isinstance(mistake, SyntaxError) and mistake.filename:
        frames.append((mistake.filename, mistake.lineno or 0))
    path, line = locate(used, root, reversed(frames))
    reason = f"{type(mistake).__name__}: {mistake}".rstrip(": ").partition("\n")[0]
    subject = f"the {doing} of extension {used.name!r}" if doing else f"extension {used.name!r}"
    return error("extension-failed", f"{subject} failed: {reason}", path=path, line=line, page=page)


def locate_in(extensions: Extensions, frames: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """Return (path, line) of the first of some frames that is in any extension; None if none is."""
    files = {file: used for used in extensions.used for file in used.files}
    for frame in frames:
        if frame[0] in files:
            return locate(files[frame[0]], extensions.root, [frame])
    return None


def locate(used: Used, root: str, frames: Iterable[tuple[str, int]]) -> tuple[str, int]:
    """Return (path, line) in the extension's files of the first of some (file, line), innermost first."""
    for file, line in frames:
        if file in used.files:
            return (os.path.relpath(file, root) if file.startswith(f"{root}{os.sep}") else file), line
    return used.origin, 0

"""Regular expressions -> the same again without compiling them: what installing sitegen wrote down is loaded.

Python compiles each expression in each process: for a site of a hundred posts a seventh of all the work,
most of it for the languages that code is written in. What it hands to its engine is a list of numbers.
Installing writes that list down (`sitegen.prepare`); `learn` lets `re` find it. It is used for an
expression of the very same text and flags, in the very same Python, and else never: what is stale or
missing is compiled as always.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from re import _compiler as compiler  # type: ignore[attr-defined]  # nothing public stands before the engine
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    #: An expression's text and the flags that it was to be compiled with.
    Asked = tuple[str, int]
    #: What the engine is given: text, flags, code, number of groups, their names -> numbers, and back.
    Made = tuple[str, int, bytes, int, tuple[tuple[str, int], ...], tuple[str | None, ...]]

#: Where installing puts it.
FOLDER = Path(__file__).parent / "compiled"
#: Bytes before the content of a file: they stand for it and for who made it.
_MARK = 16
#: Reads the first characters that are written down with an expression.
_READER = Path(__file__).parent / "markdown" / "firsts.py"

_engine = compiler._sre  # noqa: SLF001  the engine itself has no public name
_compile = compiler.compile
_known: dict[Asked, Made] = {}
#: By text and flags of a compiled expression: the ASCII characters that matches begin with; None: any.
known_firsts: dict[Asked, frozenset[str] | None] = {}
#: By what stands for some words: the text of the expression that matches any of them.
known_unions: dict[bytes, str] = {}


@cache
def learn(name: str, folder: Path = FOLDER) -> None:
    """Compile none of the expressions, from now on, that were written down under a name."""
    try:
        data = (folder / f"{name}.bin").read_bytes()
    except OSError:
        return
    content = data[_MARK:]
    if data[:_MARK] != _mark(content):
        return
    expressions, firsts, unions = marshal.loads(content)  # noqa: S302  a file of this package, whole and our own
    _known.update(expressions)
    known_firsts.update(firsts)
    known_unions.update(unions)
    compiler.compile = _compile_unless_known


def _compile_unless_known(asked: object, flags: int = 0) -> re.Pattern[Any]:
    made = _known.get((asked, flags)) if isinstance(asked, str) else None
    return _compile(asked, flags) if made is None else restore(made)


def restore(made: Made) -> re.Pattern[str]:
    """Return an expression from what the engine is given for it."""
    text, flags, code, groups, numbers, names = made
    steps = memoryview(code).cast("I").tolist()
    pattern: re.Pattern[str] = _engine.compile(text, flags, steps, groups, dict(numbers), names)
    return pattern


class _Recorder:
    """Stands before the engine and keeps what it is given."""

    def __init__(self) -> None:
        self.given: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> object:
        return getattr(_engine, name)

    def compile(self, *given: object) -> object:
        self.given = given
        return _engine.compile(*given)


@contextmanager
def record() -> Iterator[dict[Asked, Made]]:
    """Gather every expression that is compiled within the block; `re` forgets what it knew before."""
    found: dict[Asked, Made] = {}
    recorder = _Recorder()

    def compile_recorded(asked: object, flags: int = 0) -> re.Pattern[Any]:
        pattern: re.Pattern[Any] = _compile(asked, flags)
        if isinstance(asked, str):
            text, all_flags, steps, groups, numbers, names = recorder.given
            code = array("I", steps).tobytes()
            found[asked, int(flags)] = (text, all_flags, code, groups, tuple(numbers.items()), names)
        return pattern

    before = compiler.compile
    compiler.compile, compiler._sre = compile_recorded, recorder  # noqa: SLF001  see above
    re.purge()
    try:
        yield found
    finally:
        compiler.compile, compiler._sre = before, _engine  # noqa: SLF001  see above


def write_expressions(
    name: str,
    found: Mapping[Asked, Made],
    firsts: Mapping[Asked, frozenset[str] | None] = MappingProxyType({}),
    unions: Mapping[bytes, str] = MappingProxyType({}),
    folder: Path = FOLDER,
) -> None:
    """Write expressions down under a name, and what is known besides: see `known_firsts`, `known_unions`."""
    content = marshal.dumps((dict(sorted(found.items())), dict(firsts), dict(unions)))
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.bin").write_bytes(_mark(content) + content)


def write_imported(name: str, modules: Iterable[str], folder: Path = FOLDER) -> None:
    """Write down what importing some modules compiles; nothing should have been imported before."""
    with record() as found:
        for module in modules:
            import_module(module)
    write_expressions(name, found, folder=folder)


def _mark(content: bytes) -> bytes:
    return blake2b(content, digest_size=_MARK, key=_describe_maker()).digest()


@cache
def _describe_maker() -> bytes:
    """Return what stands for all that shapes these files: Python, and what reads the first characters."""
    made = blake2b(f"{sys.version}\0{sys.byteorder}\0{_engine.MAGIC}".encode(), digest_size=32)
    for path in (Path(__file__), _READER):
        made.update(path.read_bytes())
    return made.digest()

"""Expressions are compiled when they are first used, and are then what Python compiles."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sitegen.core.text import lazy_compile


def test_an_expression_is_compiled_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before it, and not again."""
    compiled: list[object] = []
    compile_ = re.compile

    def compile_noted(text: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(text)
        return compile_(text, flags)

    monkeypatch.setattr(re, "compile", compile_noted)
    pattern = lazy_compile("(?P<first>a+)b", re.IGNORECASE)
    assert [] == compiled
    found = [pattern.match(text) for text in ("AAb", "b", "aB")]
    assert ["AA", None, "a"] == [match and match["first"] for match in found]
    assert "-c" == pattern.sub("-", "abc")
    assert {"(?P<first>a+)b"} == set(compiled)
    assert len(compiled) <= 2  # once a method


def test_an_expression_of_bytes() -> None:
    assert [b"1", b"23"] == lazy_compile(rb"\d+").findall(b"1 and 23")


def test_a_mistake_shows_when_it_is_used() -> None:
    pattern = lazy_compile("(a")
    with pytest.raises(re.error, match="unterminated"):
        pattern.search("a")


_COMPILE_ALL = """
import pkgutil
from importlib import import_module
import sitegen
from sitegen.core.text import lazy_compile
names = [module.name for module in pkgutil.walk_packages(sitegen.__path__, "sitegen.")]
modules = [import_module(name) for name in names if not name.endswith("__main__")]
lazy = type(lazy_compile(""))
patterns = {id(value): value for module in modules for value in vars(module).values() if type(value) is lazy}
print(len([pattern.groups for pattern in patterns.values()]))
"""


def test_every_expression_of_ours_can_be_compiled() -> None:
    """Also those that only a rare mistake of a user comes upon.

    In a process of its own: among our modules are those that import Dask, which changes how exceptions of
    the whole process are pickled.
    """
    count = subprocess.check_output([sys.executable, "-c", _COMPILE_ALL], text=True)
    assert int(count) > 50

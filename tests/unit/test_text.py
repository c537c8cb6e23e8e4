"""Expressions are compiled when they are first used, and are then what Python compiles."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

import sitegen
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from typing import TypeGuard


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


def test_every_expression_of_ours_can_be_compiled() -> None:
    """Also those that only a rare mistake of a user comes upon."""
    names = [module.name for module in pkgutil.walk_packages(sitegen.__path__, "sitegen.")]
    modules = [import_module(name) for name in names if not name.endswith("__main__")]
    patterns = {id(value): value for module in modules for value in vars(module).values() if _is_lazy(value)}
    assert len(patterns) > 50
    for pattern in patterns.values():
        assert isinstance(pattern.groups, int)


def _is_lazy(value: object) -> TypeGuard[re.Pattern[str]]:
    return type(value) is type(lazy_compile(""))

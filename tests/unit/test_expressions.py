"""Expressions compiled ahead: what is loaded is what Python compiles, and nothing stale is used."""

from __future__ import annotations

import re
import sys
from re import _compiler as compiler  # type: ignore[attr-defined]  # as the module does
from typing import TYPE_CHECKING

import pytest
from pygments.lexer import words
from pygments.lexers import find_lexer_class_by_name
from pygments.regexopt import regex_opt

from sitegen import expressions
from sitegen.expressions import learn, record, write_expressions, write_imported
from sitegen.markdown import lexers
from sitegen.markdown.firsts import first_characters
from sitegen.markdown.lexers import LANGUAGES, forget_rules, prepare_lexers

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = (
    ("a+", 0),
    ("(?P<word>[a-zé]+)(=(?P<number>\\d{1,3}))?", re.IGNORECASE),
    ("(?i:b)|\U0001f600|[^\\x00-\\uffff]", re.MULTILINE | re.DOTALL),
    ("(?x) a # b", 0),
    ("[\ud800-\udfff]", 0),
)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new process begins, and leaves it."""
    monkeypatch.setattr(expressions, "_known", {})
    monkeypatch.setattr(expressions, "known_firsts", {})
    monkeypatch.setattr(expressions, "known_unions", {})
    monkeypatch.setattr(compiler, "compile", expressions._compile)
    re.purge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with record() as found:
        for text, flags in WRITTEN:
            re.compile(text, flags)
    write_expressions("a", found, folder=tmp_path)
    re.purge()
    return tmp_path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is compiled after all, in a test."""
    asked: list[object] = []
    compile_ = expressions._compile

    def compile_noted(text: object, flags: int = 0) -> object:
        asked.append(text)
        return compile_(text, flags)

    monkeypatch.setattr(expressions, "_compile", compile_noted)
    monkeypatch.setattr(compiler, "compile", compile_noted)
    return asked


def test_what_is_loaded_is_what_python_compiles(folder: Path, compiled: list[object]) -> None:
    """The same instructions (patterns compare them), flags, groups and names; nothing is compiled."""
    expected = [re.compile(text, flags) for text, flags in WRITTEN]
    re.purge()
    compiled.clear()
    learn("a", folder)
    found = [re.compile(text, flags) for text, flags in WRITTEN]
    assert [] == compiled
    assert expected == found
    assert all(one is not other for one, other in zip(expected, found, strict=True))
    for one, other in zip(expected, found, strict=True):
        assert (one.groups, dict(one.groupindex)) == (other.groups, dict(other.groupindex))
    first, second = (pattern[1].search("Été=12") for pattern in (expected, found))
    assert first is not None
    assert second is not None
    assert (first.lastgroup, first.groupdict()) == (second.lastgroup, second.groupdict())


@pytest.mark.parametrize(("text", "flags"), [("a+", re.IGNORECASE), ("a+?", 0), (b"a+", 0)])
def test_other_flags_or_text_are_compiled(
    folder: Path, compiled: list[object], text: str | bytes, flags: int
) -> None:
    learn("a", folder)
    assert re.compile(text, flags).flags & flags == flags
    assert [text] == compiled


def test_a_mistake_is_still_one(folder: Path) -> None:
    learn("a", folder)
    with pytest.raises(re.error, match="unterminated"):
        re.compile("(a")


@pytest.mark.parametrize("change", ["python", "reader", "content", "end", "empty", "gone"])
def test_nothing_stale_or_damaged_is_used(
    folder: Path, compiled: list[object], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another Python, another reading of first characters, a file that is not whole: it is only slower."""
    path = folder / "a.bin"
    data = path.read_bytes()
    if change == "python":
        monkeypatch.setattr(sys, "version", "3.99")
    elif change == "reader":
        monkeypatch.setattr(expressions, "_READER", folder / "a.bin")
    elif change == "gone":
        path.unlink()
    else:
        path.write_bytes({"content": data[:-1] + b"!", "end": data[:-1], "empty": b""}[change])
    monkeypatch.setattr(expressions, "_describe_maker", expressions._describe_maker.__wrapped__)
    learn("a", folder)
    re.compile("a+")
    assert ["a+"] == compiled


def test_recording_ends(compiled: list[object]) -> None:
    """Afterwards Python compiles as it did before."""
    with record() as found:
        re.compile("a+")
    re.compile("b+")
    assert ["a+", "b+"] == compiled
    assert {("a+", 0)} == set(found)


def test_imports_are_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a module compiles when it is imported is written down."""
    (tmp_path / "compiles_one.py").write_text("import re\nONE = re.compile('one{3}')\n")
    monkeypatch.syspath_prepend(tmp_path)
    write_imported("b", ("compiles_one",), tmp_path)
    monkeypatch.delitem(sys.modules, "compiles_one")
    learn("b", tmp_path)
    assert {("one{3}", 0)} == set(expressions._known)


def test_every_language_is_one() -> None:
    """Pygments knows all names, and no language is written down twice."""
    names = [find_lexer_class_by_name(first).__name__ for first, *_ in LANGUAGES]
    assert len(names) == len(set(names))
    assert list(LANGUAGES) == sorted(LANGUAGES)


def test_lexers_are_prepared(tmp_path: Path, compiled: list[object]) -> None:
    """To the instruction, with the first characters as they are read from the expression."""
    prepare_lexers(tmp_path, LANGUAGES[::8])
    for path in tmp_path.iterdir():
        learn(path.stem, tmp_path)
    assert expressions._known
    compiled.clear()
    found = {asked: re.compile(*asked) for asked in expressions._known}
    assert [] == compiled
    for (text, flags), pattern in found.items():
        expected = expressions._compile(text, flags)
        assert expected == pattern
        first = expressions.known_firsts.pop((expected.pattern, expected.flags), None)
        assert first_characters.__wrapped__(expected) == first


def test_a_prepared_lexer_compiles_nothing(tmp_path: Path, compiled: list[object]) -> None:
    """Nor do those whose code may stand within its own."""
    prepare_lexers(tmp_path, (("html", "css", "javascript"),))
    learn("HtmlLexer", tmp_path)
    compiled.clear()
    for name in ("html", "css", "javascript"):
        forget_rules(find_lexer_class_by_name(name))()
    assert [] == compiled


def test_a_union_of_words_is_the_librarys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is loaded and not made; words, prefixes and suffixes that were not written down are joined."""
    prepare_lexers(tmp_path, (("sql",),))
    learn("SqlLexer", tmp_path)
    monkeypatch.setattr(lexers, "known_unions", expressions.known_unions)
    rules = find_lexer_class_by_name("sql").tokens["root"]  # type: ignore[attr-defined]  # every lexer of rules has them
    unions = [rule[0] for rule in rules if isinstance(rule[0], words)]
    assert unions
    for union in unions:
        expected = regex_opt(union.words, union.prefix, union.suffix)
        assert expected == lexers._join_words(union.words, union.prefix, union.suffix)
        assert expected + "x" == lexers._join_words(union.words, union.prefix, union.suffix + "x")
    monkeypatch.setattr(lexers, "regex_opt", lambda *_: "made")
    assert "made" not in [lexers._join_words(one.words, one.prefix, one.suffix) for one in unions]
    assert "made" == lexers._join_words(("a", "b"))

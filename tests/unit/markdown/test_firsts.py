"""First characters of expressions: exact where they can be read, and never too few."""

from __future__ import annotations

import re
from string import ascii_letters, digits

import pytest
from pygments.lexer import RegexLexer
from pygments.lexers import find_lexer_class

from sitegen.markdown.firsts import ASCII, first_characters

WORD = {*ascii_letters, *digits, "_"}


@pytest.mark.parametrize(
    ("written", "flags", "expected"),
    [
        ("abc", 0, {"a"}),
        ("abc|x", 0, {"a", "x"}),
        ("a?b", 0, {"a", "b"}),
        ("a*", 0, None),
        ("", 0, None),
        ("(?:a|)b+", 0, {"a", "b"}),
        ("[a-c]+", 0, {"a", "b", "c"}),
        (r"\w", 0, WORD),
        (r"[^\W\d]", 0, WORD - {*digits}),
        ("[^a]", 0, ASCII - {"a"}),
        ("[^a]", re.IGNORECASE, ASCII),
        (".", 0, ASCII - {"\n"}),
        (".", re.DOTALL, ASCII),
        ("(?s:.)", 0, ASCII),
        ("é", 0, set()),
        ("[à-ü]|z", 0, {"z"}),
        ("b", re.IGNORECASE, {"b", "B"}),
        ("(?i:b)c", 0, {"b", "B"}),
        ("ſ", re.IGNORECASE, {*"iksIKS"}),
        (r"^\bfor\b", re.MULTILINE, {"f"}),
        ("(?=x)", 0, {"x"}),
        ("(?!x)y", 0, {"y"}),
        ("(?<=x)y", 0, {"y"}),
        (" a # b", re.VERBOSE, {"a"}),
        (r"(?:(a)|b)?\1c", 0, ASCII),
        ("a", re.ASCII, None),
    ],
)
def test_first_characters(written: str, flags: int, expected: set[str] | None) -> None:
    """None where a match may need no character at all, or where the flags are not known here."""
    assert expected == first_characters(re.compile(written, flags))


@pytest.mark.parametrize(
    "language", ["Python", "JavaScript", "Bash", "SQL", "CSS", "HTML", "Rust", "C++", "Perl"]
)
def test_never_too_few(language: str) -> None:
    """Whatever a lexer's rule matches begins with one of its first characters."""
    made = find_lexer_class(language)
    assert made is not None
    lexer = made()
    assert isinstance(lexer, RegexLexer)
    tails = ("", "a", "f x", '"""', "* /", "=>", "0.5e1", "SELECT", "\n  b")
    missed = [
        (rule[0].__self__.pattern, character + tail)
        for rules in lexer._tokens.values()  # type: ignore[attr-defined]  # nothing public holds them
        for rule in rules
        if (firsts := first_characters(rule[0].__self__)) is not None
        for character in ASCII - firsts
        for tail in tails
        if rule[0](character + tail)
    ]
    assert [] == missed

"""What the text of an expression tells: exact where it can be read, and never wrong."""

from __future__ import annotations

import re
from itertools import product
from string import ascii_letters, digits
from typing import TYPE_CHECKING

import pytest
from pygments.lexers import find_lexer_class, get_all_lexers

from sitegen.content.writer.lexer_patterns import ASCII, first_characters, has_no_width, keep_ascii

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("Python", "JavaScript", "Bash", "SQL", "CSS", "HTML", "Rust", "C++", "Perl", "Kotlin")
TAILS = ("", "a", "f x", '"""', "* /", "=>", "0.5e1", "SELECT", "\n  b")
#: ASCII texts that begin with every character.
TEXTS = ("", *map("".join, product(map(chr, range(128)), TAILS)))
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
        (" a # b", re.VERBOSE, None),
        ("(?x) a", 0, None),
        ("(?i)b", 0, {"b", "B"}),
        ("(?#x)y", 0, {"y"}),
        ("(?P<n>a)?(?P=n)", 0, None),
        (r"(?P<n>[ab])\d", 0, {"a", "b"}),
        ("(?-i:b)", re.IGNORECASE, {"b"}),
        ("a{0,2}b", 0, {"a", "b"}),
        ("a{,2}b", 0, {"a", "b"}),
        ("a{1}b", 0, {"a"}),
        ("{}a", 0, {"{"}),
        ("a++b", 0, {"a"}),
        ("(?>a|b)c", 0, {"a", "b"}),
        (r"\x41|\u0042|\103|\n|\.", 0, {"A", "B", "C", "\n", "."}),
        (r"(a)?\129", 0, None),
        (r"\0a", 0, {"\0"}),
        (r"\08", 0, None),
        (r"[\]a-]", 0, {"]", "a", "-"}),
        ("[]a]", 0, {"]", "a"}),
        (r"[\d_-]", 0, {*digits, "_", "-"}),
        (r"\N{DIGIT ONE}", 0, None),
        (r"(?:(a)|b)?\1c", 0, ASCII),
        ("a", re.ASCII, None),
    ],
)
def test_first_characters(written: str, flags: int, expected: set[str] | None) -> None:
    """None where a match may need no character at all, or where the flags are not known here."""
    assert expected == first_characters(written, flags | re.UNICODE)


@pytest.mark.parametrize("language", [*LANGUAGES, pytest.param("every", marks=pytest.mark.slow)])
def test_never_wrong(language: str) -> None:
    """Every match of a rule begins with a first character of it, and the short form has the same ones."""
    names = [name for name, *_ in get_all_lexers(plugins=False)] if language == "every" else [language]
    for pattern in {pattern for name in names for pattern in _list_patterns(name)}:
        firsts = first_characters(pattern.pattern, pattern.flags)
        short = re.compile(keep_ascii(pattern.pattern, pattern.flags), pattern.flags)
        for text in TEXTS:
            expected = pattern.match(text)
            assert expected is None or firsts is None or text[:1] in firsts, (pattern, text)
            actual = short.match(text)
            assert (expected and expected.regs) == (actual and actual.regs), (pattern, text)


def _list_patterns(name: str) -> Iterator[re.Pattern[str]]:
    made = find_lexer_class(name)
    assert made is not None
    rules = getattr(made(), "_tokens", {})  # nothing public holds them
    yield from (rule[0].__self__ for state in rules.values() for rule in state)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", True),
        (r"\b", True),
        (r"(?<!\.)", True),
        ("a?", False),
        ("(?=a)", False),
        ("(?i)", False),
        (".", False),
    ],
)
def test_what_has_no_width(written: str, *, expected: bool) -> None:
    """A look ahead tells what follows, which counts as a width here; flags are for others to read."""
    assert expected is has_no_width(written)


@pytest.mark.parametrize(
    ("written", "flags", "expected"),
    [
        ("[a-zé-ü_]+", 0, "[a-z_]+"),
        ("[é]", 0, "(?!)"),
        ("[^é]", 0, r"[\s\S]"),
        ("[^aé]é", 0, "[^a]é"),
        ("[a-é]", 0, "[a-é]"),
        ("[aſ]", re.IGNORECASE, "[aſ]"),
        ("(?i)[aſ]", 0, "(?i)[aſ]"),
        ("(?i:[aſ])", 0, "(?i:[aſ])"),
        ("[aé]", re.VERBOSE, "[aé]"),
    ],
)
def test_sets_of_ascii_alone(written: str, flags: int, expected: str) -> None:
    """Where ASCII characters may match what is no ASCII, or the set cannot be cut, it stays."""
    assert expected == keep_ascii(written, flags)

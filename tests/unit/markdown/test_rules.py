"""Rules of languages: those that Pygments makes, and words looked up are words searched for."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from pygments.lexer import RegexLexer, words
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import Keyword

from sitegen.content.writer.lexer_rules import Rules, WordsRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES = ("Python", "JavaScript", "Bash", "SQL", "CSS", "Go", "Rust", "Perl", "Kotlin", "Stan")
EVERY = [*LANGUAGES, pytest.param("every", marks=pytest.mark.slow)]


def find_languages(name: str) -> Iterator[type[RegexLexer]]:
    names = [listed for listed, *_ in get_all_lexers(plugins=False)] if name == "every" else [name]
    for made in map(find_lexer_class, names):
        assert made is not None
        if issubclass(made, RegexLexer) and not getattr(made, "token_variants", False):
            yield made


@pytest.mark.parametrize("name", EVERY)
def test_every_state_has_the_rules_of_the_library(name: str) -> None:
    """Their text, what becomes of a match, and the states that follow, whichever state is read first."""
    for language in find_languages(name):
        processed: Mapping[str, list[tuple[Any, Any, Any]]] = language()._tokens  # type: ignore[attr-defined]  # nothing public holds them
        rules = Rules(language, ascii_only=False)
        for state in sorted(processed):
            if state.startswith("_tmp_"):
                continue  # the library's own name of a combined state
            expected = [(match.__self__.pattern, action) for match, action, _ in processed[state]]
            actual = [(_find_text(rule), rule.action) for rule in rules[state]]
            assert expected == actual, (language, state)
            for (_, _, stated), rule in zip(processed[state], rules[state], strict=True):
                _assert_same_states(stated, rule.new_states, rules, processed)


def _find_text(rule: Any) -> str:
    text: str = rule._union.get() if isinstance(rule, WordsRule) else rule._expression
    return text


def _assert_same_states(
    stated: Any,
    new_states: tuple[str, ...],
    rules: Rules,
    processed: Mapping[str, list[tuple[Any, Any, Any]]],
) -> None:
    if isinstance(stated, int):
        assert ("#pop",) * -stated == new_states
    elif stated and stated[0].startswith("_tmp_"):
        texts = [match.__self__.pattern for match, _, _ in processed[stated[0]]]
        assert texts == [_find_text(rule) for rule in rules[new_states[0]]]
    else:
        assert ((stated,) if isinstance(stated, str) else stated or ()) == new_states


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("name", EVERY)
def test_a_word_is_found_as_its_union_finds_it(name: str, *, ascii_only: bool) -> None:
    """Alone, in other cases, within other words, and where several begin alike."""
    heap = random.Random(name)
    for language in find_languages(name):
        rules = Rules(language, ascii_only=ascii_only)
        for state in language.get_tokendefs():
            for rule in rules[state]:
                if isinstance(rule, WordsRule):
                    _assert_same_matches(rule, heap, ascii_only=ascii_only)


def _assert_same_matches(rule: WordsRule, heap: random.Random, *, ascii_only: bool) -> None:
    union = re.compile(rule._union.get(), rule._flags)
    listed = sorted(rule._union.words)
    ends = ("", " ", "(", "x", "_", "-", "-a", ".", "!", *heap.sample(listed, min(9, len(listed))))
    starts = ("", " ", ".", "x", "$")
    for word in listed if len(listed) < 60 else heap.sample(listed, 60):
        for text in (
            word,
            word.lower(),
            word.swapcase(),
            word[:-1],
            *(() if ascii_only else (f"{word}ſ", f"ſ{word}")),
        ):
            for start, end in ((heap.choice(starts), end) for end in ends):
                around = start + text + end
                if ascii_only and not around.isascii():
                    continue
                expected = union.match(around, len(start))
                actual = rule.match(around, len(start))
                assert (expected and expected.regs) == (actual and actual.regs), (union, around)


@pytest.mark.parametrize(
    ("listed", "flags", "text", "expected"),
    [
        (("END", "end-if"), re.IGNORECASE, "end-if", "end"),  # as the library has it, which sorts them
        (("END", "END-IF"), re.IGNORECASE, "end-if", "end-if"),
        (("end", "end if"), 0, "end if", "end if"),
        (("is",), re.IGNORECASE, "iſ", "iſ"),
        (("é",), 0, "é", "é"),
        (("",), 0, "a", ""),
    ],
)
def test_words_that_need_care(listed: tuple[str, ...], flags: int, text: str, expected: str | None) -> None:
    """Compounds, two cases, letters beyond ASCII, and a word that is empty."""
    union = words(listed, suffix=r"\b")
    rule = WordsRule(union, flags, Keyword, (), ascii_only=text.isascii())
    found = rule.match(text, 0)
    stock = re.compile(union.get(), flags).match(text)
    assert (stock and stock[0]) == (found and found[0])
    assert expected == (found[0] if found else None)

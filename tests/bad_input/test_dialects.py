"""Marks of other generators that stay open or are nested, and long runs of blanks -> read in bounded time."""

from __future__ import annotations

import pytest

from sitegen.config import Config, Dialect
from sitegen.content.convert import convert_source
from sitegen.content.dialects.translate import translate
from sitegen.core.model import Source

_MARKS = (
    *("{{", "{{ a ", "{{< a ", "{{% a ", "{{< tab ", "{{< param a", "{{</* a ", "{{- a ", "{{#a "),
    *("{% a ", "{% include a ", "{% tabpane ", "{%/* a ", "<a b=", "<A b=", '<A b="', "<A :b='c' @d "),
    *("!!! a ", '=== "a" ', ":::a ", "::: details ", ":::{a} ", "```{a} ", "> [!a] ", "*[A]: ", "[^a "),
    *("    a: ", "## a ", "--8<-- ", "<!-- @include: a ", "<<< a ", "{a ", "{.a ", "$a ", "|a ", "[a](b "),
)


@pytest.mark.parametrize("dialect", Dialect)
def test_19_marks_that_stay_open_cost_no_more_than_their_length(dialect: Dialect) -> None:
    """While an expression tried each blank or each mark as an end, some of these took minutes."""
    config = Config(dialect=dialect)
    for mark in _MARKS:
        for text in (f"{mark}{' ' * 100_000}x", mark * (100_000 // len(mark)), f"{mark}\n" * 3_000):
            translate("a.md", text, 1, config)


@pytest.mark.parametrize("mark", [":::{a} b\n", "```{a}\n"])
def test_19_blocks_that_are_nested_too_deeply_are_an_error(mark: str) -> None:
    """They ended the whole build."""
    config = Config(dialect=Dialect.MYST)
    _, _, problems = translate("a.md", mark * 3_000, 1, config)
    assert [(problem.code, problem.line) for problem in problems] == [("nesting-too-deep", 1)]


@pytest.mark.parametrize("mark", ["{{< tab ", "{{% a ", '{{< a "'])
def test_19_calls_that_stay_open_cost_no_more_than_their_length(mark: str) -> None:
    """As the parser of texts finds them."""
    for text in (f"{mark}{' ' * 50_000}x", mark * 5_000):
        convert_source(Source("a.md", text.encode()), Config(dialect=Dialect.JEKYLL))

"""Tables of MyST that can't be read -> a Problem at their line, whatever is in them."""

from __future__ import annotations

import pytest

from sitegen.config import Config, Dialect
from sitegen.content.dialects.translate import translate

MYST = Config(dialect=Dialect.MYST)


@pytest.mark.parametrize("body", [f":header: a\n\n{'x' * 200_000}", f'\n"{"x" * 200_000}"'])
def test_a_value_that_is_too_long_is_an_error_at_its_table(body: str) -> None:
    _, _, problems = translate("a.md", f"A\n\n```{{csv-table}}\n{body}\n```", 1, MYST)
    assert [(problem.code, problem.line) for problem in problems] == [("foreign-markup", 3)]
    assert "can't be read" in problems[0].message


@pytest.mark.parametrize("count", ["9" * 5000, "many", "-1"])
@pytest.mark.parametrize("form", ["list-table", "csv-table"])
def test_a_number_of_headers_that_is_none_counts_as_zero(form: str, count: str) -> None:
    row = "* - a\n  - b" if form == "list-table" else "a, b"
    text, _, problems = translate("a.md", f"```{{{form}}}\n:header-rows: {count}\n\n{row}\n```", 1, MYST)
    assert problems == ()
    assert "| a | b |" in text


def test_values_may_be_separated_by_spaces() -> None:
    text, _, problems = translate("a.md", "```{csv-table}\n:delim: space\n\na b\n```", 1, MYST)
    assert (problems, "| a | b |" in text) == ((), True)

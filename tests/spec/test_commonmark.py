"""The CommonMark specification's examples, 0.31.2, with every extension of ours switched on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plain import convert_spec, fill_plain, normalise, strip_ours

EXAMPLES = json.loads(Path(__file__).with_name("commonmark-0.31.2.json").read_text("utf-8"))

_HOLE = "a URL in raw HTML is a link of this site, which is checked and written anew"
_BARE = "GFM links bare addresses"
EXCEPTIONS = {21: _HOLE, 31: _HOLE, 344: _HOLE, 608: _BARE, 611: _BARE, 612: _BARE}
EXCEPTIONS |= dict.fromkeys((630, 631, 642, 643), _HOLE)


def convert_example(number: int) -> tuple[str, str]:
    example = EXAMPLES[number - 1]
    assert example["number"] == number
    content = convert_spec(example["markdown"]).body.content
    return normalise(example["html"]), strip_ours(fill_plain(content))


@pytest.mark.parametrize("number", sorted({e["number"] for e in EXAMPLES} - set(EXCEPTIONS)))
def test_example(number: int) -> None:
    """Our result is the specification's, apart from what `strip_ours` names."""
    expected, actual = convert_example(number)
    assert expected == actual


@pytest.mark.parametrize("number", sorted(EXCEPTIONS))
def test_exceptions_are_needed(number: int) -> None:
    """An example that has come right leaves the list of exceptions."""
    expected, actual = convert_example(number)
    assert expected != actual

"""The examples of GFM's extensions: tables, strikethrough, bare addresses, raw HTML that is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from plain import convert_spec, fill_plain, normalise, strip_ours

EXAMPLES = json.loads(Path(__file__).with_name("gfm-0.29-extensions.json").read_text("utf-8"))

EXCEPTIONS = {653: "unsafe raw HTML is an error with its place, not text; under raw_html = all it passes"}

_TASK = re.compile(r'<input type="checkbox" disabled( checked)? aria-label="[^"]*">')
_TASKS = {
    None: '<input disabled="" type="checkbox">',
    " checked": '<input checked="" disabled="" type="checkbox">',
}
_ALIGN = re.compile(r' class="align-(left|center|right)"')


def convert_example(number: int) -> tuple[str, str]:
    example = next(example for example in EXAMPLES if example["number"] == number)
    content = fill_plain(convert_spec(example["markdown"]).body.content)
    # Alignment is a class: the attribute is obsolete, and a style would break the page's policy.
    content = _ALIGN.sub(r' align="\1"', content)
    content = re.sub(r' class="(contains-task-list|task-list-item)"', "", content)
    content = _TASK.sub(lambda match: _TASKS[match.group(1)], content)
    return normalise(example["html"]), strip_ours(content)


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

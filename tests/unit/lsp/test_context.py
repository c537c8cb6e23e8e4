"""What one is writing at a place, read without the server."""

from __future__ import annotations

from time import process_time

import pytest

from sitegen.lsp.context import find_context


@pytest.mark.parametrize("start", ["[", "![", "[a](b) [", "[" * 50])
def test_a_line_with_many_backslashes_takes_no_time(start: str) -> None:
    """As mathematics has: each one more would double the time."""
    line = start + r" \alpha" * 30
    begin = process_time()
    assert find_context([line], 0, len(line)) is None
    assert process_time() - begin < 1


@pytest.mark.parametrize("text", [r"[a \] b](x", r"[a \\](x", r"[a [b] \[ c](x", r"![a \] b](x"])
def test_escaped_brackets_belong_to_the_text(text: str) -> None:
    context = find_context([text], 0, len(text))
    assert context is not None
    assert context.typed == "x"

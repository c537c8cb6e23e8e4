"""The edits of a text, as a client makes them."""

from __future__ import annotations

from itertools import product

from sitegen.lsp.positions import Text
from sitegen.lsp.renaming import _compare


def test_edits_turn_one_text_into_the_other_and_stay_in_it() -> None:
    """Also where lines are added to a text without an end of its last line."""
    texts = ["", "a", "a\n", "a\nb", "a\nb\n", "b", "a\n\n[r]\nx", "a\r\nb\r\n", "a\r\nb", "c\nb\nd", "𝄞\nb"]
    for before, after in product(texts, texts):
        lines, result = Text(before), before
        offsets = [0]
        for written in before.split("\n"):
            offsets.append(offsets[-1] + len(written) + 1)
        for edit in reversed([*_compare(before, after)]):
            (first, column), (last, end_column) = map(lines.read, (edit.range.start, edit.range.end))
            assert max(first, last) < len(lines.lines), (before, after)
            start, end = offsets[first] + column, offsets[last] + end_column
            assert start <= end, (before, after)
            result = result[:start] + edit.new_text + result[end:]
        assert result == after, (before, after)

"""Pieces of HTML and holes -> the segments of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitegen.core.model import Segment, Segments


def merge(pieces: list[Segment]) -> Segments:
    """Join neighbouring strings, so that every string is followed by a hole or the end."""
    merged: list[Segment] = []
    start = 0
    for index, piece in enumerate(pieces):
        if type(piece) is not str:
            merged += _join(pieces[start:index]), piece
            start = index + 1
    merged.append(_join(pieces[start:]))
    return tuple(segment for segment in merged if segment != "")


def _join(strings: list[Any]) -> str:
    return "".join(strings)

"""Pieces of HTML and holes -> the segments of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.core.model import Segment, Segments


def merge(pieces: list[Segment]) -> Segments:
    """Join neighbouring strings, so that every string is followed by a hole or the end."""
    merged: list[Segment] = []
    strings: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            strings.append(piece)
            continue
        merged.append("".join(strings))
        merged.append(piece)
        strings = []
    merged.append("".join(strings))
    return tuple(segment for segment in merged if segment != "")

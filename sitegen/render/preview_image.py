"""The picture that other sites show beside a link to a page."""

from __future__ import annotations

import msgspec


class Preview(msgspec.Struct):
    """The picture that other sites show beside a link to a page."""

    url: str
    permalink: str
    width: int  #: pixels; 0 when unknown
    height: int
    alt: str

"""A directive in Python, for the site ``directives``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Mapping


def shout(values: Mapping[str, Any]) -> str:
    """Return what was written, louder."""
    words = " ".join(values["arguments"])
    return f"<p>{escape(words.upper())} {escape(values['options'])} {escape(values['raw'].strip().upper())}</p>\n"

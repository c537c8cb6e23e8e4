"""A directive in Python, for the site ``directives``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Mapping


def shout(values: Mapping[str, Any]) -> str:
    """Return what was written, louder."""
    words, raw = " ".join(values["arguments"]).upper(), values["raw"].strip().upper()
    return f"<p>{escape(words)} {escape(values['options'])} {escape(raw)}</p>\n"

"""Values -> text: the filters of templates."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from sitegen.core.text import lazy_compile
from sitegen.render.messages import WORDS

if TYPE_CHECKING:
    import re

    from sitegen.core.wording import Wording


def format_date(wording: Wording, moment: datetime, pattern: str = "") -> str:
    """Return ``1 November 2025``, or what an strftime pattern says, in the words of the site's language."""
    _require_date(moment, "date")
    return wording.format_date(moment, pattern)


def iso(moment: date) -> str:
    """Return RFC 3339: ``2025-11-01T00:00:00Z``, or ``2025-11-01`` for a day of a data file."""
    _require_date(moment, "iso")
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + (
        "Z" if moment.utcoffset() == UTC.utcoffset(None) else ""
    )


def rfc822(moment: datetime) -> str:
    """Return the date format of RSS: ``Sat, 01 Nov 2025 00:00:00 +0000``."""
    _require_date(moment, "rfc822")
    zone = moment.strftime("%z") or "-0000"  # like email.utils, which takes long to import
    month = _MONTHS[moment.month - 1][:3]
    return f"{_DAYS[moment.weekday()]}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} {zone}"


def _require_date(moment: object, name: str) -> None:
    if not isinstance(moment, date):  # a datetime is a date, too
        kind = WORDS.get(type(moment).__name__, type(moment).__name__)
        hint = "the page may have no date: check with {% if page.date %} first" if moment is None else ""
        raise jinja2.TemplateRuntimeError(f"the filter {name!r} needs a date, and was given {kind}\n{hint}")


def to_json(value: object) -> Markup:
    """Return JSON that is safe inside a script element: ``<``, ``>``, ``&`` and line separators escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
    return Markup(_JSON_UNSAFE.sub(_escape_json, text))  # noqa: S704  everything that HTML would read is escaped


def _plain(value: object) -> object:
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


#: Month names in English whatever the locale of the machine, so that builds agree.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


_JSON_UNSAFE = lazy_compile("[<>&'\u2028\u2029]")


def _escape_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"

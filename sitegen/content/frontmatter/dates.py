"""The text of a date, in the shapes that blogs use -> an aware datetime, never shifted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from sitegen.core.text import lazy_compile

REMEDY = "write it as 2025-11-01, or with a time as 2025-11-01T10:00:00+02:00"

_DATE = lazy_compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?:[ \t]*([AaPp])[Mm])?"
    r"[ \t]*(Z|z|UTC|GMT|[ECMP][SD]T|[+-]\d\d?(?::?\d\d)?)?)?\Z",
    re.ASCII,
)
#: ``25 Aug 2024``, ``Aug 25, 2024``, ``Mon, 25 Aug 2024 10:00:00 GMT``: months by their English names.
_NAMED = lazy_compile(
    r"(?:[A-Za-z]{3,9},?[ ]+)?(?:(\d\d?)[ ]+([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?[ ]+(\d\d?)),?[ ]+(\d{4})"
    r"(.*)\Z",
    re.ASCII,
)
#: ``Sat Apr 23 02:07:21 EDT 2016``, as Unix writes it.
_UNIX = lazy_compile(
    r"[A-Za-z]{3}[ ]+([A-Za-z]{3})[ ]+(\d\d?)[ ]+(\d\d?:\d\d:\d\d)[ ]+"
    r"(?:([A-Z]{3,4}|[+-]\d{4})[ ]+)?(\d{4})\Z",
    re.ASCII,
)
#: Hours from UTC of the time zones in North America, the only ones with names in mail.
_HOURS = {"E": 5, "C": 6, "M": 7, "P": 8}
# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)
# fmt: on
_OFFSET = lazy_compile(r"([+-])(\d\d?):?(\d\d)?\Z")


def parse_date(text: str) -> datetime:
    """Return the moment that a text names; the message of ValueError says what is wrong.

    A date is its midnight; without an offset it is in UTC; an offset is kept as it is. Digits
    beyond the microsecond are dropped.
    """
    match = _DATE.match(text.strip()) or _DATE.match(_write_in_numbers(text.strip()))
    if match is None:
        raise ValueError(f"{text[:40]!r} is not a date")
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    microsecond = int((match[7] or "0").ljust(6, "0")[:6])
    if match[8] and hour <= 12:
        hour = hour % 12 + 12 * (match[8] in "Pp")
    try:
        moment = datetime(year, month, day, hour, minute, second, microsecond, _zone(match[9] or "Z"))
        moment.astimezone(UTC)  # in another time zone, the first and last hours may be outside the calendar
    except OverflowError:
        raise ValueError(f"{text[:40]!r} is outside the years 1 to 9999") from None
    except ValueError as problem:
        raise ValueError(f"{text[:40]!r} is not a date: {_reason(str(problem))}") from None
    return moment


def _write_in_numbers(text: str) -> str:
    """Return a date whose month has a name as one in numbers; other texts stay."""
    text = _UNIX.sub(r"\2 \1 \5 \3 \4", text)
    match = _NAMED.match(text)
    written = (match[2] or match[3]).lower() if match else ""
    month = next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(written)), 0)
    if match is None or not month:
        return text
    return f"{match[5]}-{month}-{match[1] or match[4]}{match[6]}"


def _reason(message: str) -> str:
    """Shorten Python's message, which differs between versions: ``month must be in 1..12, not 13``."""
    return re.split(r", not |: ", message, maxsplit=1)[0]


def _zone(offset: str) -> timezone:
    if offset[0] in _HOURS:
        return timezone(timedelta(hours=(offset[1] == "D") - _HOURS[offset[0]]))
    match = _OFFSET.match(offset)
    if match is None:
        return UTC
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(f"there is no time zone {offset}")
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if match[1] == "-" else distance) if distance else UTC

"""A language -> the words of the built-in theme in it, and its dates; English if there are no others."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES = Path(__file__).with_name("wording.toml")
#: The default format of dates.
LONG_DATE = "%-d %B %Y"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Wording:
    """What a site says to its readers: call it with the English words."""

    def __init__(self, language: str, words: Mapping[str, str], date_format: str = "") -> None:
        """``words`` and ``date_format`` are the site’s own: they take precedence over its language’s."""
        self._date_format = date_format
        self._words = {**_table_of(language), **words}

    @property
    def is_english(self) -> bool:
        """Whether it has no other words than the English ones."""
        return not self._words

    def __call__(self, text: str, **values: object) -> str:
        """Return the words for an English text, with ``{name}`` replaced by its value."""
        words = self._words.get(text, text)
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        return words

    def choose(self, *texts: str) -> dict[str, str]:
        """Return those of these texts that aren't in English, with their words."""
        return {text: self._words[text] for text in texts if self._words.get(text, text) != text}

    def format_date(self, moment: date, pattern: str = "") -> str:
        """Return ``1 November 2025``, or what an strftime pattern says, with the names of the language."""
        written = self(pattern) if pattern else self._date_format or self(LONG_DATE)
        month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
        for mark, name, length in (("B", month, None), ("A", day, None), ("b", month, 3), ("a", day, 3)):
            if f"%{mark}" in written:
                shown = name[:length] if self(name) == name else self(name)
                written = written.replace(f"%{mark}", shown.replace("%", "%%"))
        plain = {"%-d": str(moment.day), "%-m": str(moment.month), "%Y": str(moment.year)}
        for mark, number in plain.items():  # which systems write in different ways
            written = written.replace(mark, number)
        return moment.strftime(written) if "%" in written else written


@lru_cache
def _table_of(language: str) -> dict[str, str]:
    """Return the words of a language, or of the one that it is a kind of: ``de-AT``."""
    if language.partition("-")[0].lower() == "en":
        return {}
    import tomllib

    tables: dict[str, dict[str, Any]] = tomllib.loads(_TABLES.read_text("utf-8"))
    table = tables.get(language.lower()) or tables.get(language.partition("-")[0].lower()) or {}
    words = {text: words for text, words in table.items() if isinstance(words, str)}
    return (
        words
        | dict(zip(_MONTHS, table.get("months", _MONTHS), strict=True))
        | dict(zip(_DAYS, table.get("days", _DAYS), strict=True))
    )


ENGLISH = Wording("en", {})

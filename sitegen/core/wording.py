"""A language -> the words of the built-in theme in it, its dates and numbers; English if it has none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sitegen.core.catalogue import Catalogue, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        self._own = words
        self._catalogue: Catalogue = load_catalogue(language)
        self._words = {**self._catalogue.words, **words}

    @property
    def catalogue(self) -> str:
        """The name of the language's catalogue; "" if it has none, as English."""
        return self._catalogue.name

    @property
    def own(self) -> Mapping[str, str]:
        """The site's own words."""
        return self._own

    @property
    def is_english(self) -> bool:
        """Whether all its words are the English ones."""
        return not self._words

    def __call__(self, text: str, **values: object) -> str:
        """Return the words for an English text, with ``{name}`` replaced by its value."""
        words = self._words.get(text) or self._format(text) or text
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        return words

    def count(self, one: str, many: str, number: int) -> str:
        """Return the word for things of which there are ``number``: ``count("post", "posts", 3)``."""
        text = one if number == 1 else many
        forms = self._catalogue.plurals.get(many)
        if forms is None or text in self._own:
            return self(text)
        return forms.get(self._catalogue.category(number)) or forms["other"]

    def choose(self, *texts: str) -> dict[str, str | Mapping[str, str]]:
        """Return the translations of those texts that have one: a text, or plurals by category."""
        chosen: dict[str, str | Mapping[str, str]] = {}
        for text in texts:
            plurals = self._catalogue.plurals.get(text) if text not in self._own else None
            words = plurals or self._words.get(text, text)
            if words != text:
                chosen[text] = words
        return chosen

    def number(self, value: int) -> str:
        """Return a whole number with the separators of the language: ``12,345``."""
        formats = self._catalogue.formats
        if not formats:
            return f"{value:,}"
        first, later = formats["groups"]
        digits, size = str(abs(value)), first
        parts: list[str] = []
        while len(digits) > size:
            digits, last = digits[:-size], digits[-size:]
            parts.insert(0, last)
            size = later
        return ("-" if value < 0 else "") + str(formats["group"]).join((digits, *parts))

    def decimal(self, number: str) -> str:
        """Return a number without groups, ``1.18``, with the decimal sign of the language: ``1,18``."""
        return number.replace(".", self._catalogue.formats.get("decimal", "."))

    def money(self, amount: str) -> str:
        """Return an amount in dollars, ``$0.0123``, as the language writes it: ``0,0123 $``."""
        formats = self._catalogue.formats
        if not formats or not amount.startswith("$"):
            return amount
        marks = str.maketrans({",": formats["group"], ".": formats["decimal"]})
        number = amount[1:].translate(marks)
        sign, _, rest = formats["money"].partition("#")
        tail = rest.lstrip("#,0").removeprefix(".00")
        return f"{sign}{number}{tail}"

    def format_date(self, moment: date, pattern: str = "") -> str:
        """Return ``1 November 2025``, or what an strftime pattern says, with the names of the language."""
        written = self(pattern) if pattern else self._date_format or self(LONG_DATE)
        months = "months" if "%-d" in written or "%d" in written else "months_alone"
        names = {
            "%B": self._name(_MONTHS[moment.month - 1], months, moment.month - 1),
            "%A": self._name(_DAYS[moment.weekday()], "days", moment.weekday()),
            "%b": self._name(_MONTHS[moment.month - 1], "months_short", moment.month - 1, 3),
            "%a": self._name(_DAYS[moment.weekday()], "days_short", moment.weekday(), 3),
        }
        for mark, name in names.items():
            written = written.replace(mark, name.replace("%", "%%"))
        plain = {"%-d": str(moment.day), "%-m": str(moment.month), "%Y": str(moment.year)}
        for mark, number in plain.items():  # systems write these differently
            written = written.replace(mark, number)
        return moment.strftime(written) if "%" in written else written

    def _name(self, english: str, table: str, position: int, length: int | None = None) -> str:
        """Return the name of a month or day: the site's own, else that of the language, else in English."""
        if english in self._words:
            return self._words[english]
        names = self._catalogue.formats.get(table)
        return str(names[position]) if names else english[:length]

    def _format(self, pattern: str) -> str:
        return str(self._catalogue.formats.get(pattern, "")) if pattern.startswith("%") else ""


ENGLISH = Wording("en", {})

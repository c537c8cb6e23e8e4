"""``python tools/cldr.py``: dates and numbers of the languages of the theme, from CLDR by Babel.

Writes ``sitegen/core/words/cldr.json``, which a build reads: Babel with its data is 30 MB. Run it when a
language is added, or after an update of Babel.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import get_currency_symbol

WORDS = Path(__file__).parents[1] / "sitegen" / "core" / "words"
#: Fields of a date as CLDR and as strftime write them, the longest first.
_FIELDS = {"MMMM": "%B", "LLLL": "%B", "MMM": "%b", "LLL": "%b", "MM": "%m", "M": "%-m", "L": "%-m"}
_FIELDS |= {"dd": "%d", "d": "%-d", "y": "%Y"}
#: Of babel.dates: Monday comes first.
_DAYS = range(7)


def describe(code: str) -> dict[str, Any]:
    """Return what a build needs to know of a language, by the name of its catalogue: ``zh_Hant``."""
    locale = Locale.parse(code)
    months, days = locale.months, locale.days
    skeletons = locale.datetime_skeletons
    return {
        "months": [months["format"]["wide"][month] for month in range(1, 13)],
        "months_alone": [months["stand-alone"]["wide"][month] for month in range(1, 13)],
        "months_short": [months["format"]["abbreviated"][month] for month in range(1, 13)],
        "days": [days["format"]["wide"][day] for day in _DAYS],
        "days_short": [days["format"]["abbreviated"][day] for day in _DAYS],
        "%-d %B %Y": write_pattern(locale.date_formats["long"].pattern),
        "%-d %B": write_pattern(skeletons["MMMMd"].pattern),
        "%B %Y": write_pattern(skeletons["yMMMM"].pattern),
        "decimal": locale.number_symbols["latn"]["decimal"],
        "group": locale.number_symbols["latn"]["group"],
        "groups": list(locale.decimal_formats[None].grouping),
        "money": write_money(locale),
        "plurals": sorted({locale.plural_form(number) for number in range(1000)}, key=_CATEGORIES.index),
    }


def write_money(locale: Locale) -> str:
    """Return how an amount in US dollars is written: ``#,##0.00 $``."""
    sign = get_currency_symbol("USD", locale)
    if locale.text_direction == "rtl" and sign[0].isalpha():
        sign += "\N{LEFT-TO-RIGHT MARK}"  # else US$ is shown as $US
    return str(locale.currency_formats["standard"].pattern.partition(";")[0]).replace("¤", sign)


_CATEGORIES = ("zero", "one", "two", "few", "many", "other")


def write_pattern(pattern: str) -> str:
    """Return a pattern of CLDR as strftime has it: ``d. MMMM y`` is ``%-d. %B %Y``."""

    def write(match: re.Match[str]) -> str:
        if match[1] is not None:
            return match[1].replace("%", "%%")
        return _FIELDS.get(match[0], match[0])

    return re.sub(r"'([^']*)'|M+|L+|d+|y+", write, pattern)


def main() -> None:
    """Write the table of every language that has a catalogue."""
    codes = sorted(path.stem for path in WORDS.glob("*.po"))
    table = {code: describe(code) for code in codes}
    text = json.dumps(table, ensure_ascii=False, indent=0)
    (WORDS / "cldr.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()

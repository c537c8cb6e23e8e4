"""The filters of Jekyll and Eleventy that Liquid itself doesn't have."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from liquid.exceptions import FilterArgumentError
from liquid.undefined import Undefined

from sitegen.core.slugs import simple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NOW = ("now", "today")
_FORMS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%B %d, %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%Y/%m/%d",
    "%a, %d %b %Y %H:%M:%S %z",
)
_RFC_822 = "%a, %d %b %Y %H:%M:%S %z"


def _relative_url(value: object) -> str:
    text = _text(value)
    return text if "://" in text or text.startswith("#") else f"/{text.lstrip('/')}"


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, Undefined) else str(value)


def _read_date(value: object) -> datetime | date | None:
    if isinstance(value, (datetime, date)):
        return value
    text = _text(value).strip()
    if text in _NOW:
        message = "the time of the build isn't known to pages"
        raise FilterArgumentError(message)
    for form in ("", *_FORMS):
        try:
            return _strptime(form, text) if form else datetime.fromisoformat(text)
        except ValueError:
            continue
    return None


def _strptime(form: str, text: str) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007  the text has no time zone


def _date(value: object, form: object = "%Y-%m-%d") -> str:
    read = _read_date(value)
    return _text(value) if read is None else re.sub(r"%-?[a-zA-Z%]", partial(_format, read), _text(form))


def _format(value: datetime | date, word: re.Match[str]) -> str:
    written = word[0]
    if written == "%e":
        return f"{value.day:2d}"
    if written == "%s" and isinstance(value, datetime):
        return str(int(value.timestamp()))
    text = value.strftime(written.replace("-", ""))
    return (text.lstrip("0") or "0") if "-" in written else text


def _xml_date(value: object) -> str:
    read = _read_date(value)
    return _text(value) if read is None else read.isoformat()


def _slugify(value: object, *_: object) -> str:
    return simple(_text(value)).strip("-")


def _items(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [list(pair) for pair in value.items()]
    return list(value) if isinstance(value, (list, tuple)) else []


def _get(item: object, name: str) -> object:
    for part in name.split("."):
        item = item.get(part) if isinstance(item, dict) else None
    return item


def _where(items: object, name: object, value: object = None) -> list[Any]:
    values = [(item, _get(item, _text(name))) for item in _items(items)]
    if value is None:
        return [item for item, given in values if given not in (None, False)]
    asked = _text(value)
    return [
        item
        for item, given in values
        if asked in ([_text(part) for part in given] if isinstance(given, list) else [_text(given)])
    ]


def _group_by(items: object, name: object) -> list[dict[str, object]]:
    groups: dict[str, list[object]] = {}
    for item in _items(items):
        groups.setdefault(_text(_get(item, _text(name))), []).append(item)
    return [{"name": key, "items": group, "size": len(group)} for key, group in groups.items()]


def _sort(items: object, name: object = None, nils: object = "first") -> list[Any]:
    def order(item: object) -> tuple[bool, Any]:
        value = item if name is None or isinstance(name, Undefined) else _get(item, _text(name))
        return ((value is not None) == (nils == "first"), "" if value is None else value)

    listed = _items(items)
    try:
        return sorted(listed, key=order)
    except TypeError:  # of several types
        return sorted(listed, key=lambda item: (order(item)[0], _text(order(item)[1]).casefold()))


def _sentence(items: object, connector: object = "and") -> str:
    words = [_text(item) for item in _items(items)]
    if len(words) < 3:
        return f" {_text(connector)} ".join(words)
    return f"{', '.join(words[:-1])}, {_text(connector)} {words[-1]}"


def _jsonify(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text)


def _squeeze(value: object) -> str:
    return " ".join(_text(value).split())


def _count_words(value: object, *_: object) -> int:
    return len(_text(value).split())


def _same(value: object, *_: object) -> object:
    return value


FILTERS: Mapping[str, Callable[..., object]] = {
    "relative_url": _relative_url,
    "absolute_url": _relative_url,
    "url": _relative_url,
    "date": _date,
    "date_to_string": partial(_date, form="%d %b %Y"),
    "date_to_long_string": partial(_date, form="%d %B %Y"),
    "date_to_rfc822": partial(_date, form=_RFC_822),
    "date_to_xmlschema": _xml_date,
    "slugify": _slugify,
    "slug": _slugify,
    "where": _where,
    "group_by": _group_by,
    "sort": _sort,
    "array_to_sentence_string": _sentence,
    "jsonify": _jsonify,
    "xml_escape": lambda value: escape(_text(value)),
    "cgi_escape": lambda value: quote_plus(_text(value)),
    "uri_escape": lambda value: quote(_text(value), safe="/:?&=#%"),
    "number_of_words": _count_words,
    "normalize_whitespace": _squeeze,
    "markdownify": _same,
    "smartify": _same,
    "sassify": _same,
    "scssify": _same,
    "safe": _same,
    "inspect": _jsonify,
    "to_integer": lambda value: int(float(_text(value) or 0)),
    "push": lambda items, item: [*_items(items), item],
    "unshift": lambda items, item: [item, *_items(items)],
    "pop": lambda items, count=1: _items(items)[: -int(count)],
    "shift": lambda items, count=1: _items(items)[int(count) :],
    "find": lambda items, name, value: next(iter(_where(items, name, value)), None),
}

"""Layouts -> a Jinja2 environment: strict, escaping, with the functions and filters that templates have."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from sitegen.render.ahead import FOLDER, OWN, Ahead, write_ahead
from sitegen.render.bounded import BoundedEnvironment, bounded_range
from sitegen.render.words import WORDS, Undefined
from sitegen.text import lazy_compile
from sitegen.theme import find_templates

if TYPE_CHECKING:
    import re
    from pathlib import Path

    from sitegen.render.layouts import Layouts


class _Loader(jinja2.BaseLoader):
    def __init__(self, layouts: Layouts) -> None:
        self._templates = layouts.templates
        self._names = frozenset(layouts.templates)

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:  # noqa: ARG002  Jinja's interface
        if template not in self._names:
            raise jinja2.TemplateNotFound(template)
        found = self._templates[template]
        return found.text, found.path, None

    def list_templates(self) -> frozenset[str]:  # type: ignore[override]  # a set is asked once a directive
        return self._names


#: Environments by the digest of their layouts: a worker gets the same layouts with every job.
_ENVIRONMENTS: dict[str, jinja2.Environment] = {}


def environment_for(layouts: Layouts) -> jinja2.Environment:
    """Return the environment of these layouts, made once a process."""
    found = _ENVIRONMENTS.get(layouts.digest)
    if found is None:
        _ENVIRONMENTS.clear()  # a server that rebuilds for hours must not collect them
        found = _ENVIRONMENTS[layouts.digest] = _make(_Loader(layouts))
    return found


def compile_theme(layouts: Path, folder: Path = FOLDER) -> None:
    """Write the Python of the theme's templates, which builds then need not make."""
    texts = {name: path.read_text("utf-8-sig") for name, path in find_templates(layouts)}
    write_ahead(_make(None), texts, folder)


def _make(loader: _Loader | None) -> jinja2.Environment:
    environment = BoundedEnvironment(
        loader=loader,
        bytecode_cache=Ahead(shelf=OWN),
        autoescape=True,
        undefined=Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals["range"] = bounded_range
    environment.filters |= {"date": format_date, "iso": iso, "rfc822": rfc822, "tojson": to_json}
    return environment


def format_date(moment: datetime, pattern: str = "") -> str:
    """Return ``1 November 2025``, or what an strftime pattern says."""
    _require_date(moment, "date")
    return moment.strftime(pattern) if pattern else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def iso(moment: datetime) -> str:
    """Return RFC 3339: ``2025-11-01T00:00:00Z``."""
    _require_date(moment, "iso")
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + (
        "Z" if moment.utcoffset() == UTC.utcoffset(None) else ""
    )


def rfc822(moment: datetime) -> str:
    """Return the date format of RSS: ``Sat, 01 Nov 2025 00:00:00 +0000``."""
    _require_date(moment, "rfc822")
    zone = moment.strftime("%z") or "-0000"  # as email.utils has it, which takes long to load
    month = _MONTHS[moment.month - 1][:3]
    return f"{_DAYS[moment.weekday()]}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} {zone}"


def _require_date(moment: object, name: str) -> None:
    if not isinstance(moment, date):  # a datetime is one, too
        what = WORDS.get(type(moment).__name__, type(moment).__name__)
        hint = "has the page a date? ask for that first: {% if page.date %}" if moment is None else ""
        raise jinja2.TemplateRuntimeError(f"the filter {name!r} needs a date, and was given {what}\n{hint}")


def to_json(value: object) -> Markup:
    """Return JSON that is safe inside a script element: ``<``, ``>``, ``&`` and line separators escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
    return Markup(_JSON_UNSAFE.sub(_escape_json, text))  # noqa: S704  everything that HTML would read is escaped


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


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


def _escape_json(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"

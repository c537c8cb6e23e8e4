"""Unknown calls -> a template for each, which shows their text and lists their arguments."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import format_position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.core.problems import Problem

_OPTION = re.compile(r"([A-Za-z_][\w-]*)\s*=")
_MOST_PLACES = 3
#: A folder of shortcodes, and the folders in it.
_SHORTCODES = re.compile(r"/_?shortcodes/(.*)\Z")
#: An attribute, a heading in Markdown, or the definition of a term.
_WRITES_ID = re.compile(r"\bid\s*=|^[ \t]*#{1,6} |^: ", re.MULTILINE)
#: An id that needs no quoting in a template.
_PLAIN_ID = re.compile(r"[\w.-]+")

_HEAD = """\
{{# Written by `sitegen import`. The old site calls "{name}" {times} on {pages}:
   {places}.{options}
   {advice}{links} #}}
{ids}"""
_SHOWN = "It shows the text of the call. Replace it with your own markup: see Write your own directive."
_TRANSLATED = "It is the template of the old site, in Jinja."
#: A call within a sentence has no blocks in its body: its element may stand in a paragraph.
_TEMPLATE = """\
{% set title = options.get('title') or options.get('name') or options.get('label') -%}
{% set address = options.get('href') or options.get('url') or options.get('link') -%}
{% set element = 'div' if (body | trim).startswith('<') else 'span' -%}
<{{ element }} class="directive-NAME">
{%- if address %}<a href="{{ url_for(address) }}">{{ title or address }}</a>
{% elif title %}<strong>{{ title }}</strong>
{% endif %}
{{- body -}}
</{{ element }}>
"""


class UnknownCall(NamedTuple):
    """A shortcode, tag or component without a template."""

    name: str  #: of its directive
    written: str  #: its name as the first page writes it: ``docs/list.html``
    arguments: str  #: all of it that pages write
    places: tuple[str, ...]  #: ``content/a.md:3:1``
    pages: int
    options: tuple[str, ...]  #: the names of its arguments
    ids: tuple[str, ...] = ()  #: ids of its page that links name and that its old template may write
    translated: str = ""  #: what the template of the old site is in ours


def find_unknown_calls(
    problems: Iterable[Problem], read_line: Callable[[str, int], str]
) -> tuple[UnknownCall, ...]:
    """Return the calls that have no template, by name. ``read_line`` gives a line of a source."""
    by_name: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.code == "unknown-directive" and problem.subject:
            by_name.setdefault(problem.subject, []).append(problem)
    return tuple(_describe(name, by_name[name], read_line) for name in sorted(by_name))


def add_ids(calls: Iterable[UnknownCall], problems: Iterable[Problem], folder: Path) -> list[UnknownCall]:
    """Return the calls with the ids that links name on their pages, if the old template writes ids.

    Only calls that are once on a page have any, so that each id stays unique.
    """
    writing = _find_templates_with_ids(folder)
    missing = [problem for problem in problems if problem.code == "broken-anchor"]
    return [
        call._replace(ids=_find_ids(call, missing))
        if call.name in writing and len(call.places) == call.pages
        else call
        for call in calls
    ]


def _find_ids(call: UnknownCall, problems: Iterable[Problem]) -> tuple[str, ...]:
    pages = {_page_name(place.partition(":")[0]) for place in call.places}
    linked = {problem.subject.partition("#")[2] for problem in problems if _target_name(problem) in pages}
    return tuple(sorted(part for part in linked if _PLAIN_ID.fullmatch(part)))


def _find_templates_with_ids(folder: Path) -> set[str]:
    """Return the names of shortcodes, as directives have them, whose templates in an old site write ids."""
    names = set()
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and name != "node_modules"]
        below = _SHORTCODES.search(f"{top}/")
        for file in files if below else ():
            path = Path(top, file)
            is_template = path.suffix in (".html", ".md") and path.is_file()
            if is_template and _WRITES_ID.search(path.read_text("utf-8", "replace")):
                names.add(f"{below[1] if below else ''}{path.stem}".replace("/", "-"))
    return names


def _target_name(problem: Problem) -> str:
    return _page_name(problem.subject.partition("#")[0].partition("?")[0] or problem.path)


def _page_name(path: str) -> str:
    """Return the last part of a page's address: ``cli`` of ``cli.md``, ``cli/_index.md`` and ``../cli/``."""
    parts = [part for part in re.sub(r"(?:/_?index)?\.\w+\Z", "", path).split("/") if part]
    return parts[-1].lower() if parts else ""


def _describe(name: str, problems: list[Problem], read_line: Callable[[str, int], str]) -> UnknownCall:
    calls = [_find_call(name, read_line(problem.path, problem.line)) for problem in problems[:200]]
    arguments = "\n".join(arguments for _, arguments in calls)
    options = set(_OPTION.findall(arguments))
    return UnknownCall(
        name,
        next((written for written, _ in calls if written), name),
        arguments,
        tuple(format_position(problem) for problem in problems),
        len({problem.path for problem in problems}),
        tuple(sorted(options)),
    )


def _find_call(name: str, line: str) -> tuple[str, str]:
    """Return (the name as a line writes it, its arguments)."""
    match = re.search(re.escape(name).replace("\\-", r"[-_./]"), line)
    if not match:
        return "", ""
    return match[0], re.split(r"[>%]\}\}|%\}|/?>", line[match.end() :], maxsplit=1)[0]


def write_template(call: UnknownCall) -> str:
    """Return what the template of the old site says, or what is in the call with its title or address."""
    more = len(call.places) - _MOST_PLACES
    places = ", ".join(call.places[:_MOST_PLACES]) + (f" and {more:,} more" if more > 0 else "")
    options = f"\n   Its options: {', '.join(call.options)}." if call.options else ""
    times = "once" if len(call.places) == 1 else f"{len(call.places):,} times"
    pages = "one page" if call.pages == 1 else f"{call.pages:,} pages"
    links = "\n   Pages link to the ids below: give them to what you write." if call.ids else ""
    ids = "".join(f'<span id="{part}"></span>\n' for part in call.ids)
    if "id" in call.options:
        ids += '{% if options.id %}<span id="{{ options.id }}"></span>\n{% endif %}'
    shown = {"advice": _SHOWN, "links": links, "ids": ids}
    if call.translated:  # which writes its ids itself
        shown = {"advice": _TRANSLATED, "links": "", "ids": ""}
    head = _HEAD.format(name=call.name, times=times, pages=pages, places=places, options=options, **shown)
    head = head.replace("#}", "#)", head.count("#}") - 1)
    return head + (call.translated or _TEMPLATE.replace("NAME", call.name))

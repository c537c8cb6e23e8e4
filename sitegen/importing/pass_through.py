"""Unknown calls -> a template for each, which shows their text and lists their arguments."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import format_position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.core.problems import Problem

_OPTION = re.compile(r"([A-Za-z_][\w-]*)\s*=")
_MOST_PLACES = 3
#: A folder of shortcodes, and the folders in it.
_SHORTCODES = re.compile(r"/_?shortcodes/(.*)\Z")
#: An attribute, a heading in Markdown, or the definition of a term.
_WRITES_ID = re.compile(r"\bid\s*=|^[ \t]*#{1,6} |^: ", re.MULTILINE)
#: An id that needs no quoting in a template.
_PLAIN_ID = re.compile(r"[\w.-]+")

#: A call within a sentence has no blocks in its body: its element may stand in a paragraph.
_TEMPLATE = """\
{{# Written by `sitegen import`. The old site calls "{name}" {times} on {pages}:
   {places}.{options}
   It shows the text of the call. Replace it with your own markup: see Write your own directive.{links} #}}
{ids}{{% set title = options.get('title') or options.get('name') or options.get('label') -%}}
{{% set address = options.get('href') or options.get('url') or options.get('link') -%}}
{{% set element = 'div' if (body | trim).startswith('<') else 'span' -%}}
<{{{{ element }}}} class="directive-{name}">
{{%- if address %}}<a href="{{{{ url_for(address) }}}}">{{{{ title or address }}}}</a>
{{% elif title %}}<strong>{{{{ title }}}}</strong>
{{% endif %}}
{{{{- body -}}}}
</{{{{ element }}}}>
"""


class UnknownCall(NamedTuple):
    """A shortcode, tag or component without a template."""

    name: str
    places: tuple[str, ...]  #: ``content/a.md:3:1``
    pages: int
    options: tuple[str, ...]  #: the names of its arguments
    ids: tuple[str, ...] = ()  #: ids of its page that links name and that its old template may write


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
    options = {
        option
        for problem in problems[:200]
        for option in _options_of(name, read_line(problem.path, problem.line))
    }
    return UnknownCall(
        name,
        tuple(format_position(problem) for problem in problems),
        len({problem.path for problem in problems}),
        tuple(sorted(options)),
    )


def _options_of(name: str, line: str) -> Iterator[str]:
    match = re.search(re.escape(name).replace("\\-", r"[-./]"), line)
    if match:
        call = re.split(r"[>%]\}\}|%\}|/?>", line[match.end() :], maxsplit=1)[0]
        yield from _OPTION.findall(call)


def write_template(call: UnknownCall) -> str:
    """Return a template that shows what is in the call, and its title or address."""
    more = len(call.places) - _MOST_PLACES
    places = ", ".join(call.places[:_MOST_PLACES]) + (f" and {more:,} more" if more > 0 else "")
    options = f"\n   Its options: {', '.join(call.options)}." if call.options else ""
    times = "once" if len(call.places) == 1 else f"{len(call.places):,} times"
    pages = "one page" if call.pages == 1 else f"{call.pages:,} pages"
    links = "\n   Pages link to the ids below: give them to what you write." if call.ids else ""
    ids = "".join(f'<span id="{part}"></span>\n' for part in call.ids)
    text = _TEMPLATE.format(
        name=call.name, times=times, pages=pages, places=places, options=options, links=links, ids=ids
    )
    return text.replace("#}", "#)", text.count("#}") - 1)

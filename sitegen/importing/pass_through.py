"""Unknown calls -> a template for each, which shows their text and lists their arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import format_position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.core.problems import Problem

_OPTION = re.compile(r"([A-Za-z_][\w-]*)\s*=")
_MOST_PLACES = 3

#: A call within a sentence has no blocks in its body: its element may stand in a paragraph.
_TEMPLATE = """\
{{# Written by `sitegen import`. The old site calls "{name}" {times} on {pages}:
   {places}.{options}
   It shows the text of the call. Replace it with your own markup: see Write your own directive. #}}
{{% set title = options.get('title') or options.get('name') or options.get('label') -%}}
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


def find_unknown_calls(
    problems: Iterable[Problem], read_line: Callable[[str, int], str]
) -> tuple[UnknownCall, ...]:
    """Return the calls that have no template, by name. ``read_line`` gives a line of a source."""
    by_name: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.code == "unknown-directive" and problem.subject:
            by_name.setdefault(problem.subject, []).append(problem)
    return tuple(_describe(name, by_name[name], read_line) for name in sorted(by_name))


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
    text = _TEMPLATE.format(name=call.name, times=times, pages=pages, places=places, options=options)
    return text.replace("#}", "#)", text.count("#}") - 1)

"""Hugo's shortcodes around code, such as ``code-toggle`` -> code blocks; files that others include."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments
from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import drop_front_matter
from sitegen.content.dialects.lines import mark_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_INCLUDE = re.compile(r"([ \t>]*)\{\{[<%]\s*(?:include|readfile)\s++((?:\s++|[^%>\s])*?)\s*/?[>%]\}\}[ \t]*$")
_CODE = re.compile(
    r"([ \t]*)\{\{[<%]\s*(code(?:-toggle|-?block)?)(?![\w-])((?:\s++|[^%>\s])*?)\s*(?<!/)[>%]\}\}[ \t]*$"
)
#: Tabs of Docsy hold code, unless they say that it is text.
_PANE = re.compile(r"[ \t]*\{\{[<%]\s*tabpane\b((?:\s++|[^%>\s])*?)\s*[>%]\}\}[ \t]*$")
_TAB = re.compile(r"([ \t]*)\{\{<\s*(tab)(?![\w-])((?:\s++|[^%>\s])*?)\s*(?<!/)>\}\}[ \t]*$")
_FIRST_LETTERS = {"{": "json", "[": "toml", "-": "yaml"}


def read_fragments(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in the files that ``{{% include "file" %}}`` and ``readfile`` name, where they exist."""
    if not any("{{" in line.text and _INCLUDE.match(line.text) for line in lines):
        return lines
    in_code = {index for index, _, is_code in mark_code(lines) if is_code}

    def find(part: Sequence[Line], index: int) -> Mark | None:
        return None if part is lines and index in in_code else _find_include(part[index].text, index, notes)

    return expand(lines, notes, find)


def _find_include(text: str, index: int, notes: Notes) -> Mark | None:
    match = _INCLUDE.match(text) if "{{" in text else None
    if match is None:
        return None
    arguments = dict(read_arguments(match[2]))
    path = arguments.get("file") or arguments.get("path") or arguments.get("", "")
    if not notes.files.find(path, notes.files.page):  # a shortcode that only has that name
        return None
    is_code = arguments.get("code") == "true"
    choose = partial(_choose_code, arguments.get("lang", "")) if is_code else _choose_text
    return Mark(index + 1, match[1], "", path, choose, is_markup=not is_code)


def _choose_text(lines: Sequence[str], _path: str) -> list[str]:
    return drop_front_matter(lines)


def _choose_code(language: str, lines: Sequence[str], path: str) -> list[str]:
    return [f"```{language or path.rpartition('.')[2]}", *lines, "```"]


def read_code_calls(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate calls that hold code and no fence into code blocks: what they hold is no Markdown."""
    if not any("{{" in line.text and (_CODE.match(line.text) or _PANE.match(line.text)) for line in lines):
        return lines
    out: list[Line] = []
    done = 0
    pane: dict[str, str] = {"text": "true"}  #: the arguments of the last one
    for index, line, is_code in mark_code(lines):
        if is_code or index < done or "{{" not in line.text:
            continue
        if opening := _PANE.match(line.text):
            pane = dict(read_arguments(opening[1]))
        match = _CODE.match(line.text) or _match_tab(line.text, pane)
        end = _find_end(lines, index + 1, match[2]) if match else 0
        inner = lines[index + 1 : end]
        if not match or not end or any(part.text.lstrip().startswith(("```", "~~~")) for part in inner):
            continue
        stays = match[2] == "tab"  # the call itself, around the code
        marks = match[1] + "```"
        language = _language(match[3], inner) if not stays else _tab_language(match[3], pane)
        out += [*lines[done : index + stays], line.says(marks + language), *inner, lines[end].says(marks)]
        done = end + (not stays)
    return [*out, *lines[done:]]


def _match_tab(text: str, pane: dict[str, str]) -> re.Match[str] | None:
    match = _TAB.match(text)
    is_text = match is not None and (pane | dict(read_arguments(match[3]))).get("text") == "true"
    return None if is_text else match


def _tab_language(written: str, pane: dict[str, str]) -> str:
    return (pane | dict(read_arguments(written))).get("lang", "")


def _find_end(lines: list[Line], start: int, name: str) -> int:
    """Return the index of the end of a call; 0 if it has none before the next call of its name."""
    call = re.compile(rf"[ \t]*\{{\{{[<%]\s*(/?)\s*{name}(?![\w-])")
    calls = ((index, call.match(lines[index].text)) for index in range(start, len(lines)))
    return next((index if match[1] else 0 for index, match in calls if match), 0)


def _language(written: str, inner: list[Line]) -> str:
    """Return the language that a call names, or that its first line looks like."""
    arguments = dict(read_arguments(written))
    if named := arguments.get("lang") or arguments.get("language"):
        return named
    if "." in (name := arguments.get("file", "")):
        return name.rpartition(".")[2]
    first = next((part.text.strip() for part in inner if part.text.strip()), "")
    return _FIRST_LETTERS.get(first[:1], "toml" if re.match(r"[\w.]+ = ", first) else "yaml")

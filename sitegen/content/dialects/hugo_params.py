"""Hugo's ``{{< param name >}}`` -> the value that the page's front matter or ``[extra]`` has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.content.dialects.lines import mark_code, mask_spans
from sitegen.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.content.dialects.lines import Line, Notes

_PARAM = re.compile(r"\{\{([<%])\s*param\s+[\"'`]?([\w.-]+)[\"'`]?\s*(?:/\s*)?[>%]\}\}")

#: Of a link in the text, or of a definition.
_DESTINATION = re.compile(r"(?:\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*)<?((?:[^\s()<>{]|\{\{[<%][^{}\n]*[>%]\}\})+)")
_CALL = re.compile(r"\{\{[<%]\s*(?!\s|(?:rel)?ref\b)((?:\s++|[^{}\s])*?)\s*/?[>%]\}\}")

#: In ``[extra]``: the text of each shortcode that is always the same, by its name.
SHORTCODES = "shortcodes"
_CONSTANT = re.compile(r"\{\{([<%])\s*([\w/-]+?)\s*(?:/\s*)?[>%]\}\}")


def fill_params(lines: list[Line], notes: Notes) -> list[Line]:
    """Replace the calls everywhere, also in code and in HTML; those of unknown names stay."""
    places = (notes.values["page"], notes.values["site"])

    def fill(match: re.Match[str]) -> str:
        values = (_look_up(place, match[2].lower().split(".")) for place in places)
        return next((str(value) for value in values if isinstance(value, (str, int, float))), match[0])

    filled = [line.says(_PARAM.sub(fill, line.text)) if "param" in line.text else line for line in lines]
    texts = notes.values["site"].get(SHORTCODES)
    if not isinstance(texts, dict):
        return filled
    return [
        line.says(_CONSTANT.sub(lambda match: str(texts.get(match[2], match[0])), line.text))
        if "{{" in line.text
        else line
        for line in filled
    ]


def keep_destinations(lines: list[Line], notes: Notes) -> list[Line]:
    """Report calls without a value in destinations of links; without blanks, they leave the links whole."""
    return [
        line if is_code or "{{" not in line.text else _join_words(line, notes)
        for _, line, is_code in mark_code(lines)
    ]


def _join_words(line: Line, notes: Notes) -> Line:
    parts, done = [], 0
    for destination in _DESTINATION.finditer(mask_spans(line.text)):
        for call in _CALL.finditer(line.text, destination.start(1), destination.end(1)):
            message = f"nothing says what {call[0]} is, so this link leads nowhere"
            hint = "write the value itself, or give it below [extra] in sitegen.toml or in the front matter"
            notes.report(line, call.start(), "foreign-markup", message, hint, severity=Severity.WARNING)
            parts += [line.text[done : call.start()], quote(re.sub(r"\s+", "-", call[1]), safe="")]
            done = call.end()
    return line.says("".join((*parts, line.text[done:]))) if parts else line


def _look_up(values: object, names: list[str]) -> object:
    """Return a value, whatever the case of its names; None without one. Front matter has some in params."""
    if not names or not isinstance(values, dict):
        return values
    folded: Mapping[str, object] = {str(name).lower(): value for name, value in values.items()}
    value = _look_up(folded.get(names[0]), names[1:])
    return _look_up(folded.get("params"), names) if value is None and "params" in folded else value

"""Tags of MDX whose attributes have expressions -> tags on one line with texts as attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.dialects.js_values import read_js
from sitegen.content.dialects.lines import mask_spans, quote
from sitegen.core.old_value import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line
    from sitegen.content.dialects.mdx_modules import Values

_START = re.compile(r"<([A-Z][\w.]*|[a-z][\w-]*)(?=[\s/>]|$)")
_ATTRIBUTE = re.compile(r"\s*([A-Za-z_:@][\w:.-]*)(?:=(?:\"([^\"]*)\"|'([^']*)'|(?=\{)))?")
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[{}]", re.DOTALL)
#: The address of a file that a bundler publishes.
_REQUIRED = re.compile(r"require\((['\"])([^'\"]+)\1\)(?:\.default)?")
_CAPITAL = re.compile(r"(?=[A-Z])")
#: Properties of CSS whose numbers aren't pixels.
_UNITLESS = frozenset(("flex", "flexGrow", "fontWeight", "lineHeight", "opacity", "order", "zIndex"))
#: A tag takes at most so many lines.
_MOST_LINES = 400


class Tag(NamedTuple):
    """A tag, and where it ends."""

    attributes: dict[str, str]
    unknown: dict[str, str]  #: attributes whose values aren't known: the expressions
    end: int  #: the offset after the tag
    is_closed: bool  #: it ends with a slash


def read_tag(text: str, at: int, values: Values) -> Tag | None:
    """Return a tag, read from the end of its name on; None if it doesn't end before a blank line.

    Blank lines in an expression are part of it.
    """
    attributes: dict[str, str] = {}
    unknown: dict[str, str] = {}
    while True:
        rest = text[at:].lstrip()
        gap, at = text[at : len(text) - len(rest)], len(text) - len(rest)
        if rest.startswith(("/>", ">")):
            return Tag(attributes, unknown, at + (2 if rest[0] == "/" else 1), rest[0] == "/")
        if rest.startswith("{") and (end := find_brace(text, at)):  # {...spread}
            at = end
            continue
        match = _ATTRIBUTE.match(text, at)
        if match is None or "\n\n" in gap + match[0]:
            return None
        name, at = match[1], match.end()
        if text[at - 1] != "=" or text[at : at + 1] != "{":
            given = next((part for part in match.groups()[1:] if part is not None), None)
            attributes[name] = "true" if given is None else given
            continue
        end = find_brace(text, at)
        if not end:
            return None
        expression, at = text[at + 1 : end - 1].strip(), end
        value = _evaluate(name, expression, values)
        if value is None:
            unknown[name] = expression
        elif value or expression[:1] in ("'", '"', "`"):
            attributes[name] = value


def _evaluate(name: str, expression: str, values: Values) -> str | None:
    if expression == "true":
        return "true"
    if file := _REQUIRED.fullmatch(expression):
        return file[2]
    value = values.get(expression)
    return write_style(expression) if value is None and name == "style" else value


def find_brace(text: str, at: int) -> int:
    """Return the offset after the brace that closes the one at an offset; 0 if none does."""
    depth = 0
    for match in _TOKEN.finditer(text, at):
        depth += (match[0] == "{") - (match[0] == "}")
        if not depth:
            return match.end()
    return 0


def write_style(expression: str) -> str | None:
    """Return the CSS of an object of styles, ``{marginTop: 4}``; None if it is computed."""
    node = read_js(f"export default {expression}", "")
    pairs = {name: item for name, item in node.items.items() if name != "$constants"}
    if not pairs or any(item.tag or not item.text for item in pairs.values()):
        return None
    return "; ".join(
        f"{_CAPITAL.sub('-', name).lower()}: {item.text}"
        + ("px" if not isinstance(item.value, str) and item.value and name not in _UNITLESS else "")
        for name, item in pairs.items()
    )


_TEXT_OF_LINES = re.compile(r"`[^`\n]*\n[^`]*`")


class Tags:
    """The tags of one page; a group of tabs can say what its tabs are called."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._labels: dict[str, str] = {}

    def join(self, lines: Sequence[Line], index: int) -> tuple[list[Line], int] | None:
        """Return (the line with its tags whole, the index after the last); None if it has no such tags."""
        text, end = lines[index].text, index + 1
        at = 0
        changed = False
        while match := _START.search(mask_spans(text), at):
            whole = text
            if "{" in text[match.end() :] or ">" not in text[match.end() :]:
                whole = "\n".join([text, *(line.text for line in lines[end : index + _MOST_LINES])])
            tag = read_tag(whole, match.end(), self._values)
            inside = whole[match.end() : tag.end] if tag else ""
            is_plain = match[1][0].islower() and "{" not in inside
            if tag is None or is_plain or _TEXT_OF_LINES.search(inside):
                at = match.end()  # `join_tags` reports texts of several lines
                continue
            written = self._write(match[1], tag, whole[match.start() : tag.end])
            count = whole.count("\n", 0, tag.end)
            rest = whole[tag.end :].split("\n", 1)[0]
            changed = changed or bool(count) or written != whole[match.start() : tag.end]
            text, end = text[: match.start()] + written + rest, end + count
            at = match.start() + len(written)
        return ([lines[index].says(text)], end) if changed else None

    def _write(self, name: str, tag: Tag, written: str) -> str:
        attributes = dict(tag.attributes)
        if name == "Tabs" and "values" in tag.unknown:
            listed = plain(read_js(f"const values = {tag.unknown.pop('values')}", "").items["$constants"])
            tabs = listed.get("values") or ()
            self._labels |= {
                str(tab["value"]): str(tab["label"])
                for tab in tabs
                if isinstance(tab, dict) and {"value", "label"} <= tab.keys()
            }
        if name == "TabItem" and "label" not in attributes and attributes.get("value") in self._labels:
            attributes["label"] = self._labels[attributes["value"]]
        if "{" not in written and "\n" not in written and attributes == tag.attributes:
            return written
        is_component = name[0].isupper()
        pairs = attributes.items()
        texts = [f" {_write_pair(key, value, is_component=is_component)}" for key, value in pairs]
        if is_component:
            shown = (f" {key}={quote(' '.join(code.split()))}" for key, code in tag.unknown.items())
        else:
            shown = (f" {key}={{{' '.join(code.split())}}}" for key, code in tag.unknown.items())
        return f"<{name}{''.join((*texts, *shown))}{' /' if tag.is_closed else ''}>"


def _write_pair(key: str, value: str, *, is_component: bool) -> str:
    value = " ".join(value.split())
    if is_component:
        return f"{key}={quote(value)}"
    return key if value == "true" else f'{key}="{value.replace(chr(34), "&quot;")}"'

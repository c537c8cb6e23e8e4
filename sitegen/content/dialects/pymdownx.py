"""Blocks of PyMdown Extensions (``/// note | Title`` … ``///``) -> directives; its marks -> HTML."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import write_inline
from sitegen.content.dialects.lines import mark_code, mask_spans, quote
from sitegen.content.dialects.python_markdown import KINDS, strip_emphasis, take_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(r"([ \t]*)(/{3,})[ \t]*([A-Za-z][\w-]*)(?:[ \t]*\|[ \t]*(.*?))?[ \t]*$")
_CLOSE = re.compile(r"[ \t]*(/{3,})[ \t]*$")
_OPTION = re.compile(r"(?:[ ]{4}|\t)[ \t]*([\w-]+):[ \t]*(.*?)[ \t]*$")
_COLLAPSED = frozenset(("details", "tab"))
#: An icon or emoji by its name, with the classes that Material gives its size by.
_ICON = re.compile(r":(?<![\w:/.\\-]:)([a-z][a-z0-9_+-]*[a-z0-9]|\+1|-1):(?![\w:/=])(?:\{[^{}]*\})?")
_KEYS = re.compile(
    r'\+\+(?<![\w+]\+\+)((?:[a-z][a-z0-9-]*|[0-9]|"[^"]+")(?:\+(?:[a-z0-9-]+|"[^"]+"))*)\+\+(?![\w+])'
)
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|<[A-Za-z/][^>]*>|\\.")
#: ``{++added++}``, ``{--removed--}``, ``{==marked==}``, ``{>>a comment<<}``, ``{~~old~>new~~}``
_CRITIC = re.compile(r"\{(\+\+|--|==|>>|~~)(.+?)(?:\+\+|--|==|<<|~~)\}")
_CRITICS = {"++": "ins", "--": "del", "==": "mark", ">>": "small"}
_LANGUAGE = re.compile(r"((?<![`\\])`+)(?:#!|:::)[A-Za-z][\w+-]*[ ](?=\S)")
_BADGE = re.compile(r"<!-- md:(\w+)(?:[ ](.*?))? -->")
_BADGE_TARGET = re.compile(r"<!-- md:(option|setting) (\S+) -->")
_KEY = re.compile(r'"([^"]+)"|([^+]+)')
#: Marks around text -> the element that they stand for. What is between one ~ or ^ has no blanks.
_MARKS = (
    ("==", re.compile(r"==(?<![\w=<]==)(?=[^\s=>])([^=]*[^\s=<])==(?![\w=>])"), "mark"),
    ("^^", re.compile(r"\^\^(?<!\^\^\^)(?=[^\s^])([^^]*[^\s^])\^\^(?!\^)"), "ins"),
    ("^", re.compile(r"\^(?<!\^\^)([^\s^\[\]]+)\^(?!\^)"), "sup"),
    ("~", re.compile(r"~(?<![~/]~)([^\s~/]+)~(?!~)"), "sub"),
)


def read_slashed(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate blocks between ``/// name | title`` and ``///``, with their options."""
    out: list[Line] = []
    marks: list[str] = []  #: of the blocks that are open
    takes_options = False
    for _, line, is_code in mark_code(lines):
        match = None if is_code or "///" not in line.text else _OPEN.match(line.text)
        option = _OPTION.match(line.text) if takes_options else None
        takes_options = False
        if match:
            marks.append(match[2])
            out.append(line.says(match[1] + _open(match, line, notes)))
            takes_options = True
        elif not is_code and marks and (end := _CLOSE.match(line.text)) and end[1] == marks[-1]:
            out.append(line.says(line.text.replace(marks.pop(), ":" * len(end[1]))))
        elif option:
            takes_options = True
        else:
            out.append(line)
    return out


def _open(match: re.Match[str], line: Line, notes: Notes) -> str:
    marks, name, title = (
        ":" * len(match[2]),
        match[3].lower(),
        None if match[4] is None else strip_emphasis(match[4]),
    )
    if name in _COLLAPSED:
        label, icon = take_icon(title or name.capitalize())
        return f"{marks} details {quote(label)}{' open=true' if name == 'tab' else ''}{icon}"
    kind = KINDS.get(name)
    if kind is None:
        hint = "write the text itself, or a directive of that name"
        notes.refuse(line, len(match[1]), "there is no block like this one here", hint, written=f"/// {name}")
        return f"{marks} details {quote(title or name)} open=true"
    shown = title if title is not None else name.capitalize()
    return f"{marks} {kind} {quote(shown)}" if shown else f"{marks} {kind}"


def read_code_spans(lines: list[Line], _notes: Notes) -> list[Line]:
    """Leave out the language that InlineHilite's code spans begin with: ``#!python x``."""
    if not any("`#!" in line.text or "`:::" in line.text for line in lines):
        return lines
    return [
        line if is_code or "`" not in line.text else line.says(_LANGUAGE.sub(r"\1", line.text))
        for _, line, is_code in mark_code(lines)
    ]


def read_badges(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate Material's comments: ``<!-- md:version 9.4 -->`` is shown, ``md:option x`` is a target."""
    if not any("<!-- md:" in line.text for line in lines):
        return lines
    return [
        line if is_code or "<!-- md:" not in line.text else line.says(_write_badges(line.text))
        for _, line, is_code in mark_code(lines)
    ]


def _write_badges(text: str) -> str:
    target = _BADGE_TARGET.search(text)
    if target is None:
        return _BADGE.sub(lambda match: f"`{match[2] or match[1]}`", text)
    name = re.split(r"[.:]", target[2])[-1]
    ids = f"{'+' if target[1] == 'option' else ''}{target[2]}"
    if not text.lstrip().startswith("#"):
        return _BADGE.sub("", _BADGE_TARGET.sub(f"[`{name}`]{{id={quote(ids)}}}", text))
    return f"{_BADGE_TARGET.sub(f'`{name}`', text).rstrip()} {{id={quote(ids)}}}"


def read_inline(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate ``++ctrl+c++``, ``==marked==``, ``^^added^^``, ``x^2^``, ``H~2~O`` and the marks of critics.

    Formulas stay.
    """
    if not any(mark in line.text for line in lines for mark in ("++", "==", "^", "~", "{--", "{>>")):
        return lines
    return [
        line if is_code or "$" in line.text else line.says(_write_marks(line.text))
        for _, line, is_code in mark_code(lines)
    ]


def read_icons(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate ``:material-account:`` and ``:tada:`` outside code."""
    if not any(_ICON.search(line.text) for line in lines):
        return lines
    return [
        line
        if is_code or line.text.count(":") < 2 or line.text.lstrip().startswith(":::")
        else line.says(_replace(line.text, _ICON, _write_icon))
        for _, line, is_code in mark_code(lines)
    ]


def _write_icon(name: str) -> str:
    return write_inline("icon", [("", name)])


def _write_marks(text: str) -> str:
    if "{" in text:
        masked = mask_spans(text)
        for match in reversed(list(_CRITIC.finditer(masked))):
            inner = text[match.start(2) : match.end(2)]
            text = text[: match.start()] + _write_critic(match[1], inner) + text[match.end() :]
    if "++" in text:
        text = _replace(text, _KEYS, _write_keys)
    for mark, expression, element in _MARKS:
        if mark in text:
            text = _replace(text, expression, partial(_wrap, element))
    return text


def _replace(text: str, expression: re.Pattern[str], write: Callable[[str], str]) -> str:
    """Replace what an expression finds outside of code, addresses and tags."""
    masked = _ADDRESS.sub(lambda found: "\0" * len(found[0]), mask_spans(text))
    for found in reversed(list(expression.finditer(masked))):
        text = text[: found.start()] + write(text[found.start(1) : found.end(1)]) + text[found.end() :]
    return text


def _write_critic(mark: str, inner: str) -> str:
    if mark != "~~":
        return _wrap(_CRITICS[mark], inner.strip())
    old, _, new = inner.partition("~>")
    return _wrap("del", old) + _wrap("ins", new)


def _wrap(element: str, inner: str) -> str:
    return f"<{element}>{inner}</{element}>"


def _write_keys(keys: str) -> str:
    return "+".join(
        f"<kbd>{escape(literal) if literal else name.replace('-', ' ').title()}</kbd>"
        for literal, name in _KEY.findall(keys)
    )

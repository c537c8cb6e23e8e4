"""Blocks of PyMdown Extensions (``/// note | Title`` … ``///``) -> directives; its marks -> HTML."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import write_inline
from sitegen.content.dialects.lines import mark_code, mask_spans, quote
from sitegen.content.dialects.python_markdown import KINDS, clean_title, take_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(r"([ \t]*)(/{3,})[ \t]*([A-Za-z][\w-]*)(?:[ \t]*\|[ \t]*(.*?))?[ \t]*$")
_CLOSE = re.compile(r"[ \t]*(/{3,})[ \t]*$")
_OPTION = re.compile(r"(?:[ ]{4}|\t)[ \t]*([\w-]+):[ \t]*((?:.*[^ \t])?)[ \t]*$")
_ELEMENT = re.compile(r"([a-z][\w-]*)(.*)$")
#: An icon or emoji by its name, with the classes that Material gives its size by. A slash can stand between
#: two of them, but beside one it makes the name part of a path.
_ICON = re.compile(
    r":(?<![^\W_]:)(?<![:.\\-]:)(?<![^:]/:)(?<!^/:)"
    r"([a-z][a-z0-9_+-]*[a-z0-9]|\+1|-1):(?![^\W_]|[:=]|/(?!:))(?:\{[^{}]*\})?"
)
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


def read_slashed(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate blocks between ``/// name | title`` and ``///``, with their options; tabs form groups."""
    if not any("///" in line.text for line in lines):
        return lines
    out: list[Line] = []
    opened: list[tuple[str, str, bool]] = []  #: (marks, end of ours, whether it is a tab) of what is open
    takes_options = goes_on = False
    for index, line, is_code in mark_code(lines):
        match = None if is_code or "///" not in line.text else _OPEN.match(line.text)
        option = _OPTION.match(line.text) if takes_options else None
        takes_options = False
        if match:
            begin, end = _open(match)
            opened.append((match[2], end, match[3] == "tab"))
            is_first = match[3] == "tab" and not goes_on
            out += [line.says(f"{match[1]}{':' * len(match[2])} tabs")] if is_first else []
            out += [line.says(match[1] + begin), *([line.says("")] if begin[0] == "<" else [])]
            takes_options = True
        elif not is_code and opened and (closing := _CLOSE.match(line.text)) and closing[1] == opened[-1][0]:
            marks, end, is_tab = opened.pop()
            out += [line.says("")] if end[0] == "<" else []
            out.append(line.says(line.text.replace(marks, end)))
            after = next((part.text for part in lines[index + 1 :] if part.text.strip()), "")
            follows = _OPEN.match(after) if is_tab else None
            goes_on = follows is not None and follows[3] == "tab"
            if is_tab and not goes_on:
                out.append(line.says(line.text.replace(marks, end)))
        elif option:
            takes_options = True
        else:
            out.append(line)
    return out


def _open(match: re.Match[str]) -> tuple[str, str]:
    """Return how our block begins and ends. The old configuration can name blocks of its own: notes here."""
    marks, name = ":" * len(match[2]), match[3].lower()
    title = None if match[4] is None else clean_title(match[4])
    named = name.replace("-", " ").capitalize()
    if name == "html" and (element := _ELEMENT.match(title or "")):
        return f"<{element[1]}{_write_attributes(element[2])}>", f"</{element[1]}>"
    if name.endswith("caption"):
        return '<div class="caption">', "</div>"
    if name in ("details", "tab"):
        label, icon = take_icon(title or named)
        return f"{marks} {name} {quote(label)}{icon}", marks
    if name not in KINDS and title:
        title = f"{named} {title}"
    shown = title if title is not None else named
    kind = KINDS.get(name, "note")
    return (f"{marks} {kind} {quote(shown)}" if shown else f"{marks} {kind}"), marks


def _write_attributes(written: str) -> str:
    """Return the attributes of ``.class#id[title="x"]``."""
    classes = " ".join(re.findall(r"\.([\w-]+)", written.partition("[")[0]))
    ids = re.findall(r"#([\w-]+)", written.partition("[")[0])
    text = f" class={quote(classes)}" if classes else ""
    text += f" id={quote(ids[0])}" if ids else ""
    return text + "".join(f" {pair}" for pair in re.findall(r"\[([\w-]+=\"[^\"]*\")\]", written))


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

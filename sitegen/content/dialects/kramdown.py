"""``{: .class #id}`` as kramdown and Python-Markdown write it -> our ``{.class #id}``, where ours belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_ALONE = re.compile(r"[ \t]*\{:?[ \t]*((?:[#.][^\s{}]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|\S+)|\s)+)\}[ \t]*$")
_COLON = re.compile(r"\{:(?=[ \t]*[.#\w][^{}]*\})")
_MARKER = re.compile(r"[ \t]*(?:\{:toc\b[^}]*\}|\{::[^}]*\}|\{:[ \t]*\})[ \t]*$")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+\S.*$")
#: Hashes that close a heading, before its attributes.
_CLOSED = re.compile(r"^([ ]{0,3}#{1,6}[ \t].*?)[ \t]+#+[ \t]+(\{[ \t]*[.#][^{}]*\})[ \t]*$")
#: After an element of HTML within a line.
_AFTER_HTML = re.compile(r"<([a-z]+)((?:\s[^<>]*)?)>([^<>]*)</\1>\{:[ \t]*([^{}]*)\}")
#: An id with dots in the attributes of a heading: ours begin a class at a dot.
DOTTED_ID = re.compile(r"(\{[^{}`]*?)(?<=[{ \t])#([\w:-]+(?:\.[\w:-]+)+)([^{}`]*\}[ \t]*)$")
#: The same after a link, which alone may be a target: ``[](){#a.b}``.
_DOTTED_LINK = re.compile(r"(?<=\)\{)[ \t]*#([\w:-]+(?:\.[\w:-]+)+)(?=[ \t}])")
#: After strong text and emphasis, which have no attributes here: a span around them has.
_AFTER_MARK = re.compile(r"(?<![*\w])((\*\*|__|\*|_)(?=[^\s*_]).*?(?<=[^\s*_])\2)\{:?[ \t]*([#.][^{}]*)\}")


def read_attribute_lists(lines: list[Line], _notes: Notes) -> list[Line]:
    """Bring attributes into our form; a line of them, which belongs to the block before it, goes there."""
    out: list[Line] = []
    start = 0  #: index in ``out`` of the first line of the block that the next line may belong to
    was_code = False
    for _, written, is_code in mark_code(lines):
        line, text = written, written.text
        if is_code:
            start = start if was_code else len(out)
        elif not text.strip():
            start = len(out) + 1
        elif "{:" in text and _MARKER.match(text):
            if "toc" in text and out and _LIST.match(out[-1].text):
                out.pop()
            line = line.says("")
        elif "{" in text and start < len(out) and (match := _ALONE.match(text)):
            indent = re.match(r"[ \t]*", out[start].text)
            out.insert(start, line.says(f"{indent[0] if indent else ''}{{{match[1].strip()}}}"))
            was_code = False
            continue
        elif "{" in text:
            line = line.says(_write_ours(text))
            if text.lstrip().startswith("#"):
                line = line.says(DOTTED_ID.sub(r'\1id="\2"\3', _CLOSED.sub(r"\1 \2", line.text)))
                start = len(out)
        out.append(line)
        was_code = is_code
    return out


def _write_ours(text: str) -> str:
    if "</" in text and "{:" in text:
        text = _AFTER_HTML.sub(_move_classes, text)
    masked = mask_spans(text)
    spots = [match.start() for match in _COLON.finditer(masked)]
    for at in spots:  # a blank for the colon: nothing moves
        text = f"{text[:at]}{{ {text[at + 2 :]}"
    if "){" in text and "`" not in text:
        text = _DOTTED_LINK.sub(r' id="\1"', text)
    if "*{" in text or "_{" in text:
        return _AFTER_MARK.sub(r"[\1]{ \3}", text)
    return text


def _move_classes(match: re.Match[str]) -> str:
    classes = " ".join(word[1:] for word in match[4].split() if word.startswith("."))
    attributes = f' class="{classes}"' if classes and "class=" not in match[2] else ""
    return f"<{match[1]}{match[2]}{attributes}>{match[3]}</{match[1]}>"

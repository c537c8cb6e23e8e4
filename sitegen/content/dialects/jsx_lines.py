"""Lines of MDX -> the same, with tags of components on one line each and without needless indentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import dedent, indent_of, mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(r"(?:<[A-Z][\w.]*|^[ \t]*<[a-z][\w-]*)(?:\s[^>]*)?$")
_START_TAG = re.compile(r"[ \t]*<([A-Z][\w.]*)(?=[\s>]|$)(?!.*/>[ \t]*$)")
_END_TAG = re.compile(r"[ \t]*</([A-Z][\w.]*)>[ \t]*$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)$")
#: Columns from which Markdown takes a line for code.
_CODE = 4
_MOST_LINES = 40
#: A piece of code in an attribute may be longer than a tag.
_MOST_CODE_LINES = 400


def outdent(lines: list[Line]) -> list[Line]:
    """Take away the indentation that only shows what a line is inside of: MDX has no indented code.

    Items of a list keep their own, counted from the list, and so do the lines of a code block.
    """
    out: list[Line] = []
    nesting = _Nesting()
    opened: list[tuple[str, int]] = []  #: components that are open: name, column
    for line in lines:
        if not nesting.fence and (tag := _END_TAG.match(line.text)):
            columns = [column for name, column in opened if name == tag[1]]
            if columns:
                while opened.pop()[0] != tag[1]:
                    pass
                nesting.is_after_blank = False
                out.append(_indent_to(columns[-1], line))
                continue
        if nesting.fence:
            out.append(dedent(line, min(nesting.surplus, max(indent_of(line.text) - nesting.column, 0))))
            nesting.end_code(line.text.strip())
        elif line.text.strip():
            nesting.enter(line)
            out.append(dedent(line, nesting.surplus))
            if (tag := _START_TAG.match(out[-1].text)) and f"</{tag[1]}>" not in line.text:
                opened.append((tag[1], indent_of(out[-1].text)))
        else:
            nesting.is_after_blank = True
            out.append(line)
    return out


def _indent_to(column: int, line: Line) -> Line:
    """Return an end tag below its start tag: so it stands in the same item of a list."""
    text = " " * column + line.text.lstrip()
    return line.says(text, shift=len(line.text) - len(text))


class _Nesting:
    """Where in lists and code blocks the next line is."""

    def __init__(self) -> None:
        self.fence = ""  #: the marks of the code block that is open
        self.surplus = 0  #: columns that are too many
        self.column = 0  #: where the text of the list item around the line begins
        self.is_after_blank = False
        self._base = 0  # where the list begins
        self._contents: list[int] = []  # where the text of each open item of the list begins, from its base

    def enter(self, line: Line) -> None:
        """Process a line that isn't blank."""
        text, indent = line.text.strip(), indent_of(line.text)
        item = _ITEM.match(text)
        ends_list = indent < self._base or (indent == self._base and self.is_after_blank and not item)
        if not self._contents or ends_list:
            self._base, self._contents = indent, []
        depth = indent - self._base
        self._contents = [column for column in self._contents if column <= depth or not self.is_after_blank]
        inner = max((column for column in self._contents if column <= depth), default=0)
        self.surplus = self._base + (depth - inner if depth - inner >= _CODE else 0)
        self.column = inner
        if item:
            column_left = indent - self.surplus
            self._contents = [column for column in self._contents if column <= column_left]
            self._contents.append(column_left + item.end())
            self.column = self._contents[-1]
        self.is_after_blank = False
        opened = _FENCE.match(text[item.end() :].lstrip() if item else text)
        if opened and not (opened[1][0] == "`" and "`" in opened[2]):
            self.fence = opened[1]

    def end_code(self, text: str) -> None:
        """Leave a code block at the line that ends it."""
        if text.startswith(self.fence) and not text.strip(self.fence[0]):
            self.fence = ""


def join_tags(lines: list[Line], notes: Notes) -> list[Line]:
    """Bring tags that are written on several lines to one; code of several lines in them is reported."""
    joined: list[Line] = []
    tag: list[Line] = []
    for _, line, is_code in mark_code(lines):
        if not tag:
            if not is_code and "<" in line.text and _OPEN.search(mask_spans(line.text)):
                tag = [line]
            else:
                joined.append(line)
            continue
        tag.append(line)
        in_code = _ends_in_code(tag)
        if not in_code and line.text.rstrip().endswith(">"):
            joined.append(_join(tag, notes))
            tag = []
        elif len(tag) > _MOST_CODE_LINES or (
            not in_code and (not line.text.strip() or len(tag) > _MOST_LINES)
        ):
            joined += tag
            tag = []
    return joined + tag


def _ends_in_code(tag: list[Line]) -> bool:
    """Return whether a template literal of an attribute, ``code={`…`}``, is still open."""
    return sum(line.text.replace("\\`", "").count("`") for line in tag) % 2 == 1


def _join(tag: list[Line], notes: Notes) -> Line:
    first = tag[0]
    for count in range(1, len(tag)):
        if _ends_in_code(tag[:count]):
            hint = "write the code as a block between ``` lines inside the component"
            opened = tag[count - 1]
            at = max(opened.text.find("`"), 0)
            notes.refuse(opened, at, "sitegen doesn't read code of several lines in an attribute", hint)
            return first.says("")
    return first.says(" ".join([first.text, *(line.text.strip() for line in tag[1:])]))

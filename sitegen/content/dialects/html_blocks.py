"""HTML between Markdown as other parsers read it -> the same with blank lines where ours needs them.

CommonMark reads a block of HTML on to the next blank line; kramdown, Python-Markdown and MDX end it with its
element, and let it hold Markdown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import dedent, indent_of, mark_code

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_BLOCK_TAGS = (
    "address|article|aside|blockquote|center|details|div|dd|dl|dt|figcaption|figure|footer|header|main|nav|p"
    "|section|summary"
)
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
_MARKDOWN = re.compile(
    rf"^([ \t]*<({_BLOCK_TAGS})\b[^<>]*?)[ \t]+markdown(?:={_VALUE})?(?=[\s>])([^<>]*>.*)$"
)
#: The same in an element within a line, which is Markdown anyhow.
_WITHIN = re.compile(rf"(<[a-z][\w-]*(?:\s[^<>]*?)?)\s+markdown(?:={_VALUE})?(?=[\s/>])")
#: A line at which a block of HTML has ended for the other parsers.
_ENDED = re.compile(rf"[ ]{{0,3}}(?:.*</(?:{_BLOCK_TAGS})>|<(?:img|br|hr)\b[^<>]*>)[ \t]*$")
#: The same for MDX: a tag alone on its line.
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_TAG = re.compile(r"[ \t]*</?[a-z][\w-]*(?:\s[^<>]*)?>[ \t]*$")
#: Material's grids, which hold a list of cards or blocks side by side.
_GRID = re.compile(r"<div\b[^>]*\bclass=[\"'](?:[^\"']*\s)?grid\b")
#: What closes text that only looks like an open element.
_ELEMENTS = {"cards": "div"}
_RAW = re.compile(r"[ ]{0,3}<(div|p|center|table|ul|ol|section|figure|h[1-6])\b", re.IGNORECASE)
#: What CommonMark reads to its end tag, over blank lines, but not within another block of HTML.
_LITERAL = re.compile(r"[ ]{0,3}<(?:script|style)\b", re.IGNORECASE)
_VOID = re.compile(r"[ \t]*<(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b")
_HTML = re.compile(r"[ ]{0,3}</?[a-zA-Z][\w-]*(?=[\s/>])")


def read_html_blocks(lines: list[Line], _notes: Notes) -> list[Line]:
    """Set Markdown inside HTML apart by blank lines, where an element says that it holds some."""
    if not any("markdown" in line.text for line in lines):
        return lines
    out: list[Line] = []
    names: list[str] = []  #: of the elements that are open and hold Markdown; "cards" for a grid of Material
    for _, line, is_code in mark_code(lines):
        match = None if is_code or "markdown" not in line.text else _MARKDOWN.match(line.text)
        if match:
            out += _open(line, match, names)
        elif (
            not is_code
            and names
            and line.text.lstrip().startswith(tag := f"</{_ELEMENTS.get(names[-1], names[-1])}>")
        ):
            rest = line.text.lstrip()[len(tag) :]
            out += [line.says(""), line.says(_end(names.pop()) + rest)]
        elif not is_code and "markdown" in line.text and "`" not in line.text:
            out.append(line.says(_WITHIN.sub(r"\1", line.text)))
        else:
            out.append(line)
    return out


def _open(line: Line, match: re.Match[str], names: list[str]) -> list[Line]:
    """Open an element that holds Markdown, and close it where it ends on its line."""
    name, start = match[2], match[1].lstrip()
    if name == "p":  # paragraphs of Markdown can't be in one
        start = f"<div{start[2:]}"
    tag, _, rest = match[3].partition(">")
    opened = line.says(f"{start}{tag}>")
    inner, ending, after = rest.rpartition(f"</{name}>")
    if _GRID.search(start) and not ending and not rest.strip():
        return [line.says("::: cards"), *_keep("cards", names, line, ending)]
    if name == "summary" or (rest.strip() and not ending):  # it holds a line, or begins with other elements
        return [line.says(f"{start}{match[3]}"), *_keep(name, names, line, ending)]
    if ending:
        texts = ("", inner.strip(), "", _end(name) + after)
        return [opened, *(line.says(text) for text in texts)]
    return [opened, *_keep(name, names, line, ending)]


def _keep(name: str, names: list[str], line: Line, ending: str) -> list[Line]:
    if ending:
        return []
    names.append(name)
    return [line.says("")]


def _end(name: str) -> str:
    return ":::" if name == "cards" else "</div>" if name == "p" else f"</{name}>"


def join_html(lines: list[Line], _notes: Notes) -> list[Line]:
    """Take blank lines out of an element that holds no Markdown, where HTML goes on after them.

    For Python-Markdown the element ends at its closing tag: what is indented in it is no code.
    """
    if not any("<" in line.text for line in lines):
        return lines
    marked = list(mark_code(lines))
    out: list[Line] = []
    until = 0
    for index, line, is_code in marked:
        match = None if is_code or index < until else _RAW.match(line.text)
        if match and " markdown" not in line.text:
            until = _find_end(marked, index, match[1].lower())
        after = lines[index + 1].text if index + 1 < until else ""
        goes_on = after.lstrip().startswith("<") or indent_of(after) >= 4
        if index >= until or line.text.strip() or (after.strip() and not goes_on):
            out.append(line)
    return out


def _find_end(marked: list[tuple[int, Line, bool]], start: int, name: str) -> int:
    """Return the index after the line that closes an element; ``start`` if it holds code or stays open."""
    tag = re.compile(rf"<(/?){name}\b", re.IGNORECASE)
    depth = 0
    for index, line, is_code in marked[start:]:
        if is_code or "<pre" in line.text or " markdown" in line.text:
            break
        depth += sum(-1 if match[1] else 1 for match in tag.finditer(line.text))
        if depth <= 0:
            return index + 1
    return start


def end_html(lines: list[Line], _notes: Notes) -> list[Line]:
    """End a block of HTML with its element, where Markdown follows at once."""
    if not any("<" in line.text for line in lines):
        return lines
    out: list[Line] = []
    ended = False
    for _, line, is_code in mark_code(lines):
        text = line.text
        is_markdown = text.strip() and not text.lstrip().startswith("<")
        if ended and indent_of(text) < 4 and (is_markdown or _LITERAL.match(text)):
            out.append(line.says(""))
        ended = not is_code and "<" in text and bool(_ENDED.match(text))
        out.append(line)
    return out


def part_tags(lines: list[Line], _notes: Notes) -> list[Line]:
    """Let what is between tags that are alone on their lines be Markdown, as in MDX: without indent."""
    if not any("<" in line.text for line in lines):
        return lines
    out: list[Line] = []
    depth = columns = 0  #: elements that are open; the indent of what stands in the last of them
    floor = 0  #: the column of the list item around the first of them
    items: list[int] = []  #: where the texts of the items around a line begin
    was_tag = was_code = False
    for _, line, is_code in mark_code(lines):
        text = line.text
        if not (depth or (is_code and was_code)):  # code may begin an item
            floor = _enter_item(items, text)
        was_code = is_code
        tag = None if is_code or "<" not in text else _TAG.match(text)
        if tag:
            after_text = bool(out) and bool(out[-1].text.strip()) and not was_tag
            change = _deepen(text)
            if change and after_text:  # such a tag would be one within the paragraph
                out.append(line.says(""))
            depth = max(depth + change, 0)
            out.append(dedent(line, indent_of(text) - floor))
            was_tag = bool(change) or not after_text
            continue
        if text.strip():
            if was_tag:
                columns = indent_of(text)
                out.append(line.says(""))
            was_tag = False
        out.append(dedent(line, min(columns, indent_of(text)) - floor) if depth else line)
    return out


def _enter_item(items: list[int], text: str) -> int:
    """Return the column at which the list item around a line begins its text, and note where its own does."""
    if text.strip():
        while items and indent_of(text) < items[-1]:
            items.pop()
    floor = items[-1] if items else 0
    if item := _ITEM.match(text):
        items.append(item.end())
    return floor


def _deepen(tag: str) -> int:
    if tag.lstrip().startswith("</"):
        return -1
    return 0 if tag.rstrip().endswith("/>") or _VOID.match(tag) else 1


def free_calls(lines: list[Line], _notes: Notes) -> list[Line]:
    """Give directives that are inside a block of HTML blank lines around them, and no indent.

    What follows them in that block loses its indent, too: it would be code after a blank line.
    """
    if not any(line.text.lstrip().startswith(":::") for line in lines):
        return lines
    out: list[Line] = []
    in_html = was_freed = False
    for _, line, is_code in mark_code(lines):
        text = line.text.lstrip(" \t")
        if is_code or not text:
            in_html = was_freed = False
            out.append(line)
            continue
        in_html = in_html or bool(_HTML.match(line.text))
        bare = line.says(text, shift=len(line.text) - len(text))
        if in_html and text.startswith(":::"):
            was_freed = True
            out += [line.says(""), bare, line.says("")]
        else:
            out.append(bare if was_freed else line)
    return out

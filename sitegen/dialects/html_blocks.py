"""HTML between Markdown as other parsers read it -> the same with blank lines where ours needs them.

CommonMark reads a block of HTML on to the next blank line; kramdown, Python-Markdown and MDX end it with its
element, and let it hold Markdown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.dialects.lines import indent_of, mark_code

if TYPE_CHECKING:
    from sitegen.dialects.lines import Line, Notes

_BLOCK_TAGS = (
    "address|article|aside|blockquote|center|details|div|dd|dl|dt|figcaption|figure|footer|header|main|nav|p"
    "|section|summary"
)
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
_MARKDOWN = re.compile(
    rf"^([ \t]*<({_BLOCK_TAGS})\b[^<>]*?)[ \t]+markdown(?:={_VALUE})?(?=[\s>])([^<>]*>.*)$"
)
#: A line at which a block of HTML has ended for the other parsers.
_ENDED = re.compile(rf"[ ]{{0,3}}(?:.*</(?:{_BLOCK_TAGS})>|<(?:img|br|hr)\b[^<>]*>)[ \t]*$")
#: The same for MDX: a tag alone on its line.
_TAG = re.compile(r"[ \t]*</?[a-z][\w-]*(?:\s[^<>]*)?>[ \t]*$")
_HTML = re.compile(r"[ ]{0,3}</?[a-zA-Z][\w-]*(?=[\s/>])")


def read_html_blocks(lines: list[Line], _notes: Notes) -> list[Line]:
    """Set Markdown inside HTML apart by blank lines, where an element says that it holds some."""
    if not any("markdown" in line.text for line in lines):
        return lines
    out: list[Line] = []
    names: list[str] = []  #: of the elements that are open and hold Markdown
    for _, line, is_code in mark_code(lines):
        found = None if is_code or "markdown" not in line.text else _MARKDOWN.match(line.text)
        if found:
            out.append(line.says(found[1].lstrip() + found[3]))
            if f"</{found[2]}>" not in found[3]:
                names.append(found[2])
                out.append(line.says(""))
        elif not is_code and names and line.text.lstrip().startswith(f"</{names[-1]}>"):
            names.pop()
            out += [line.says(""), line.says(line.text.lstrip())]
        else:
            out.append(line)
    return out


def end_html(lines: list[Line], _notes: Notes) -> list[Line]:
    """End a block of HTML with its element, where Markdown follows at once."""
    return _part(lines, _ENDED)


def part_tags(lines: list[Line], _notes: Notes) -> list[Line]:
    """Let what follows a tag that is alone on its line be Markdown, as in MDX."""
    return _part(lines, _TAG)


def _part(lines: list[Line], ending: re.Pattern[str]) -> list[Line]:
    if not any("<" in line.text for line in lines):
        return lines
    out: list[Line] = []
    ended = False
    for _, line, is_code in mark_code(lines):
        text = line.text
        if ended and text.strip() and not text.lstrip().startswith("<") and indent_of(text) < 4:
            out.append(line.says(""))
        ended = not is_code and "<" in text and bool(ending.match(text))
        out.append(line)
    return out


def free_calls(lines: list[Line], _notes: Notes) -> list[Line]:
    """Give directives that stand inside a block of HTML blank lines around them, and no indent.

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

"""Block tokens and the front matter's title -> the page's title, and the tokens that do not repeat it."""

from __future__ import annotations

import re
from posixpath import splitext
from typing import TYPE_CHECKING

from sitegen.markdown.attributes import cut_attributes
from sitegen.markdown.text import fold_title, read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

    Parse = Callable[[str], list[Token]]

_MARKUP = re.compile(r"[\\`*_\[\]<>&!~{$]")


def take_title(tokens: list[Token], title: str, parse: Parse) -> tuple[str, list[Token]]:
    """Return (the title, the tokens without a first block that says it again).

    Without a title the first heading gives it, and goes when it is the first block or an h1.
    """
    first = next((i for i, token in enumerate(tokens) if token.type != "html_block"), len(tokens))
    if not title:
        return _take_heading(tokens, first, parse)
    if first >= len(tokens) or tokens[first].type not in ("heading_open", "paragraph_open"):
        return title, tokens
    inline = tokens[first + 1]
    wanted = fold_title(title)
    if _says(inline.content, wanted, parse):
        return title, tokens[:first] + tokens[first + 3 :]
    line, _, rest = inline.content.partition("\n")
    if rest and tokens[first].type == "paragraph_open" and _says(line, wanted, parse):
        inline.content = rest
        inline.map = [inline.map[0] + 1, inline.map[1]] if inline.map else None
    return title, tokens


def name_title(path: str) -> str:
    """Return a title made from a file's name: ``my-first_post.md`` -> ``My first post``.

    An index is named after its folder; that of the whole site is ``Home``.
    """
    parts = splitext(path)[0].split("/")
    if parts[-1] in ("index", "_index"):
        parts.pop()
    name = re.sub(r"[-_\s]+", " ", parts[-1]).strip() if parts else ""
    return name[:1].upper() + name[1:] if name else "Home"


def _take_heading(tokens: list[Token], first: int, parse: Parse) -> tuple[str, list[Token]]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            title = _read(tokens[index + 1].content, parse)
            if title and (index == first or token.tag == "h1"):
                tokens = tokens[:index] + tokens[index + 3 :]
            return title, tokens
    return "", tokens


def _says(written: str, wanted: str, parse: Parse) -> bool:
    # Markup makes a line longer, but not without bound: most first paragraphs are not even read.
    if len(written) > 3 * len(wanted) + 100:
        return False
    return fold_title(_read(written, parse)) == wanted


def _read(written: str, parse: Parse) -> str:
    text, _ = cut_attributes(written)
    if _MARKUP.search(text):
        text = read_text(parse(text))
    return " ".join(text.split())

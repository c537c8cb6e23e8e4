"""Block tokens and the front matter's title -> the page's title, and the tokens that don't repeat it."""

from __future__ import annotations

import re
from posixpath import splitext
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.parser.attributes import cut_attributes
from sitegen.content.parser.text import fold_title, join_words, read_text
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

    Parse = Callable[[str], list[Token]]

_ID = lazy_compile(r"""(?:^|\s)(?:#|id="?)([^\s#.="]+)""")
#: An image, a link or HTML: a paragraph with one of them has more than the title.
_MORE_THAN_WORDS = lazy_compile(r"\][(\[]|<[a-zA-Z]|://")
_MARKUP = lazy_compile(r"[\\`*_\[\]<>&!~{$]")
_CAPTION = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?"""
_ADDRESS = rf"(?:\((?:<[^>\n]*>|[^\s()]|\([^\s()]*\))*{_CAPTION}\s*\)|\[[^\]]*\])?"
_IMAGE = rf"!\[[^\]]*\]{_ADDRESS}"
#: What a title, which is text, can't have: an image, alone or in a link, and the mark of a footnote.
_NO_TEXT = lazy_compile(rf"\[{_IMAGE}\s*\]{_ADDRESS}|{_IMAGE}|<(?:img|svg)\b[^>]*>|\[\^[^\]\s]+\]")
_CODE = lazy_compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|\\.")


class Titled(NamedTuple):
    """A page's title, and what of its text remains."""

    title: str  #: "" if neither front matter nor a heading gives one
    tokens: list[Token]
    heading: str = ""  #: the Markdown of the heading that was taken out of the text


def take_title(tokens: list[Token], title: str, parse: Parse, *, only_h1: bool = False) -> Titled:
    """Return the title, and the tokens without a first block that repeats it.

    Without a title the first heading gives it, and goes when it is the first block or an h1: ``only_h1``
    leaves others alone.
    """
    first = next((i for i, token in enumerate(tokens) if token.type != "html_block"), len(tokens))
    if not title:
        return _take_heading(tokens, first, parse, only_h1=only_h1)
    if first >= len(tokens) or tokens[first].type not in ("heading_open", "paragraph_open"):
        return Titled(title, tokens)
    inline = tokens[first + 1]
    line, _, rest = inline.content.partition("\n")
    if tokens[first].type == "paragraph_open" and _MORE_THAN_WORDS.search(line):
        return Titled(title, tokens)
    folded_title = fold_title(title)
    if _says(inline.content, folded_title, parse):
        heading = inline.content if tokens[first].type == "heading_open" else ""
        return Titled(title, tokens[:first] + _keep_images(tokens, first) + tokens[first + 3 :], heading)
    if rest and tokens[first].type == "paragraph_open" and _says(line, folded_title, parse):
        inline.content = rest
        inline.map = [inline.map[0] + 1, inline.map[1]] if inline.map else None
    return Titled(title, tokens)


def read_heading(written: str, parse: Parse) -> tuple[str, str]:
    """Return (the words of a heading, the id that its attributes give it, or "")."""
    _, attributes = cut_attributes(written)
    named = _ID.search(attributes)
    return _read(written, parse), named[1] if named else ""


def name_title(path: str) -> str:
    """Return a title made from a file's name: ``my-first_post.md`` -> ``My first post``.

    An index is named after its folder; that of the whole site is ``Home``.
    """
    parts = splitext(path)[0].split("/")
    if parts[-1] in ("index", "_index"):
        parts.pop()
    name = re.sub(r"[-_\s]+", " ", parts[-1]).strip() if parts else ""
    return name[:1].upper() + name[1:] if name else "Home"


def _take_heading(tokens: list[Token], first: int, parse: Parse, *, only_h1: bool) -> Titled:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            if only_h1 and token.tag != "h1":
                break
            heading = tokens[index + 1].content
            title = _read(heading, parse)
            if title and (index == first or token.tag == "h1"):
                rest = _keep_images(tokens, index) + tokens[index + 3 :]
                return Titled(title, tokens[:index] + rest, heading)
            return Titled(title, tokens)
    return Titled("", tokens)


def _keep_images(tokens: list[Token], index: int) -> list[Token]:
    """Return a paragraph with what a heading has beside text, which alone becomes the title."""
    opening, inline, closing = tokens[index : index + 3]
    rest = " ".join(_NO_TEXT.findall(_CODE.sub("", inline.content))) if opening.type == "heading_open" else ""
    if not rest:
        return []
    opening.type, closing.type, opening.tag, closing.tag = "paragraph_open", "paragraph_close", "p", "p"
    inline.content = rest
    return [opening, inline, closing]


def _says(written: str, folded_title: str, parse: Parse) -> bool:
    # Markup makes a line longer, but only so much: longer first paragraphs aren't even read.
    if len(written) > 3 * len(folded_title) + 100:
        return False
    return fold_title(_read(written, parse)) == folded_title


def _read(written: str, parse: Parse) -> str:
    text, _ = cut_attributes(written)
    if _MARKUP.search(text):
        inline = parse(text)
        text = read_text(token for token in inline if token.type != "image") if "![" in text else ""
        text = text if text.strip() else read_text(inline)
    return join_words(text)

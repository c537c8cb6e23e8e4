"""Hexo's own tags -> Markdown: pictures and links of posts, code with a title, quotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.config import is_of_hexo
from sitegen.content.dialects.lines import mark_code, mask_spans, quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.content.dialects.lines import Line, Notes

_TAG = re.compile(
    r"\{%\s*(asset_img|asset_link|asset_path|img|link|post_link|post_path)\s((?:(?!%\}|\{%).)*)%\}"
)
_CODE = re.compile(r"([ \t]*)\{%\s*(codeblock|code)\b((?:(?!%\}).)*)%\}[ \t]*$")
_QUOTE = re.compile(r"[ \t]*\{%\s*(blockquote|quote|pullquote)\b((?:(?!%\}).)*)%\}[ \t]*$")
#: A tag of a theme with arguments. Those of Nunjucks itself compute something.
_THEME_TAG = re.compile(r"\{%\s*(?!(?:end\w*|for|if|elif|set)\s)([a-z_]\w*)\s((?:(?!%\}|\{%).)*)%\}")
_COLONS = re.compile(r"::\s")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_OPTION = re.compile(r"[a-z_]+:\S*|https?://\S+")
_ADDRESS = re.compile(r"(?:https?:/)?/\S+")
_SIZE = re.compile(r"\d+(?:px|%)?")
_IMAGE = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)(?:[?#].*)?$|^https?://", re.IGNORECASE)
_QUOTES = "\"'"
_FENCE = "~~~~~~"


def read_hexo_tags(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate the tags that Hexo brings along, in its sites."""
    if not is_of_hexo(notes.files.config) or not any("{%" in line.text for line in lines):
        return lines
    out: list[Line] = []
    open_block = after = ""  #: the block that is open, and what follows its text
    for _, line, is_code in mark_code(lines):
        if open_block and re.search(rf"\{{%\s*end{open_block}\s*%\}}", line.text):
            out += [line.says(">"), line.says(after)] if after.startswith(">") else [line.says(after)]
            open_block = ""
        elif open_block:
            out.append(line if after.strip() == _FENCE else line.says(f"> {line.text}"))
        elif is_code or "{%" not in line.text:
            out.append(line)
        elif match := _CODE.match(line.text):
            open_block, after = match[2], f"{match[1]}{_FENCE}"
            out.append(line.says(f"{after}{_describe_code(match[3])}"))
        elif match := _QUOTE.match(line.text):
            open_block, after = match[1], _name_source(match[2]) if match[1] != "pullquote" else ""
        else:
            out.append(line.says(_separate_arguments(_replace_tags(line.text))))
    return out


def _replace_tags(text: str) -> str:
    masked = mask_spans(text)
    parts: list[str] = []
    done = 0
    for match in _TAG.finditer(masked):
        written = text[match.start(2) : match.end(2)]
        words = _split_arguments(written) if _COLONS.search(written) else _split_words(written)
        if words:
            parts += (text[done : match.start()], _WRITERS[match[1]](words))
            done = match.end()
    return "".join((*parts, text[done:]))


def _separate_arguments(text: str) -> str:
    """Write the arguments of tags with ``,`` or ``::`` between them in quotes: ``{% btn /a, A b %}``."""
    masked = mask_spans(text)
    parts: list[str] = []
    done = 0
    for match in _THEME_TAG.finditer(masked):
        if arguments := _split_arguments(text[match.start(2) : match.end(2)]):
            parts += (text[done : match.start(2)], " ".join(map(quote, arguments)), " ")
            done = match.end(2)
    return "".join((*parts, text[done:]))


def _split_arguments(written: str) -> list[str]:
    """Return the arguments between ``,`` or ``::``; none if only blanks or quotes separate them."""
    parts = [part.strip() for part in written.split("::" if _COLONS.search(written) else ",")]
    unquoted = [
        part[1:-1] if len(part) > 1 and part[0] in _QUOTES and part[-1] == part[0] else part for part in parts
    ]
    is_apart = len(parts) > 1 and not any(part[:1] in tuple(_QUOTES) or '"' in part for part in unquoted)
    while unquoted and not unquoted[-1]:
        unquoted.pop()
    return unquoted if is_apart else []


def _split_words(text: str) -> list[str]:
    return [next(part for part in match.groups() if part is not None) for match in _WORD.finditer(text)]


def _write_image(words: list[str]) -> str:
    """Return ``[classes] address [width] [height] [title [alternative text]]`` as an image."""
    at = next((index for index, word in enumerate(words) if _IMAGE.search(word)), 0)
    rest = words[at + 1 :]
    while rest and _SIZE.fullmatch(rest[0]):
        rest = rest[1:]
    title, alt = rest[0] if rest else "", rest[1] if len(rest) > 1 else ""
    caption = f" {quote(title)}" if alt and title else ""
    return f"![{alt or title}](<{words[at]}>{caption})"


def _write_link(words: list[str]) -> str:
    """Return ``text address`` as a link."""
    at = next((index for index, word in enumerate(words) if _ADDRESS.fullmatch(word)), len(words) - 1)
    return f"[{' '.join(words[:at])}](<{words[at]}>)"


def _write_asset_link(words: list[str]) -> str:
    return f"[{_take_title(words) or words[0]}](<{words[0]}>)"


def _write_post_link(words: list[str]) -> str:
    return f"[{_take_title(words)}](<{_locate_post(words)}>)"


def _locate_post(words: list[str]) -> str:
    name, mark, part = words[0].strip("/").partition("#")
    return f"/_posts/{name.removesuffix('.md')}.md{mark}{part}"


def _take_title(words: list[str]) -> str:
    """Return the title of a link; what may follow it says whether that is escaped."""
    rest = words[1:]
    return " ".join(rest[:-1] if len(rest) > 1 and rest[-1] in ("true", "false") else rest)


def _describe_code(written: str) -> str:
    """Return the info string of code: its language and its title."""
    words = _split_words(written)
    language = next((word[5:] for word in words if word.startswith("lang:")), "")
    title = " ".join(word for word in words if not _OPTION.fullmatch(word))
    return f"{language or 'text'} title={quote(title)}" if title else language


def _name_source(written: str) -> str:
    """Return the line of a quotation that says by whom it is, and where."""
    words = _split_words(written)
    at = next((index for index, word in enumerate(words) if _ADDRESS.fullmatch(word)), len(words))
    author, _, source = " ".join(words[:at]).partition(",")
    address = words[at] if at < len(words) else ""
    source = " ".join(words[at + 1 :]) or source.strip() or address
    source = f"[{source}](<{address}>)" if address else source
    names = ", ".join(filter(None, (author.strip(), source)))
    return f"> — {names}" if names else ""


_WRITERS: dict[str, Callable[[list[str]], str]] = {
    "asset_img": _write_image,
    "img": _write_image,
    "asset_path": lambda words: words[0],
    "asset_link": _write_asset_link,
    "link": _write_link,
    "post_link": _write_post_link,
    "post_path": _locate_post,
}

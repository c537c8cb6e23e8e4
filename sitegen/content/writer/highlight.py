"""Source code and the name of its language -> HTML with Pygments' short classes, in bounded time.

Tokens that themes leave in the text's colour (names, operators, punctuation, white space) get no
element, and the others have the class of the hue that they share (that of a keyword for all keywords,
for operators that are words and for tags): half of the elements, and less to transfer. Style sheets made
for Pygments know these classes. Lexers are regular expressions, some of which take quadratic time and
worse on input made for it: a worker has `SECONDS` for each block, and does without the second time.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import STANDARD_TYPES, Comment, Keyword, Name, Number, String

from sitegen.content.writer.lexing import lex, make_lexer
from sitegen.workers.progress import Phase, phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

SECONDS = 1.5
#: The label of all code of a page.
ALL_CODE = bytes(16)
_UNSTYLED = frozenset(
    ("", "w", "n", "p", "pm", "x", "esc", "o", "nx", "nn", "nv", "nl", "ni", "py", "vc", "vg", "vi", "vm")
)
#: Classes whose tokens are shown in the hue of another; the lines of a diff have colours of their own.
_HUES = {
    "k": ("ow", "nt"),
    "m": ("no", "na", "se", "si", "gp"),
    "nf": ("nc", "nd", "ne", "nb"),
    "c": ("go",),
    "": ("gd", "gi"),
}
_HUE_OF = {name: hue for hue, names in _HUES.items() for name in names}
#: Kinds whose members share one class; those of strings that stand out have the hue of numbers.
_KINDS: tuple[_TokenType, ...] = (Keyword, String, Number, Comment, Name.Function, Name.Builtin)
_APART: tuple[_TokenType, ...] = (String.Escape, String.Interpol)


def _widen(kind: _TokenType) -> _TokenType:
    """Return the token type whose class a token type shares."""
    if kind in _APART:
        return kind
    return next((wide for wide in _KINDS if kind[: len(wide)] == wide), kind)


def _class_of(kind: _TokenType) -> str:
    """Return the class of one of the standard types; "" is no class."""
    name = STANDARD_TYPES[_widen(kind)]
    return "" if name in _UNSTYLED else _HUE_OF.get(name, name)


#: Every class that highlighted code can carry, for the theme's style sheets.
TOKEN_CLASSES: tuple[str, ...] = tuple(sorted({_class_of(kind) for kind in STANDARD_TYPES} - {""}))

#: Names of plain text: no lexer, and no warning.
PLAIN = frozenset(
    ("", "text", "plain", "plaintext", "txt", "none", "output", "tree", "goat", "csv", "mermaid")
)


#: Names that other highlighters have -> the nearest of Pygments.
_ELSEWHERE = {
    "go-html-template": "html",
    "go-text-template": "go",
    "jsonc": "json",
    "mdx": "markdown",
    **dict.fromkeys(("php7", "php8", "php-inline", "inline-php"), "php"),
    **dict.fromkeys(("phtml", "php-template", "blade", "laravel"), "html+php"),
}


@lru_cache(maxsize=1)
def list_languages() -> dict[str, str]:
    """Return the names that a fence may use -> the lexer's full name."""
    names = {alias: name for name, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases}
    return {alias: names[ours] for alias, ours in _ELSEWHERE.items()} | names


@lru_cache(maxsize=64)
def _get_lexer(language: str, *, is_inside: bool = False) -> Lexer:
    """Return the lexer of a name; ``is_inside``: the code needs no tag that begins it."""
    lexer_class = find_lexer_class(list_languages()[language])
    assert lexer_class is not None  # noqa: S101  the names come from Pygments' own list
    return make_lexer(lexer_class, startinline=True) if is_inside else make_lexer(lexer_class)


def _choose_lexer(code: str, language: str) -> Lexer:
    """Return the lexer for this code; few excerpts of PHP begin with a tag."""
    return _get_lexer(language, is_inside=list_languages()[language] == "PHP" and "<?" not in code)


def knows(language: str) -> bool:
    """Return whether there is a lexer of that name."""
    return language in list_languages()


def highlight(code: str, language: str, plain: frozenset[bytes] = frozenset()) -> str | None:
    """Return code as HTML; None when ``plain`` has its label: its lexer needs more than `SECONDS`.

    Blocks that repeat (a command shown on every page) are made once.
    """
    if plain and (ALL_CODE in plain or label_code(code, language) in plain):
        return None
    return _highlight_cached(code, language) if len(code) < 20_000 else _highlight(code, language)


@lru_cache(maxsize=512)
def _highlight_cached(code: str, language: str) -> str:
    return _highlight(code, language)


def _highlight(code: str, language: str) -> str:
    _choose_lexer(code, language)  # creating a lexer can take long, which isn't this code's fault
    with phase(Phase.HIGHLIGHTING, label_code(code, language), SECONDS):
        return write(code, language)


def label_code(code: str, language: str) -> bytes:
    """Return the label that identifies a block of code."""
    return blake2b(f"{language}\0{code}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def write(code: str, language: str) -> str:
    """Return highlighted HTML of code, without a limit of time."""
    return _write_spans(lex(_choose_lexer(code, language), code, name_class))


@cache
def name_class(kind: _TokenType) -> str:
    """Return the short class of a token type, or of its nearest ancestor that has one; "" is no class."""
    token_type: _TokenType | None = kind
    while token_type is not None and token_type not in STANDARD_TYPES:
        token_type = token_type.parent
    return _class_of(token_type) if token_type is not None else ""


def _write_spans(tokens: Iterable[tuple[str, str]]) -> str:
    """Join (class, text) into HTML; neighbours of one class share an element."""
    parts: list[str] = []
    current = ""
    for name, text in tokens:
        if name != current and not (name == "" and text.isspace()):
            if current:
                parts.append("</span>")
            if name:
                parts.append(f"<span class={name}>")
            current = name
        elif name != current and "\n" in text:
            parts.append("</span>")
            current = ""
        if "&" in text or "<" in text or ">" in text:
            parts.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
        else:
            parts.append(text)
    if current:
        parts.append("</span>")
    return "".join(parts)

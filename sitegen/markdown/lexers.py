"""A class of Pygments -> a lexer; for languages in wide use, from expressions written down at set-up."""

from __future__ import annotations

import types
from hashlib import blake2b
from typing import TYPE_CHECKING

import pygments.lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.regexopt import regex_opt

from sitegen.expressions import FOLDER, known_unions, learn, record, restore, write_expressions
from sitegen.markdown.firsts import first_characters
from sitegen.releases import find_release

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pygments.lexer import Lexer

#: Each with those whose code may stand within it. A language that is missing takes some milliseconds more.
LANGUAGES: tuple[tuple[str, ...], ...] = (
    ("bash",),
    ("c",),
    ("clojure",),
    ("console", "bash"),
    ("cpp",),
    ("csharp",),
    ("css",),
    ("dart",),
    ("diff",),
    ("docker", "bash"),
    ("elixir",),
    ("erlang",),
    ("go",),
    ("graphql",),
    ("groovy",),
    ("haskell",),
    ("html", "css", "javascript"),
    ("html+jinja", "jinja", "html", "css", "javascript"),
    ("http",),
    ("ini",),
    ("java",),
    ("javascript",),
    ("julia",),
    ("kotlin",),
    ("latex",),
    ("lua",),
    ("make", "basemake", "bash"),
    ("markdown",),
    ("nginx",),
    ("nix",),
    ("objective-c",),
    ("ocaml",),
    ("perl",),
    ("php",),
    ("postgres",),
    ("powershell",),
    ("protobuf",),
    ("pycon", "python"),
    ("pytb",),
    ("python",),
    ("r",),
    ("ruby",),
    ("rust",),
    ("scala",),
    ("scss",),
    ("sql",),
    ("swift",),
    ("terraform",),
    ("toml",),
    ("tsx",),
    ("typescript",),
    ("vim",),
    ("xml",),
    ("yaml",),
    ("zig",),
)


def make_lexer(made: type[Lexer]) -> Lexer:
    """Return a lexer that keeps white space at both ends, from what was written down of it."""
    learn(made.__name__)
    pygments.lexer.regex_opt = _join_words  # type: ignore[attr-defined]  # its stubs do not say what it imports
    return made(stripnl=False, ensurenl=False)


def _join_words(words: Iterable[str], prefix: str = "", suffix: str = "") -> str:
    """Do what the library's function does, which takes long for the words of a language."""
    words = tuple(words)
    return known_unions.get(_identify(words, prefix, suffix)) or regex_opt(words, prefix, suffix)


def _identify(words: tuple[str, ...], prefix: str, suffix: str) -> bytes:
    text = "\0".join((find_release("pygments"), prefix, suffix, *words))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def prepare_lexers(folder: Path = FOLDER, languages: Iterable[tuple[str, ...]] = LANGUAGES) -> None:
    """Write down, by the name of a lexer's class, what making it and those within it compiles."""
    for names in languages:
        classes = [find_lexer_class_by_name(name) for name in names]
        unions: dict[bytes, str] = {}

        def join_recorded(words: Iterable[str], prefix: str = "", suffix: str = "") -> str:
            words = tuple(words)
            joined = regex_opt(words, prefix, suffix)
            unions[_identify(words, prefix, suffix)] = joined  # noqa: B023  called within this turn alone
            return joined

        pygments.lexer.regex_opt = join_recorded  # type: ignore[attr-defined]  # the same
        with record() as found:
            for made in classes:
                forget_rules(made)()
        firsts = {pattern[:2]: first_characters(restore(pattern)) for pattern in found.values()}
        write_expressions(classes[0].__name__, found, firsts, unions, folder)
    pygments.lexer.regex_opt = regex_opt  # type: ignore[attr-defined]  # the same


def forget_rules(made: type[Lexer]) -> type[Lexer]:
    """Return a lexer like another: a class makes its rules once, and this one has not."""
    return types.new_class(made.__name__, (made,))

"""The languages that most code is written in -> the expressions of their lexers, written down at set-up."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class_by_name

from sitegen.expressions import FOLDER, record, write_expressions
from sitegen.markdown.firsts import first_characters

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


def prepare_lexers(folder: Path = FOLDER, languages: Iterable[tuple[str, ...]] = LANGUAGES) -> None:
    """Write down, by the name of a lexer's class, what making it and those within it compiles."""
    for names in languages:
        classes = [find_lexer_class_by_name(name) for name in names]
        with record() as found:
            for made in classes:
                forget_rules(made)()
        write_expressions(classes[0].__name__, found, first_characters, folder)


def forget_rules(made: type[Lexer]) -> type[Lexer]:
    """Return a lexer like another: a class makes its rules once, and this one has not."""
    return types.new_class(made.__name__, (made,))

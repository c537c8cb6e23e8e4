"""Terms of definition lists -> their ids, which Hugo makes after those of all headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.parser.headings import Ids
from sitegen.content.writer.titles import read_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.token import Token

    from sitegen.content.parser.page import Page

    Parse = Callable[[str], list[Token]]


def name_terms(tokens: Sequence[Token], page: Page, parse: Parse) -> None:
    """Give each term an id that no heading of these tokens gets, before or after it."""
    terms = [at for at, token in enumerate(tokens) if token.type == "dt_open"]
    if not terms:
        return
    ids = Ids(page.settings.heading_ids)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words, name = read_heading(tokens[at + 1].content, parse)
            ids.claim(name or ids.make(words))
    for at in terms:
        words, _ = read_heading(tokens[at + 1].content, parse)
        name = ids.make(words)
        tokens[at].attrs["id"] = name
        page.ids.reserve(name)

"""A page's tokens -> a Problem for each raw tag that would close another element, or leave its own open.

A browser that reads ``</div>`` closes the nearest ``<div>``, even one of the page around the content.
So an element that is opened in raw HTML must be closed in the same block of Markdown that holds its
opening tag: a quote, an item, a paragraph, or the page itself. ``<details>`` on one line and
``</details>`` some paragraphs later are both in the page itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.writer.rawhtml import MORE, find_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sitegen.content.parser.page import Page
    from sitegen.html.tags import Markup

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track")
) | {"wbr"}
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_GROUPS = _ROWS | {"tbody", "thead", "tfoot", "colgroup", "caption"}
#: Elements whose end tag may be left out -> those whose start tag ends them.
_ENDED_BY = {
    **dict.fromkeys(("li", "option", "p"), frozenset[str]()),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd"))),
    **dict.fromkeys(("rt", "rp"), frozenset(("rt", "rp"))),
    **dict.fromkeys(_CELLS, _CELLS),
    "tr": _ROWS,
    "optgroup": frozenset(("option", "optgroup")),
    **dict.fromkeys(("tbody", "thead", "tfoot", "colgroup", "caption"), _GROUPS),
}
#: Elements in which a slash at the end of a tag closes it.
_FOREIGN = frozenset(("svg", "math"))


class _Open(NamedTuple):
    name: str
    line_column: tuple[int, int]


def check_balance(tokens: Sequence[Token], page: Page) -> None:
    """Report raw tags in these blocks that aren't balanced; Problems go to the page."""
    balance = _Balance(page)
    for token in tokens:
        if token.nesting > 0:
            balance.enter()
        elif token.nesting < 0:
            balance.leave()
        elif token.type == "html_block":
            if token.level == 0 and MORE.fullmatch(token.content):
                balance.cut(page.positions.in_token(token, 0))
            for tag in find_tags(token.content, page):
                balance.take(tag, page.positions.in_token(token, tag.start))
        elif token.type == "inline" and token.children:
            _take_inline(token, token.children, balance, page)
    balance.leave()


def _take_inline(token: Token, children: Sequence[Token], balance: _Balance, page: Page) -> None:
    for child in children:
        if child.nesting > 0:
            balance.enter()
        elif child.nesting < 0:
            balance.leave()
        elif child.type == "html_inline":
            for tag in find_tags(child.content, page):
                balance.take(tag, page.positions.in_token(token, child.meta["at"] + tag.start))


class _Balance:
    """The raw elements that are open, in the blocks that hold them."""

    def __init__(self, page: Page) -> None:
        self._report = page.error if page.settings.balanced else page.warn
        self._blocks: list[list[_Open]] = [[]]

    def enter(self) -> None:
        """Start a block: what is open outside of it can't be closed in it."""
        self._blocks.append([])

    def leave(self) -> None:
        """End a block, and with it what is open in it."""
        for element in self._blocks.pop():
            if element.name not in _ENDED_BY:
                self._complain(
                    f"<{element.name}> is not closed in its block of Markdown",
                    element.line_column,
                    f"write </{element.name}> in the same paragraph, item or quote",
                )

    def cut(self, line_column: tuple[int, int]) -> None:
        """End the summary: it is shown elsewhere without the rest."""
        for element in self._blocks[-1]:
            if element.name not in _ENDED_BY:
                line = element.line_column[0]
                message = f"the summary ends inside <{element.name}>, which begins on line {line}"
                self._complain(message, line_column, "move <!-- more --> before or behind the whole element")

    def take(self, tag: Markup, line_column: tuple[int, int]) -> None:
        """Read one tag."""
        elements = self._blocks[-1]
        if tag.is_end:
            self._close(tag.name, line_column)
        elif tag.name not in _VOID and not (tag.is_slashed and any(e.name in _FOREIGN for e in elements)):
            ended = _ENDED_BY.get(tag.name, frozenset())
            while elements and (elements[-1].name in ended or elements[-1].name == tag.name in _ENDED_BY):
                elements.pop()
            elements.append(_Open(tag.name, line_column))

    def _close(self, name: str, line_column: tuple[int, int]) -> None:
        elements = self._blocks[-1]
        if all(element.name != name for element in elements):
            message = f"</{name}> closes nothing here: it could close an element of the page around it"
            self._complain(
                message, line_column, f"remove it, or write <{name}> in the same paragraph, item or quote"
            )
            return
        while (element := elements.pop()).name != name:
            if element.name not in _ENDED_BY:
                message = (
                    f"</{name}> closes <{element.name}>, too, which begins on line {element.line_column[0]}"
                )
                self._complain(message, line_column, f"write </{element.name}> before it")

    def _complain(self, message: str, line_column: tuple[int, int], hint: str) -> None:
        self._report("unbalanced-html", message, line_column, hint)

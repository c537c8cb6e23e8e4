"""An element and its ancestors -> why it isn't allowed there; an element -> what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.suggest import nearest
from sitegen.html.elements import (
    BELONGS,
    FOREIGN,
    INTERACTIVE,
    KNOWN,
    NEEDS,
    NOT_INSIDE,
    OBSOLETE,
    TABLE_ORDER,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INVALID, OBSOLETED = "invalid-html", "obsolete-html"
#: Code, message, hint.
Said = tuple[str, str, str]


class Open:
    """An element that is open."""

    __slots__ = (
        "end",
        "holds",
        "is_hidden",
        "is_html",
        "is_watched",
        "lacks",
        "last",
        "name",
        "order",
        "start",
    )

    def __init__(
        self, name: str, holds: frozenset[str] | None, start: int, end: int, *, is_html: bool
    ) -> None:
        self.name = name
        self.holds = holds  #: the elements that it may hold; None: any
        self.start = start
        self.end = end
        self.is_html = is_html  #: it is neither a drawing nor a formula
        self.is_hidden = False  #: from screen readers
        self.is_watched = False  #: it is counted among the open elements
        self.lacks = NEEDS.get(name) if is_html else None  #: elements of which it needs one, and has none
        self.last = ""  #: the last element in it
        self.order = -1  #: of the last part of a table or figure

    @property
    def holds_text(self) -> bool:
        """Return whether text may be in it."""
        return self.holds is None or "span" in self.holds or self.name in _TEXT


_TEXT = frozenset(("title", "textarea", "script", "style", "option"))


def judge_placement(
    name: str, attributes: Mapping[str, str], parent: Open, inside: Mapping[str, int]
) -> Iterator[Said]:
    """Yield what is wrong with an element in another one; ``inside`` counts the elements around both."""
    is_own = "-" in name
    if name not in KNOWN and name not in FOREIGN and not is_own:
        guess = nearest(name, KNOWN)
        hint = f"did you mean <{guess}>?" if guess else "names of custom elements contain a hyphen"
        yield INVALID, f"HTML has no element <{name}>", hint
    elif name in OBSOLETE:
        yield OBSOLETED, f"<{name}> is obsolete", OBSOLETE[name]
    elif parent.holds is not None and name not in parent.holds and not (is_own and parent.holds_text):
        yield INVALID, f"<{name}> isn't allowed in <{parent.name}>", _advise(name, parent)
    elif name in NOT_INSIDE or name in INTERACTIVE:
        yield from _judge_around(name, attributes, inside)
    if judge := _ORDERS.get(parent.name):
        yield from ((INVALID, *fault) for fault in judge(name, parent))


def _advise(name: str, parent: Open) -> str:
    if name in BELONGS:
        return f"it belongs in {BELONGS[name]}"
    if parent.name not in _REMEDIES and parent.holds_text:
        return f"write <div> for <{parent.name}>, or <span> for <{name}>"
    return remedy(parent.name)


def _judge_around(name: str, attributes: Mapping[str, str], inside: Mapping[str, int]) -> Iterator[Said]:
    outer = next((outer for outer in sorted(NOT_INSIDE.get(name, ())) if inside[outer]), "")
    if outer:
        message = f"<{name}> isn't allowed inside <{outer}>, however deep"
        yield INVALID, message, f"move it out of <{outer}>"
    elif name in INTERACTIVE and (inside["a"] or inside["button"]) and _is_interactive(name, attributes):
        outer = "button" if inside["button"] else "a"
        message = f"<{name}> isn't allowed inside <{outer}>: readers act on both"
        yield INVALID, message, f"move it out of <{outer}>"
    elif name == "area" and not inside["map"]:
        yield INVALID, "<area> isn't inside a <map>", "move it into one"


def _is_interactive(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether readers act on an element."""
    if name == "a":
        return "href" in attributes
    if name == "input":
        return attributes.get("type", "").lower() != "hidden"
    if name in {"audio", "video"}:
        return "controls" in attributes
    if name in {"img", "object"}:
        return "usemap" in attributes
    return name != "area"


def _order_table(name: str, table: Open) -> Iterator[tuple[str, str]]:
    order = TABLE_ORDER.get(name, -1)
    is_again = order == table.order and name in {"caption", "thead", "tfoot"}
    if order >= 0 and (order < table.order or is_again):
        hint = "write <caption>, <colgroup>, <thead>, <tbody>, <tfoot> in this order"
        yield f"<{name}> comes too late in its table", hint
    table.order = max(order, table.order)


def _order_details(name: str, details: Open) -> Iterator[tuple[str, str]]:
    if name == "summary" and details.last:
        yield "<summary> is not the first in <details>", "move it to the front; there is one"


def _order_fieldset(name: str, fieldset: Open) -> Iterator[tuple[str, str]]:
    if name == "legend" and fieldset.last:
        yield "<legend> is not the first in <fieldset>", "move it to the front; there is one"


def _order_list(name: str, terms: Open) -> Iterator[tuple[str, str]]:
    if name == "dd" and not terms.last:
        yield "<dd> without a <dt> before it", "write the <dt> that it explains"


def _order_figure(name: str, figure: Open) -> Iterator[tuple[str, str]]:
    if figure.last == "figcaption" and figure.order > 0:
        yield "<figcaption> is neither the first nor the last in <figure>", "move it; there is one"
    elif name == "figcaption":
        figure.order = 1 if figure.last else 0


_ORDERS = {
    "table": _order_table,
    "details": _order_details,
    "fieldset": _order_fieldset,
    "dl": _order_list,
    "figure": _order_figure,
}
#: Elements in which the order of others matters.
ORDERED = frozenset(_ORDERS)
#: An element that lacks what it needs -> what to do.
_LACKS = {
    "details": "write <summary>…</summary> first",
    "tr": "remove the row, or write <td></td>",
    "picture": "add an <img>: the sources only replace it",
    "ruby": "write <rt>…</rt> after the base text",
    "hgroup": "write the heading, or <div> for <hgroup>",
}


def judge_whole(element: Open) -> Iterator[Said]:
    """Yield what is wrong with a complete element."""
    name = element.name
    if element.lacks:
        missing_elements = " or ".join(f"<{lacking}>" for lacking in sorted(element.lacks))
        yield INVALID, f"<{name}> has no {missing_elements}", _LACKS[name]
    elif name == "dl" and element.last == "dt":
        yield INVALID, "<dl> ends with a <dt> that nothing explains", "write the <dd> after it"


_IN_CELLS = "write it in a cell, or outside of the table"
_REMEDIES = {
    **dict.fromkeys(("ul", "ol", "menu"), "write it in an <li>"),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "colgroup", "tr"), _IN_CELLS),
    "dl": "write it in a <dt> or <dd>",
    "select": "write it in an <option>",
}


def remedy(name: str) -> str:
    """Return what to do with what may not be in an element."""
    return _REMEDIES.get(name, f"move it out of <{name}>")

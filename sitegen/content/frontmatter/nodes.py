"""The values of front matter, from any of the three loaders, with position and spelling."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

#: Nesting of lists and mappings beyond which a front matter is refused.
MAX_DEPTH = 50

#: The range of whole numbers that all formats and readers support.
MAX_INTEGER = 2**63 - 1
MIN_INTEGER = -(2**63)

Kind = Literal["null", "bool", "int", "float", "date", "text", "list", "mapping", "bad"]

#: How messages name a kind.
KIND_NAMES: dict[Kind, str] = {
    "null": "nothing",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "date": "a date",
    "text": "text",
    "list": "a list",
    "mapping": "a mapping",
    "bad": "nothing usable",  # a Fault says why; readers pass over it
}


class Node(NamedTuple):
    """One value. ``at`` counts characters of the front matter: of the key in a mapping, else of itself."""

    kind: Kind
    value: Any  #: list: of Nodes; mapping: name -> Node; date: its text; else the plain value
    written: str  #: a scalar as the author wrote it, quotes removed: ``007``
    at: int


class Fault(NamedTuple):
    """One mistake, without its position in the file."""

    at: int  #: as in Node
    code: str
    message: str
    hint: str = ""  #: ``{line}`` in it stands for the line of ``related``
    related: int = -1
    is_minor: bool = False  #: nothing of the page is lost: a warning, whatever the code


class Entries(dict[str, Node]):
    """The members of a front matter by name, without those that can't be read."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.is_section = False  #: of a file that describes a section


def plain(node: Node) -> Any:  # noqa: ANN401  the data that templates see under `extra` may be anything
    """Return a value without its places: str, int, float, bool, None, list, dict."""
    if node.kind == "list":
        return [plain(item) for item in node.value]
    if node.kind == "mapping":
        return {name: plain(member) for name, member in node.value.items()}
    return node.value


def duplicate_key(name: str, index: int, first: int) -> Fault:
    """Return the fault of a key written at ``index`` that is at ``first`` already."""
    return Fault(
        index,
        "front-matter-duplicate-key",
        f"key '{name}' is written twice",
        "keep one of the two; the first is on line {line}",
        first,
    )


def too_deep(index: int) -> Fault:
    """Return the fault of a value nested beyond reason."""
    return Fault(
        index,
        "front-matter-nesting",
        f"nested more than {MAX_DEPTH} levels deep",
        "flatten the value, or move it to a data file",
    )


def unusable_number(written: str, index: int) -> Fault:
    """Return the fault of a number outside 64 bits, infinite, or not a number."""
    shown = written if len(written) <= 24 else f"{written[:20]}…"
    return Fault(
        index,
        "front-matter-number",
        f"the number {shown} is out of range",
        "whole numbers must fit 64 bits, others must be finite; quote the value if it is text",
    )

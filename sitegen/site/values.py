"""The values that answers to questions about a site consist of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sitegen.core.model import MadeIds
from sitegen.html.references import Findings
from sitegen.sources.history import History

if TYPE_CHECKING:
    from sitegen.site.questions import Question
    from sitegen.site.resolved import Resolved


class Answers(Protocol):
    """Answers questions: the site itself, or the slice of it that a worker was given."""

    def answer(self, question: Question) -> Any:
        """Return the answer to one question."""


class Size(msgspec.Struct, frozen=True, array_like=True):
    """The size of an image file in pixels; 0 when it doesn't say; ``fault`` when it can't be shown."""

    width: int = 0
    height: int = 0
    fault: str = ""


class Versions(msgspec.Struct, frozen=True, array_like=True):
    """The smaller versions of an image file."""

    sources: tuple[
        tuple[str, tuple[tuple[str, int], ...]], ...
    ] = ()  #: (media type, ((URL, width), …)), best first
    tone: str = ""  #: its mean colour, ``#1a2b3c``; "" when unknown or not opaque
    fault: str = ""  #: why it can't be shown


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """The answer to an image: where it is, and how it is best shown. URLs are without the base path."""

    resolved: Resolved
    width: int = 0  #: in pixels; 0 is unknown
    height: int = 0
    versions: Versions = Versions()


class ListPart(msgspec.Struct, frozen=True, array_like=True):
    """One list page: what it shows, and where readers go from there."""

    ids: tuple[str, ...]
    newer: int  #: number of the list page with newer entries; 0 if this one has the newest
    older: int
    is_stable: bool  #: list pages are numbered from the oldest entries: see `sitegen.site.pagination`


class FeedLink(msgspec.Struct, frozen=True, array_like=True):
    """One feed of the site, a section or a term."""

    format: str  #: atom, rss or json
    type: str  #: its media type
    url: str  #: without the base path
    title: str


class Drawing(msgspec.Struct, frozen=True, array_like=True):
    """A diagram that was drawn."""

    url: str  #: without the base path
    width: int  #: in pixels; 0 is unknown
    height: int


def diagram_key(language: str, source: str) -> str:
    """Return the key of a diagram in the table of drawings."""
    return f"{language}\n{source}"


class Inventories(msgspec.Struct, frozen=True):
    """The objects that other projects document."""

    find: Callable[[str], str] = lambda _: ""  #: label -> its address; "" if no inventory has it
    stamp: str = ""  #: changes when any of their files does
    is_complete: bool = True  #: whether the files of all are there


class Publication(msgspec.Struct, frozen=True):
    """What will be published."""

    outputs: Callable[[], Collection[str]]  #: the path of every file
    copied: Mapping[str, Findings]  #: what is in files that are copied, by their paths
    later: tuple[str, ...]  #: folders whose content isn't known yet
    text: Callable[[str], str]  #: path of a content file -> what is written in it, to find a mistake


def no_extension(_kind: str, _name: str) -> str:
    """Return the digest of an extension's code on a site without extensions."""
    return ""


class Surroundings(msgspec.Struct, frozen=True):
    """What answers need besides the Site: each a function of a name, or a table."""

    body: Callable[[str], bytes]  #: source path -> encoded Body
    unresolved_body: Callable[[str], bytes]  #: the same, or where a store has it; empty without a path
    image_size: Callable[[str], Size]  #: path of a file -> its size
    layout_digest: Callable[[str], str]  #: template -> the digest of it and all that it refers to
    versions: dict[str, Versions]  #: path of an image file -> its smaller versions
    cards: dict[str, str]  #: page id -> URL of its card
    files_stamp: str  #: changes when any published file does
    assets: dict[str, str]  #: name -> URL
    integrity: dict[str, str]  #: name of a style sheet or script -> its digest, as HTML writes it
    data: dict[str, Any]  #: name -> content
    data_digests: dict[str, str]  #: name -> the digest of the content
    made_ids: MadeIds = MadeIds()
    history: History = History()  #: of the content
    inventories: Inventories = Inventories()
    drawings: dict[str, Drawing] = {}  #: key of a diagram -> what was drawn
    extension: Callable[[str, str], str] = no_extension  #: (kind, name) -> the digest of its code
    publication: Publication | None = None  #: known once everything is planned

"""Questions about a site. Whatever a template learns about it is the answer to one of these.

A build records the questions of each output, and asks them again to see whether the output still holds.
Questions are small values: a site of 10,000 posts asks 200,000 of them.
"""

from __future__ import annotations

import msgspec


class _Question(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """Encoded as an array whose first item is the kind: ``["link", "blog/a.md", "b.md"]``."""


class PageAttribute(_Question, frozen=True, tag="page"):
    """One attribute of a page, section, taxonomy or term: see sitegen.site.attributes."""

    id: str
    name: str


class ListPage(_Question, frozen=True, tag="list"):
    """What is on one list page of a section, a term or the home page: a ListPart."""

    id: str
    number: int  #: from 1


class SitePart(_Question, frozen=True, tag="site"):
    """A value that belongs to no page: mostly ids."""

    name: str  #: moved_parts, navigation, objects, pages, redirects, sitemap, today, …
    language: str = ""  #: on a site in several languages, whose part; "" for the whole site


class LinkTarget(_Question, frozen=True, tag="link"):
    """Where a link leads: a Resolved."""

    base: str  #: the content file that has the link, or "" for the root; ``de:`` for that of a language
    target: str  #: as written


class TitleOfTarget(_Question, frozen=True, tag="title"):
    """The text of an empty link: the HTML of the heading that it leads to, or the page's title."""

    base: str  #: as of a link
    target: str


class ImageTarget(_Question, frozen=True, tag="image"):
    """Where an image is, and how it is best shown: a Picture."""

    base: str  #: as of a link
    target: str


class Card(_Question, frozen=True, tag="card"):
    """The URL of the card drawn for a page, or ""."""

    id: str


class DiagramDrawing(_Question, frozen=True, tag="diagram"):
    """A diagram that was drawn: a Drawing, or None."""

    language: str
    source: str


class AssetUrl(_Question, frozen=True, tag="asset"):
    """The published URL of a file below layouts/assets/."""

    name: str


class AssetDigest(_Question, frozen=True, tag="integrity"):
    """The integrity digest of a style sheet or script."""

    name: str


class DataFile(_Question, frozen=True, tag="data"):
    """The content of a file below data/; of all of them, where the name is ""."""

    name: str


class IconByName(_Question, frozen=True, tag="icon"):
    """An icon or emoji: (its HTML, the package that is missing for it)."""

    name: str


class Destination(_Question, frozen=True, tag="leads"):
    """What is wrong with an address in a published file: a Trouble."""

    output: str  #: the file; "" if the address means the same in every file
    address: str


class LayoutDigest(_Question, frozen=True, tag="layout"):
    """The digest of a template and all that it refers to; of the names in a folder, if it ends in /."""

    name: str


class ExtensionCode(_Question, frozen=True, tag="extension"):
    """The digest of the code of the extension that provides a name; "" if none does."""

    kind: str  #: filters, tests, …: a field of `sitegen.ext.Extension`
    name: str


Question = (
    PageAttribute
    | ListPage
    | SitePart
    | LinkTarget
    | TitleOfTarget
    | ImageTarget
    | Card
    | DiagramDrawing
    | AssetUrl
    | AssetDigest
    | DataFile
    | IconByName
    | Destination
    | LayoutDigest
    | ExtensionCode
)

#: The day of the build: a site that asks changes at midnight.
TODAY = SitePart("today")

"""The values that flow through the pipeline: frozen, plain, and complete when they are created.

They are msgspec structs rather than dataclasses because they are written to the cache and sent to
workers by the ten thousand (docs/adr/0003-msgspec-values.md). Paths are POSIX strings relative to
the tree that they belong to: ``blog/a.md`` is ``content/blog/a.md``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.problems import Problem


class MadeIds(msgspec.Struct, frozen=True, array_like=True):
    """The ids that templates write into pages, beside those of the content."""

    form: str = ""  #: a regular expression: ``main|part\\-.*``
    anything: bool = False  #: a template of the site's own makes ids of values alone: ``id="{{ year }}"``


class Source(msgspec.Struct, frozen=True):
    """One file of content as it was read."""

    path: str  #: under content/, NFC, POSIX: ``blog/a.md``
    data: bytes
    included: tuple[
        tuple[str, bytes | None], ...
    ] = ()  #: each path that it may include, from the site's folder, or what it documents (::: name); sorted


class Key(msgspec.Struct, frozen=True, array_like=True):
    """Where a front matter key is in its file."""

    name: str
    line: int
    column: int


#: Begins an alias that is counted from the address of its page, once for each level upwards.
PARENT = "/:parent"


class FrontMatter(msgspec.Struct, frozen=True, array_like=True):
    """The front matter of one file, normalised; a key that the author left out has its default."""

    title: str = ""
    date: datetime | None = None  #: aware; a date without a time is midnight UTC, never shifted
    updated: datetime | None = None
    description: str = ""
    taxonomies: tuple[tuple[str, tuple[str, ...]], ...] = ()  #: (("tags", ("AI", "engineering")),)
    authors: tuple[str, ...] = ()
    draft: bool = False
    publish_date: datetime | None = None
    expiry_date: datetime | None = None
    slug: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    layout: str = ""
    weight: int | None = None
    image: str = ""
    toc: bool | None = None  #: None: as the site's configuration says
    math: bool = False
    paginate: int | None = None  #: items on a list page of a section; 0: all; None: as the site says
    extra: dict[str, Any] = {}  #: ``extra`` and every key that the schema doesn't know; plain data
    keys: tuple[Key, ...] = ()  #: the keys that the author wrote, with their places
    links: tuple[Link, ...] = ()  #: what the site's schema says is a page or (embed) a file
    unread_date: datetime | None = None  #: the value of ``Date``, where only ``date`` is read
    unlisted: bool = False  #: no list, feed, sitemap or search shows the page
    noindex: bool = False  #: asks search engines to leave it out
    in_sitemap: bool = True
    in_search: bool = True
    source_digest: str = ""  #: of a translation: how the digest of its original began when it was up to date
    translation_key: str = ""  #: what the page shares with its translations; "": its path
    cascade: tuple[Cascade, ...] = ()  #: what the section passes on to everything in it

    def place(self, name: str) -> tuple[int, int]:
        """Return (line, column) of a key, or (1, 1) when the author did not write it."""
        return next(((key.line, key.column) for key in self.keys if key.name == name), (1, 1))


class Cascade(msgspec.Struct, frozen=True, array_like=True):
    """Front matter that a section of Hugo passes on to matching pages."""

    front: FrontMatter
    path: str = ""  #: a glob of the pages: ``/articles/**``; "" for all
    kind: str = ""  #: a glob of their kinds
    environment: str = ""


# --- A converted body is HTML with holes -------------------------------------------------------
#
# Markdown is converted without a look at the rest of the site, so that the result depends on one
# file alone. What only the site can say (where a page is published, how large an image is, what a
# directive's template renders) stays a hole, and is filled when the page is rendered.


#: How a target begins that is a label, not a path: ``::package.Class``; that after ``::?`` may be missing.
LABEL = "::"
OPTIONAL_LABEL = "::?"


class Link(msgspec.Struct, frozen=True, array_like=True, tag="link"):
    """A hole inside an attribute's quotes: the URL of a page, anchor or file."""

    target: str  #: as the author wrote it, percent-encoding undone, entities undone
    line: int
    column: int
    embed: bool = False  #: True for src, poster, …: the target must be a file
    is_optional: bool = False  #: the hole is for the whole attribute, which stays away without a target
    is_text: bool = False  #: the hole is for the text of an empty link: the title of the target


class Image(msgspec.Struct, frozen=True, array_like=True, tag="image"):
    """A hole for a whole ``<img>``."""

    target: str
    alt: str
    title: str
    attributes: tuple[tuple[str, str], ...]  #: further attributes, in order: class, width, loading
    line: int
    column: int


#: The directive that stands for a code block that is drawn.
DIAGRAM = "diagram"
#: The directive that stands for a code block that an extension writes.
FENCE = "code block"


class Directive(msgspec.Struct, frozen=True, array_like=True, tag="directive"):
    """A hole for a ``::: name`` block: rendered by layouts/directives/NAME.html or a function."""

    name: str
    arguments: tuple[str, ...]  #: positional, quotes removed
    options: tuple[tuple[str, str], ...]  #: key=value, in order
    body: tuple[Segment, ...]  #: the converted Markdown between the fences
    raw: str  #: the same lines as written
    line: int
    column: int
    title: tuple[Segment, ...] = ()  #: the converted title; () if it is plain text


class InlineCode(msgspec.Struct, frozen=True, array_like=True, tag="inline"):
    """A mark before raw HTML with a script, style or event handler, which the page's policy may block."""

    shown: str  #: ``<script>``, ``style=``, ``onclick=``
    code: str  #: of an attribute also its name; "" if the code is in another piece of HTML
    line: int
    column: int


Segment = str | Link | Image | Directive | InlineCode
Segments = tuple[str | Link | Image | Directive | InlineCode, ...]


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """A heading of the body, for the table of contents."""

    level: int
    id: str
    html: str  #: inline HTML without links, footnotes and images; "" if it has no words
    text: str


class Body(msgspec.Struct, frozen=True, array_like=True):
    """The part of a converted file that only its own page (and full-text feeds) need."""

    content: tuple[str | Link | Image | Directive | InlineCode, ...]
    headings: tuple[Heading, ...]
    markdown: str = ""  #: title and body in Markdown; only if the site publishes it


class Document(msgspec.Struct, frozen=True, array_like=True):
    """What the site needs to know about one Markdown file; depends only on its bytes."""

    path: str
    digest: str  #: of the file's bytes
    front: FrontMatter
    title: str  #: the front matter's, else the first heading's, else from the file's name
    #: up to ``<!-- more -->`` or the first paragraph
    summary: tuple[str | Link | Image | Directive | InlineCode, ...]
    excerpt: str  #: the summary as plain text, at most 160 characters, for descriptions
    anchors: tuple[str, ...]  #: every id in the body
    words: int
    problems: tuple[Problem, ...]
    references: tuple[str, ...] = ()  #: targets of the links and images in the body, each once
    tokens: int = 0  #: of its Markdown in o200k_base; 0 if the site doesn't count
    images: tuple[tuple[str, str], ...] = ()  #: (target, alternative text) of what may be images, in order
    has_formulas: bool = False
    included: tuple[str, ...] = ()  #: paths, from the site's folder, at which files that it includes may be
    objects: tuple[tuple[str, str], ...] = ()  #: (name, role) of what it documents: see sitegen.reference
    diagrams: tuple[tuple[str, str, int, int], ...] = ()  #: (language, source, line, column) of each
    is_titled: bool = True  #: whether front matter or a heading gives the title, not the file's name

    @property
    def parts(self) -> tuple[str, ...] | None:
        """Every id in the body; None: the body was not read, and may have any."""
        if self.problems and any(CODES[problem.code].hides_parts for problem in self.problems):
            return None
        return self.anchors


class Converted(msgspec.Struct, frozen=True, array_like=True):
    """One converted file."""

    document: Document
    body: Body

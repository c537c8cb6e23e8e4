"""sitegen.toml -> Config: typed, frozen; an unknown key is a Problem with a suggestion."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class UrlStyle(StrEnum):
    """How the page ``content/blog/x.md`` is addressed."""

    DIRECTORY = "directory"  #: /blog/x/ , file blog/x/index.html
    HTML = "html"  #: /blog/x.html , file blog/x.html
    BARE = "bare"  #: /blog/x , file blog/x.html


class RawHtml(StrEnum):
    """What HTML inside Markdown may do."""

    SAFE = "safe"  #: passes, but scripts, event handlers, iframes and styles are errors
    ALL = "all"  #: passes whole
    NONE = "none"  #: is shown as text


class Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes: for feeds and metadata."""

    name: str = ""
    email: str = ""
    url: str = ""


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Directories, relative to the folder of sitegen.toml."""

    content: str = "content"
    layouts: str = "layouts"
    static: str = "static"
    data: str = "data"
    output: str = "public"


class Urls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How addresses are made."""

    style: UrlStyle = UrlStyle.DIRECTORY
    strip_date_prefix: bool = True  #: 2025-11-01-title.md is published as title
    redirects_file: bool = False  #: also write aliases to ``_redirects``


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to group pages: its front matter key, its folder in the output."""

    name: str  #: the front matter key: ``tags``
    singular: str = ""  #: for titles: ``tag``; default: the name without a final s
    path: str = ""  #: default: the name
    feeds: bool = True
    paginate: int | None = None  #: items on a list page; None: as [pagination]


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Feeds of the site, of each section and of each term."""

    formats: tuple[str, ...] = ("atom", "rss", "json")  #: any of these three
    limit: int = 20
    full_text: bool = True
    sections: bool = True
    terms: bool = True


class Markdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How Markdown is read."""

    raw_html: RawHtml = RawHtml.SAFE
    smart_punctuation: bool = False
    toc: bool = True  #: pages show a table of contents unless they say ``toc: false``
    toc_depth: int = 3  #: deepest heading level shown
    heading_anchors: bool = True
    line_numbers: bool = False
    max_nesting: int = 100
    directives: dict[str, str] = {}  #: name -> "package.module:function", run as trusted code


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Budgets: reaching one is a Problem that names the file and the budget."""

    file_bytes: int = 5_000_000
    front_matter_bytes: int = 65_536
    output_bytes: int = 50_000_000
    page_seconds: float = 10.0
    image_pixels: int = 80_000_000


class MenuItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a menu."""

    name: str
    target: str  #: a source path (``blog/_index.md``) or a URL
    weight: int = 0


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration of a site; every value has a default."""

    title: str = "A site made with sitegen"
    description: str = ""
    base_url: str = ""  #: https://example.org/project ; "" leaves permalinks relative to the root
    language: str = "en"
    copyright: str = ""
    author: Author = Author()
    paginate: int = 10  #: items on a list page; 0: all on one
    related: int = 4  #: related posts a page; 0: none
    paths: Paths = Paths()
    urls: Urls = Urls()
    taxonomies: tuple[Taxonomy, ...] = (Taxonomy(name="tags", singular="tag"),)
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()
    limits: Limits = Limits()
    menu: tuple[MenuItem, ...] = ()
    ignore: tuple[str, ...] = ()  #: glob patterns of files never to publish
    extra: dict[str, Any] = {}

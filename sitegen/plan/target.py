"""The files that a build makes, as values."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Form(StrEnum):
    """The kind of an output: decides the context that its template gets."""

    PAGE = "page"
    FEED = "feed"
    REDIRECT = "redirect"  #: from an alias of a page
    MOVED = "moved"  #: from an address in the table of redirects
    SITEMAP = "sitemap"
    TEXT = "text"  #: robots.txt, the web manifest
    MARKDOWN = "markdown"  #: a page for language models
    ONE_PAGE = "one-page"  #: a section with all its pages
    NAVIGATION = "navigation"  #: the page of a navigation that is too long for each page
    LLMS = "llms"  #: llms.txt, llms-full.txt
    EXTENSION = "extension"  #: a file that an extension writes
    INVENTORY = "inventory"  #: objects.inv
    HOST = "host"  #: rules for the host: headers, redirects


class Target(msgspec.Struct, frozen=True, array_like=True):
    """One file to be rendered."""

    output: str  #: path under public/
    form: Form
    node: str  #: id of the page that it shows or stands for
    template: str
    number: int = 1  #: the number of the list page, from 1
    digest: str = ""  #: of the page's own file
    argument: str = ""  #: a feed's format; an alias; where an old address leads
    language: str = ""  #: on a site in several languages, a key of `languages`

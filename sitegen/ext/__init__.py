"""The API of extensions: a module gives the site an `Extension`, whose functions turn values into values.

Everything that an extension learns about the site is a question that sitegen records, so only what depends on
it is built again. Functions keep nothing between two calls, and change nothing that they are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Annotated, Any

import msgspec
from msgspec import Meta

__all__ = [
    "API_VERSION",
    "Call",
    "Command",
    "Entry",
    "Extension",
    "Finding",
    "HostFunctions",
    "Library",
    "PageHtml",
    "PageText",
    "escape",
]

#: The version of this API. A new number before the first dot means that extensions may have to change.
API_VERSION = "1.0"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a directive, or one code block, in a page."""

    name: Annotated[str, Meta(description="Name of the directive, or language of the code block")]
    arguments: Annotated[tuple[str, ...], Meta(description="Arguments without a name, unquoted")] = ()
    options: Annotated[Mapping[str, str], Meta(description="Options: `key=value`")] = {}
    raw: Annotated[str, Meta(description="The lines between the fences as they are written")] = ""
    body: Annotated[str, Meta(description="The same lines as HTML")] = ""
    line: Annotated[int, Meta(description="The line of the page on which it begins")] = 0
    absolute: Annotated[bool, Meta(description="True for a feed, in which links must be absolute")] = False
    page: Annotated[Any, Meta(description="The page, with the attributes that templates read")] = None
    site: Annotated[Any, Meta(description="The site, with the attributes that templates read")] = None
    load_data: Annotated[
        Callable[[str], Any], Meta(description="The content of a data file: `call.load_data('books.toml')`")
    ] = str
    url_for: Annotated[
        Callable[[str], str],
        Meta(description="The address of a page or file; a mistake is reported at the directive"),
    ] = str
    image: Annotated[
        Callable[[str], Any], Meta(description="An image with `url`, `width`, `height` and `html(alt)`")
    ] = str


class Finding(msgspec.Struct, frozen=True):
    """What a check finds in a page."""

    message: Annotated[str, Meta(description="What is wrong, in one line")]
    hint: Annotated[str, Meta(description="What to do about it")] = ""
    line: Annotated[int, Meta(description="The line of the page’s file; 0 for the whole file")] = 0
    is_error: Annotated[bool, Meta(description="Whether it fails the build; else it is a warning")] = False


class PageText(msgspec.Struct, frozen=True, kw_only=True):
    """The Markdown of a page, before it is converted."""

    path: Annotated[str, Meta(description="The path of the file, `content/` included")]
    text: Annotated[str, Meta(description="The Markdown after the front matter")]
    title: Annotated[str, Meta(description="The title in the front matter")] = ""
    extra: Annotated[Mapping[str, Any], Meta(description="Front matter that sitegen doesn’t know")] = {}


class PageHtml(msgspec.Struct, frozen=True, kw_only=True):
    """A converted page, with a mark in the place of each address, image and directive."""

    path: Annotated[str, Meta(description="The path of the file, `content/` included")]
    title: Annotated[str, Meta(description="The title")]
    html: Annotated[str, Meta(description="The HTML; keep the marks in it")]
    extra: Annotated[Mapping[str, Any], Meta(description="Front matter that sitegen doesn’t know")] = {}


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A call of `sitegen run NAME`."""

    folder: Annotated[str, Meta(description="The folder of the site, absolute")]
    output: Annotated[str, Meta(description="The folder that the site is published to, absolute")]
    arguments: Annotated[tuple[str, ...], Meta(description="The words after the name")] = ()


class HostFunctions(msgspec.Struct, frozen=True, kw_only=True):
    """What a deploy target can do."""

    list_files: Annotated[
        Callable[[], Mapping[str, str]],
        Meta(description="Return the files that are there: path to SHA-256, as hexadecimal digits"),
    ]
    send: Annotated[Callable[[str, bytes], Any], Meta(description="Put a file there: path and content")]
    delete: Annotated[Callable[[str], Any], Meta(description="Delete a file there")]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the content, before the site is put together."""

    path: Annotated[str, Meta(description="The path of its file in `content/`")]
    title: Annotated[str, Meta(description="The title")]
    date: Annotated[datetime | None, Meta(description="The date; None without one")] = None
    description: Annotated[str, Meta(description="The description")] = ""
    authors: Annotated[tuple[str, ...], Meta(description="The authors")] = ()
    terms: Annotated[
        Mapping[str, tuple[str, ...]], Meta(description="The terms by taxonomy: `entry.terms['tags']`")
    ] = {}
    extra: Annotated[Mapping[str, Any], Meta(description="Front matter that sitegen doesn’t know")] = {}


class Library(msgspec.Struct, frozen=True, kw_only=True):
    """What pages can be generated from."""

    entries: Annotated[tuple[Entry, ...], Meta(description="The public pages, by path, as a list of `Entry`")]
    data: Annotated[Mapping[str, Any], Meta(description="Data files by name: `library.data['books.toml']`")]


Functions = Mapping[str, Callable[..., Any]]


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """What a module adds to a site: names, each with its function.

    A module assigns it to ``extension``, or defines ``extension`` as a function that takes the options from
    sitegen.toml and returns it.
    """

    filters: Annotated[
        Functions, Meta(description="`{{ value \\| NAME(argument) }}`: from the value and the arguments")
    ] = {}
    tests: Annotated[
        Functions, Meta(description="`{% if value is NAME %}`: from the value to true or false")
    ] = {}
    globals: Annotated[Functions, Meta(description="`{{ NAME(argument) }}`: from the arguments")] = {}
    directives: Annotated[
        Mapping[str, Callable[[Call], str]], Meta(description="`::: NAME`: from a `Call` to HTML")
    ] = {}
    fences: Annotated[
        Mapping[str, Callable[[Call], str]],
        Meta(description="A code block in the language NAME: from a `Call` to HTML"),
    ] = {}
    checks: Annotated[
        Mapping[str, Callable[[Any, Any], Iterable[Finding]]],
        Meta(description="The problem code `EXTENSION/NAME`: from `page` and `site` to each `Finding`"),
    ] = {}
    outputs: Annotated[
        Mapping[str, Callable[[Any], str | bytes]],
        Meta(description="A file at the path NAME: from `site` to its content"),
    ] = {}
    pages: Annotated[
        Mapping[str, Callable[[Library], Mapping[str, str]]],
        Meta(description="Generated pages: from a `Library` to Markdown with front matter, by path"),
    ] = {}
    keys: Annotated[
        Mapping[str, Callable[[Any], Any]],
        Meta(
            description="Reads the front matter key NAME: takes the value, returns that of `page.extra`"
            " or raises ValueError"
        ),
    ] = {}
    texts: Annotated[
        Mapping[str, Callable[[PageText], str]],
        Meta(description="A change of each page before its conversion: from a `PageText` to Markdown"),
    ] = {}
    documents: Annotated[
        Mapping[str, Callable[[PageHtml], PageHtml]],
        Meta(description="A change of each page after its conversion: from a `PageHtml` to another"),
    ] = {}
    replacements: Annotated[
        Mapping[str, Callable[[re.Match[str]], str]],
        Meta(
            description="The regular expression NAME in text outside of code and links: from a match to HTML"
        ),
    ] = {}
    markdown: Annotated[
        Mapping[str, Callable[[Any], None]],
        Meta(description="A plugin of markdown-it-py with block and inline rules: it takes the parser"),
    ] = {}
    commands: Annotated[
        Mapping[str, Callable[[Command], int | None]],
        Meta(description="`sitegen run NAME`: from a `Command` to the exit code"),
    ] = {}
    hosts: Annotated[
        Mapping[str, Callable[[str], HostFunctions]],
        Meta(description="The deploy target `extension:NAME:PLACE`: from PLACE to its `HostFunctions`"),
    ] = {}
    layouts: Annotated[
        str, Meta(description="A folder beside the module with templates and assets: it is a theme")
    ] = ""

"""The API of extensions: a module gives the site an `Extension`, whose functions turn values into values.

Everything that an extension learns of the site is a question that sitegen records, so only what depends on
it is built again. Functions keep nothing between two calls, and change nothing that they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Annotated, Any

import msgspec
from msgspec import Meta

__all__ = ["API_VERSION", "Call", "Extension", "escape"]

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


Functions = Mapping[str, Callable[..., Any]]


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """What a module adds to a site: names, each with its function.

    A module has it as ``extension``; there, a function of the options in sitegen.toml may return it.
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

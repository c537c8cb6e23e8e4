"""A Config -> the mistakes in it that types can't express, each with the path of its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec

from sitegen.config.choices import Extension
from sitegen.config.deploy_target import find_target_fault
from sitegen.config.git import find_git_mistakes
from sitegen.config.host_checks import find_host_mistakes
from sitegen.config.languages import LANGUAGE_TAG, find_language_mistakes, normalise_languages
from sitegen.config.menus import find_menu_mistakes, sort_menu
from sitegen.config.nav_checks import find_nav_mistakes
from sitegen.config.outputs import Images
from sitegen.config.path_checks import find_path_mistakes
from sitegen.config.redirect_checks import find_redirect_mistakes
from sitegen.config.schema_checks import find_schema_mistakes
from sitegen.config.site_config import Config
from sitegen.config.theme import find_theme_mistakes
from sitegen.config.versions import find_version_mistakes
from sitegen.core.codes import CODES, is_of_extension
from sitegen.core.model import FrontMatter
from sitegen.core.safe_paths import check_slug, check_url
from sitegen.core.suggest import nearest
from sitegen.core.text import FORBIDDEN, lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.config.toml import KeyPath

FEED_FORMATS = ("atom", "rss", "json")
#: The severities that `sitegen check` can give a code.
LEVELS = ("off", "warning", "error")
IMAGE_FORMATS = Images().formats

#: Front matter keys that can't name a taxonomy; authors may be one, as in other generators.
RESERVED_NAMES = frozenset({*FrontMatter.__struct_fields__, "taxonomies", "published"} - {"authors"})

#: What may be in a pattern of urls.patterns (sitegen.site.patterns).
# fmt: off
PATTERN_WORDS = (
    ":year", ":short_year", ":month", ":i_month", ":day", ":i_day", ":title", ":slug", ":urlized",
    ":dated", ":base", ":filename", ":name", ":section", ":sections", ":page", ":path", ":categories",
    ":category", ":output_ext",
)
# fmt: on

_COLOUR = lazy_compile(r"#[0-9a-fA-F]{6}\Z")
_FUNCTION = lazy_compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*\Z")


class Mistake(NamedTuple):
    """One mistake, without its position in the file."""

    path: KeyPath
    message: str
    hint: str = ""


def check_base_url(text: str) -> str:
    """Return a base URL without its trailing slash; ValueError says what is wrong with it."""
    if not text:
        return ""
    if re.search(r"[\s\x00-\x1f\x7f\\<>\"]", text):
        raise ValueError("must not contain spaces, quotes or backslashes")
    if FORBIDDEN.search(text):
        raise ValueError("must be UTF-8, without control characters")
    parts = urlsplit(text)  # ValueError on a malformed IPv6 address
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with https:// or http:// and a host")
    _ = parts.port  # ValueError outside 0 to 65535
    if parts.username is not None or parts.query or parts.fragment or text.endswith(("?", "#")):
        raise ValueError("must have no user name, query or fragment")
    if any(part in (".", "..") for part in parts.path.split("/")) or "//" in parts.path:
        raise ValueError("must have no '.', '..' or empty part in its path")
    return text.rstrip("/")


def find_mistakes(config: Config) -> Iterator[Mistake]:
    """Yield every mistake that a well-typed configuration can still have."""
    for check in _CHECKS:
        yield from check(config)


def _base_url(config: Config) -> Iterator[Mistake]:
    try:
        check_base_url(config.base_url)
    except ValueError as problem:
        yield Mistake(("base_url",), f"base_url: {problem}", "write it as https://example.org/project")


def _language(config: Config) -> Iterator[Mistake]:
    if not LANGUAGE_TAG.match(config.language):
        yield Mistake(
            ("language",), f"language {config.language!r} is not a language tag", "write it as en or pt-BR"
        )
    yield from (Mistake(*mistake) for mistake in find_language_mistakes(config))


def _paths(config: Config) -> Iterator[Mistake]:
    yield from (Mistake(*mistake) for mistake in find_path_mistakes(config.paths, config.reference))


def _taxonomies(config: Config) -> Iterator[Mistake]:
    names: set[str] = set()
    folders: set[str] = set()
    for position, taxonomy in enumerate(config.taxonomies):
        here = ("taxonomies", taxonomy.name or position)
        if taxonomy.name in RESERVED_NAMES:
            message = f"'{taxonomy.name}' cannot be a taxonomy: it is a front matter key with a meaning"
            yield Mistake(here, message, "choose another name")
        if taxonomy.name in names:
            yield Mistake(here, f"the taxonomy '{taxonomy.name}' is listed twice", "remove one of the two")
        elif taxonomy.path.casefold() in folders:
            message = f"two taxonomies have the path '{taxonomy.path}'"
            yield Mistake((*here, "path"), message, "give each a path of its own")
        names.add(taxonomy.name)
        folders.add(taxonomy.path.casefold())
        for key, text in (("name", taxonomy.name), ("path", taxonomy.path)):
            reason = _reason_against(text)
            if reason and (key == "name" or taxonomy.path != taxonomy.name):
                yield Mistake(
                    (*here, key), f"the {key} of a taxonomy {reason}", "use letters, digits, '-' and '_'"
                )


def _patterns(config: Config) -> Iterator[Mistake]:
    for folder, pattern in config.urls.patterns.items():
        if not pattern.startswith("/"):
            message = f"the pattern {pattern!r} must begin with '/'"
            yield Mistake(("urls", "patterns", folder), message, "write it as /:year/:month/:title/")
        elif reason := _reason_against_address(re.sub(r":[a-z_]+", "x", pattern)):
            message = f"the pattern {pattern!r} {reason}"
            yield Mistake(("urls", "patterns", folder), message, "write it as /:year/:month/:title/")
        for word in re.findall(r":[a-z_]+", pattern):
            if word not in PATTERN_WORDS:
                meant = nearest(word, PATTERN_WORDS)
                hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(PATTERN_WORDS)}"
                yield Mistake(("urls", "patterns", folder), f"a pattern cannot contain {word!r}", hint)


def _reason_against(path: str) -> str:
    try:
        for part in path.split("/"):
            check_slug(part)
    except ValueError as problem:
        return str(problem)
    return ""


def _reason_against_address(path: str) -> str:
    try:
        check_url(re.sub("/{2,}", "/", path))
    except ValueError as problem:
        return str(problem)
    return ""


def _feeds(config: Config) -> Iterator[Mistake]:
    for position, name in enumerate(config.feeds.formats):
        here = ("feeds", "formats")
        if name not in FEED_FORMATS:
            meant = nearest(name, FEED_FORMATS)
            hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(FEED_FORMATS)}"
            yield Mistake(here, f"there is no feed format {name!r}", hint)
        if name in config.feeds.formats[:position]:
            yield Mistake(here, f"the feed format {name!r} is listed twice", "remove one of the two")


def _feed_paths(config: Config) -> Iterator[Mistake]:
    taken: dict[str, str] = {}
    for name, path in config.feeds.path.items():
        here = ("feeds", "path", name)
        if name not in FEED_FORMATS:
            hint = f"choose from {', '.join(FEED_FORMATS)}"
            yield Mistake(here, f"there is no feed format {name!r}", hint)
        if reason := _reason_against(path.strip("/")):
            yield Mistake(here, f"feeds.path: {path!r} {reason}", "write it as feed.xml or /feed.xml")
        elif "." not in path.rpartition("/")[2]:
            message = f"feeds.path: {path!r} has no suffix, so servers don't know what it is"
            yield Mistake(here, message, "write it as feed.xml or /feed.xml")
        if path.strip("/") in taken:
            message = f"the feeds {taken[path.strip('/')]} and {name} have the same path"
            yield Mistake(here, message, "give each a path of its own")
        taken[path.strip("/")] = name


def _images(config: Config) -> Iterator[Mistake]:
    images = config.images
    for name in images.formats:
        if name not in IMAGE_FORMATS:
            hint = f"choose from {', '.join(IMAGE_FORMATS)}"
            yield Mistake(("images", "formats"), f"images cannot be made in the format {name!r}", hint)
    if list(images.formats) != list(dict.fromkeys(images.formats)):
        yield Mistake(("images", "formats"), "an image format is listed twice", "remove one of the two")
    if list(images.widths) != sorted(set(images.widths)):
        yield Mistake(("images", "widths"), "images.widths must ascend", "start with the smallest")


def _cards(config: Config) -> Iterator[Mistake]:
    for key in ("paper", "ink"):
        colour = getattr(config.social_cards, key)
        if not _COLOUR.match(colour):
            message = f"social_cards.{key}: {colour!r} is not a colour"
            yield Mistake(("social_cards", key), message, "write it as #00666c")


def _directives(config: Config) -> Iterator[Mistake]:
    for name, function in config.markdown.directives.items():
        if not _FUNCTION.match(function):
            here = ("markdown", "directives", name)
            yield Mistake(
                here, f"{function!r} is not the name of a function", "write it as package.module:function"
            )


def _extensions(config: Config) -> Iterator[Mistake]:
    names = tuple(Extension)
    for position, name in enumerate(config.markdown.extensions):
        if name not in names:
            meant = nearest(name, names)
            hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(names)}"
            yield Mistake(("markdown", "extensions", position), f"there is no extension {name!r}", hint)


def _severities(config: Config) -> Iterator[Mistake]:
    for rule, level in config.check.severity.items():
        here = ("check", "severity", rule)
        code = rule.partition(":")[0]
        if code not in CODES and not is_of_extension(code):
            meant = nearest(code, CODES)
            hint = f"did you mean '{meant}'?" if meant else "the manual lists the codes under Problems"
            yield Mistake(here, f"there is no code {code!r}", hint)
        if level not in LEVELS:
            yield Mistake(here, f"{level!r} is not a severity", f"choose from {', '.join(LEVELS)}")


def _schemas(config: Config) -> Iterator[Mistake]:
    names = tuple(taxonomy.name for taxonomy in config.taxonomies)
    for mistake in find_schema_mistakes(config.schemas, names):
        yield Mistake(*mistake)


def _deploy(config: Config) -> Iterator[Mistake]:
    if fault := find_target_fault(config.deploy.target):
        yield Mistake(("deploy", "target"), f"deploy.target: {fault}")


def _redirects(config: Config) -> Iterator[Mistake]:
    for mistake in find_redirect_mistakes(config.redirects, config.urls.redirects_for):
        yield Mistake(*mistake)


def _hosts(config: Config) -> Iterator[Mistake]:
    for mistake in find_host_mistakes(config.privacy, config.headers, config.serve):
        yield Mistake(*mistake)


def _tables(config: Config) -> Iterator[Mistake]:
    yield from (Mistake(*mistake) for mistake in find_nav_mistakes(config.nav))
    yield from (Mistake(*mistake) for mistake in find_menu_mistakes(config.menu))
    yield from (Mistake(*mistake) for mistake in find_theme_mistakes(config.theme))
    yield from (Mistake(*mistake) for mistake in find_git_mistakes(config.git))
    yield from (Mistake(*mistake) for mistake in find_version_mistakes(config.versions))


_CHECKS: tuple[Callable[[Config], Iterator[Mistake]], ...] = (
    _base_url,
    _language,
    _paths,
    _taxonomies,
    _patterns,
    _feeds,
    _feed_paths,
    _hosts,
    _images,
    _cards,
    _directives,
    _extensions,
    _severities,
    _schemas,
    _redirects,
    _tables,
    _deploy,
)


def normalise(config: Config) -> Config:
    """Return a configuration without mistakes in its final form."""
    return msgspec.structs.replace(
        config,
        base_url=check_base_url(config.base_url),
        menu=sort_menu(config.menu),
        languages=normalise_languages(config.languages, config.language),
    )

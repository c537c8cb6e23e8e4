"""A site -> the addresses that it generates besides pages: feeds, redirects, Markdown, files for machines."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Dialect, split_path
from sitegen.site.nodes import Kind
from sitegen.site.routes import Route, count_alias, is_whole, prefix_route, route_file, route_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node

#: format -> the name of its file, its media type
FEED_FILES = {
    "atom": ("atom.xml", "application/atom+xml"),
    "rss": ("rss.xml", "application/rss+xml"),
    "json": ("feed.json", "application/feed+json"),
}


#: Files that language models look for at the root of a site, or of a language.
LLMS_FILES = ("llms.txt", "llms-full.txt")


def markdown_route(node: Node) -> Route:
    """Return where the Markdown of a page goes: named like its source, so that relative links work."""
    return route_file(node.path)


def one_page_route(node: Node) -> Route | None:
    """Return where a section is published as one page; None if its front matter doesn't ask for that."""
    if node.kind not in {Kind.HOME, Kind.SECTION} or node.document is None:
        return None
    if node.document.front.extra.get("one_page") is not True:
        return None
    folder = f"{dirname(node.route.output)}/one-page".lstrip("/")
    return Route(route_file(f"{folder}/").url, f"{folder}/index.html")


def has_markdown(site: Site, node: Node) -> bool:
    """Return whether a page is also published as Markdown."""
    if node.is_borrowed:  # its Markdown is that of the page in the other language
        return False
    return site.config.llms.pages and bool(node.path) and node.kind not in {Kind.NOT_FOUND, Kind.NAVIGATION}


def feed_route(site: Site, node: Node, format_: str) -> Route:
    """Return where a feed of the site, a section or a term goes."""
    folder = dirname(node.route.output)
    usual = FEED_FILES[format_][0]
    name = site.config.feeds.path.get(format_, usual)
    if name.startswith("/"):
        if node.kind is Kind.HOME:
            return prefix_route(route_file(name.strip("/")), site.part_of(node).url_prefix)
        name = usual
    return route_file(f"{folder}/{name}" if folder else name)


def feed_formats(site: Site, node: Node) -> tuple[str, ...]:
    """Return the formats of a page's own feeds; none when it has no feed."""
    site = site.part_of(node)
    feeds = site.config.feeds
    if not node.reach.lists and node.kind is not Kind.HOME:
        return ()
    match node.kind:
        case Kind.HOME:
            return feeds.formats
        case Kind.SECTION:
            pages = (site.nodes[page] for page in site.members.get(node.id, ()))
            has_dates = any(page.date and not page.is_borrowed for page in pages)
            has_feed = has_dates or site.config.dialect is Dialect.HUGO
            return feeds.formats if feeds.sections and has_feed else ()
        case Kind.TERM:
            name = node.parent.rpartition(":")[2]
            has_feed = any(taxonomy.feeds for taxonomy in site.config.taxonomies if taxonomy.name == name)
        case Kind.TAXONOMY:
            has_feed = site.config.dialect is Dialect.HUGO
        case _:
            has_feed = False
    formats = feeds.term_formats if feeds.terms and has_feed else ()
    return tuple(name for name in formats if name in feeds.formats)


def alias_routes(site: Site, node: Node) -> Iterator[tuple[str, Route]]:
    """Yield (alias as written, where it is published) for each redirect to a page, once for each address."""
    if node.document is None or node.is_borrowed:
        return
    outputs: set[str] = set()
    site = site.part_of(node)
    for alias in node.document.front.aliases:
        front = msgspec.structs.replace(node.document.front, url=count_alias(alias, node.route.url))
        path = split_path(site.config.languages, node.document.path)[1]
        route = route_page(path, front, site.config.urls)
        route = route if is_whole(site.config, alias) else prefix_route(route, site.url_prefix)
        if route.output == node.route.output and site.config.dialect is not Dialect.SITEGEN:
            continue  # an old spelling of the address that only differs in letter case
        if route.output not in outputs:  # /a/ and /a/index.html are one
            outputs.add(route.output)
            yield alias, route


def made_files(site: Site) -> Iterator[Route]:
    """Yield the routes of everything that isn't a page, a redirect or one of the author's files."""
    for node in site.nodes.values():
        for name in feed_formats(site, node):
            yield feed_route(site, node, name)
        if has_markdown(site, node):
            yield markdown_route(node)
        if route := one_page_route(node):
            yield Route(route.url, dirname(route.output))  # links name the folder
    for name in extra_files(site):
        yield route_file(name)
    for part in site.parts.values():
        if part.url_prefix and site.config.llms.index:
            yield from (route_file(f"{part.url_prefix}/{name}") for name in LLMS_FILES)


def extra_files(site: Site) -> Iterator[str]:
    """Yield the names of the files at the root that machines request."""
    yield "favicon.ico"
    yield "robots.txt"
    yield "site.webmanifest"
    if site.config.base_url:
        yield "sitemap.xml"
    if site.config.reference.inventory:
        yield "objects.inv"
    if site.config.llms.index:
        yield from LLMS_FILES


def list_root_files(site: Site) -> dict[str, str]:
    """Return the URLs of these files by their paths."""
    return {route.output: route.url for route in map(route_file, extra_files(site))}

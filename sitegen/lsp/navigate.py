"""A position in a page -> a hover, the definition, and references of what is there; and symbols."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls import uris

from sitegen.core.hosts import is_elsewhere
from sitegen.lsp.completion import describe_directive, describe_keys
from sitegen.lsp.context import find_context
from sitegen.lsp.positions import Text
from sitegen.moving.written import HeadingLine, find_target, scan_headings, scan_targets
from sitegen.site.attributes import PAGE_ATTRIBUTES
from sitegen.site.target_parts import split_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.lsp.edited_site import EditedSite
    from sitegen.site.nodes import Node

#: Longer lists are cut: nobody reads the rest.
_MOST_SYMBOLS = 200
_START = types.Range(types.Position(0, 0), types.Position(0, 0))


class Destination(NamedTuple):
    """Where a target leads."""

    page: str = ""  #: the id of a page, or
    file: str = ""  #: a path from the site's folder
    anchor: str = ""


def find_destination(site: EditedSite, page: str, target: str) -> Destination | None:
    """Return where a target leads that is written on a page; None: nowhere, or to another site."""
    if site.state is None or is_elsewhere(target):
        return None
    resolved = site.state.answers.link(page, target)
    anchor = split_target(target)[2]
    if resolved.file:
        return Destination(file=resolved.file)
    if not split_target(target)[0]:
        return Destination(page, anchor=anchor)
    node = site.lookup.ids.get(re.split("[?#]", resolved.url)[0], "")
    return Destination(node, anchor=anchor) if node else None


def hover(site: EditedSite, path: str, position: types.Position) -> types.Hover | None:
    """Return the title, excerpt and picture of what a link leads to; what a directive or a key is."""
    text, page = Text(site.read(path)), site.find_page(path)
    line, column = text.read(position)
    if not page or site.state is None:
        return None
    if target := find_target(text.lines, line, column):
        shown = _describe_target(site, page, target.meant)
        return _show(shown, text.range(line, target.start, target.end)) if shown else None
    word = re.match(r"[\w-]*", text.line(line)[column:])
    end = column + len(word[0] if word else "")
    context = find_context(text.lines, line, end)
    if context and context.kind == "directive":
        return _show(describe_directive(site, context.typed), text.range(line, context.start, end))
    if context and context.kind == "key":
        schema = describe_keys(site, page).get(context.typed, {})
        return _show(str(schema.get("description", "")), text.range(line, context.start, end))
    return None


def _show(markdown: str, place: types.Range) -> types.Hover | None:
    if not markdown:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, markdown), place)


def _describe_target(site: EditedSite, page: str, target: str) -> str:
    destination = find_destination(site, page, target)
    if destination is None or site.state is None:
        return ""
    if destination.file:
        return _picture(site, destination.file)
    node = site.state.site.nodes[destination.page]
    parts = [f"**{node.title}**", node.route.url]
    if node.document:
        parts.append(node.document.front.description or node.document.excerpt)
        image = PAGE_ATTRIBUTES["image"].answer(site.state.answers, node)
        file = site.state.answers.link(node.id, image).file if image else ""
        parts.append(_picture(site, file) if file else "")
    return "\n\n".join(filter(None, parts))


def _picture(site: EditedSite, file: str) -> str:
    name = file.rpartition("/")[2]
    return f"![{name}]({uris.from_fs_path(str(site.root / file))})" if site.state else ""


def find_definition(site: EditedSite, path: str, position: types.Position) -> types.Location | None:
    """Return the page, heading or file that a link leads to."""
    text, page = Text(site.read(path)), site.find_page(path)
    target = find_target(text.lines, *text.read(position)) if page else None
    destination = find_destination(site, page, target.meant) if target else None
    if destination is None or site.state is None:
        return None
    if destination.file:
        return types.Location(_uri(str(site.root / destination.file)), _START)
    file = site.state.site.nodes[destination.page].path
    if not file:
        return None
    heading = find_heading(site, file, destination.anchor) if destination.anchor else None
    where = _locate_heading(site, file, heading) if heading else _START
    return types.Location(_uri(site.locate(file)), where)


def _uri(path: str) -> str:
    return uris.from_fs_path(path) or ""


def _locate_heading(site: EditedSite, page: str, heading: HeadingLine) -> types.Range:
    text = Text(site.read(site.locate(page)))
    return text.range(heading.line, 0, len(text.line(heading.line)))


def list_anchored_headings(site: EditedSite, page: str) -> list[tuple[HeadingLine, str]]:
    """Return each heading of a page where it is written, with its id; [] if they can't be told apart."""
    written = list(scan_headings(Text(site.read(site.locate(page))).lines))
    headings = site.list_headings(page)
    if len(written) == len(headings) + 1:  # the first is the title
        written = written[1:]
    return [(line, heading.id) for line, heading in zip(written, headings, strict=False)]


def find_heading(site: EditedSite, page: str, anchor: str) -> HeadingLine | None:
    """Return the heading with an id."""
    return next((line for line, id_ in list_anchored_headings(site, page) if id_ == anchor), None)


def find_references(site: EditedSite, path: str, position: types.Position) -> list[types.Location]:
    """Return every link to what is at a position: to what a link leads to, to a heading, or to the page."""
    text, page = Text(site.read(path)), site.find_page(path)
    if not page or site.state is None:
        return []
    line, column = text.read(position)
    target = find_target(text.lines, line, column)
    if target:
        destination = find_destination(site, page, target.meant)
    else:
        headings = list_anchored_headings(site, page)
        anchor = next((id_ for heading, id_ in headings if heading.line == line), "")
        destination = Destination(page, anchor=anchor)
    return list(_find_links(site, destination)) if destination else []


def _find_links(site: EditedSite, destination: Destination) -> Iterator[types.Location]:
    """Yield each link that leads there; without an anchor, to any part of the page."""

    def leads_there(page: str, target: str) -> bool:
        end = find_destination(site, page, target)
        if end is None or destination.anchor:
            return end == destination
        return (end.page, end.file) == (destination.page, destination.file)

    for page, document in site.state.documents.items() if site.state else ():
        written = {*document.references, document.front.image}
        if not any(leads_there(page, target) for target in written if target):
            continue
        path = site.locate(page)
        text = Text(site.read(path))
        for target in scan_targets(text.lines):
            if leads_there(page, target.meant):
                yield types.Location(_uri(path), text.range(target.line, target.start, target.end))


def list_symbols(site: EditedSite, path: str) -> list[types.DocumentSymbol]:
    """Return the headings of a page, as a tree."""
    text = Text(site.read(path))
    headings = list(scan_headings(text.lines))
    root: list[types.DocumentSymbol] = []
    around: list[tuple[int, list[types.DocumentSymbol]]] = [(0, root)]
    for index, heading in enumerate(headings):
        following = (later.line for later in headings[index + 1 :] if later.level <= heading.level)
        last = next(following, len(text.lines)) - 1
        here = text.range(heading.line, 0, len(text.line(heading.line)))
        section = types.Range(here.start, text.write(last, len(text.line(last))))
        below: list[types.DocumentSymbol] = []
        name = heading.text or f"line {heading.line + 1}"
        while around[-1][0] >= heading.level:
            around.pop()
        around[-1][1].append(
            types.DocumentSymbol(name, types.SymbolKind.String, section, here, children=below)
        )
        around.append((heading.level, below))
    return root


def find_symbols(site: EditedSite, query: str) -> list[types.WorkspaceSymbol]:
    """Return the pages whose path or title contains a text."""
    matches = [node for key, _, node in site.lookup.pages if query.casefold() in key] if site.state else []
    return [_as_symbol(site, node) for node in matches[:_MOST_SYMBOLS]]


def _as_symbol(site: EditedSite, node: Node) -> types.WorkspaceSymbol:
    location = types.Location(_uri(site.locate(node.path)), _START)
    folder = os.path.dirname(node.path)
    return types.WorkspaceSymbol(location, node.title, types.SymbolKind.File, container_name=folder)

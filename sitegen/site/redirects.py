"""The table [redirects] of sitegen.toml -> each old address, the file of its page, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import msgspec

from sitegen.core.hosts import is_elsewhere
from sitegen.site.generated import alias_routes
from sitegen.site.nodes import Kind
from sitegen.site.routes import Route, route_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Urls
    from sitegen.site.assemble import Site

#: In the target of a pattern: the text that the ``*`` matched.
SPLAT = ":splat"


class MovedPart(NamedTuple):
    """A part of an address that has moved: what follows its ``#``."""

    part: str
    target: str  #: where it leads, with no other redirect in between
    key: str  #: as sitegen.toml has it


class Redirect(msgspec.Struct, frozen=True):
    """An address that leads to another one, whole or in parts."""

    route: Route  #: the old address, and the file of its page
    key: str  #: as sitegen.toml has it
    target: str  #: where it leads, with no other redirect in between; "" if only parts of a page have moved
    parts: tuple[MovedPart, ...] = ()


class Redirects(msgspec.Struct, frozen=True):
    """The whole table, and conflicts between its entries."""

    entries: tuple[Redirect, ...] = ()
    loops: tuple[str, ...] = ()  #: keys of redirects that lead back to themselves
    repeated: tuple[tuple[str, str], ...] = ()  #: (key, earlier key with the same address)
    unmatched: tuple[str, ...] = ()  #: keys of patterns for which no page of the site has a new address


class _Move(NamedTuple):
    key: str
    target: str
    route: Route


#: (output, part) -> where it has moved; the part "" is the whole page.
_Moves = dict[tuple[str, str], _Move]


def is_pattern(key: str) -> bool:
    """Return whether a key is a pattern: it stands for all addresses that begin with it."""
    return key.endswith("*")


def read_redirects(site: Site) -> Redirects:
    """Return the table, patterns expanded to the pages of the site, chains followed to their ends."""
    config = site.config
    if not config.redirects:
        return Redirects()
    moves, repeated = _collect_moves(config.redirects, config.urls)
    aliases = {
        route.output: node.route.url for node in site.nodes.values() for _, route in alias_routes(site, node)
    }
    pages = {node.route.output for node in site.nodes.values()}
    occupied = pages.union(aliases, (route.output for route in site.files.values()))
    unmatched = []
    for key, target in config.redirects.items():
        if not is_pattern(key) or not target.endswith(SPLAT) or is_elsewhere(target):
            continue
        expanded = list(_expand(site, key, target))
        if not expanded:
            unmatched.append(key)
        for move in expanded:
            if move.route.output not in occupied:
                moves.setdefault((move.route.output, ""), move)
    ends = {spot: _follow(move.target, moves, aliases, config.urls) for spot, move in moves.items()}
    loops = dict.fromkeys(moves[spot].key for spot, end in ends.items() if end is None)
    reached = {spot: end for spot, end in ends.items() if end is not None}
    return Redirects(tuple(_join(moves, reached, pages)), tuple(loops), repeated, tuple(unmatched))


def _collect_moves(table: dict[str, str], urls: Urls) -> tuple[_Moves, tuple[tuple[str, str], ...]]:
    moves: _Moves = {}
    repeated = []
    for key, target in table.items():
        if is_pattern(key):
            continue
        address, _, part = key.partition("#")
        route = route_address(unquote(address), urls)
        move = _Move(key, target, route)
        earlier = moves.setdefault((route.output, unquote(part)), move)
        if earlier is not move:
            repeated.append((key, earlier.key))
    return moves, tuple(repeated)


def _expand(site: Site, key: str, target: str) -> Iterator[_Move]:
    """Yield a move for each page whose new address a pattern gives."""
    old, new = unquote(key.removesuffix("*")), unquote(target.removesuffix(SPLAT))
    for node in site.nodes.values():
        if node.kind is Kind.NOT_FOUND:
            continue
        url = unquote(node.route.url)
        if url.startswith(new):
            yield _Move(key, node.route.url, route_address(old + url[len(new) :], site.config.urls))


def _follow(target: str, moves: _Moves, aliases: dict[str, str], urls: Urls) -> str | None:
    """Return where a target leads when every redirect after it is followed; None for a loop."""
    seen = {target}
    while following := _next_target(target, moves, aliases, urls):
        if following in seen:
            return None
        seen.add(following)
        target = following
    return target


def _next_target(target: str, moves: _Moves, aliases: dict[str, str], urls: Urls) -> str:
    """Return where an address has moved; "" if it has not."""
    if not target.startswith("/") or is_elsewhere(target):
        return ""
    address, _, part = target.partition("#")
    output = route_address(unquote(address.partition("?")[0]), urls).output
    if part and (move := moves.get((output, unquote(part)))):
        return move.target
    move = moves.get((output, ""))
    following = move.target if move else aliases.get(output, "")
    return f"{following}#{part}" if following and part and "#" not in following else following


def _join(moves: _Moves, ends: dict[tuple[str, str], str], pages: set[str]) -> Iterator[Redirect]:
    """Yield one redirect for each old address, with its parts."""
    parts: dict[str, list[MovedPart]] = {}
    for (output, part), end in ends.items():
        parts.setdefault(output, [])
        if part:
            parts[output].append(MovedPart(part, end, moves[output, part].key))
    for output, moved in parts.items():
        whole = (output, "")
        first = moves[whole if whole in ends else (output, moved[0].part)]
        # Without an entry for the whole address, its page leads to the new place of its first part.
        target = ends.get(whole) or ("" if output in pages else moved[0].target.partition("#")[0])
        yield Redirect(first.route, first.key, target, tuple(moved))


class OldAddress(NamedTuple):
    """An address that only redirects: by an alias of a page, or by the table."""

    route: Route
    target: str  #: where it leads
    better_link: str  #: how to write a link that leads there directly


def list_old_addresses(site: Site) -> Iterator[OldAddress]:
    """Yield every address of the site that only redirects."""
    yield from _list_aliases(site)
    for redirect in read_redirects(site).entries:
        if redirect.target:
            yield OldAddress(redirect.route, redirect.target, redirect.target)


def _list_aliases(site: Site) -> Iterator[OldAddress]:
    for node in site.nodes.values():
        for _, route in alias_routes(site, node):
            yield OldAddress(route, node.route.url, node.path or node.route.url)


def list_rules(site: Site) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what hosts can redirect, as (old address, target): single addresses, and patterns.

    Hosts let a pattern go before the files of a site. So one below which anything is published becomes one
    rule for each page that it moves.
    """
    table = site.config.redirects
    published = [node.route.url for node in site.nodes.values()]
    published += [route.url for route in site.files.values()]
    patterns = {
        key: target
        for key, target in table.items()
        if is_pattern(key) and not any(unquote(url).startswith(unquote(key[:-1])) for url in published)
    }
    single = [(old.route.url, old.target) for old in _list_aliases(site)]
    single += [
        (entry.route.url, entry.target)
        for entry in read_redirects(site).entries
        if entry.target and entry.key not in patterns
    ]
    return single, sorted(patterns.items())

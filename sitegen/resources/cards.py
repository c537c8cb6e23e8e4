"""Pages without a picture of their own -> cards: what other sites show beside a link to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import wording_of
from sitegen.core.problems import error, warning
from sitegen.images import CARD_SIZE, Derived, Variant
from sitegen.images.card import Card, draw_card, shaper_release
from sitegen.images.encode import encoder_release
from sitegen.resources.pictures import name_of, picture_path
from sitegen.site.assemble import shown_path
from sitegen.site.nodes import Kind
from sitegen.site.routes import route_file
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.core.problems import Problem
    from sitegen.resources.pictures import Pictures
    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node
    from sitegen.theme.assets import Assets
    from sitegen.workers.on_demand import Workers

#: A warning names this many characters that a font lacks.
_MOST_SHOWN = 12
#: The kinds of pages that get a card. Tags by the thousand don't: they are seldom shared.
_KINDS = frozenset({Kind.HOME, Kind.SECTION, Kind.PAGE})


def draw_cards(site: Site, assets: Assets, pictures: Pictures, workers: Workers) -> None:
    """Draw the missing cards of all pages that need one."""
    font = _find_font(site, assets)
    if font is None:
        message = f"there is no font {site.config.social_cards.font!r} for social cards"
        hint = f"put it into {site.config.paths.layouts}/assets/"
        pictures.problems.append(error("config-value", message, path="sitegen.toml", hint=hint))
        return
    stands_for = digest(font)
    cards = {
        node.id: _describe(site, node, font)
        for node in site.nodes.values()
        if node.kind in _KINDS and not (node.document and node.document.front.image)
    }
    shapers = {id_: shaper_release(card) for id_, card in cards.items()}
    if unshaped := [id_ for id_, release in shapers.items() if release is None]:
        pictures.problems.append(_report_unshaped(site, unshaped))
    keys = {
        id_: _key(cards[id_], stands_for, release) for id_, release in shapers.items() if release is not None
    }
    waiting = {
        key: cards[id_] for id_, key in keys.items() if not pictures.is_ready(key, name_of(cards[id_].title))
    }
    results = workers.run_bounded(draw_card, waiting.values(), len(waiting))
    for key, drawn in zip(waiting, results, strict=True):
        png = drawn.png
        files = {Variant("png", *CARD_SIZE, len(png), digest(png)): png} if png else {}
        pictures.store.put(key, Derived(tuple(files), fault=drawn.missing), files)
    for id_, key in keys.items():
        name = name_of(cards[id_].title)
        derived = pictures.publish(key, name)
        if derived.fault:
            pictures.problems.append(_lacking(site, id_, derived))
        if derived.variants:
            pictures.cards[id_] = route_file(picture_path(name, key, CARD_SIZE[0], "png")).url


def _report_unshaped(site: Site, ids: Sequence[str]) -> Problem:
    """Return a warning for cards whose letters this machine can't shape."""
    node = site.nodes[min(ids)]
    more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
    return warning(
        "card-letters",
        f"letters that join or run from right to left need FriBiDi: the card of this page{more} is not drawn",
        path=shown_path(site.config, node) if node.document else "sitegen.toml",
        hint="install it: apt install libfribidi0, or brew install fribidi",
    )


def _lacking(site: Site, id_: str, derived: Derived) -> Problem:
    """Return a warning if the font lacks characters of a card."""
    node = site.nodes[id_]
    line, column = node.document.front.place("title") if node.document else (0, 0)
    characters = " ".join(derived.fault[:_MOST_SHOWN]) + (" …" if len(derived.fault) > _MOST_SHOWN else "")
    outcome = "is drawn without them" if derived.variants else "is not drawn"
    return warning(
        "card-letters",
        f"the font of social cards lacks {characters}: the card of this page {outcome}",
        path=shown_path(site.config, node) if node.document else "sitegen.toml",
        line=line,
        column=column,
        hint="name a font that has them below [social_cards], or give the page an image",
    )


def _describe(site: Site, node: Node, font: bytes) -> Card:
    config = site.part_of(node).config
    is_home = node.kind is Kind.HOME
    day = wording_of(config).format_date(node.date) if node.date else ""
    detail = config.description if is_home else day
    title = config.title if is_home else node.title
    return Card(
        title=title,
        site="" if is_home else config.title,
        detail=detail or config.base_url.partition("://")[2],
        paper=config.social_cards.paper,
        ink=config.social_cards.ink,
        font=font,
    )


def _key(card: Card, font: str, shaper: str) -> str:
    plain = msgspec.structs.replace(card, font=b"")
    return digest(msgspec.json.encode((encoder_release(), "card", plain, font, shaper)))


def _find_font(site: Site, assets: Assets) -> bytes | None:
    """Return the font that the site names, b"" if it names none, None if there is no such font."""
    name = site.config.social_cards.font
    if not name:
        return b""
    folder = assets.folders.get(name)
    url = assets.urls.get(name, "")
    return assets.outputs[folder].get(url.removeprefix("/")) if folder else None

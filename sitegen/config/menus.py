"""The entries of `[[menu]]`, `[[nav]]` and `[[footer]]`: their types, order and mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.toml import KeyPath


class NavItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the navigation, with those below it."""

    title: Annotated[
        str, Meta(description="Text of the entry; by default the title of its page. Alone, it is a heading")
    ] = ""
    page: Annotated[str, Meta(description="A file in `content/`: `guide/install.md`")] = ""
    url: Annotated[str, Meta(description="Instead of a page: an address elsewhere")] = ""
    folder: Annotated[
        str,
        Meta(
            description='A folder in `content/` whose pages are the entries, by weight; `"."` for all pages'
        ),
    ] = ""
    icon: Annotated[
        str, Meta(description="A sign before the text: an emoji, or the name of an icon, `:material-home:`")
    ] = ""
    hidden: Annotated[
        bool, Meta(description="Leave the entry out of menus; its page still shows the navigation")
    ] = False
    separator: Annotated[bool, Meta(description="Draw a line instead of an entry")] = False
    items: tuple[NavItem, ...] = ()


class MenuItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a menu."""

    name: Annotated[str, Meta(min_length=1, description="Text of the entry")]
    target: Annotated[
        str, Meta(description="A source path (`blog/_index.md`) or a URL; optional if it has a submenu")
    ] = ""
    weight: Annotated[
        int, Meta(description="Lighter entries come first, equal ones in the order of the file")
    ] = 0
    items: Annotated[
        tuple[MenuItem, ...], Meta(description="The submenu: entries that open below this one")
    ] = ()


class FooterItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One link of the footer."""

    name: Annotated[str, Meta(min_length=1, description="Text of the link")]
    target: Annotated[str, Meta(min_length=1, description="A source path (`imprint.md`) or a URL")]


class Banner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An announcement above every page."""

    text: Annotated[str, Meta(description="The announcement; without it, there is no banner")] = ""
    link: Annotated[str, Meta(description="Words after it that lead somewhere: `Read more`")] = ""
    target: Annotated[str, Meta(description="Where they lead: a source path or a URL")] = ""
    dismissible: Annotated[
        bool, Meta(description="Readers can close it; they see it again when its text changes")
    ] = True


def sort_menu(items: Sequence[MenuItem]) -> tuple[MenuItem, ...]:
    """Return the entries in their order, those of submenus too."""
    ordered = sorted(items, key=lambda item: item.weight)
    return tuple(msgspec.structs.replace(item, items=sort_menu(item.items)) for item in ordered)


def flatten(items: Sequence[MenuItem]) -> Iterator[MenuItem]:
    """Yield every entry that leads somewhere, each before its submenu."""
    for item in items:
        if item.target:
            yield item
        yield from flatten(item.items)


def find_target_paths(entries: Any, path: KeyPath) -> Iterator[KeyPath]:  # noqa: ANN401  values of TOML
    """Yield the path of the target of each entry, in the order of `flatten` for the sorted menu."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return
    for index in sorted(range(len(entries)), key=lambda index: entries[index].get("weight", 0)):
        if entries[index].get("target"):
            yield (*path, index, "target")
        yield from find_target_paths(entries[index].get("items", []), (*path, index, "items"))


def find_menu_mistakes(items: Sequence[MenuItem]) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    for position, item in enumerate(items):
        here: KeyPath = ("menu", position)
        if not item.target and not item.items:
            hint = 'write target = "about.md", or items = [ … ] for a submenu'
            yield here, f"the menu entry {item.name!r} has no target", hint
        for inner, child in enumerate(item.items):
            if child.items:
                deep = f"the menu entry {child.name!r} is in a submenu and has one itself"
                yield (*here, "items", inner, "items"), deep, "move its entries one level up"
            elif not child.target:
                missing = f"the menu entry {child.name!r} has no target"
                yield (*here, "items", inner), missing, 'write target = "about.md"'

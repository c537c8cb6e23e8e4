"""The entries of `[[nav]]` -> the mistakes in them that types can't express, each at its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.hosts import explain_nowhere, is_elsewhere
from sitegen.core.safe_paths import describe_unsafe, is_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.menus import NavItem
    from sitegen.config.toml import KeyPath

#: Deeper than this, no sidebar can show a branch.
MAX_DEPTH = 12
#: What an entry can lead to: one of these.
_TARGETS = ("page", "url", "folder", "separator")


def find_nav_mistakes(
    items: Sequence[NavItem], path: KeyPath = ("nav",), depth: int = 1
) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    if depth > MAX_DEPTH and items:
        yield path, f"the navigation is nested more than {MAX_DEPTH} levels deep", "flatten it"
        return
    for position, item in enumerate(items):
        here = (*path, position)
        yield from _check(item, here)
        yield from find_nav_mistakes(item.items, (*here, "items"), depth + 1)


def _check(item: NavItem, here: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    targets = [name for name in _TARGETS if getattr(item, name)]
    if len(targets) > 1:
        both = f"an entry of the navigation cannot have both {targets[0]} and {targets[1]}"
        yield (*here, targets[1]), both, "make two entries of it"
    if not targets and not item.title:
        leads_nowhere = "an entry of the navigation has no title, page, url or folder"
        yield here, leads_nowhere, 'write { page = "guide/install.md" } or { title = "Guide", items = [ … ] }'
    if item.items and (item.separator or item.folder):
        kind = "folder" if item.folder else "separator"
        yield (*here, "items"), f"an entry with {kind} cannot have items", f"remove {kind} or items"
    if item.url:
        yield from _check_address(item.url, (*here, "url"))
    if item.page and is_elsewhere(item.page):
        yield (*here, "page"), f"{item.page!r} is not a file in content", f"write url = {item.page!r}"


def _check_address(url: str, here: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    if is_unsafe(url):
        message, hint = describe_unsafe(url)
        yield here, message, hint
    elif url.startswith(("/", "#", "?")):
        return
    elif not is_elsewhere(url):
        yield (
            here,
            f"{url!r} is not a valid address",
            'write it as https://… or /path/, or name a file by "page"',
        )
    elif nowhere := explain_nowhere(url):
        yield here, *nowhere

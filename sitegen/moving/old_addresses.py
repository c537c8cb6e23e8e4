"""What moves -> the redirects that it needs, so that every old address leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.site.redirects import SPLAT, list_old_addresses, read_redirects

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.moving.following import Moving
    from sitegen.moving.loaded_site import LoadedSite


def list_moved_addresses(moving: Moving, after: LoadedSite) -> dict[str, str]:
    """Return the old and the new address of each published page that gets another one."""
    addresses = {}
    for id_, node in moving.site.site.nodes.items():
        new_node = after.site.nodes.get(moving.follow(id_))
        old = node.route.url
        if new_node and new_node.route.url != old and old not in after.ids and id_ in moving.site.published:
            addresses[old] = new_node.route.url
        anchors = moving.move.anchors.get(id_, {}) if id_ in moving.site.published else {}
        addresses |= {
            f"{old}#{before}": f"{old}#{later}"
            for before, later in anchors.items()
            if before not in anchors.values()  # another heading has it now
        }
    return addresses


def join_addresses(moving: Moving, addresses: dict[str, str]) -> dict[str, str]:
    """Return the same redirects, as one pattern of each language where a whole folder has moved."""
    content = f"{moving.site.config.paths.content}/"
    folders = [f"/{path.removeprefix(content)}/" for path in (moving.move.old, moving.move.new)]
    parts = moving.site.site.parts.values() or (moving.site.site,)
    rules = dict(addresses)
    for prefix in [f"/{part.url_prefix}".rstrip("/") for part in parts]:
        old, new = (f"{prefix}{folder}" for folder in folders)
        below = [address for address in addresses if address.startswith(old)]
        if len(below) > 1 and all(addresses[address] == new + address[len(old) :] for address in below):
            rules = {address: target for address, target in rules.items() if address not in below}
            rules[f"{old}*"] = f"{new}{SPLAT}"
    return rules


def follow_patterns(site: LoadedSite, rules: Mapping[str, str]) -> dict[str, str]:
    """Return the new targets of earlier patterns that lead to a folder that has moved."""
    targets = {}
    for old, new in rules.items():
        for target in site.config.redirects.values():
            if old.endswith("*") and target.endswith(SPLAT) and target.startswith(old[:-1]):
                targets[target] = new.removesuffix(SPLAT) + target[len(old) - 1 :]
    return targets


def find_lost(moving: Moving, after: LoadedSite) -> tuple[dict[str, str], Collection[str]]:
    """Return lost redirects, old address -> where its page is now, and patterns that match no page now."""
    now = {old.route.url: old.target for old in list_old_addresses(after.site)}
    lost = {}
    for old in list_old_addresses(moving.site.site):
        id_ = moving.site.ids.get(old.target.partition("#")[0])
        node = after.site.nodes.get(moving.follow(id_)) if id_ else None
        address = old.route.url
        if node and address not in after.ids and now.get(address, "").partition("#")[0] != node.route.url:
            lost[address] = node.route.url
    return lost, read_redirects(after.site).unmatched

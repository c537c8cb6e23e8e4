"""Keys of other generators for visibility -> ours, or a fault if sitegen doesn't read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.config import Dialect
from sitegen.content.frontmatter.nodes import Fault

if TYPE_CHECKING:
    from sitegen.content.frontmatter.nodes import Entries, Node

#: Switches of other generators' themes.
_LEAVE_SEARCH = ("search_exclude", "exclude_from_search", "excludeFromSearch", "excludeSearch")
_LEAVE_SITEMAP = ("sitemap_exclude", "exclude_from_sitemap", "sitemapExclude")
#: The visibility that a key with this value gives a page.
_LISTINGS: dict[tuple[str, bool], dict[str, Any]] = {
    **{(name, True): {"in_search": False} for name in _LEAVE_SEARCH},
    **{(name, True): {"in_sitemap": False} for name in _LEAVE_SITEMAP},
    ("no_index", True): {"noindex": True},
    ("robotsNoIndex", True): {"noindex": True},
    ("eleventyExcludeFromCollections", True): {"unlisted": True},
    ("listed", False): {"unlisted": True},
    ("sitemap", False): {"in_sitemap": False},
    ("search", False): {"in_search": False},
    ("in_search_index", False): {"in_search": False},
    ("searchable", False): {"in_search": False},
}
#: The same as a table with one switch, in Hugo (``sitemap: {disable: true}``) and Material for MkDocs.
_SWITCHES = {("sitemap", "disable"): "in_sitemap", ("search", "exclude"): "in_search"}
#: States in which no generator shows a page to everyone.
_STATES = frozenset({"draft", "private", "unpublished", "hidden"})
_STATE_KEYS = frozenset({"status", "state", "visibility", "access"})
#: Switches with which other generators and their themes leave a page out, without "_" and capitals.
_LEAVES_OUT = {
    **dict.fromkeys(("isdraft", "wip", "headless", "exclude", "unpublished"), True),
    **dict.fromkeys(("public", "ispublished", "visible", "enabled", "render", "routable"), False),
}
#: Keys for dates that seem to delay or hide a page, without "_" and capitals -> our key.
_TIMETABLE = {
    **dict.fromkeys(
        ("publish", "publishat", "publishon", "publishedat", "pubdate", "scheduled", "scheduledfor", "golive",
         "golivedate", "embargo", "embargountil", "releasedate", "visiblefrom"),
        "publish_date",
    ),
    **dict.fromkeys(
        ("expires", "expiry", "expire", "expireson", "expiresat", "expiration", "expirationdate",
         "expiredate", "unpublish", "unpublishdate", "unpublishat", "visibleuntil"),
        "expiry_date",
    ),
}  # fmt: skip
#: Our keys that hide a page, with the kind of the value that does so.
_HIDING = {
    "draft": "bool",
    "unlisted": "bool",
    "noindex": "bool",
    "publish_date": "date",
    "expiry_date": "date",
}
#: Values of meta elements that ask search engines to leave a page out.
_ROBOTS = frozenset({"noindex", "none"})


def read_listing(name: str, node: Node) -> dict[str, Any]:
    """Return the visibility fields that a key sets; none if it isn't such a key."""
    if name == "robots" and node.kind == "text":
        words = {word.strip() for word in node.value.lower().split(",")}
        return {} if words.isdisjoint(_ROBOTS) else {"noindex": True}
    if node.kind == "bool":
        return _LISTINGS.get((name, node.value), {})
    if node.kind != "mapping":
        return {}
    switches = {field: node.value.get(switch) for (key, switch), field in _SWITCHES.items() if key == name}
    return {field: False for field, value in switches.items() if value is not None and value.value is True}


def find_unlisted(entries: Entries, dialect: Dialect) -> Node | None:
    """Return what keeps a page out of all lists in its generator, though it is published."""
    build = entries.get("build") or entries.get("_build")
    if dialect is Dialect.HUGO and build is not None and build.kind == "mapping":
        listing: Node | None = build.value.get("list")
        if listing is not None and listing.value in (False, "never", "local"):
            return listing
    status = entries.get("status")
    if dialect is Dialect.PELICAN and status is not None and _state_of(status) == "hidden":
        return status
    hidden = entries.get("hidden")
    return hidden if hidden is not None and hidden.value is True else None


def find_unread(name: str, node: Node, dialect: Dialect) -> Fault | None:
    """Return the fault of a key that would hide the page if it were read; in other dialects it is a warning.

    There the page is published by its own generator, too.
    """
    is_private = (name == "private" and node.value is True) or (
        dialect is Dialect.SITEGEN and _leaves_out(name, node)
    )
    has_state = name in _STATE_KEYS and _state_of(node) in _STATES
    if is_private or (has_state and not (name == "status" and dialect is Dialect.PELICAN)):
        hint = "write draft: true to leave it out, or unlisted: true to keep it out of lists"
    elif name == "hidden" and node.value is True and dialect is Dialect.SITEGEN:
        hint = "write unlisted: true to keep it out of lists, or draft: true to leave it out"
    elif dialect is Dialect.SITEGEN and node.kind == "date" and (ours := _TIMETABLE.get(_fold(name))):
        hint = f"write {ours}"
    else:
        return None
    is_theirs = dialect is not Dialect.SITEGEN
    outcome = "the page is published" if is_theirs else "the page would be published"
    message = f"'{name}: {node.written[:20]}' is not read: {outcome}"
    hint += f"; for templates, put {name} below 'extra'"
    return Fault(node.at, "front-matter-hiding", message, hint, is_minor=is_theirs)


def find_misspelt(name: str, node: Node, meant: str) -> Fault | None:
    """Return the fault of a key that hides no page only because it is misspelt, as in ``drafts: true``."""
    is_another_word = len(name) > len(meant) + 1  # such as "drafted"
    if node.kind != _HIDING.get(meant) or node.value is False or is_another_word:
        return None
    message = f"'{name[:60]}: {node.written[:20]}' is not read: the page would be shown"
    return Fault(node.at, "front-matter-hiding", message, f"did you mean '{meant}'?")


def _leaves_out(name: str, node: Node) -> bool:
    """Return whether another generator would make no page: ``wip: true``, ``build: {render: never}``."""
    if name in ("build", "_build") and node.kind == "mapping":
        node = node.value.get("render", node)
        return node.value in (False, "never")
    return node.kind == "bool" and _LEAVES_OUT.get(_fold(name)) is node.value


def _fold(name: str) -> str:
    return name.replace("_", "").replace("-", "").casefold()


def _state_of(node: Node) -> str:
    return node.written.strip("'\"").lower()

"""The entries of another generator's front matter -> the same as we would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import BUILT_IN, SYNONYMS, Dialect
from sitegen.content.frontmatter.addresses import (
    ADDRESSES,
    find_foreign_addresses,
    nest_aliases,
    place_image,
    read_address,
    take_path,
)
from sitegen.content.frontmatter.listing import find_unlisted
from sitegen.content.frontmatter.lists import as_list, list_terms, split_list, split_words
from sitegen.content.frontmatter.nodes import Entries, Fault, Node, duplicate_key
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: Dialects that read a key whatever its case: ``Draft: true``.
_ANY_CASE = frozenset({Dialect.HUGO, Dialect.PELICAN})
#: Keys that leave a page out of the site, and their names in other generators.
_HIDING = ("draft", "published", "publish", "publish_date", "expiry_date", "unlisted", "noindex")
_HIDING_KEYS = {
    name.casefold(): SYNONYMS.get(name, name)
    for name in (*_HIDING, *(written for written, ours in SYNONYMS.items() if ours in _HIDING))
}
#: Keys that are read although they aren't page attributes.
_UNTYPED = (
    "extra", "params", "images", "taxonomies", "status", "headless", "build", "_build", "hidden", "listed",
    "sitemap", "search", "cascade",
)  # fmt: skip
#: Dialects in which one text is a list: ``tags: one, two``.
_LISTED = frozenset({Dialect.PELICAN, Dialect.OBSIDIAN})
_FLAGS = ("draft", "published", "publish", "unlisted", "noindex", "hidden", "sitemap", "search")
_FLAG_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DATES = (
    "date", "updated", "lastmod", "modified", "last_modified_at", "publish_date", "publishDate", "expiryDate",
)  # fmt: skip
_HUGO_DATES = {"pubdate": "publish_date", "published": "publish_date", "unpublishdate": "expiry_date"}
#: Names for the dates of a post in blogs of Astro, Next.js and Gatsby.
_BLOG_DATES = {
    "pubDate": "date", "pubDatetime": "date", "publishedAt": "date", "publishedDate": "date",
    "datePublished": "date", "published": "date", "publishDate": "date", "updatedDate": "updated",
    "modDatetime": "updated", "updatedAt": "updated", "dateModified": "updated",
}  # fmt: skip
_SLASHED = lazy_compile(r"(\d{4})/(\d\d?)/(\d\d?)(?!\d)")
#: Keys of a date that is a mapping, as in posts of Material for MkDocs.
_FILE_DATES = frozenset({"Created", "Last Modified", "git Created", "git Last Modified"})
_CREATED = ("created", "published", "date")


def adapt(
    entries: Entries, dialect: Dialect, taxonomies: Collection[str] = (), *, splits: bool = True
) -> Entries:
    """Return entries in our form, or the same entries if there is nothing to do.

    ``taxonomies`` are the names of the site's own taxonomies, which are keys like all others; ``splits`` says
    whether ``tags: one two`` are two tags of Jekyll, or one of Hexo.
    """
    if dialect in _ANY_CASE:
        entries = _fold(entries, taxonomies)
    else:
        _refuse_other_case(entries)
    if dialect is Dialect.SITEGEN:
        return entries
    if dialect is Dialect.HUGO:
        nest_aliases(entries)
    adapted = Entries()
    adapted.faults, adapted.is_section = entries.faults, entries.is_section
    for name, node in entries.items():
        ours = "categories" if name == "category" and "categories" not in entries else name
        changed = _read_value(ours, node, dialect, taxonomies, splits=splits)
        if changed is not None:
            adapted[ours] = changed
    _leave_out(adapted, "title", lambda node: node.kind in ("null", "text") and not node.written.strip())
    adapted.faults += find_foreign_addresses(entries)
    if change := _CHANGES.get(dialect):
        change(adapted)
    _read_state(adapted, dialect)
    if "image" not in adapted and (first_image := _first(entries.get("images"))):
        adapted["image"] = first_image
    return adapted


def _read_value(
    name: str, node: Node, dialect: Dialect, taxonomies: Collection[str], *, splits: bool
) -> Node | None:
    """Return the value of a key in our form; None if it means nothing here."""
    if node.kind == "list" and name in taxonomies:
        node = node._replace(value=[*list_terms(node)])
    if dialect is Dialect.JEKYLL and name in ("tags", "categories"):
        return split_words(node) if splits else as_list(node)
    read = _READERS.get(name)
    changed = read(node) if read else node
    return split_list(changed) if dialect in _LISTED and name in ("tags", "authors") else changed


def _name_dates(entries: Entries) -> None:
    """Read the dates of a post by the names that blogs give them, and its picture."""
    for written, ours in _BLOG_DATES.items():
        node = entries.get(written)
        if node is not None and node.kind not in ("bool", "bad") and ours not in entries:
            entries[ours] = _date(entries.pop(written))
    for written in ("heroImage", "coverImage", "ogImage", "cover", "thumbnail", "banner"):
        if "image" not in entries and (image := _picture(entries[written]) if written in entries else None):
            entries["image"] = image


def _read_note(entries: Entries) -> None:
    """Leave out other names of a note, and the date on which somebody published what a web clipper saved."""
    entries.pop("aliases", None)
    _leave_out(entries, "published", lambda node: not isinstance(node.value, bool))


def _leave_out(entries: Entries, name: str, is_meant: Callable[[Node], bool]) -> None:
    if name in entries and is_meant(entries[name]):
        del entries[name]


def _read_jekyll(entries: Entries) -> None:
    for index, fault in enumerate(entries.faults):  # the last one counts for Ruby, too
        if fault.code == "front-matter-duplicate-key":
            entries.faults[index] = fault._replace(is_minor=True)
    _leave_out(entries, "date", lambda node: node.written in _FILE_DATES)
    _leave_out(entries, "paginate", lambda node: node.kind == "bool")
    place_image(entries)


def _root_slug(entries: Entries) -> None:
    """Put a slug with a leading slash below the address of its plugin, ``/docs``; an id is a slug, too."""
    slug = entries.get("slug")
    id_ = entries.get("id")
    if slug is None and id_ is not None and isinstance(id_.value, str) and id_.value.lower() != "index":
        entries["slug"] = id_
    if slug is not None and isinstance(slug.value, str) and slug.value.startswith("/"):
        address = f"/:base{slug.value}"
        entries["url"] = Node("text", address, address, slug.at)
        del entries["slug"]


def _read_state(entries: Entries, dialect: Dialect) -> None:
    """Mark what its generator doesn't publish as a draft, and read the dates that only Hugo has."""
    if dialect is Dialect.HUGO:
        for written, ours in _HUGO_DATES.items():
            if written in entries and ours not in entries and entries[written].kind != "bool":
                entries[ours] = _date(entries.pop(written))
    is_hidden = _IS_HIDDEN.get(dialect)
    sign = is_hidden(entries) if is_hidden and not entries.is_section else None
    if sign is not None:
        entries["draft"] = Node("bool", True, "true", sign.at)
    sign = find_unlisted(entries, dialect)
    if sign is not None:
        entries["listed"] = Node("bool", False, "false", sign.at)


def _find_unrendered(entries: Entries) -> Node | None:
    """Return what keeps Hugo or Zola from making a page: ``headless``, ``build.render``, ``render``."""
    if (render := entries.get("render")) is not None and render.value is False:
        return render
    headless = entries.get("headless")
    if headless is not None and headless.value is True:
        return headless
    build = entries.get("build") or entries.get("_build")
    render = build.value.get("render") if build is not None and build.kind == "mapping" else None
    return render if render is not None and render.value in (False, "never", "link") else None


def _find_status(entries: Entries) -> Node | None:
    """Return the status with which Pelican doesn't publish an article."""
    status = entries.get("status")
    return status if status is not None and status.written.strip("'\"").lower() in ("draft", "skip") else None


def _fold(entries: Entries, taxonomies: Collection[str]) -> Entries:
    """Read known keys whatever their case; the site's own keys stay as they are written.

    A key that is written in two ways is a fault: the other generator keeps one of the two by chance.
    """
    names = (*BUILT_IN, *SYNONYMS, *_READERS, *_HIDING, *_HUGO_DATES, *_UNTYPED, *taxonomies)
    by_folded_name = {name.casefold(): name for name in reversed(names)}
    folded = Entries()
    folded.faults, folded.is_section = entries.faults, entries.is_section
    for written, node in entries.items():
        name = written if written in names else by_folded_name.get(written.casefold(), written)
        if name in folded:
            folded.faults.append(duplicate_key(name, node.at, folded[name].at))
        else:
            folded[name] = node
    return folded


def _refuse_other_case(entries: Entries) -> None:
    """Report keys that would leave the page out of the site if they were written in small letters.

    ``Draft: true`` isn't read in these dialects, so without this the draft would be published.
    """
    for written, node in entries.items():
        name = _HIDING_KEYS.get(written.casefold())
        if name is not None and name != written and written not in SYNONYMS and name not in entries:
            message = f"the key '{written[:60]}' would be ignored: keys are in lower case"
            entries.faults.append(Fault(node.at, "front-matter-key-case", message, f"write '{name}'"))


def _picture(node: Node) -> Node | None:
    """Return the path of an image that is described by a mapping or a list."""
    if node.kind == "mapping":
        return next((node.value[key] for key in ("path", "src", "url", "feature") if key in node.value), None)
    return _first(node) if node.kind == "list" else node


def _first(node: Node | None) -> Node | None:
    if node is None:
        return None
    if node.kind == "list":
        return next((item for item in node.value if item.kind == "text"), None)
    return node if node.kind == "text" and node.value else None


def _people(node: Node) -> Node | None:
    """Return names of authors that are described by mappings."""
    items = node.value if node.kind == "list" else [node]
    named = [item.value.get("name") if item.kind == "mapping" else item for item in items]
    given = [item for item in named if item is not None and item.kind != "null"]
    return Node("list", given, node.written, node.at)


def _flag(node: Node) -> Node:
    """Read ``toc: False``, which is text where values aren't typed."""
    flag = _FLAG_WORDS.get(node.value.strip().lower()) if node.kind == "text" else None
    return node if flag is None else Node("bool", flag, node.written, node.at)


def _switch(node: Node) -> Node | None:
    """Read a switch that a theme may have as a mapping, ``toc: {enable: false}``, or as a word of its own."""
    if node.kind == "mapping":
        node = node.value.get("enable", node.value.get("enabled", node))
    flag = _flag(node)
    return flag if flag.kind in ("bool", "null", "bad") else None


def _date(node: Node) -> Node:
    """Write 2025/11/01 with hyphens; of several dates the first counts."""
    if node.kind == "mapping":
        return next((_date(node.value[key]) for key in _CREATED if key in node.value), node)
    if node.kind != "text":
        return node
    if not node.value.strip():
        return Node("null", None, "", node.at)
    text = _SLASHED.sub(r"\1-\2-\3", node.value, count=1)
    return Node("text", text, text, node.at)


def _layout(node: Node) -> Node | None:
    return node if node.kind == "text" and node.value not in ("null", "none", "nil") else None


_IS_HIDDEN: dict[Dialect, Callable[[Entries], Node | None]] = {
    Dialect.HUGO: _find_unrendered,
    Dialect.PELICAN: _find_status,
    Dialect.ZOLA: _find_unrendered,
}
_CHANGES: dict[Dialect, Callable[[Entries], object]] = {
    Dialect.OBSIDIAN: _read_note,
    Dialect.JEKYLL: _read_jekyll,
    Dialect.DOCUSAURUS: _root_slug,
    Dialect.NEXT: _name_dates,
    Dialect.ZOLA: take_path,
}
_READERS: dict[str, Callable[[Node], Node | None]] = {
    **dict.fromkeys(ADDRESSES, read_address),
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(("toc", "math"), _switch),
    **dict.fromkeys(_DATES, _date),
    "categories": as_list,
    "image": _picture,
    "author": _people,
    "authors": _people,
    "layout": _layout,
}

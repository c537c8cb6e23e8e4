"""Entries -> FrontMatter: the table of keys, their synonyms, and the keys that look misspelt."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sitegen.frontmatter.nodes import Entries, Fault, Node, plain
from sitegen.frontmatter.values import Values
from sitegen.model import FrontMatter, Key
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.config import Config
    from sitegen.text import Places

#: Each key of the schema and the reader of its value.
READERS: dict[str, Callable[[Values, str, Node], Any]] = {
    "title": Values.title,
    "date": Values.moment,
    "updated": Values.moment,
    "description": Values.text,
    "authors": Values.names,
    "draft": Values.flag,
    "publish_date": Values.moment,
    "expiry_date": Values.moment,
    "slug": Values.slug,
    "url": Values.url,
    "aliases": Values.aliases,
    "layout": Values.template,
    "weight": Values.integer,
    "image": Values.text,
    "toc": Values.flag,
    "math": Values.flag,
    "extra": Values.mapping,
}

#: What Hugo, Jekyll, Zola and Obsidian call our keys. Where both stand in a file, ours counts.
SYNONYMS: dict[str, str] = {
    "author": "authors",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "modified": "updated",
    "publishDate": "publish_date",
    "publishdate": "publish_date",
    "expiryDate": "expiry_date",
    "expirydate": "expiry_date",
    "summary": "description",
    "permalink": "url",
    "redirect_from": "aliases",
}

#: Keys of other generators that resemble one of ours and mean something else: no warning for them.
FOREIGN = frozenset({"images", "data", "path", "template", "type", "subtitle", "published"})

#: Likeness from which an unknown key is taken for a misspelling.
_CUTOFF = 0.8


def read_entries(entries: Entries, config: Config, places: Places) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter that the entries say, and what is wrong with them; faults do not stop it."""
    faults: list[Fault] = []
    values = Values(faults)
    names = tuple(taxonomy.name for taxonomy in config.taxonomies)
    fields: dict[str, Any] = {}
    terms: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, Any] = {}
    keys: list[Key] = []
    for written, node in entries.items():
        if not values.is_clean(written, node):
            continue
        name = written if written in names else _canonical(written, entries)
        keys.append(Key(name, *places.at(node.at)))
        if name in names:
            terms[name] = values.terms(name, node)
        if node.kind == "bad":
            continue
        if reader := READERS.get(name):
            value = reader(values, name, node)
            if value is not None:
                fields[name] = value
        elif name == "published" and name not in names:
            fields.setdefault("draft", values.flag(name, node) is False)
        elif name == "taxonomies":
            terms |= _read_groups(values, node, names)
        elif name not in names:
            unknown[name] = plain(node)
            _warn_of_misspelling(name, node, entries, (*READERS, *names), faults)
    return (
        FrontMatter(
            **{**fields, "extra": unknown | fields.get("extra", {})},
            taxonomies=tuple((name, terms[name]) for name in names if terms.get(name)),
            keys=tuple(keys),
        ),
        faults,
    )


def _canonical(name: str, entries: Entries) -> str:
    known = SYNONYMS.get(name)
    return known if known is not None and known not in entries else name


def _read_groups(values: Values, node: Node, names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Read Zola's way of writing terms: a table ``taxonomies`` with a list for each."""
    if node.kind != "mapping":
        values.mapping("taxonomies", node)
        return {}
    return {name: values.terms(name, group) for name, group in node.value.items() if name in names}


def _warn_of_misspelling(
    name: str, node: Node, entries: Entries, known: tuple[str, ...], faults: list[Fault]
) -> None:
    meant = _resembled(name, known)
    if meant is None or meant in entries:
        return
    faults.append(
        Fault(node.at, "front-matter-unknown-key", f"unknown key '{name[:60]}'", f"did you mean '{meant}'?")
    )


@lru_cache(maxsize=1024)
def _resembled(name: str, known: tuple[str, ...]) -> str | None:
    """Return the key that a name is probably a misspelling of; asked again for each page, hence cached."""
    if name in FOREIGN or len(name) > 40:
        return None
    meant = nearest(name, known, cutoff=_CUTOFF)
    return meant if meant and meant[0] == name[0].casefold() else None

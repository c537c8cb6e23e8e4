"""Entries -> FrontMatter: the table of keys, their synonyms, and the keys that look misspelt."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sitegen.config import SYNONYMS, Dialect, is_of_hexo
from sitegen.content.frontmatter.declared import Declared
from sitegen.content.frontmatter.listing import find_misspelt, find_unread, read_listing
from sitegen.content.frontmatter.nodes import Entries, Fault, Node, duplicate_key, plain
from sitegen.content.frontmatter.other_generators import adapt
from sitegen.content.frontmatter.values import Values
from sitegen.core.codes import CODES
from sitegen.core.model import Cascade, FrontMatter, Key
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.config import Config, Fields
    from sitegen.core.text import LinePositions

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
    "unlisted": Values.flag,
    "noindex": Values.flag,
    "slug": Values.slug,
    "url": Values.url,
    "aliases": Values.aliases,
    "layout": Values.template,
    "weight": Values.integer,
    "image": Values.text,
    "toc": Values.flag,
    "math": Values.flag,
    "paginate": Values.count,
    "source_digest": Values.text,
    "translation_key": Values.text,
    "extra": Values.mapping,
}

#: Keys of other generators that resemble one of ours and mean something else: no warning for them.
FOREIGN = frozenset({"images", "data", "path", "template", "type", "subtitle", "published", "publish"})

#: Keys of other generators that say where a page is shown.
_LISTINGS = frozenset({"listed", "sitemap", "search", "published"})

#: The likeness from which an unknown key counts as a misspelling.
_CUTOFF = 0.8


def read_entries(
    entries: Entries, config: Config, places: LinePositions, fields: Fields
) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter in the entries, and the faults in them; a fault doesn't stop it.

    ``fields`` are those that the site declares for the page.
    """
    whole = not any(CODES[fault.code].hides_keys for fault in entries.faults)
    names = tuple(taxonomy.name for taxonomy in config.taxonomies)
    entries = adapt(entries, config.dialect, names, splits=not is_of_hexo(config))
    declared = Declared(fields, names, places)
    reading = _Reading(entries, names, declared, config.dialect)
    keys: list[Key] = []
    written_as: dict[str, str] = {}
    for written, node in entries.items():
        if reading.values.is_clean(written, node):
            name = reading.canonical(written)
            written_as[name] = written
            keys.append(Key(name, *places.at(node.at)))
            reading.take(name, node)
    declared.read(entries, written_as, whole=whole)
    return reading.front(tuple(keys)), reading.faults + declared.faults


class _Reading:
    """One front matter while it is read."""

    def __init__(
        self, entries: Entries, taxonomies: tuple[str, ...], declared: Declared, dialect: Dialect
    ) -> None:
        self.faults: list[Fault] = []
        self.values = Values(self.faults, patterns=dialect is not Dialect.SITEGEN)
        self._dialect = dialect
        self._declared = declared
        self._entries = entries
        self._taxonomies = taxonomies
        self._fields: dict[str, Any] = {}
        self._terms: dict[str, tuple[str, ...]] = {}
        self._unknown: dict[str, Any] = {}
        self._unpublished = False

    def canonical(self, written: str) -> str:
        """Return our name for a key. If a file has two names for one key, ours counts, else the first."""
        ours = SYNONYMS.get(written)
        if ours is None or written in self._taxonomies or ours in self._entries or ours in self._fields:
            return written
        return ours

    def take(self, name: str, node: Node) -> None:
        """Read one member."""
        if name in self._taxonomies:
            self._terms[name] = self.values.terms(name, node)
        if node.kind == "bad":
            return
        if reader := READERS.get(name):
            value = reader(self.values, name, node)
            if value is not None:
                self._fields[name] = value
        elif name in self._taxonomies:
            return
        elif name == "published" or (name == "publish" and node.kind == "bool"):
            self._unpublished = self.values.flag(name, node) is False
        elif name == "taxonomies":
            self._take_groups(node)
        else:
            self._take_unknown(name, node)

    def _take_unknown(self, name: str, node: Node) -> None:
        """Keep a key that isn't ours for templates; it may still say where the page is shown."""
        self._unknown[name] = plain(node)
        if name == "cascade" and self._dialect is Dialect.HUGO:
            self._fields["cascade"] = tuple(self._read_cascades(node))
            return
        if name.casefold() == "date":
            self._fields["unread_date"] = Values([]).moment(name, node)
        if self._declared.refuse_unknown(name, node):
            return
        if name not in self._declared.names:
            if listing := read_listing(name, node):
                self._fields |= listing
                return
            if fault := find_unread(name, node, self._dialect):
                self.faults.append(fault)
                return
        self._warn_of_misspelling(name, node)

    def _read_cascades(self, node: Node) -> Iterator[Cascade]:
        """Yield what a section passes on: a mapping, or several, each with a target of its own."""
        for item in node.value if node.kind == "list" else [node]:
            if item.kind != "mapping":
                continue
            written = Entries()
            written.update(item.value)
            target = written.pop("target", None) or written.pop("_target", None)
            aims = target.value if target is not None and target.kind == "mapping" else {}
            entries = adapt(written, self._dialect, self._taxonomies)
            reading = _Reading(entries, (), self._declared, self._dialect)
            members = {reading.canonical(name): member for name, member in entries.items()}
            for name, member in members.items():
                if name in READERS or name in _LISTINGS:
                    reading.take(name, member)
            self.faults += reading.faults
            front = reading.front(tuple(Key(name, 1, 1) for name in members))
            wheres = {name: str(aims[name].value) for name in ("path", "kind", "environment") if name in aims}
            yield Cascade(front, **wheres)

    def front(self, keys: tuple[Key, ...]) -> FrontMatter:
        """Return the front matter once every member is read."""
        below = self._fields.get("extra", {})
        for name in self._unknown.keys() & below.keys():
            self._refuse_twice(name, self._entries[name].at, self._entries["extra"].at)
        fields = self._fields | {"extra": self._unknown | below | self._declared.values}
        if self._declared.links:
            fields["links"] = tuple(self._declared.links)
        if self._unpublished:
            fields["draft"] = True
        if "unlisted" in self._entries and fields.get("unlisted"):
            fields.setdefault("noindex", True)
        terms = tuple((name, self._terms[name]) for name in self._taxonomies if self._terms.get(name))
        return FrontMatter(**fields, taxonomies=terms, keys=keys)

    def _take_groups(self, node: Node) -> None:
        """Read Zola's way of writing terms: a table ``taxonomies`` with a list for each."""
        if node.kind != "mapping":
            self.values.mapping("taxonomies", node)
            return
        for name, group in node.value.items():
            if name in self._taxonomies:
                if name in self._entries:
                    self._refuse_twice(name, group.at, self._entries[name].at)
                self._terms[name] = self.values.terms(name, group)
                continue
            meant = nearest(name[:80], self._taxonomies)
            hint = f"did you mean '{meant}'?" if meant else "list it under taxonomies in sitegen.toml"
            message = f"unknown taxonomy '{name[:60]}'"
            self.faults.append(Fault(group.at, "front-matter-unknown-key", message, hint))

    def _refuse_twice(self, name: str, index: int, first: int) -> None:
        """Report a value that would replace another one, written elsewhere."""
        self.faults.append(duplicate_key(name, index, first))

    def _warn_of_misspelling(self, name: str, node: Node) -> None:
        if name in self._declared.names:
            return
        if any(
            fault.code == "front-matter-key-case" and fault.at == node.at for fault in self._entries.faults
        ):
            return
        meant = _resembled(name, (*READERS, *self._taxonomies, *self._declared.names))
        if meant is None or meant in self._entries:
            return
        if self._dialect is Dialect.SITEGEN and (fault := find_misspelt(name, node, meant)):
            self.faults.append(fault)
            return
        message = f"unknown key '{name[:60]}'"
        self.faults.append(Fault(node.at, "front-matter-unknown-key", message, f"did you mean '{meant}'?"))


@lru_cache(maxsize=1024)
def _resembled(name: str, known_names: tuple[str, ...]) -> str | None:
    """Return the key that a name probably misspells; cached, because every page asks again."""
    if name in FOREIGN or len(name) > 40:
        return None
    meant = nearest(name, known_names, cutoff=_CUTOFF)
    return meant if meant and meant[0] == name[0].casefold() else None

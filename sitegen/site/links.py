"""A link in content -> its URL, or why it has none, with the closest name."""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from functools import cached_property
from posixpath import normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen.config import Dialect
from sitegen.core.file_names import show
from sitegen.core.suggest import NameGroups, Names, nearest
from sitegen.core.text import lazy_compile
from sitegen.site.generated import list_root_files, made_files
from sitegen.site.neighbours import find_hosted, find_neighbour
from sitegen.site.nodes import Kind
from sitegen.site.redirects import list_old_addresses
from sitegen.site.resolved import REDIRECTED, Resolved, judge_note, leave_tree
from sitegen.site.routes import is_index
from sitegen.site.target_parts import split_target, top_of_docs, write_like, write_tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.core.model import Document, MadeIds
    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node


#: Dialects in which a relative link is counted from the address of its page, not from its file.
_BY_ADDRESS = frozenset({Dialect.HUGO, Dialect.JEKYLL, Dialect.NEXT, Dialect.STARLIGHT})
#: Paths without special characters, which are the same in an address.
_PLAIN = lazy_compile(r"[a-z0-9/_-]*")
#: Endings of names that stand for a page or its bundle.
_INDEX = lazy_compile(r"(?:/_?index)?(?:\.md)?$")
#: A part of a path that consists only of dots.
_DOTS = lazy_compile(r"(?:^|/)\.\.?(?:/|$)")
#: The part that every page has, whatever is in it.
_TOP = "top"
#: What other generators call a footnote and the reference to it: ``fn:1``, ``fnref1``, ``user-content-fn-1``.
_FOOTNOTE = lazy_compile(r"(?:user-content-)?(fn|fnref)[:-]?(\d+(?:-\d+)?)")
#: Suffixes of page names.
_PAGES = frozenset({"", ".md", ".html", ".htm"})
#: A suggestion must be this similar to the name that was written, not only in its folder.
_ALIKE = 0.5


def _group(document: Document) -> str:
    """Return a key for the ids of a document, which change with it."""
    return f"{document.digest} {document.path}"


class Links:
    """Every address of a site, by every name that an author may use for it."""

    def __init__(self, site: Site, base_path: str, made_ids: MadeIds) -> None:
        self._site = site
        self._base_path = base_path
        self._ids = NameGroups()
        self.made_ids = made_ids
        self._root_files = list_root_files(site)  # computed at once, because `generated` looks at every page

    def revised(self, site: Site) -> Links:
        """Return the links of a site with the same addresses, whose pages may have other anchors."""
        revision = copy(self)
        revision._site = site
        return revision

    def resolve(self, base: str, target: str, language: str = "") -> Resolved:
        """Return where ``target``, written in the content file ``base``, leads.

        Tried in turn: a path under content/ or static/, from the root or relative to the file that links;
        then an address of the published site. A page may be named with or without ``.md``.
        """
        path, query, fragment = split_target(target)
        if not path:
            node = self._site.nodes.get(base) or self._site.nodes.get(self._by_source.get(base, ""))
            return self._finish("", node, fragment, query, target) if node else Resolved(target)
        for candidate in self._candidates(base, path, language):
            if candidate in self._root_files and candidate not in self._files:
                return Resolved(self._root_files[candidate] + write_tail(query, fragment))
            if node := self._find_node(candidate):
                return self._finish(node.route.url, node, fragment, query, target)
            if file := self._files.get(candidate):
                return Resolved(self._site.files[file].url + write_tail(query, fragment), file)
            if generated := self.generated.get(candidate):
                return self._finish_generated(*generated, write_tail(query, fragment), target)
        return self._broken(base, path, target)

    def page_at(self, url: str, base: str) -> Node | None:
        """Return the page with a published address; of an address that is only a part, the page ``base``."""
        address = url.partition("#")[0]
        return self._site.nodes.get(self._by_url.get(address, "") if address else base)

    def _find_node(self, candidate: str) -> Node | None:
        """Return the page with this source path or address; a path, as in most links, needs no table."""
        node = self._site.nodes.get(candidate)
        if node is not None and node.path == candidate:
            return node
        if "%" in candidate or _PLAIN.fullmatch(candidate):  # as it is in an address
            id_ = self._by_url.get(f"/{candidate}/") or self._by_url.get(f"/{candidate}")
            if id_:
                return self._site.nodes[id_]
        id_ = self._by_source.get(candidate)
        return self._site.nodes[id_] if id_ else None

    def _candidates(self, base: str, path: str, language: str = "") -> Iterator[str]:
        yield from self._places(base, path)
        if path.endswith((".html", "index")):  # as another generator publishes or names the page
            for place in self._places(base, path):
                yield f"{place.removesuffix('.html')}.md"

    def _places(self, base: str, path: str) -> Iterator[str]:
        if path.startswith("/"):
            yield normal(path)
            if self._site.config.urls.lowercase:
                yield normal(path.lower())
            if self._base_path and path.startswith(self._base_path + "/"):
                yield normal(path[len(self._base_path) :])
            if self._site.config.dialect is Dialect.DOCUSAURUS and path.endswith((".md", ".mdx")):
                yield normal(f"{top_of_docs(base)}{path}")
            return
        yield from self._find_relative(base, path)
        if self._site.config.dialect is Dialect.HUGO:  # its `ref` looks from the root, too
            yield normal(path)
            if named := self._by_name.get(_INDEX.sub("", path.strip("/"))):
                yield named
        elif self._site.config.dialect is Dialect.DOCUSAURUS:  # it looks from its plugin's folder, too
            yield normal(f"{top_of_docs(base)}/{path}")
            yield normal(path)
        elif self._site.config.dialect is Dialect.OBSIDIAN:  # links are names of notes, in any folder
            yield normal(path)
            if named := self._by_note.get(normal(path).casefold().removesuffix(".md")):
                yield named

    def _find_relative(self, base: str, path: str) -> Iterator[str]:
        """Yield what a relative path may mean. Nearly all links are found by the first candidate."""
        is_address_first = self._site.config.dialect in _BY_ADDRESS
        for is_address in (is_address_first, not is_address_first):
            if not is_address:
                yield normal(f"{base.rpartition('/')[0]}/{path}")
                yield normal(f"{splitext(base)[0]}/{path}")  # as Hexo keeps the files of a post
            elif node := self._site.nodes.get(base):
                yield normal(f"{unquote(node.route.url).rpartition('/')[0]}/{path}")

    def _finish(self, url: str, node: Node, fragment: str, query: str, target: str) -> Resolved:
        part = fragment.partition(":~:")[0]  # a text to be shown may follow
        if (note := _FOOTNOTE.fullmatch(part)) and not self._has_id(node, part):
            part = fragment = f"{note[1]}-{note[2]}"
        if part and part != _TOP and node.document and not self.has_part(node, node.document, part):
            guess = self._ids.nearest(fragment, _group(node.document), node.document.anchors)
            shown = show(f"{self._site.config.paths.content}/{node.path}")
            hint = f"{shown} has no such heading or id"
            if guess:
                hint = f"did you mean {target.partition('#')[0]}#{guess}?"
            return Resolved("", "", "broken-anchor", f"no anchor '#{fragment}' in {shown}", hint)
        return Resolved(url + write_tail(query, fragment))

    def _has_id(self, node: Node, part: str) -> bool:
        return node.document is not None and part in node.document.anchors

    def has_part(self, node: Node, document: Document, part: str) -> bool:
        """Return whether a page has an id, as far as that is known before rendering; see `sitegen check`."""
        ids = document.parts
        if (
            ids is None
            or self._ids.has(part, _group(document), ids)
            or re.fullmatch(self.made_ids.form, part)
        ):
            return True
        return self.made_ids.anything and (node.kind is not Kind.PAGE or bool(document.front.layout))

    def _finish_generated(
        self, url: str, destination: str, better_link: str, tail: str, target: str
    ) -> Resolved:
        if not destination:
            return Resolved(url + tail)
        message = f"{target!r} only redirects to {destination}"
        return Resolved(url + tail, "", REDIRECTED, message, f"link to {better_link} directly")

    def _broken(self, base: str, path: str, target: str) -> Resolved:
        expected = next(self._candidates(base, path))
        if expected in self._hidden:
            message = f"{target!r} leads to a page that is not published"
            return Resolved("", "", "broken-link", message, "it is a draft, not yet due or expired")
        if target[0] != "/" and (meant := self._site.config.urls.words.get(target)):
            return self.resolve(base, f"/{meant.lstrip('/')}")
        hosted = find_hosted(expected, target, self._site.config)
        if hosted or (".." in path and (hosted := self._find_neighbour(base, target))):
            return hosted
        guess, paths = self._guess(expected), self._site.config.paths
        hint = f"nothing like it under {paths.content}/ or {paths.static}/"
        hint = f"did you mean {write_like(base, path, guess)}?" if guess is not None else hint
        if self._site.config.dialect is Dialect.OBSIDIAN and (note := judge_note(path, hint)):
            return note
        return Resolved("", "", "broken-link", f"{target!r} leads nowhere", hint)

    def _find_neighbour(self, base: str, target: str) -> Resolved | None:
        node = self._site.nodes.get(base)
        is_address = self._site.config.dialect in _BY_ADDRESS and node is not None
        start = unquote(node.route.url) if is_address and node else base
        return find_neighbour(start.rpartition("/")[0], target, self._site.config)

    def _guess(self, expected: str) -> str | None:
        """Return the name most like the wanted one: of a file of its kind, where it has a kind."""
        expected = leave_tree(expected, self._site.config.paths)
        suffix = splitext(expected)[1].lower()
        guess = (self._names if suffix in _PAGES else self._file_names).nearest(expected)
        if guess is None:
            return None
        stems = [splitext(path.rstrip("/").rpartition("/")[2])[0] for path in (expected, guess)]
        return guess if nearest(stems[0], stems[1:], cutoff=_ALIKE) else None

    @cached_property
    def generated(self) -> dict[str, tuple[str, str, str]]:
        """Paths of feeds and the like, and of redirects -> (URL, where it leads on to, the better link)."""
        addresses = {normal(route.output): (route.url, "", "") for route in made_files(self._site)}
        for route, target, better_link in list_old_addresses(self._site):
            old_address = (route.url, target, better_link)
            addresses[normal(unquote(route.url))] = addresses[normal(route.output)] = old_address
        return addresses

    @cached_property
    def _by_url(self) -> dict[str, str]:
        """Published addresses, unchanged -> node ids, for the links of menus."""
        return {node.route.url: node.id for node in self._site.nodes.values()}

    @cached_property
    def _by_source(self) -> dict[str, str]:
        """Source paths (with and without .md) and published addresses -> node ids."""
        addresses: dict[str, str] = {}
        sources: dict[str, str] = {}
        for node in self._site.nodes.values():
            addresses[normal(unquote(node.route.url))] = node.id
            addresses.setdefault(normal(node.route.output), node.id)
            if not node.path:
                continue
            path = normal(node.path)
            sources[path] = node.id
            stem = path.rpartition(".")[0]
            folder, _, name = stem.rpartition("/")
            addresses.setdefault(folder if is_index(name, self._site.config.urls, folder) else stem, node.id)
        return addresses | sources

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Names of pages (or of their bundles) -> paths, where the site has one page of the name."""
        by_name: dict[str, list[str]] = {}
        for node in self._site.nodes.values():
            if node.path:
                stem = node.path.rpartition(".")[0]
                folder, _, name = stem.rpartition("/")
                note_name = folder if is_index(name, self._site.config.urls, folder) else stem
                by_name.setdefault(note_name.rpartition("/")[2], []).append(normal(node.path))
        return {name: paths[0] for name, paths in by_name.items() if len(paths) == 1}

    @cached_property
    def _by_note(self) -> dict[str, str]:
        """Names of notes and files, and ends of their paths, in small letters -> the shortest such path."""
        by_note: dict[str, str] = {}
        notes = (node.path for node in self._site.nodes.values() if node.path)
        for path in sorted((*map(normal, notes), *self._files), key=lambda path: (path.count("/"), path)):
            parts = path.casefold().removesuffix(".md").split("/")
            for start in range(len(parts)):
                by_note.setdefault("/".join(parts[start:]), path)
        return by_note

    @cached_property
    def _files(self) -> dict[str, str]:
        """Paths of files, as they lie and as they are published -> their key in ``Site.files``."""
        paths = self._site.config.paths
        folders = (f"{paths.content}/", f"{paths.static}/")
        lying = {
            normal(file.removeprefix(next(folder for folder in folders if file.startswith(folder)))): file
            for file in self._site.files
        }
        return {normal(route.output): file for file, route in self._site.files.items()} | lying

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return frozenset(normal(path) for path in self._site.hidden)

    @cached_property
    def _names(self) -> Names:
        return Names((*self._by_source, *self._files))

    @cached_property
    def _file_names(self) -> Names:
        return Names(self._files)


def normal(path: str) -> str:
    """Return a path from the root without a leading slash, dots and decomposed letters; "" is the root."""
    path = path.strip("/")
    if "//" in path or ("." in path and _DOTS.search(path)):  # few paths need the slower way
        path = normpath("/" + path).lstrip("/")
    return path if path.isascii() else unicodedata.normalize("NFC", path)

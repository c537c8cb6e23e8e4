"""The documents of a site in several languages -> one Site, with that of each language in it.

Each language is assembled as a site of its own, from paths without its name, so that sections, terms, order
and navigation are its own. Then its pages get ids that no other language has, and its addresses a prefix.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from posixpath import splitext
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from sitegen.config import localise, prefix_of, split_path
from sitegen.core.problems import Problem, error
from sitegen.site.assemble import Site, assemble
from sitegen.site.navigation import Navigation
from sitegen.site.nodes import HOME, Kind, Node
from sitegen.site.reach import Reach
from sitegen.site.routes import INDEX_NAMES, Route, is_whole, prefix_route
from sitegen.site.terms import Term
from sitegen.site.visibility import LeftOut, Show, find_left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.config import Config
    from sitegen.core.model import Document

_Shown = TypeVar("_Shown", Problem, LeftOut)
#: The reach of a page that stands for a missing translation: listed, but not in the sitemap and search.
_BORROWED = Reach(sitemap=False, search=False)


class _Part(NamedTuple):
    """The sources of one language, by their paths without its name."""

    documents: dict[str, Document]
    borrowed: frozenset[str]  #: those that are in another language
    files: dict[str, str]  #: to paths in ``content/``


def assemble_languages(
    config: Config,
    documents: Sequence[Document],
    content_files: Sequence[str],
    static_files: Sequence[str],
    *,
    now: datetime,
    show: Show,
) -> Site:
    """Return the Site of all languages; the arguments are those of `assemble`."""
    by_language, problems = _sort_by_language(config, documents)
    left_out = find_left_out(documents, config.paths.content, now, show)
    parts = {}
    for code in config.languages:
        files = _choose_files(config, code, content_files)
        part = _borrow(config, code, by_language, left_out, files)
        inner = [
            msgspec.structs.replace(document, path=path) for path, document in sorted(part.documents.items())
        ]
        static = static_files if code == config.language else ()
        site = assemble(localise(config, code), inner, sorted(part.files), static, now=now, show=show)
        parts[code] = _Relocation(config, code, site, part).run()
    whole = _join(config, parts, problems)
    return msgspec.structs.replace(whole, hidden=left_out | whole.hidden)


def _sort_by_language(
    config: Config, documents: Iterable[Document]
) -> tuple[dict[str, dict[str, Document]], tuple[Problem, ...]]:
    by_language: dict[str, dict[str, Document]] = {code: {} for code in config.languages}
    problems = []
    for document in documents:
        code, inner = split_path(config.languages, document.path)
        earlier = by_language[code or config.language].setdefault(inner, document)
        if earlier is not document:
            message = f"{earlier.path} and {document.path} are the same page in the same language"
            path = f"{config.paths.content}/{document.path}"
            problems.append(error("url-collision", message, path=path, line=1, hint="remove one of the two"))
    return by_language, tuple(problems)


def _choose_files(config: Config, code: str, content_files: Iterable[str]) -> dict[str, str]:
    """Return the files in the folder of a language; for the main one also those in no language's."""
    chosen = {}
    for path in content_files:
        for name, language in config.languages.items():
            folder = f"{language.folder or name}/"
            if path.startswith(folder):
                if name == code:
                    chosen[path[len(folder) :]] = path
                break
        else:
            if code == config.language:
                chosen.setdefault(path, path)
    return chosen


def _borrow(
    config: Config,
    code: str,
    by_language: Mapping[str, Mapping[str, Document]],
    left_out: Mapping[str, LeftOut],
    files: dict[str, str],
) -> _Part:
    """Return the sources of a language, with pages of its fallback for those that it lacks."""
    translated = by_language[code]
    fallback = config.languages[code].fallback
    fallback = config.translations.fallback if fallback is None else fallback
    if not fallback or fallback == code:
        return _Part(dict(translated), frozenset(), files)
    public = {inner: document for inner, document in translated.items() if document.path not in left_out}
    present = {translation_key(inner, document) for inner, document in public.items()}
    missing = {
        inner: document
        for inner, document in by_language[fallback].items()
        if inner not in public
        and document.path not in left_out
        and translation_key(inner, document) not in present
    }
    return _Part({**translated, **missing}, frozenset(missing), files)


def translation_key(inner: str, document: Document | None) -> str:
    """Return the key that a page shares with its translations; ``inner`` is its path without the language."""
    if document and document.front.translation_key:
        return document.front.translation_key
    folder, _, name = splitext(inner)[0].rpartition("/")
    return folder if name in INDEX_NAMES else f"{folder}/{name}".lstrip("/")


def own_id(config: Config, code: str, id_: str) -> str:
    """Return the site-wide id of a page that a language generates or borrows."""
    return id_ if code == config.language else f"{code}:{id_}"


class _Relocation:
    """Gives the pages of one language ids and addresses in the whole site."""

    def __init__(self, config: Config, code: str, site: Site, part: _Part) -> None:
        self._config, self._code, self._site, self._part = config, code, site, part
        self._prefix = prefix_of(config, code)
        content = config.paths.content
        self._shown = {
            f"{content}/{inner}": f"{content}/{document.path}" for inner, document in part.documents.items()
        }

    def run(self) -> Site:
        """Return the site of the language as a part of the whole."""
        site, rename = self._site, self.rename
        terms = {
            name: tuple(
                Term(term.taxonomy, term.name, term.slug, tuple(map(rename, term.pages))) for term in terms
            )
            for name, terms in site.terms.items()
        }
        nodes = {(moved := self._move(node)).id: moved for node in site.nodes.values()}
        tagged = {
            rename(page): tuple((name, rename(term)) for name, term in pairs)
            for page, pairs in site.tagged.items()
        }
        return msgspec.structs.replace(
            site,
            nodes=_borrow_lists(nodes, tagged) if self._part.borrowed else nodes,
            pages=tuple(map(rename, site.pages)),
            unlisted=tuple(map(rename, site.unlisted)),
            members=self._rename_all(site.members),
            children=self._rename_all(site.children),
            terms=terms,
            tagged=tagged,
            weighted=frozenset(map(rename, site.weighted)),
            hidden={
                self._part.documents[path].path: self._show_path(hidden)
                for path, hidden in site.hidden.items()
                if path not in self._part.borrowed
            },
            navigation=self._move_navigation(site.navigation),
            files=dict(self._move_files()),
            problems=tuple(map(self._show_path, site.problems)),
            code=self._code,
            id_prefix=own_id(self._config, self._code, ""),
            url_prefix=self._prefix,
        )

    def rename(self, id_: str) -> str:
        """Return the id of a page in the whole site: the path of its file, if it has one of its language."""
        if not id_:
            return ""
        document = self._part.documents.get(id_)
        if document and id_ not in self._part.borrowed:
            return document.path
        return own_id(self._config, self._code, id_)

    def _rename_all(self, lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        return {self.rename(id_): tuple(map(self.rename, ids)) for id_, ids in lists.items()}

    def _move(self, node: Node) -> Node:
        document = node.document
        is_borrowed = document is not None and document.path in self._part.borrowed
        is_at_root = node.kind is Kind.NOT_FOUND and self._code == self._config.language
        is_at_root = is_at_root or (document is not None and is_whole(self._config, document.front.url))
        parent = self._home if node.parent == HOME else node.parent
        return Node(
            self.rename(node.id),
            node.kind,
            node.route if is_at_root else prefix_route(node.route, self._prefix),
            node.label,
            self._part.documents[document.path] if document else None,
            node.date,
            self.rename(parent),
            _BORROWED if is_borrowed and node.reach.lists else node.reach,
            self._code,
            is_borrowed,
        )

    @cached_property
    def _home(self) -> str:
        return next(node.id for node in self._site.nodes.values() if node.kind is Kind.HOME)

    def _move_navigation(self, navigation: Navigation) -> Navigation:
        entries = {
            key: msgspec.structs.replace(entry, page=self.rename(entry.page))
            for key, entry in navigation.entries.items()
        }
        pages = {self.rename(page): key for page, key in navigation.pages.items()}
        return Navigation(entries, navigation.roots, pages, navigation.missing)

    def _move_files(self) -> Iterator[tuple[str, Route]]:
        content = f"{self._config.paths.content}/"
        for path, route in self._site.files.items():
            file = self._part.files.get(path.removeprefix(content)) if path.startswith(content) else None
            yield (path, route) if file is None else (f"{content}{file}", prefix_route(route, self._prefix))

    def _show_path(self, value: _Shown) -> _Shown:
        """Return a Problem or a page that is left out with the path of its file."""
        paths = {
            name: self._shown[path]
            for name in ("path", "section")
            if (path := getattr(value, name, "")) in self._shown
        }
        return msgspec.structs.replace(value, **paths) if paths else value


def _borrow_lists(
    nodes: dict[str, Node], tagged: Mapping[str, tuple[tuple[str, str], ...]]
) -> dict[str, Node]:
    """Return the pages of a language, with lists marked as borrowed that have no page of the language."""
    own: set[str] = set()
    for node in nodes.values():
        if node.document and not node.is_borrowed:
            above = [node.id, *(term for _, term in tagged.get(node.id, ()))]
            while above and (id_ := above.pop()):
                own.add(id_)
                above += [nodes[id_].parent] if nodes[id_].parent in nodes else []
    lists = {Kind.SECTION, Kind.TERM, Kind.TAXONOMY}
    return {
        id_: msgspec.structs.replace(node, reach=_BORROWED, is_borrowed=True)
        if node.kind in lists and id_ not in own and node.reach.lists
        else node
        for id_, node in nodes.items()
    }


def _join(config: Config, parts: dict[str, Site], problems: tuple[Problem, ...]) -> Site:
    """Return the whole site: every table is that of all languages."""
    main = parts[config.language]
    every = parts.values()

    def unite(read: Callable[[Site], Mapping[str, Any]]) -> dict[str, Any]:
        return {key: value for part in every for key, value in read(part).items()}

    moments = [part.changes_at for part in every if part.changes_at]
    return msgspec.structs.replace(
        main,
        config=config,
        nodes=unite(lambda part: part.nodes),
        pages=tuple(chain.from_iterable(part.pages for part in every)),
        unlisted=tuple(chain.from_iterable(part.unlisted for part in every)),
        members=unite(lambda part: part.members),
        children=unite(lambda part: part.children),
        tagged=unite(lambda part: part.tagged),
        weighted=frozenset(chain.from_iterable(part.weighted for part in every)),
        hidden=unite(lambda part: part.hidden),
        files=unite(lambda part: part.files),
        changes_at=min(moments, default=None),
        problems=(*problems, *dict.fromkeys(chain.from_iterable(part.problems for part in every))),
        parts=parts,
    )

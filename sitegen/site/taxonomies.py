"""Pages and sections -> the terms that pages have, and a page for each term and taxonomy.

A section file at the address of one of these pages says what is on it: ``content/tags/python/_index.md``.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Dialect, wording_of
from sitegen.core.slugs import hexo_segment
from sitegen.site.nodes import HOME, Kind, Node, taxonomy_id, term_id
from sitegen.site.reach import reach_of
from sitegen.site.routes import route_directory
from sitegen.site.terms import Term, collect_terms, part_words, term_slugs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sitegen.config import Config, Taxonomy
    from sitegen.core.problems import Problem
    from sitegen.core.wording import Wording


class Grouping(msgspec.Struct, frozen=True):
    """How taxonomies group the pages of a site."""

    terms: dict[str, tuple[Term, ...]]  #: taxonomy name -> its terms, by slug
    tagged: dict[str, tuple[tuple[str, str], ...]]  #: page id -> (taxonomy name, term id), in its order
    nodes: dict[str, Node]  #: the pages of taxonomies and terms
    described: dict[str, str]  #: id of a section at the address of one of these -> the id of that
    problems: tuple[Problem, ...]


def group_pages(
    config: Config, listed: Sequence[Node], unlisted: Sequence[Node], sections: Mapping[str, Node]
) -> Grouping:
    """Group these pages by taxonomies; unlisted ones show only terms that listed ones have."""
    terms, tagged, problems = _collect(config, listed)
    nodes: dict[str, Node] = {}
    described: dict[str, str] = {}
    for taxonomy in config.taxonomies:
        if not terms[taxonomy.name] and config.dialect is not Dialect.HUGO:  # Hugo has a page for it
            continue
        terms[taxonomy.name] += tuple(_find_empty_terms(taxonomy, terms[taxonomy.name], sections))
        by_output = {node.route.output: node for node in sections.values() if node.kind is Kind.SECTION}
        for node in _nodes_of(taxonomy, terms[taxonomy.name], wording_of(config)):
            section = by_output.get(node.route.output)
            nodes[node.id] = _describe(node, section) if section else node
            if section:
                described[section.id] = node.id
    slug_of = term_slugs(config)
    for page in unlisted:
        names = tuple(
            name for taxonomy in config.taxonomies for name in _terms_of(page, taxonomy.name, slug_of)
        )
        tagged[page.id] = tuple((name, id_) for name, id_ in dict.fromkeys(names) if id_ in nodes)
    return Grouping(
        terms, {page: pairs for page, pairs in tagged.items() if pairs}, nodes, described, problems
    )


def _collect(
    config: Config, pages: Sequence[Node]
) -> tuple[dict[str, tuple[Term, ...]], dict[str, tuple[tuple[str, str], ...]], tuple[Problem, ...]]:
    documents = {node.id: node.document for node in pages}

    def locate(key: str, id_: str) -> tuple[str, int, int]:
        document = documents[id_]
        line, column = document.front.place(key) if document else (0, 0)
        return f"{config.paths.content}/{id_}", line, column  # the id of a regular page is its path

    terms: dict[str, tuple[Term, ...]] = {}
    tagged: dict[str, list[tuple[str, str]]] = defaultdict(list)
    problems: list[Problem] = []
    slug_of = term_slugs(config)
    is_hexo = slug_of is hexo_segment
    for taxonomy in config.taxonomies:
        named = [(node.id, names) for node in pages if (names := _names(node, taxonomy.name))]
        if is_hexo:
            slug_of = part_words(name for _, names in named for name in names).__getitem__
        terms[taxonomy.name], clashes = collect_terms(
            taxonomy.name, named, partial(locate, taxonomy.name), slug_of
        )
        problems += clashes
        tags = {
            name: (taxonomy.name, term_id(taxonomy.name, slug_of(name)))
            for name in {name for _, names in named for name in names}
        }
        for page, names in named:
            tagged[page] += dict.fromkeys(tags[name] for name in names)
    return terms, {page: tuple(names) for page, names in tagged.items()}, tuple(problems)


def _terms_of(node: Node, taxonomy: str, slug_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for name in _names(node, taxonomy):
        yield taxonomy, term_id(taxonomy, slug_of(name))


def _names(node: Node, taxonomy: str) -> tuple[str, ...]:
    if node.document is None:
        return ()
    for name, names in node.document.front.taxonomies:
        if name == taxonomy:
            return names
    return ()


def _find_empty_terms(
    taxonomy: Taxonomy, terms: Sequence[Term], sections: Mapping[str, Node]
) -> Iterator[Term]:
    """Yield a term for each file that describes one which no page has yet."""
    slugs = {term.slug for term in terms}
    parents = {node.parent for node in sections.values()}
    for node in sections.values():
        folder = dirname(node.route.output)
        slug = folder.rpartition("/")[2]
        if (
            dirname(folder) == taxonomy.path
            and slug not in slugs
            and node.document
            and node.id not in parents
        ):
            yield Term(taxonomy.name, node.title, slug, ())


def _nodes_of(taxonomy: Taxonomy, terms: Sequence[Term], say: Wording) -> Iterator[Node]:
    parent = taxonomy_id(taxonomy.name)
    title = say(taxonomy.name.replace("_", " ").capitalize())
    yield Node(parent, Kind.TAXONOMY, route_directory(taxonomy.path), title, None, None, HOME)
    for term in terms:
        route = route_directory(f"{taxonomy.path}/{term.slug}")
        yield Node(term_id(taxonomy.name, term.slug), Kind.TERM, route, term.name, None, None, parent)


def _describe(node: Node, section: Node) -> Node:
    """Return the page of a term or taxonomy with the document of the section file that describes it."""
    document = section.document
    if document is None:
        return node
    label = "" if document.is_titled else node.label
    return msgspec.structs.replace(node, label=label, held=document, reach=reach_of(document, {}))

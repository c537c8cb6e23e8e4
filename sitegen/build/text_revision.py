"""A site in memory + documents in which only text has changed -> the site with them, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.site.questions import PageAttribute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.build.site_state import SiteState
    from sitegen.core.model import Document
    from sitegen.core.problems import Problem
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node


class TextRevision(NamedTuple):
    """A site with new texts, before it is known whether it can be shown."""

    site: Site
    answers: SiteAnswers
    documents: Mapping[str, Document]  #: all, by path
    pages: frozenset[str]  #: ids of the pages that show the new texts
    questions: tuple[PageAttribute, ...]  #: about other pages, whose answers may have changed
    problems: tuple[Problem, ...]  #: as those of a `SiteState`


def revise_texts(
    site_state: SiteState, new_documents: Mapping[str, Document], body: Callable[[str], bytes]
) -> TextRevision:
    """Return the site with these documents, each of a page; ``body`` gives the encoded body of any path."""
    nodes = _find_pages(site_state.site, new_documents)
    site = _replace_nodes(site_state.site, nodes)
    answers = site_state.answers.revised(site, body)
    documents = {**site_state.documents, **new_documents}
    if not site.parts:
        return TextRevision(site, answers, documents, frozenset(nodes), (), site_state.problems)
    from sitegen.site.translations import report_outdated

    versions = {path: answers.page(path, "translations") for path in new_documents}
    others = {id_ for pairs in versions.values() for _, id_ in pairs}
    outdated = frozenset(report_outdated(site_state.site, versions))
    return TextRevision(
        site,
        answers,
        documents,
        frozenset(nodes),
        tuple(PageAttribute(id_, "outdated") for id_ in sorted(others)),
        (
            *(problem for problem in site_state.problems if problem not in outdated),
            *report_outdated(site, versions),
        ),
    )


def _find_pages(site: Site, documents: Mapping[str, Document]) -> dict[str, Node]:
    """Return by id the pages that show these documents; a language may borrow those of another."""
    if site.parts:
        pages = [node for node in site.nodes.values() if node.path in documents]
    else:
        pages = [site.nodes[path] for path in documents]
    return {node.id: msgspec.structs.replace(node, held=documents[node.path]) for node in pages}


def _replace_nodes(site: Site, nodes: Mapping[str, Node]) -> Site:
    parts = {
        code: msgspec.structs.replace(
            part, nodes={**part.nodes, **{id_: node for id_, node in nodes.items() if node.language == code}}
        )
        for code, part in site.parts.items()
    }
    return msgspec.structs.replace(site, nodes={**site.nodes, **nodes}, parts=parts)

"""A Frame from anywhere -> nothing, or why it is that of no site: a build doesn't check its names again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.site.nodes import HOME, NOT_FOUND, Kind, taxonomy_id, term_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sitegen.site.navigation import Navigation
    from sitegen.site.skeleton import Frame


def check_frame(frame: Frame, documents: Collection[str]) -> None:
    """Raise ValueError if a frame names what it doesn't have, or what isn't among the documents' paths."""
    nodes = {node.id: node for node in frame.nodes}
    count, listed = len(frame.nodes), frame.pages + frame.unlisted
    _require(len(nodes) == count and NOT_FOUND in nodes, "the pages of no site")
    _require(min(frame.pages, frame.unlisted) >= 0 and listed <= count, "more pages than it names")
    for number, node in enumerate(frame.nodes):
        is_page = node.kind is Kind.PAGE
        _require(is_page is (number < listed) and (not is_page or node.path == node.id), "pages out of order")
        _require(not node.path or node.path in documents, "a page without a document")
    _require(any(node.kind is Kind.HOME for node in frame.nodes), "no home page")
    parents = {HOME: ""} | {node.id: node.parent for node in frame.nodes}  # what is below it has this name
    _check_tree(parents, "pages")
    _check_sections(frame, parents, nodes.keys())
    _check_terms(frame, nodes.keys())
    _check_navigation(frame.navigation, nodes.keys())


def _check_sections(frame: Frame, parents: Mapping[str, str], ids: Collection[str]) -> None:
    for section, numbers in frame.members.items():
        pages = _name(frame, numbers)
        is_sound = len({*pages}) == len(pages) and all(parents[page] == section for page in pages)
        _require(section in ids and is_sound, "the pages of another section")
    for section, children in frame.children.items():
        is_sound = all(child in ids and parents[child] == section for child in children)
        _require(is_sound, "the sections of another section")
    _require(frame.weighted <= frame.members.keys(), "the order of a section that it doesn't name")


def _check_terms(frame: Frame, ids: Collection[str]) -> None:
    for name, terms in frame.terms.items():
        for term in terms:
            _name(frame, term.pages)
            _require(term_id(name, term.slug) in ids, "a term without a page")
    for node in frame.nodes:
        if node.kind is Kind.TAXONOMY:
            _require(node.id in map(taxonomy_id, frame.terms), "a taxonomy without terms")
    for page, tags in frame.tagged.items():
        _require(
            page in ids and all(term in ids for _, term in tags), "a page with a term that it doesn't name"
        )


def _check_navigation(navigation: Navigation, ids: Collection[str]) -> None:
    entries = navigation.entries
    _check_tree({key: entry.parent for key, entry in entries.items()}, "entries")
    for key, entry in entries.items():
        are_children = all(child in entries and entries[child].parent == key for child in entry.children)
        is_sound = entry.key == key and are_children and (not entry.page or entry.page in ids)
        _require(is_sound, "a navigation with entries that it doesn't name")
    keys = {*navigation.roots, *navigation.pages.values()}
    _require(keys <= entries.keys(), "a navigation with roots that it doesn't name")


def _check_tree(parents: Mapping[str, str], things: str) -> None:
    """Raise ValueError if what is above something doesn't exist, or is below it, too."""
    ending = {""}
    for name in parents:
        path: list[str] = []
        above = name
        while above not in ending:
            _require(above in parents and len(path) <= len(parents), f"{things} in a circle")
            path.append(above)
            above = parents[above]
        ending.update(path)


def _name(frame: Frame, numbers: Iterable[int]) -> list[str]:
    listed = list(numbers)
    is_sound = not listed or (min(listed) >= 0 and max(listed) < len(frame.nodes))
    _require(is_sound, "numbers of pages that it doesn't name")
    return [frame.nodes[number].id for number in listed]


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise ValueError(f"has a structure with {fault}")

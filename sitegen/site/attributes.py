"""THE table of page attributes: how each is answered, what its answer depends on, and who shows it.

Incremental builds and workers read everything that they need to know about an attribute here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.core.hosts import is_elsewhere
from sitegen.site.branch import pages_of
from sitegen.site.generated import markdown_route, one_page_route
from sitegen.site.nodes import HOME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.site.answers import SiteAnswers
    from sitegen.site.nodes import Node


_WORDS_A_MINUTE = 220


class Group(StrEnum):
    """The dependency group of an answer. A question is asked again only if its group has changed."""

    FILE = "file"  #: the page's own file, whose digest stands for the answer
    ADDRESS = "address"  #: that file, its name, and the kind of the page
    INTERFACE = "interface"  #: what other pages can see of the page, including the lists that it has
    TREE = "tree"  #: which section is in which
    HISTORY = "history"  #: the commit of the content
    ORDER = "order"  #: the order of all pages, of those in each section, and the navigation


def _front(name: str, default: Any) -> Callable[[SiteAnswers, Node], Any]:
    return lambda _, node: getattr(node.document.front, name) if node.document else default


def _document(name: str, default: Any) -> Callable[[SiteAnswers, Node], Any]:
    return lambda _, node: getattr(node.document, name) if node.document else default


def _image(_: SiteAnswers, node: Node) -> str:
    """Return a page's image: the one that its front matter names, else the first in its body."""
    if node.document is None:
        return ""
    first = (target for target, _ in node.document.images if not is_elsewhere(target))
    return node.document.front.image or next(first, "")


def _reading_time(_: SiteAnswers, node: Node) -> int:
    """Return the reading time in minutes, rounded up."""
    words = node.document.words if node.document else 0
    return max(1, -(-words // _WORDS_A_MINUTE))


def _markdown_url(answers: SiteAnswers, node: Node) -> str:
    return markdown_route(node).url if answers.has_markdown(node) else ""


def _one_page(_: SiteAnswers, node: Node) -> str:
    route = one_page_route(node)
    return route.url if route else ""


def _ids_of_parts(answer: Any) -> Iterable[str]:
    return tuple(id_ for id_, _, _ in answer or () if id_)


def _section(answers: SiteAnswers, node: Node) -> str:
    return answers.home if node.parent == HOME else node.parent


def _ids(answer: Any) -> Iterable[str]:
    """Return the ids in an answer that is one, or several."""
    return (answer,) if isinstance(answer, str) else answer or ()


class Attribute(NamedTuple):
    """Everything that incremental builds know about one attribute of a page."""

    answer: Callable[[SiteAnswers, Node], Any]
    group: Group
    card: bool = False  #: lists show it: it is part of a page's *card*, which workers are sent as a whole
    layout: bool = False  #: the built-in layouts ask it of the page that they show
    names: Callable[[Any], Iterable[str]] | None = None  #: an answer -> the ids of the pages that it names


FILE, ADDRESS, INTERFACE, TREE, HISTORY, ORDER = Group

PAGE_ATTRIBUTES = {
    "aliases": Attribute(_front("aliases", ()), FILE),
    "ancestors": Attribute(lambda answers, node: answers.ancestors(node), TREE, layout=True, names=_ids),
    "authors": Attribute(_front("authors", ()), FILE, card=True),
    "borrowed": Attribute(lambda _, node: node.is_borrowed, INTERFACE),
    "body": Attribute(lambda answers, node: answers.body(node), FILE, layout=True),
    "children": Attribute(lambda answers, node: answers.children(node), INTERFACE, layout=True, names=_ids),
    "count": Attribute(lambda answers, node: answers.term_count(node), INTERFACE, layout=True),
    "date": Attribute(lambda _, node: node.date, ADDRESS, card=True),
    "dated": Attribute(lambda answers, node: answers.dated_in(node), INTERFACE),
    "description": Attribute(_front("description", ""), FILE, card=True),
    "draft": Attribute(_front("draft", default=False), FILE, card=True),
    "excerpt": Attribute(_document("excerpt", ""), FILE, card=True),
    "extra": Attribute(_front("extra", {}), FILE, layout=True),
    "feeds": Attribute(lambda answers, node: answers.feeds(node), TREE, layout=True),
    "history": Attribute(lambda answers, node: answers.history(node), HISTORY, layout=True),
    "image": Attribute(_image, FILE, card=True),
    "images": Attribute(_document("images", ()), FILE, layout=True),
    "kind": Attribute(lambda _, node: node.kind.value, ADDRESS, card=True),
    "list_pages": Attribute(lambda answers, node: answers.pagination(node.id).pages, INTERFACE, layout=True),
    "markdown_url": Attribute(_markdown_url, ADDRESS, layout=True),
    "math": Attribute(_document("has_formulas", default=False), FILE, layout=True),
    "navigation": Attribute(
        lambda answers, node: answers.navigator.show(node.id), ORDER, layout=True, names=pages_of
    ),
    "next": Attribute(lambda answers, node: answers.neighbour(node, +1), ORDER, layout=True, names=_ids),
    "noindex": Attribute(lambda _, node: not node.reach.robots, INTERFACE, layout=True),
    "outdated": Attribute(lambda *_: "", INTERFACE, names=_ids),
    "pages": Attribute(lambda answers, node: answers.listed(node.id), INTERFACE, names=_ids),
    "one_page": Attribute(_one_page, ADDRESS),
    "parts": Attribute(lambda answers, node: answers.parts(node), ORDER, names=_ids_of_parts),
    "path": Attribute(_document("path", ""), FILE, card=True),
    "previous": Attribute(lambda answers, node: answers.neighbour(node, -1), ORDER, layout=True, names=_ids),
    "reading_time": Attribute(_reading_time, FILE, card=True),  # few edits change it, unlike the words
    "references": Attribute(_document("references", ()), FILE),
    "related": Attribute(lambda answers, node: answers.related(node), ORDER, layout=True, names=_ids),
    "section": Attribute(_section, TREE, card=True, names=_ids),
    "status": Attribute(lambda answers, node: answers.status(node), FILE, layout=True),
    "summary": Attribute(_document("summary", ()), FILE, layout=True),
    "terms": Attribute(lambda answers, node: answers.tags(node), INTERFACE, card=True),
    "title": Attribute(lambda _, node: node.title, ADDRESS, card=True),
    "toc": Attribute(_front("toc", None), FILE, layout=True),
    "tokens": Attribute(_document("tokens", 0), FILE),
    "translations": Attribute(lambda *_: (), INTERFACE, names=lambda pairs: [id_ for _, id_ in pairs or ()]),
    "unlisted": Attribute(lambda _, node: not node.reach.lists, INTERFACE),
    "updated": Attribute(_front("updated", None), FILE, card=True),
    "url": Attribute(lambda _, node: node.route.url, ADDRESS, card=True),
    "weight": Attribute(lambda _, node: node.weight, ADDRESS, card=True),
    "words": Attribute(_document("words", 0), FILE),
}


def attributes_of(*groups: Group) -> frozenset[str]:
    """Return the names of the attributes that one of these groups decides."""
    return frozenset(name for name, attribute in PAGE_ATTRIBUTES.items() if attribute.group in groups)

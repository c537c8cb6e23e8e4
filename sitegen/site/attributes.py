"""What a template may ask of a page, and how it is answered: three tables.

Which table an attribute stands in says what can change its answer, and incremental builds rely on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.site.links import is_elsewhere
from sitegen.site.made import markdown_route
from sitegen.site.nodes import HOME

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.site.answers import SiteAnswers
    from sitegen.site.nodes import Node

    Attributes = dict[str, Callable[[SiteAnswers, Node], Any]]


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


#: Decided by the page's own file alone: the digest of the file stands for the answer.
FILE_ATTRIBUTES: Attributes = {
    "path": _document("path", ""),
    "updated": _front("updated", None),
    "description": _front("description", ""),
    "excerpt": _document("excerpt", ""),
    "authors": _front("authors", ()),
    "draft": _front("draft", default=False),
    "words": _document("words", 0),
    "tokens": _document("tokens", 0),
    "image": _image,
    "images": _document("images", ()),
    "math": _front("math", default=False),
    "toc": _front("toc", None),
    "layout": _front("layout", ""),
    "aliases": _front("aliases", ()),
    "extra": _front("extra", {}),
    "summary": _document("summary", ()),
    "references": _document("references", ()),
    "body": lambda answers, node: answers.body(node),
}
#: Decided by the file and where it stands: its name, its address, what kind of page that makes it.
PLACE_ATTRIBUTES: Attributes = {
    "kind": lambda _, node: node.kind.value,
    "url": lambda _, node: node.route.url,
    "output": lambda _, node: node.route.output,
    "markdown_url": lambda answers, node: markdown_route(node).url if answers.has_markdown(node) else "",
    "title": lambda _, node: node.title,
    "date": lambda _, node: node.date,
    "weight": lambda _, node: node.weight,
}
#: Decided by other pages as well: order, sections, terms.
STRUCTURE_ATTRIBUTES: Attributes = {
    "section": lambda answers, node: answers.home if node.parent == HOME else node.parent,
    "terms": lambda answers, node: answers.tags(node),
    "ancestors": lambda answers, node: answers.ancestors(node),
    "previous": lambda answers, node: answers.neighbour(node, -1),
    "next": lambda answers, node: answers.neighbour(node, +1),
    "related": lambda answers, node: answers.related(node),
    "pages": lambda answers, node: answers.listed(node.id),
    "dated": lambda answers, node: answers.dated_in(node),
    "children": lambda answers, node: answers.children(node),
    "count": lambda answers, node: answers.term_count(node),
    "list_pages": lambda answers, node: answers.list_pages(node.id),
    "feeds": lambda answers, node: answers.feeds(node),
}
PAGE_ATTRIBUTES: Attributes = FILE_ATTRIBUTES | PLACE_ATTRIBUTES | STRUCTURE_ATTRIBUTES

#: A page's *card*: small values that lists show, sent to workers together.
CARD = (
    "kind",
    "url",
    "title",
    "date",
    "updated",
    "description",
    "excerpt",
    "authors",
    "draft",
    "terms",
    "words",
    "weight",
    "section",
    "path",
)

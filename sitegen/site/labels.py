"""A label -> the page that has it: a heading's id, the name of an object, or one of another project."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import msgspec

from sitegen.config import Dialect, split_path
from sitegen.core.model import LABEL, OPTIONAL_LABEL, Body
from sitegen.core.suggest import nearest
from sitegen.site.resolved import Resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node
    from sitegen.site.values import Inventories

_CODE = "reference-unknown"


class Labels:
    """Every id of a site's pages; they are gathered when a page asks for the first."""

    def __init__(self, site: Site, inventories: Inventories) -> None:
        self._inventories = inventories
        self._site = site

    def resolve(self, base: str, target: str) -> Resolved:
        """Return where ``::label`` leads in the file ``base``: to itself, if it has the label."""
        label = target.removeprefix(OPTIONAL_LABEL).removeprefix(LABEL)
        pages: Sequence[str] = self._pages.get(label, ())
        if any(self._site.nodes[page].path == base for page in pages):
            return Resolved(f"#{quote(label)}")
        if len(pages) > 1:
            pages = self._choose(label, pages, base)
        if len(pages) == 1:
            return Resolved(f"{self._site.nodes[pages[0]].route.url}#{quote(label)}")
        if pages:
            shown = ", ".join(self._site.nodes[page].path for page in pages[:3])
            hint = f"name the page: [text]({self._site.nodes[pages[0]].path}#{label})"
            return Resolved("", "", _CODE, f"{label!r} is on several pages: {shown}", hint)
        if url := self._inventories.find(label):
            return Resolved(url)
        is_optional = target.startswith(OPTIONAL_LABEL)
        if (
            is_optional or not self._inventories.is_complete
        ):  # an object that is missing, and reported, may have it
            return Resolved("", "", _CODE) if is_optional else Resolved("#top")
        guess = nearest(label, self._pages)
        hint = f"did you mean {guess}?" if guess else "no heading, object or inventory has this name"
        return Resolved("", "", _CODE, f"nothing has the label {label!r}", hint)

    def _choose(self, label: str, pages: Sequence[str], base: str) -> Sequence[str]:
        """Return the pages that a label on several is most likely to mean.

        Those in the language of ``base``; of an object, the page that also documents what the object is in;
        in a site of MkDocs, whose links lead to the first page, that one.
        """
        language = split_path(self._site.config.languages, base)[0] or self._site.config.language
        pages = [page for page in pages if self._site.nodes[page].language == language] or pages
        objects = [page for page in pages if label in self._objects.get(page, ())]
        names = label.split(".")
        above = [".".join(names[:length]) for length in range(len(names) - 1, 0, -1)] if objects else []
        ranks = {
            page: tuple(name in self._objects.get(page, ()) for name in above) for page in objects or pages
        }
        best = [page for page, rank in ranks.items() if rank == max(ranks.values())]
        return best[:1] if self._site.config.dialect is Dialect.MKDOCS else best

    @cached_property
    def _pages(self) -> dict[str, list[str]]:
        """Labels -> the ids of the pages that have them."""
        pages: dict[str, list[str]] = defaultdict(list)
        for node in self._site.nodes.values():
            for anchor in node.document.anchors if node.document else ():
                pages[anchor].append(node.id)
        return dict(pages)

    @cached_property
    def _objects(self) -> dict[str, frozenset[str]]:
        """Pages -> the names of the objects that they document."""
        return {
            node.id: frozenset(name for name, _ in node.document.objects)
            for node in self._site.nodes.values()
            if node.document and node.document.objects
        }


def show_title(node: Node | None, url: str, read_body: Callable[[Node], bytes]) -> str:
    """Return the HTML of a link without a text: the heading at ``url``, else the page's title, else a name.

    ``url`` has no base path; ``node`` is the page there, if any.
    """
    address, _, part = url.partition("#")
    name = unquote(part)
    if node is None:
        return escape(name or address)
    if not part:
        return escape(node.title)
    body = read_body(node)
    headings = msgspec.msgpack.decode(body, type=Body).headings if body else ()
    is_object = node.document is not None and any(name == one for one, _ in node.document.objects)
    return next(
        (heading.html for heading in headings if heading.id == name),
        escape(name if is_object else node.title),
    )


def list_objects(site: Site) -> tuple[tuple[str, str, str, str], ...]:
    """Return (name, role, URL without the base path, title) of what objects.inv lists, sorted."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for node in site.nodes.values():
        document = node.document
        if document is None or not node.path:
            continue
        found[node.path.rpartition(".")[0], "std:doc"] = (node.route.url, node.title)
        for name, role in document.objects:
            if name in document.anchors:
                found.setdefault((name, role), (f"{node.route.url}#{quote(name)}", name))
    return tuple((name, role, url, title) for (name, role), (url, title) in sorted(found.items()))

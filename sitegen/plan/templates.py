"""A page -> the template that makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect
from sitegen.core.problems import Problem, error, warning
from sitegen.core.suggest import nearest
from sitegen.site.assemble import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Kind, Node


#: Layouts of other generators that only say what kind of page it is.
_CUSTOMARY = frozenset(
    ("post", "page", "default", "single", "list", "home", "none", "null", "article", "base", "section", "404")
)


#: Templates of the theme that show no text of an ordinary page. Their names mean other layouts elsewhere.
_OF_NO_PAGE = frozenset(
    ("redirect", "navigation", "base", "home", "section", "taxonomy", "term", "404", "one-page")
)


def choose_template(
    site: Site, node: Node, templates: Collection[str], find_usual: Callable[[Kind, str], str]
) -> tuple[str, Problem | None]:
    """Return the template of a page: its front matter's layout, else the deepest one of its kind."""
    written = node.document.front.layout if node.document else ""
    layout = site.config.layouts.get(written, written)
    names = [name for name in (layout, f"{layout}.html") if layout]
    is_ours = (
        site.config.dialect is not Dialect.SITEGEN
        and written == layout
        and layout.removesuffix(".html") in _OF_NO_PAGE
    )
    name = "" if is_ours else next((name for name in names if name in templates), "")
    if layout and not name and not _is_customary(site, layout):
        return f"{node.kind}.html", _unknown_layout(site, node, layout, templates)
    if name:
        return name, None
    return find_usual(node.kind, node.document.path.rpartition("/")[0] if node.document else ""), None


def find_default_template(templates: Collection[str], kind: Kind, folder: str) -> str:
    """Return the template of a kind of page for the files of a folder."""
    usual = f"{kind}.html"
    while folder:
        if (name := f"{folder}/{usual}") in templates:
            return name
        folder = folder.rpartition("/")[0]
    return usual


def _is_customary(site: Site, layout: str) -> bool:
    """Return whether this is another generator's name for the usual layout."""
    return site.config.dialect is not Dialect.SITEGEN and layout.removesuffix(".html") in _CUSTOMARY


def _unknown_layout(site: Site, node: Node, layout: str, templates: Collection[str]) -> Problem:
    names = [name for name in templates if "/" not in name]
    guess = nearest(layout, [*names, *(name.removesuffix(".html") for name in names)])
    line, column = node.document.front.place("layout") if node.document else (0, 0)
    if site.config.dialect is not Dialect.SITEGEN:
        return warning(
            "unknown-layout",
            f"there is no layout {layout!r}: the page uses the default of its kind, {node.kind}.html",
            path=shown_path(site.config, node),
            line=line,
            column=column,
            hint="map it to a template under [layouts] in sitegen.toml",
            subject=layout,
        )
    return error(
        "unknown-layout",
        f"there is no layout {layout!r}",
        path=shown_path(site.config, node),
        line=line,
        column=column,
        hint=f"did you mean {guess!r}?" if guess else f"add {site.config.paths.layouts}/{layout}.html",
        subject=layout,
    )

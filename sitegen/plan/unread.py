"""A site -> warnings about layouts and terms that its author wrote, and that have no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect
from sitegen.core.problems import Problem, warning
from sitegen.site.assemble import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.core.model import Document
    from sitegen.plan.target import Target
    from sitegen.site.assemble import Site
    from sitegen.theme.layouts import Layouts

#: The second taxonomy that most other generators have from the start.
_CATEGORIES = "categories"


def check_empty_layouts(targets: Iterable[Target], layouts: Layouts) -> Iterator[Problem]:
    """Yield a warning for each layout of pages that is empty; an empty part of one may be meant so."""
    for name in sorted({target.template for target in targets}):
        template = layouts.templates.get(name)
        if name.endswith(".html") and template and not template.text.strip():
            message = "this layout is empty, so the pages that use it are empty"
            yield warning("layout-empty", message, path=template.path, hint="write it, or remove the file")


def check_categories(site: Site, layouts: Layouts) -> Iterator[Problem]:
    """Yield a warning, once, when pages have categories, but nothing of the site reads them."""
    config = site.config
    declared = {name for schema in config.schemas.values() for name in schema.fields}
    names = {taxonomy.name for taxonomy in config.taxonomies} | declared
    if config.dialect is not Dialect.SITEGEN or _CATEGORIES in names or layouts.extensions:
        return
    for node in site.nodes.values():
        document = node.document
        if document and document.front.extra.get(_CATEGORIES) and _has_key(document):
            if any(_CATEGORIES in template.text for template in layouts.own_templates()):
                return
            line, column = document.front.place(_CATEGORIES)
            message = "categories have no effect: there is no such taxonomy"
            listed = ", ".join(
                f'"{name}"' for name in (*(item.name for item in config.taxonomies), _CATEGORIES)
            )
            yield warning(
                "front-matter-unknown-key",
                message,
                path=shown_path(config, node),
                line=line,
                column=column,
                hint=f"set taxonomies = [{listed}] in sitegen.toml, or put the key under extra",
            )
            return


def _has_key(document: Document) -> bool:
    """Return whether the author wrote categories as a key of its own, not below ``extra``."""
    return any(key.name == _CATEGORIES for key in document.front.keys)

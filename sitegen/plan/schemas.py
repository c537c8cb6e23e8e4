"""The schemas of a site and its pages -> Problems: missing pages and files, schemas without pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import key_place
from sitegen.core.hosts import is_elsewhere
from sitegen.core.problems import Problem, warning
from sitegen.core.suggest import nearest
from sitegen.site.assemble import shown_path
from sitegen.site.resolved import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site


def check_fields(site: Site, answers: SiteAnswers) -> Iterator[Problem]:
    """Yield a Problem for each page or file that is named in front matter and doesn't exist."""
    for node in site.nodes.values() if site.config.schemas else ():
        for link in node.document.front.links if node.document else ():
            resolved = answers.link(node.id, link.target)
            if is_elsewhere(link.target) or (not resolved.code and bool(resolved.file) != link.embed):
                expected = "a file" if link.embed else "a page"
                message = f"{link.target!r} is not {expected} of this site"
                resolved = Resolved("", "", "field-value", message, "write it as in a link: ../notes/a.md")
            if resolved.code:
                yield resolved.describe(link.target, shown_path(site.config, node), link.line, link.column)


def check_schemas(site: Site, paths: Iterable[str], config_text: str) -> Iterator[Problem]:
    """Yield a warning for each schema whose folder has no page: its name may be misspelt."""
    folders = {""}
    for path in paths if site.config.schemas else ():
        parts = path.split("/")
        folders.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    for name in site.config.schemas.keys() - folders:
        line, column = key_place(config_text, ("schemas", name))
        guess = nearest(name, sorted(folders - {""}))
        message = (
            f"the schema {name!r} applies to no page: there are none in {site.config.paths.content}/{name}"
        )
        hint = f"did you mean {guess!r}?" if guess else "name a folder that has pages"
        yield warning("schema-unused", message, path="sitegen.toml", line=line, column=column, hint=hint)

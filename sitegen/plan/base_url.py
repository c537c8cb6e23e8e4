"""A site without a base_url -> a warning if it has feeds, which need whole addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import key_place
from sitegen.core.problems import Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.site.assemble import Site

CODE = "base-url-missing"


def check_base_url(site: Site, config_text: str) -> Iterator[Problem]:
    """Yield a warning if the site has feeds with pages in them, whose addresses must be whole."""
    has_entries = any(site.nodes[id_].date for id_ in site.pages)
    if site.config.base_url or not (site.config.feeds.formats and has_entries):
        return
    line, column = key_place(config_text, ("base_url",))
    message = "without base_url, links in feeds lead nowhere, and there is no sitemap"
    hint = 'write base_url = "https://…", the address of the site, or formats = [] below [feeds]'
    yield warning(CODE, message, path="sitegen.toml", line=line, column=column, hint=hint)

"""A configuration -> the same for untrusted content, with everything dangerous turned off."""

from __future__ import annotations

import msgspec

from sitegen.config.cache import Cache
from sitegen.config.choices import RawHtml
from sitegen.config.diagrams import Diagrams
from sitegen.config.hosts import External, Headers, Privacy, Serve
from sitegen.config.site_config import Config, Limits, Publishing


def make_safe(config: Config) -> Config:
    """Return a configuration without raw HTML, Python, macros, other hosts and limits of its own.

    It doesn't say how it is published, and writes no rules of redirects and headers for a host. Nor is
    Markdown published as such: some hosts make HTML of it, with whatever is in it. No cache is shared.
    """
    markdown = msgspec.structs.replace(config.markdown, raw_html=RawHtml.NONE, directives={}, macros=False)
    llms = msgspec.structs.replace(config.llms, pages=False)
    check = msgspec.structs.replace(config.check, external=External())
    return msgspec.structs.replace(
        config,
        extensions={},
        output=Publishing(),
        urls=msgspec.structs.replace(config.urls, redirects_for=()),
        headers=Headers(),
        markdown=markdown,
        privacy=Privacy(),
        serve=Serve(),
        limits=Limits(),
        check=check,
        cache=Cache(),
        llms=llms,
        diagrams=Diagrams(languages=()),
        reference=msgspec.structs.replace(config.reference, commands=()),
    )

"""Pages -> files for language models: each page as Markdown, llms.txt and llms-full.txt (llmstxt.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.render.page_view import PageView
    from sitegen.render.site_view import SiteView


def write_index(site: SiteView) -> str:
    """Return llms.txt: what the site is, and a line for each page, by section."""
    return "\n".join(_index_lines(site)) + "\n"


def _index_lines(site: SiteView) -> Iterator[str]:
    yield f"# {site.title}"
    if site.description:
        yield f"\n> {site.description}"
    groups: dict[str, list[PageView]] = {}
    for page in _written(site):
        section = page.section
        groups.setdefault(section.title if section and section.kind != "home" else "Pages", []).append(page)
    for title, pages in sorted(groups.items()):
        yield f"\n## {title}\n"
        for page in pages:
            about = f": {page.description}" if page.description else ""
            count = f" ({page.tokens:,} tokens)" if page.tokens else ""
            yield f"- [{page.title}]({page.markdown_permalink}){about}{count}"


def write_full(site: SiteView) -> str:
    """Return llms-full.txt: every page as Markdown, newest first, each with its address and length."""
    return "\n\n".join(_full_page(page) for page in _written(site)) + "\n"


def _written(site: SiteView) -> Iterator[PageView]:
    """Yield the pages in the language of the site, without those that stand for missing translations."""
    return (page for page in site.pages if not page.borrowed_from)


def _full_page(page: PageView) -> str:
    count = f"Tokens: {page.tokens:,}\n" if page.tokens else ""
    return f"---\nSource: {page.permalink}\n{count}---\n\n{page.markdown.rstrip()}"

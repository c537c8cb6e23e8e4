"""Views -> what machines read: JSON-LD, the JSON feed."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

    from sitegen.render.page_view import PageView
    from sitegen.render.site_view import SiteView


def json_ld(page: PageView, site: SiteView) -> dict[str, Any]:
    """Return schema.org data of a page: BlogPosting for a dated page, WebSite for the home page; breadcrumbs.

    What the head of the page says anyway (language, description, name and picture of any other page) isn't
    repeated: every reader waits for these bytes.
    """
    is_post = page.kind == "page" and page.date is not None
    graph: list[dict[str, Any]] = [_article(page, site)] if is_post or page.kind == "home" else []
    ancestors = page.ancestors
    if len(ancestors) > 1:  # right below the home page, the address says as much
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "name": site.title if ancestor.kind == "home" else ancestor.title,
                "item": ancestor.permalink,
            }
            for position, ancestor in enumerate(ancestors, 1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": items})
    return {"@context": "https://schema.org", "@graph": graph}


def _article(page: PageView, site: SiteView) -> dict[str, Any]:
    is_post = page.kind == "page" and page.date is not None
    authors = page.authors or ((site.author.name,) if site.author.name else ())
    values = {
        "@type": "BlogPosting" if is_post else "WebSite",
        "headline" if is_post else "name": page.title,
        "url": page.permalink,
        "datePublished": _day(page.date) if is_post else "",
        "dateModified": _day(page.updated) if is_post else "",
        "author": [{"@type": "Person", "name": name} for name in authors] if is_post else [],
        "image": page.preview.permalink if page.preview else "",
    }
    return {name: value for name, value in values.items() if value}


def _day(moment: datetime | None) -> str:
    """Return a date, with its time if it has one."""
    if moment is None:
        return ""
    if moment.utcoffset() == timedelta(0) and moment.time() == time.min:
        return moment.date().isoformat()
    return _exactly(moment)


def _exactly(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""


class Feed(Protocol):
    """The pages of a feed, newest first, and where it belongs; URLs are absolute."""

    title: str
    url: str
    page_url: str
    pages: tuple[PageView, ...]

    def content(self, page: PageView) -> Markup:
        """Return the feed's content of a page: all of it, or its summary."""

    def id(self, page: PageView) -> str:
        """Return what the feed calls a page."""


def json_feed(feed: Feed, site: SiteView) -> str:
    """Return a JSON Feed 1.1 (jsonfeed.org) of the pages in ``feed``, newest first."""
    items = []
    for page in feed.pages:
        item = {
            "id": feed.id(page),
            "url": page.permalink,
            "title": page.title,
            "summary": page.description,
            "date_published": _exactly(page.date),
            "date_modified": _exactly(page.updated),
            "authors": [{"name": name} for name in page.authors],
            "tags": [tag.name for tag in page.tags],
            "content_html": str(feed.content(page)),
        }
        items.append({name: value for name, value in item.items() if value})
    values = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "description": site.description,
        "language": site.language,
        "authors": [{"name": site.author.name}] if site.author.name else [],
        "items": items,
    }
    nonempty = {name: value for name, value in values.items() if value or name == "items"}
    return json.dumps(nonempty, ensure_ascii=False, indent=1) + "\n"

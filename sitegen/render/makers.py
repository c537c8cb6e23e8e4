"""A Target -> its bytes: one maker for each form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sitegen.config import RULE_HOSTS, FeedIds, prefer_latest, wording_of
from sitegen.core.text import lazy_compile
from sitegen.plan.policy import HOST_FILES, csp, write_headers
from sitegen.plan.redirect_rules import write_rules
from sitegen.plan.target import Form, Target
from sitegen.render.functions import Functions
from sitegen.render.language_views import name_alternates
from sitegen.render.llms import write_full, write_index
from sitegen.render.metadata import json_feed, json_ld
from sitegen.render.mistakes import find_caller
from sitegen.render.page_view import PageView
from sitegen.render.recorder import Recorder
from sitegen.render.site_view import Paginator, SiteView
from sitegen.site.questions import PageAttribute, SitePart

if TYPE_CHECKING:
    from collections.abc import Callable

    import jinja2
    from markupsafe import Markup

    from sitegen.render.job import RenderJob
    from sitegen.render.sandbox import BoundedEnvironment


#: The texts that the theme's scripts show.
_BROWSER_WORDS = (
    "Copy", "Copied", "Could not be copied", "Address copied", "Search", "Search this site", "Close",
    "The search index could not be loaded.", "1 page", "pages", "Nothing found",
    "Picture", "Previous picture", "Next picture",
)  # fmt: skip


def make_context(recorder: Recorder, job: RenderJob) -> dict[str, Any]:
    """Return the names that every template knows."""
    site = SiteView(recorder)
    functions = Functions(recorder, partial(find_caller, job.layouts))
    wording = wording_of(recorder.config)
    return {
        "word": wording,
        "browser_words": wording.choose(*_BROWSER_WORDS),
        "site": site,
        "version": job.version,
        "csp": lambda: csp(job.config),
        "json_ld": lambda page: json_ld(page, site),
        "get_page": functions.get_page,
        "get_section": functions.get_page,
        "url_for": functions.url_for,
        "load_data": functions.load_data,
        "asset": functions.asset,
        "integrity": functions.integrity,
        "image": functions.image,
        "picture": functions.picture,
        "diagram": functions.diagram,
        "reading_cost": functions.reading_cost,
        "reading_model": job.config.llms.model,
        "calculator": functions.calculator,
        "absolute": recorder.absolute,
    }


def _render_page(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    page = recorder.page(target.node)
    context["page"] = page
    if page.kind in {"home", "section", "term"}:
        context["section" if page.kind != "term" else "term"] = page
        context["paginator"] = Paginator(recorder, target.node, target.number)
    elif page.kind == "taxonomy":
        context["taxonomy"] = page
    return environment.get_template(target.template).render(context)


def _render_one_page(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    from sitegen.render.one_page import make_one_page

    page = context["page"] = recorder.page(target.node)
    whole = {"whole": make_one_page(page, recorder)}
    return environment.get_template(target.template).render(context | whole)


class FeedContext:
    """What a feed template sees as ``feed``."""

    def __init__(self, recorder: Recorder, target: Target) -> None:
        page = recorder.page(target.node)
        feed = next(feed for feed in page.feeds if feed.format == target.argument)
        limit = recorder.config.feeds.limit
        listed = recorder.ask(PageAttribute(target.node, "dated"))
        self.title = feed.title
        self.url = recorder.absolute(feed.url)
        self.page_url = page.permalink
        self.pages = recorder.pages(listed[:limit])
        self.updated = max(
            (moment for page in self.pages if (moment := page.updated or page.date)), default=None
        )
        self.full_text = recorder.config.feeds.full_text
        self._ids = recorder.config.feeds.ids

    def id(self, page: PageView) -> str:
        """Return the id of a page in the feed, by which feed readers recognise entries."""
        return _FEED_IDS[self._ids](page)

    def content(self, page: PageView) -> Markup:
        """Return the feed's content of a page: all of it, or its summary."""
        return page.content_absolute if self.full_text else page.summary_absolute


def _name_as_jekyll(page: PageView) -> str:
    return page.permalink.removesuffix(".html").rstrip("/")


def _name_as_pelican(page: PageView) -> str:
    """Return a tag URI: the host, the day, and the address below it."""
    parts = urlsplit(page.permalink)
    day = page.date.date().isoformat() if page.date else ""
    return f"tag:{parts.hostname or ''},{day}:{parts.path}"


_FEED_IDS: dict[FeedIds, Callable[[PageView], str]] = {
    FeedIds.PERMALINK: lambda page: page.permalink,
    FeedIds.JEKYLL: _name_as_jekyll,
    FeedIds.PELICAN: _name_as_pelican,
}


def _render_feed(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    feed = FeedContext(recorder, target)
    if target.argument == "json":
        return json_feed(feed, context["site"])
    context["page"] = recorder.page(target.node)
    return _without_controls(environment.get_template(target.template).render(context | {"feed": feed}))


def _without_controls(xml: str) -> str:
    """Remove the control characters that XML 1.0 doesn't allow in any form."""
    return _CONTROLS.sub("", xml)


_CONTROLS = lazy_compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _render_redirect(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    page = recorder.page(target.node)
    return environment.get_template(target.template).render(
        context | {"page": page, "target": page.url, "parts": ()}
    )


def _render_moved(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    page = recorder.page(target.node)
    names = {"page": page, "target": recorder.locate(target.argument)}
    parts = recorder.moved_parts(output=target.output)
    return environment.get_template(target.template).render(context | names | {"parts": parts})


def _render_sitemap(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    entries = [
        (prefer_latest(recorder.config, recorder.absolute(recorder.base_path + url)), day)
        for url, day in recorder.ask(SitePart("sitemap"))
    ]
    context["page"] = recorder.page(target.node)
    names = {"entries": entries, "alternates": _list_alternates(recorder)}
    return environment.get_template(target.template).render(context | names)


def _list_alternates(recorder: Recorder) -> dict[str, list[tuple[str, str]]]:
    """Return by absolute address the (language tag or x-default, address) of all versions of a page."""
    config = recorder.config
    if not config.languages:
        return {}

    def address(url: str) -> str:
        return prefer_latest(config, recorder.absolute(recorder.base_path + url))

    return {
        address(url): name_alternates(
            config, recorder.main_language, [(code, address(version)) for code, version in versions]
        )
        for url, versions in recorder.ask(SitePart("alternates"))
    }


def _render_text(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    context["page"] = recorder.page(target.node)
    return environment.get_template(target.template).render(context)


def _render_host_file(target: Target, recorder: Recorder, *_unused: object) -> str:
    config = recorder.config
    headers = [name for name in config.headers.files if HOST_FILES[name].path == target.output]
    rules = [name for name in config.urls.redirects_for if RULE_HOSTS[name] == target.output]
    parts = [write_headers(config, name) for name in dict.fromkeys(headers)]
    parts += [
        write_rules(name, recorder.ask(SitePart("redirects")), recorder.base_path)
        for name in dict.fromkeys(rules)
    ]
    return "".join(parts)


def _render_markdown(target: Target, recorder: Recorder, *_unused: object) -> str:
    return recorder.page(target.node).markdown


def _render_llms(
    target: Target, _recorder: Recorder, _environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    return write_full(context["site"]) if target.argument else write_index(context["site"])


def _write_inventory(_target: Target, recorder: Recorder, *_unused: object) -> bytes:
    from sitegen.reference.inventory import Entry, write_inventory

    entries = [
        Entry(name, role, url.removeprefix("/"), title)  # relative to the site
        for name, role, url, title in recorder.ask(SitePart("objects"))
    ]
    return write_inventory(recorder.config.title, "", entries)


def _write_extension(
    target: Target, _recorder: Recorder, environment: BoundedEnvironment, context: dict[str, Any]
) -> str | bytes:
    assert environment.names is not None  # noqa: S101  it is planned only with extensions
    return environment.names.write(target.output, context["site"])


MAKERS: dict[Form, Callable[[Target, Recorder, BoundedEnvironment, dict[str, Any]], str | bytes]] = {
    Form.PAGE: _render_page,
    Form.FEED: _render_feed,
    Form.REDIRECT: _render_redirect,
    Form.MOVED: _render_moved,
    Form.SITEMAP: _render_sitemap,
    Form.TEXT: _render_text,
    Form.HOST: _render_host_file,
    Form.EXTENSION: _write_extension,
    Form.INVENTORY: _write_inventory,
    Form.MARKDOWN: _render_markdown,
    Form.LLMS: _render_llms,
    Form.NAVIGATION: _render_page,
    Form.ONE_PAGE: _render_one_page,
}

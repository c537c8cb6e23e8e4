"""``pelicanconf.py`` and ``publishconf.py`` -> ImportedSite; they are parsed and never run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Folder, ImportedSite
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import OldSettings, merge
from sitegen.importing.generators.pelican_lists import lead_lists

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.importing.generators.old_settings import Node

_NAME = "pelicanconf.py"
_PUBLISHED = "publishconf.py"
_PART = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_WORDS = {"slug": ":slug", "category": ":category"}
_DATES = {
    "%Y": ":year",
    "%y": ":short_year",
    "%m": ":month",
    "%d": ":day",
    "%-m": ":i_month",
    "%-d": ":i_day",
}
_THEME = "the built-in theme renders the pages; your own templates go into sitegen/layouts/"
_LINKS = "write these links into a footer of your own: see Change the footer"
_ADVICE = {
    "THEME": _THEME,
    "LINKS": _LINKS,
    "SOCIAL": _LINKS,
    "TIMEZONE": "",
    "OUTPUT_PATH": "",
    "DELETE_OUTPUT_DIRECTORY": "",
    "RELATIVE_URLS": "",
    "CACHE_CONTENT": "",
    "LOAD_CONTENT_CACHE": "",
    "MARKDOWN": "",
    "STATIC_PATHS": "",
    "ARTICLE_SAVE_AS": "",
    "PAGE_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    "PLUGIN_PATHS": "",
    "DISPLAY_PAGES_ON_MENU": "",
    "DISPLAY_CATEGORIES_ON_MENU": "",
    "DEFAULT_DATE_FORMAT": "",
    "DEFAULT_DATE": "write a date into the pages",
    "USE_FOLDER_AS_CATEGORY": "",
    "SUMMARY_MAX_LENGTH": "",
    "LOCALE": "",
    "BIND": "",
    "PORT": "",
    "GITHUB_URL": _LINKS,
    "GOOGLE_ANALYTICS": "add the script of your service to base.html: see Add analytics",
    "DISQUS_SITENAME": "see Add comments",
    "EXTRA_PATH_METADATA": "move these files to static/: they keep their names at the top of the site",
    "FEED_DOMAIN": "",
    "TRANSLATION_FEED_ATOM": "",
    "AUTHOR_FEED_ATOM": "",
    "AUTHOR_FEED_RSS": "",
    "CATEGORY_FEED_ATOM": "",
    "CATEGORY_FEED_RSS": "",
    "TAG_FEED_ATOM": "",
    "TAG_FEED_RSS": "",
}


def read_pelican(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = folder / _NAME
    root = read_old_file(path)
    if (folder / _PUBLISHED).is_file():
        root = merge(root, read_old_file(folder / _PUBLISHED))
    settings = OldSettings(root)
    draft = Draft("Pelican", path, "pelican")
    values = draft.values
    values["title"] = settings.text("SITENAME")
    values["description"] = settings.text("SITESUBTITLE") or settings.text("SITEDESCRIPTION")
    values["base_url"] = site_address(settings.text("SITEURL"))
    values["language"] = settings.text("DEFAULT_LANG", default="en")
    values["author"] = {"name": settings.text("AUTHOR")}
    values["paginate"] = settings.number("DEFAULT_PAGINATION")
    content = settings.text("PATH", default="content").removeprefix("./").strip("/") or "."
    values["paths"] = {"content": content}
    draft.folders.append(Folder(folder / content, content))
    _read_addresses(draft, settings)
    _read_feeds(draft, settings)
    if settings.take("TYPOGRIFY"):
        values["markdown"] = {"smart_punctuation": True}
    draft.ignore(pattern for pattern in settings.texts("IGNORE_FILES") if pattern[0] != ".")
    menu = settings.take("MENUITEMS")
    entries = [
        {"name": part.parts[0].text, "target": part.parts[1].text}
        for part in (menu.parts if menu is not None else ())
        if len(part.parts) == 2 and part.parts[1].text
    ]
    if entries:
        values["menu"] = entries
    plugins = settings.take("PLUGINS")
    draft.tell_plugins(
        "PLUGINS", plugins.parts if plugins is not None else (), {"sitemap": "", "neighbors": ""}
    )
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _read_addresses(draft: Draft, settings: OldSettings) -> None:
    articles = settings.take("ARTICLE_URL")
    pages = settings.take("PAGE_URL")
    patterns = {"": "/:slug.html", "pages": "/pages/:slug.html"}
    page_folders = settings.texts("PAGE_PATHS") or ("pages",)
    settings.take("ARTICLE_PATHS")
    for node, folders in ((articles, ("",)), (pages, page_folders)):
        pattern = _pattern(node.text) if node is not None else ""
        if node is not None and not pattern:
            draft.tell("URL", node, "sitegen has no such word in a pattern: see urls.patterns")
        for folder in folders if pattern else ():
            patterns[folder] = pattern
    draft.values["urls"] = {"patterns": patterns}
    groups: list[dict[str, Any]] = []
    for name, key, usual in (
        ("tags", "TAG_URL", "tag/{slug}.html"),
        ("categories", "CATEGORY_URL", "category/{slug}.html"),
    ):
        written = settings.text(key, default=usual)
        path = written.partition("{")[0].strip("/") or usual.partition("/")[0]
        groups.append({"name": name, "path": path})
    draft.values["taxonomies"] = groups
    lead_lists(draft, settings, page_folders)


def _pattern(written: str) -> str:
    """Return a pattern of addresses; "" if it has a part that has no counterpart."""
    unknown: list[str] = []

    def replace(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if name != "date":
            if name not in _WORDS:
                unknown.append(name)
            return _WORDS.get(name, "")
        parts = re.findall(r"%-?\w", form)
        unknown.extend(part for part in parts if part not in _DATES)
        return re.sub(r"%-?\w", lambda part: _DATES.get(part[0], ""), form)

    pattern = _PART.sub(replace, written)
    return "" if unknown else f"/{pattern.lstrip('/')}"


def _read_feeds(draft: Draft, settings: OldSettings) -> None:
    paths: dict[str, str] = {}
    for name, form in (
        ("FEED_ALL_ATOM", "atom"),
        ("FEED_ATOM", "atom"),
        ("FEED_ALL_RSS", "rss"),
        ("FEED_RSS", "rss"),
    ):
        node: Node | None = settings.take(name)
        if node is not None and node.text:
            paths.setdefault(form, f"/{node.text.lstrip('/')}")
    if not paths and "FEED_ALL_ATOM" not in settings.root.items:
        paths = {"atom": "/feeds/all.atom.xml"}
    feeds: dict[str, Any] = {"formats": [*paths], "ids": "pelican"}
    if paths:
        feeds |= {"path": paths, "term_formats": [*paths][:1]}
    if limit := settings.number("FEED_MAX_ITEMS"):
        feeds["limit"] = limit
    draft.values["feeds"] = feeds

"""``_config.yml`` of Hexo -> ImportedSite."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from sitegen.core.slugs import hexo_segment
from sitegen.importing.generators.address import join_base
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.hugo import translate_pattern
from sitegen.importing.generators.imported import Folder, ImportedSite
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_posts import OldPost, lead_list_pages, read_posts
from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WORDS: dict[str, str | None] = {
    ":post_title": ":title",
    ":name": ":filename",
    ":hash": None,
    ":id": None,
    ":hour": None,
    ":minute": None,
    ":second": None,
    ":timestamp": None,
}
_ADVICE = dict.fromkeys(
    (
        "timezone", "keywords", "permalink_defaults", "public_dir", "code_dir", "i18n_dir", "filename_case",
        "external_link", "titlecase", "render_drafts", "post_asset_folder", "relative_link", "future",
        "highlight",
        "prismjs", "syntax_highlighter", "default_category", "category_map", "tag_map", "date_format",
        "time_format",
        "updated_option", "deploy", "include", "meta_generator", "new_post_name",
        "default_layout",
        "pretty_urls", "marked", "markdown", "sitemap", "index_generator",
        "use_date_for_updated",
        "ignore", "archive_generator", "tag_generator", "category_generator", "server", "nofollow", "algolia",
    ),
    "",
) | {
    "theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "theme_config": "the built-in theme has no such setting",
    "skip_render": "move these files to static/: they are published as they are",
    "search": "set [search] enabled = true",
}  # fmt: skip


def read_hexo(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = folder / "_config.yml"
    settings = OldSettings(read_old_file(path))
    draft = Draft("Hexo", path, "jekyll")
    values = draft.values
    values["title"] = settings.text("title")
    values["description"] = settings.text("description") or settings.text("subtitle")
    values["author"] = {"name": settings.text("author")}
    values["base_url"] = join_base(settings.text("url"), settings.text("root", default="/"))
    if settings.text("url").rstrip("/").endswith(settings.text("root").strip("/") or "\0"):
        values["base_url"] = join_base(settings.text("url"), "")
    values["language"] = (settings.texts("language") or ("en",))[0].replace("_", "-")
    size = settings.number("per_page", default=10)
    values["paginate"] = settings.number("index_generator", "per_page", default=size)
    source = settings.text("source_dir", default="source").strip("/")
    values["markdown"] = {"heading_ids": "hexo", "liquid": False}
    values["paths"] = {"content": source, "data": "sitegen/data", "static": "sitegen/static"}
    written = settings.text("permalink", default=":year/:month/:day/:title/")
    pattern = translate_pattern(written, _WORDS)
    if not pattern:
        draft.tell(
            "permalink", settings.root.items["permalink"], "sitegen has no such word: see urls.patterns"
        )
        pattern = "/:year/:month/:day/:title/"
    patterns = {"_posts": pattern, "_drafts": pattern}
    values["urls"] = {"style": "directory" if pattern.endswith("/") else "html", "patterns": patterns}
    values["taxonomies"] = [
        {"name": "tags", "path": settings.text("tag_dir", default="tags").strip("/")},
        {"name": "categories", "path": settings.text("category_dir", default="categories").strip("/")},
    ]
    if settings.number("filename_case") == 1:
        draft.set("urls", lowercase=True)
    posts = [*read_posts(folder / source / "_posts")]
    _lead_lists(draft, settings, posts)
    _lead_categories(draft, settings, posts)
    values["feeds"] = _read_feeds(settings)
    draft.ignore(["_data/*"])
    draft.ignore(pattern.replace("**/", "").removesuffix("/**") for pattern in settings.texts("exclude"))
    draft.folders.append(Folder(folder / source, source))
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _lead_lists(draft: Draft, settings: OldSettings, posts: Sequence[OldPost]) -> None:
    """Redirect the lists of all posts, of a year and of a month to the home page, which lists all posts."""
    size = settings.number("per_page", default=10)
    pages = settings.text("pagination_dir", default="page").strip("/")
    if pages != "page":
        draft.redirects |= lead_list_pages(f"/{pages}/:num/", "/", len(posts), draft.values["paginate"])
    size = settings.number("archive_generator", "per_page", default=size)
    top = settings.text("archive_dir", default="archives").strip("/")
    counts = Counter({f"/{top}/": len(posts)})
    for post in posts:
        if post.month:
            year, month = post.month
            counts.update((f"/{top}/{year}/", f"/{top}/{year}/{month}/"))
    for address, count in counts.items():
        draft.redirects |= {address: "/"} | lead_list_pages(f"{address}{pages}/:num/", "/", count, size)


def _lead_categories(draft: Draft, settings: OldSettings, posts: Sequence[OldPost]) -> None:
    """Redirect categories below others, ``/categories/a/b/``, to the page of the last one."""
    top = draft.values["taxonomies"][1]["path"]
    pages = settings.text("pagination_dir", default="page").strip("/")
    size = settings.number("category_generator", "per_page", default=settings.number("per_page", default=10))
    counts: Counter[tuple[str, ...]] = Counter()
    for post in posts:
        for names in _read_categories(post.head):
            slugs = tuple(hexo_segment(name) for name in names)
            counts.update(slugs[:depth] for depth in range(2, len(slugs) + 1))
    for slugs, count in counts.items():
        old, target = f"/{top}/{'/'.join(slugs)}/", f"/{top}/{slugs[-1]}/"
        draft.redirects |= {old: target} | lead_list_pages(f"{old}{pages}/:num/", target, count, size)


def _read_categories(head: str) -> list[list[str]]:
    """Return the categories of a post: a list is a path of them, and a list of lists holds several."""
    try:
        values = yaml.safe_load(head.replace("\t", "  "))
    except yaml.YAMLError:
        return []
    written = values.get("categories", values.get("category")) if isinstance(values, dict) else None
    entries = written if isinstance(written, list) else [written]
    if any(isinstance(entry, list) for entry in entries):
        paths = [entry if isinstance(entry, list) else [entry] for entry in entries]
    else:
        paths = [entries]
    return [[str(name) for name in path if name is not None] for path in paths]


def _read_feeds(settings: OldSettings) -> dict[str, Any]:
    form = (settings.texts("feed", "type") or ("atom",))[0]
    form = "rss" if form.startswith("rss") else "atom"
    name = (settings.texts("feed", "path") or (f"{form}.xml" if form == "atom" else "rss2.xml",))[0]
    feeds: dict[str, Any] = {
        "formats": [form],
        "path": {form: f"/{name.lstrip('/')}"},
        "term_formats": [form],
    }
    if limit := settings.number("feed", "limit", default=20):
        feeds["limit"] = limit
    for key in (
        "hub",
        "content",
        "content_limit",
        "content_limit_delim",
        "order_by",
        "icon",
        "autodiscovery",
        "template",
    ):
        settings.take("feed", key)
    return feeds

"""The options of MkDocs' plugins that have a counterpart -> options of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.imported import Kind
from sitegen.importing.generators.mkdocs_languages import read_languages
from sitegen.importing.generators.mkdocs_reference import read_autorefs, read_mkdocstrings
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.importing.generators.draft import Draft

_STYLES = {"yyyy": ":year", "yy": ":short_year", "MM": ":month", "M": ":i_month", "dd": ":day", "d": ":i_day"}
#: The date of a post in its front matter, and what names it.
_DATE = re.compile(r"^(?:date|[ ]+created):[ \t]*['\"]?(\d{4})-(\d\d)-(\d\d)", re.MULTILINE)
_NAMED = re.compile(r"^(?:title|slug):", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_FORMAT = re.compile(r"\{(\w+)\}")
_OLD_FEEDS = {"rss": "feed_rss_created.xml"}


def _read_search(draft: Draft, options: OldSettings) -> None:
    draft.values["search"] = {"enabled": True}
    draft.comments["search.enabled"] = "needs Pagefind: pip install 'sitegen-ssg[search]'"
    for key in (
        "lang",
        "separator",
        "pipeline",
        "prebuild_index",
        "min_search_length",
        "indexing",
        "enabled",
    ):
        options.take(key)


def _read_redirects(draft: Draft, options: OldSettings) -> None:
    for old, new in options.map("redirect_maps").items():
        target = new.text if "://" in new.text else _address(draft, new.text)
        draft.redirects[_address(draft, old)] = target


def _address(draft: Draft, page: str) -> str:
    path, mark, anchor = page.partition("#")
    stem = path.removesuffix(".md")
    is_html = draft.values.get("urls", {}).get("style") == "html"
    if stem.rpartition("/")[2] in ("index", "README"):
        address = f"/{stem.rpartition('/')[0]}/".replace("//", "/")
    else:
        address = f"/{stem}.html" if is_html else f"/{stem}/"
    return f"{address}{mark}{anchor}"


def _read_blog(draft: Draft, options: OldSettings) -> None:
    folder = options.text("blog_dir", default="blog").strip("/").removeprefix(".")
    posts = options.text("post_dir", default="{blog}/posts").replace("{blog}", folder).strip("/")
    date = options.text("post_url_date_format", default="yyyy/MM/dd")
    words = {"date": _dates(date), "slug": ":slug", "categories": ":category", "file": ":title"}
    form = options.text("post_url_format", default="{date}/{slug}")
    pattern = _FORMAT.sub(lambda match: words.get(match[1], ""), form)
    urls = draft.values.setdefault("urls", {"readme": True})
    urls.setdefault("patterns", {})[posts] = f"/{folder}/{pattern}/".replace("//", "/")
    category = options.text("categories_url_format", default="category/{slug}").partition("/{")[0]
    draft.values["taxonomies"] = [
        {"name": "tags"},
        {"name": "categories", "path": f"{folder}/{category}".strip("/")},
    ]
    for key in (
        "post_excerpt",
        "pagination_per_page",
        "archive",
        "categories",
        "post_readtime",
        "authors",
    ):
        options.take(key)
    draft.values["paginate"] = 10
    _redirect_posts(draft, folder, posts, by_heading=(date, form) == ("yyyy/MM/dd", "{date}/{slug}"))


def _redirect_posts(draft: Draft, folder: str, posts: str, *, by_heading: bool) -> None:
    """Lead from the pages of the years, which sitegen doesn't make, to the blog.

    The addresses of posts have the names of their files here; the old ones may have their headings.
    """
    start = f"/{folder}/".replace("//", "/")
    top = draft.folder / draft.values["paths"]["content"] / posts
    for file in sorted(top.rglob("*.md")):
        with file.open(encoding="utf-8", errors="replace") as lines:
            text = lines.read(4000)
        date, heading = _DATE.search(text), _HEADING.search(text)
        if date is None:
            continue
        draft.redirects[f"{start}archive/{date[1]}/"] = start
        slug = re.sub(r"[^\w\- ]", "", heading[1].lower()).strip().replace(" ", "-") if heading else ""
        if by_heading and slug not in ("", file.stem) and not _NAMED.search(text.partition("\n---")[0]):
            day = f"{start}{date[1]}/{date[2]}/{date[3]}"
            draft.redirects[f"{day}/{slug}/"] = f"{day}/{file.stem}/"


def _read_tags(draft: Draft, options: OldSettings) -> None:
    draft.values.setdefault("taxonomies", [{"name": "tags"}])
    if node := options.take("tags_file"):
        advice = "sitegen lists all tags at /tags/: link there, or write the list into this page"
        draft.tell("plugins.tags.tags_file", node, advice, Kind.PLUGIN)
    options.take("tags")


def _read_rss(draft: Draft, options: OldSettings) -> None:
    draft.values["feeds"] = {"formats": ["rss", "json"]}
    names = options.map("feeds_filenames")
    old = names["rss_created"].text if "rss_created" in names else _OLD_FEEDS["rss"]
    draft.values["feeds"]["path"] = {"rss": f"/{old}"}
    for key in ("match_path", "date_from_meta", "categories", "length", "enabled", "use_git"):
        options.take(key)


def _read_social(draft: Draft, options: OldSettings) -> None:
    cards: dict[str, Any] = {"enabled": True}
    layout = OldSettings(options.take("cards_layout_options") or Node({}))
    for key, name in (("background_color", "paper"), ("color", "ink")):
        if re.fullmatch("#[0-9a-fA-F]{6}", colour := layout.text(key)):
            cards[name] = colour
    draft.values["social_cards"] = cards
    for key in ("cards", "enabled", "cards_layout"):
        options.take(key)


def _read_exclude(draft: Draft, options: OldSettings) -> None:
    draft.values["ignore"] = [*draft.values.get("ignore", ()), *options.texts("glob")]


def _read_macros(draft: Draft, options: OldSettings) -> None:
    draft.set("markdown", macros=options.flag("render_by_default", default=True))
    files: dict[str, str] = {}
    node = options.take("include_yaml")
    for part in node.parts if node is not None else ():
        pairs = part.items or {"": part}
        files |= {path.text: name for name, path in pairs.items() if path.text}
    for path, name in files.items():
        file = draft.folder / path
        if not file.is_file():
            draft.tell(f"plugins.macros.include_yaml: {path}", node or Node({}), "there is no such file")
            continue
        values = plain(read_old_file(file))
        draft.set("extra", **({name: values} if name else values if isinstance(values, dict) else {}))
    for key in ("module_name", "modules"):
        if code := options.take(key):
            advice = "sitegen runs no Python of the old site: each of its macros becomes a directive"
            draft.tell(f"plugins.macros.{key}", code, advice, Kind.PLUGIN)
    for key in ("on_undefined", "on_error_fail", "include_dir", "verbose"):
        options.take(key)


def _read_lightbox(draft: Draft, options: OldSettings) -> None:
    draft.set("markdown", lightbox=True)
    chosen = ("manual", "auto", "skip_classes")
    for key in options.root.items.keys() - chosen:
        options.take(key)
    for key in chosen:
        if node := options.take(key):
            advice = "every image outside of links opens; give those that must not the class no-lightbox"
            draft.tell(f"plugins.glightbox.{key}", node, advice, Kind.PLUGIN)


def _read_changes(draft: Draft, options: OldSettings) -> None:
    draft.set("git", updated=True)
    for key in options.root.items:
        options.take(key)


def _read_people(draft: Draft, options: OldSettings) -> None:
    draft.set("git", authors=True)
    for key in options.root.items:
        options.take(key)


def _read_mkautodoc(draft: Draft, _options: OldSettings) -> None:
    if "reference" not in draft.values:
        read_mkdocstrings(draft, OldSettings(Node({})))


def _dates(form: str) -> str:
    return re.sub("[A-Za-z]+", lambda match: _STYLES.get(match[0], ""), form)


#: Plugin -> the function that reads its options.
PLUGIN_READERS: dict[str, Callable[[Draft, OldSettings], None]] = {
    "search": _read_search,
    "redirects": _read_redirects,
    "blog": _read_blog,
    "tags": _read_tags,
    "rss": _read_rss,
    "social": _read_social,
    "exclude": _read_exclude,
    "autorefs": read_autorefs,
    "mkdocstrings": read_mkdocstrings,
    "glightbox": _read_lightbox,
    "i18n": read_languages,
    "macros": _read_macros,
    "git-revision-date": _read_changes,
    "git-revision-date-localized": _read_changes,
    "git-authors": _read_people,
    "git-committers": _read_people,
}
#: Extension -> the same.
EXTENSION_READERS = {"mkautodoc": _read_mkautodoc, "zensical.extensions.macros": _read_macros}

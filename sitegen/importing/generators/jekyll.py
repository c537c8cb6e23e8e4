"""``_config.yml`` and the folders of a Jekyll site -> ImportedSite."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from sitegen.config.dialect_defaults import CUSTOMS
from sitegen.importing.generators.address import join_base
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.hugo import translate_pattern
from sitegen.importing.generators.imported import Folder, ImportedSite
from sitegen.importing.generators.old_file import find_first, read_old_file, read_text
from sitegen.importing.generators.old_posts import lead_list_pages, read_posts
from sitegen.importing.generators.old_settings import Node, OldSettings, plain

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("_config.yml", "_config.yaml", "_config.toml")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
}
_WORDS = {
    ":y_day": None,
    ":week": None,
    ":short_day": None,
    ":long_month": None,
    ":hour": None,
    ":minute": None,
}
_FEED_TAGS = {"atom": "<feed", "rss": "<rss"}
_PERMALINK = re.compile(r"^permalink:[ \t]*[\"']?([^\s\"']+)", re.MULTILINE)
_USUAL_FOLDERS = ("_posts", "_drafts", "_data", "_includes", "_layouts", "_sass", "_site", "_plugins")
_ADVICE = {
    "theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "remote_theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "destination": "",
    "timezone": "",
    "markdown": "",
    "highlighter": "",
    "sass": "write style sheets as CSS in sitegen/layouts/assets/: sitegen doesn't compile Sass",
    "kramdown": "",
    "plugins": "",
    "gems": "",
    "incremental": "",
    "livereload": "",
    "port": "",
    "host": "",
    "safe": "",
    "encoding": "",
    "future": "use --future",
    "show_drafts": "use --drafts",
    "unpublished": "",
    "lsi": "",
    "limit_posts": "",
    "keep_files": "",
    "layouts_dir": "",
    "includes_dir": "",
    "plugins_dir": "",
    "repository": "",
    "compress_html": "",
    "whitelist": "",
    "strict_front_matter": "",
    "liquid": "",
    "version": "",
    "minima": "the built-in theme has no such setting",
    "google_analytics": "add the script of your service to base.html: see Add analytics",
    "google_analytics_id": "add the script of your service to base.html: see Add analytics",
    "disqus": "see Add comments",
    "comments": "see Add comments",
}
_ARCHIVES = "sitegen makes pages of tags and categories by itself; those of years it doesn't make"
_PLUGINS = dict.fromkeys(
    (
        "jekyll-feed", "jekyll-sitemap", "jekyll-seo-tag", "jekyll-redirect-from", "jekyll-paginate",
        "jekyll-paginate-v2", "jekyll-relative-links", "jekyll-optional-front-matter", "jekyll-readme-index",
        "jekyll-default-layout", "jekyll-titles-from-headings", "jekyll-coffeescript", "jekyll-commonmark",
        "jekyll-commonmark-ghpages", "jekyll-sass-converter", "jekyll-last-modified-at",
        "jekyll-target-blank",
        "jekyll-remote-theme", "jekyll-include-cache", "jekyll-watch", "jekyll-compose", "jekyll-toc",
        "jekyll-gist", "jekyll-data", "kramdown-parser-gfm", "kramdown-math-katex", "jekyll-tidy",
    ),
    "",
) | {
    "jekyll-archives": _ARCHIVES,
    "jemoji": "",
    "jekyll-avatar": "write the images of people into the pages",
    "jekyll-mentions": "write links to people as Markdown",
    "jekyll-github-metadata": "write the values of site.github below [extra]",
    "jekyll-scholar": "sitegen reads no bibliographies",
}  # fmt: skip


def read_jekyll(folder: Path) -> ImportedSite:
    """Return the site that a folder describes; ProblemError when its configuration can't be read."""
    path = find_first(folder, NAMES)
    settings = OldSettings(read_old_file(path) if path else Node({}, str(folder / NAMES[0])))
    draft = Draft("Jekyll", path or folder / NAMES[0], "jekyll")
    source = settings.text("source", default=".").strip("/").removeprefix("./") or "."
    draft.values["paths"] = {"content": source, "data": settings.text("data_dir", default="_data")}
    draft.folders.append(Folder(folder / source, source))
    _read_top(draft, settings)
    draft.values["urls"] = _read_addresses(draft, settings)
    _lead_list_pages(draft, settings, folder / source)
    _read_collections(draft, settings, folder / source)
    _read_excluded(draft, settings)
    _read_defaults(draft, settings, folder / source)
    plugins = [*_parts(settings, "plugins"), *_parts(settings, "gems")]
    _read_feeds(draft, folder / source, has_plugin=any(node.text == "jekyll-feed" for node in plugins))
    draft.tell_plugins("plugins", plugins, _PLUGINS)
    _keep_own_data(draft, settings)
    return draft.site()


def _parts(settings: OldSettings, key: str) -> tuple[Node, ...]:
    node = settings.take(key)
    return node.parts if node is not None else ()


def _read_top(draft: Draft, settings: OldSettings) -> None:
    values = draft.values
    values["title"] = settings.text("title") or settings.text("name")
    values["description"] = settings.text("description") or settings.text("tagline")
    values["base_url"] = join_base(settings.text("url"), settings.text("baseurl"))
    values["language"] = (settings.text("lang") or settings.text("locale")).replace("_", "-")
    author = {"name": settings.text("author", "name") or settings.text("author")}
    author["email"] = settings.text("author", "email") or settings.text("email")
    values["author"] = author
    values["copyright"] = settings.text("copyright")
    values["paginate"] = settings.number("paginate") or settings.number("pagination", "per_page", default=10)
    path = settings.text("feed", "path", default="feed.xml").lstrip("/")
    values["feeds"] = {"formats": ["atom"], "path": {"atom": f"/{path}"}, "ids": "jekyll"}
    limit = settings.number("feed", "posts_limit", default=10)
    draft.set("feeds", limit=max(limit, 1))
    markdown: dict[str, Any] = {"smart_punctuation": True}  # kramdown's way
    depth = settings.text("kramdown", "toc_levels").replace("..", "-").rpartition("-")[2].strip("[] ")
    if depth.isdigit() and 1 <= int(depth) <= 6:
        markdown["toc_depth"] = int(depth)
    if settings.text("kramdown", "math_engine") not in ("", "nil", "null"):
        markdown["math"] = True
    values["markdown"] = markdown


def _lead_list_pages(draft: Draft, settings: OldSettings, source: Path) -> None:
    """Redirect the list pages, ``/page2/``, to the home page; those at ``/page/2/`` have our addresses."""
    usual = "/page:num/" if settings.number("paginate") else "/page/:num/"
    written = settings.text("paginate_path") or settings.text("pagination", "permalink") or usual
    if ":num" not in written or written.strip("/") == "page/:num":
        return
    posts = [post for post in read_posts(source) if "_posts" in post.folder.split("/")]
    old = f"/{written.strip('/')}" + ("" if written.endswith(".html") else "/")
    draft.redirects |= lead_list_pages(old, "/", len(posts), draft.values["paginate"])


def _read_addresses(draft: Draft, settings: OldSettings) -> dict[str, Any]:
    written = settings.take("permalink")
    permalink = (written.text if written is not None else "") or "date"
    pattern = translate_pattern(_STYLES.get(permalink, permalink), _WORDS)
    if not pattern and written is not None:
        draft.tell("permalink", written, "sitegen has no such word in a pattern: see urls.patterns")
        pattern = _STYLES["pretty"]
    patterns = {"_posts": pattern, "_drafts": pattern}
    is_pretty = permalink == "pretty" or pattern.endswith("/")
    return {"style": "directory" if is_pretty else "html", "patterns": patterns}


def _read_collections(draft: Draft, settings: OldSettings, source: Path) -> None:
    node = settings.take("collections")
    named = dict(node.items) if node is not None else {}
    for part in node.parts if node is not None and not node.items else ():
        named |= {part.text: part} if part.text else part.items
    top = settings.text("collections_dir").strip("/")
    urls = draft.values["urls"]
    known = set(_USUAL_FOLDERS)
    for name, options in named.items():
        collection = OldSettings(options)
        below = f"{top}/_{name}" if top else f"_{name}"
        known.add(f"_{name}")
        pattern = collection.text("permalink")
        if not collection.flag("output") and name not in ("posts", "drafts"):
            draft.ignore([f"{below}/*"])
            continue
        if not pattern and name in ("posts", "drafts"):
            continue
        ending = "/" if urls["style"] == "directory" else ".html"
        pattern = _STYLES.get(pattern, pattern) or f"/:collection/:path{ending}"
        pattern = pattern.replace(":collection", name).replace(":output_ext", ".html")
        if ours := translate_pattern(pattern, _WORDS):
            urls["patterns"][below] = ours
        else:
            draft.tell(
                f"collections.{name}.permalink", options, "sitegen has no such word: see urls.patterns"
            )
    try:
        folders = [entry.name for entry in os.scandir(source) if entry.is_dir() and entry.name[0] == "_"]
    except OSError:
        folders = []
    draft.ignore(f"{name}/*" for name in sorted(folders) if name not in known)


def _read_excluded(draft: Draft, settings: OldSettings) -> None:
    usual = CUSTOMS["jekyll"]["ignore"]
    excluded = [text.strip("/") for text in settings.texts("exclude")]
    included = {text.strip("/") for text in settings.texts("include")}
    patterns = [pattern for pattern in (*usual, *draft.values.pop("ignore", ()), *excluded) if pattern]
    draft.ignore(pattern for pattern in patterns if pattern.removesuffix("/*") not in included)


def _read_defaults(draft: Draft, settings: OldSettings, source: Path) -> None:
    """Take what pages of a folder or of a kind have if their front matter doesn't say otherwise."""
    patterns = draft.values["urls"]["patterns"]
    top = settings.text("collections_dir").strip("/")
    for part in _parts(settings, "defaults"):
        scope = OldSettings(part.items.get("scope") or Node({}))
        path, kind = scope.text("path").strip("/"), scope.text("type")
        values = part.items.get("values")
        for key, value in (values.items if values is not None else {}).items():
            if key == "permalink":
                pattern = translate_pattern(_STYLES.get(value.text, value.text), _WORDS)
                below = _find_scope(source, path, kind, top) if pattern else []
                patterns.update(dict.fromkeys(below, pattern.replace(":collection", kind)))
                if below:
                    continue
            if key != "layout":
                draft.tell(f"defaults.{key}", value, "write this key into the pages")


def _find_scope(source: Path, path: str, kind: str, top: str) -> list[str]:
    """Return the folders, from that of the content, whose pages a default is for."""
    if path:
        return [path] if (source / path).is_dir() and kind in ("", "pages", path.lstrip("_")) else []
    if kind in ("", "pages"):
        return [""]
    names = ["_posts", "_drafts"] if kind in ("posts", "drafts") else [f"_{kind}"]
    return [f"{top}/{name}".strip("/") for name in names]


def _read_feeds(draft: Draft, source: Path, *, has_plugin: bool) -> None:
    """Keep the addresses of feeds that templates make; leave out templates of what is made anyhow."""
    paths: dict[str, str] = {}
    for file in sorted(source.glob("*.xml")):
        text = read_text(file)
        if not text.startswith("---"):
            continue
        form = next((form for form, tag in _FEED_TAGS.items() if tag in text), "")
        address = _PERMALINK.search(text.partition("\n---")[0])
        if form:
            paths.setdefault(form, f"/{(address[1] if address else file.name).strip('/')}")
        if form or "<urlset" in text or "<sitemapindex" in text:
            draft.ignore([f"/{file.name}"])
    if has_plugin:
        paths = {**paths, **draft.values["feeds"]["path"]}
    if paths:
        draft.set("feeds", formats=list(paths), path=paths)


def _keep_own_data(draft: Draft, settings: OldSettings) -> None:
    """Move the keys that nobody knows to [extra], where pages find them as ``site.key``, too."""
    extra: dict[str, Any] = {}
    for name, node in settings.rest(set()):
        value = plain(node)
        if "." in name or not _is_plain(value):
            continue
        if name not in _ADVICE:
            settings.take(name)
        if name not in _ADVICE or isinstance(value, str):  # ``site.repository`` in a page
            extra[name] = value
    if extra:
        draft.values["extra"] = extra
        draft.comments["extra"] = "what templates and pages read as site.NAME"
    draft.tell_rest(settings, _ADVICE)


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(item) for item in value.values())
    if isinstance(value, list):
        return all(_is_plain(item) for item in value)
    return isinstance(value, (str, int, float, bool))

"""Blogs made with Next.js or Gatsby: what their files tell -> ImportedSite."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from sitegen.importing.generators.address import join_base, site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.linked_addresses import learn_patterns
from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings

_SUFFIXES = (".md", ".mdx")
NEXT_NAMES = ("next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs")
GATSBY_NAMES = ("gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs")
_METADATA = (
    "data/siteMetadata.js",
    "data/siteMetadata.ts",
    "siteMetadata.js",
    "site.config.js",
    "config/site.ts",
)
_PAGES = (".js", ".jsx", ".ts", ".tsx")
_FEEDS = ("rss.xml", "feed.xml", "atom.xml", "index.xml")
#: Where blogs show their posts.
_BLOGS = ("/blog", "/posts", "/post", "/articles")
_COMPONENT = "write this page in Markdown, or as a template"
RUN = "sitegen runs no code of the old site: check whether pages need it"
_NEXT_ADVICE = dict.fromkeys(
    ("reactStrictMode", "pageExtensions", "images", "eslint", "webpack", "headers", "output", "experimental"),
    "",
) | {
    "rewrites": RUN,
    "redirects": "write these redirects below [redirects]",
    "i18n": "give each language its own site",
}


def read_next(folder: Path) -> ImportedSite:
    """Return a blog made with Next.js: its content, and what ``siteMetadata`` says."""
    path = find_first(folder, NEXT_NAMES) or folder / NEXT_NAMES[0]
    settings = OldSettings(read_old_file(path))
    draft = Draft("Next.js", path, "next")
    _read_metadata(draft, folder, settings.text("basePath"))
    content = _find_content(
        folder, ("data", "content", "posts", "src/content", "_posts", "blog", "pages", "src/pages")
    )
    static = "public" if content != "public" else "sitegen/static"
    draft.values["paths"] = {"content": content, "static": static}
    is_slashed = settings.flag("trailingSlash")
    draft.values["urls"] = {"style": "directory" if is_slashed else "bare", "strip_date_prefix": False}
    end = "/" if is_slashed else ""
    if route := _find_route(folder, content):
        draft.values["urls"]["patterns"] = {"": f"{route}/:page{end}"}
    else:
        draft.values["urls"]["patterns"] = learn_patterns(folder / content, end, draft.values["base_url"])
    feeds = _find_feeds(folder) or {"rss": "feed.xml"}
    draft.values["feeds"] = {"formats": list(feeds), "path": feeds}
    _lead_to_posts(draft)
    draft.folders += [Folder(folder / name, name) for name in dict.fromkeys((content, "public"))]
    draft.ignore(["*.bib", "siteMetadata*", "headerNavLinks*", "projectsData*"])
    for top in ("app", "src/app", "pages", "src/pages"):
        _tell_components(draft, folder, top, content)
    draft.tell_rest(settings, _NEXT_ADVICE)
    return draft.site()


def read_gatsby(folder: Path) -> ImportedSite:
    """Return a blog made with Gatsby: ``siteMetadata``, and the folder of its Markdown."""
    path = find_first(folder, GATSBY_NAMES) or folder / GATSBY_NAMES[0]
    settings = OldSettings(read_old_file(path))
    draft = Draft("Gatsby", path, "next")
    metadata = OldSettings(settings.take("siteMetadata") or Node({}))
    read_values(draft, metadata, settings.text("pathPrefix"))
    content = _find_content(folder, ("content/blog", "content", "src/content", "blog", "posts", "src/pages"))
    draft.values["paths"] = {"content": content, "static": "static"}
    patterns = learn_patterns(folder / content, "/", draft.values["base_url"])
    draft.values["urls"] = {"style": "directory", "strip_date_prefix": False, "patterns": patterns}
    _lead_to_posts(draft)
    draft.values["feeds"] = {"formats": ["rss"], "path": {"rss": "rss.xml"}}
    draft.folders += [Folder(folder / content, content), Folder(folder / "static", "static")]
    plugins = settings.take("plugins")
    nodes = plugins.parts if plugins is not None else ()
    resolved = [
        Node(
            node.text or (node.items["resolve"].text if "resolve" in node.items else ""), node.path, node.line
        )
        for node in nodes
    ]
    needless = (
        "source",
        "transformer",
        "image",
        "sharp",
        "helmet",
        "manifest",
        "feed",
        "sitemap",
        "offline",
        "mdx",
    )
    advice = {
        node.text: ""
        for node in resolved
        if any(part in node.text for part in needless) or "remark" in node.text
    }
    draft.tell_plugins("plugins", resolved, advice)
    _tell_components(draft, folder, "src/pages", content)
    draft.tell_rest(settings, {"flags": "", "jsxRuntime": "", "trailingSlash": "", "graphqlTypegen": ""})
    return draft.site()


def _find_route(folder: Path, content: str) -> str:
    """Return the address below which the only page for all posts shows them: ``/blog`` of blog/[slug].tsx."""
    tops = [folder / top for top in ("app", "src/app", "pages", "src/pages")]
    routes = set()
    for top in tops:
        for path in top.rglob("[[]*") if top.is_dir() else ():
            parts = path.relative_to(top).parts
            if all(part[0] not in "[_@" and part != "api" for part in parts[:-1]):
                routes.add("/".join(("", *(part for part in parts[:-1] if part[0] != "("))))
    likely = (f"/{content.rpartition('/')[2].lstrip('_')}", *(_BLOGS if len(routes) > 1 else routes))
    route = next((name for name in likely if name in routes), "")
    return "" if (folder / content / route.lstrip("/")).is_dir() else route


def _lead_to_posts(draft: Draft) -> None:
    """Redirect ``/blog/``, if all posts are below it: here, the home page lists them."""
    above = draft.values["urls"].get("patterns", {}).get("", "").partition("/:")[0]
    if above:
        draft.redirects[f"{above}/"] = "/"


def _find_feeds(folder: Path) -> dict[str, str]:
    """Return the feeds that have a route of their own, as ``app/atom.xml/route.ts``, by their format."""
    names = [name for name in _FEEDS for top in ("app", "src/app") if (folder / top / name).is_dir()]
    return {"atom" if "atom" in name else "rss": name for name in reversed(names)}


def _find_content(folder: Path, names: tuple[str, ...]) -> str:
    """Return the first of these folders that has pages in Markdown, else that with most of them."""
    usual = next((name for name in names if _has_pages(folder / name)), "")
    if usual:
        return usual
    counts: Counter[str] = Counter()
    for top, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if name != "node_modules" and name[0] not in "._")
        first = Path(top).relative_to(folder).parts[:1]
        counts.update(first and {first[0]: sum(name.endswith(_SUFFIXES) for name in files)})
    most = counts.most_common(1)
    return most[0][0] if most and most[0][1] else names[0]


def _has_pages(folder: Path) -> bool:
    return any(name.endswith(_SUFFIXES) for _, _, names in os.walk(folder) for name in names)


def _read_metadata(draft: Draft, folder: Path, base: str) -> None:
    file = find_first(folder, _METADATA)
    read_values(draft, OldSettings(read_old_file(file) if file else Node({})), base)


def read_values(draft: Draft, settings: OldSettings, base: str) -> None:
    """Take title, address, language and author of a site by the names that most blogs give them."""
    values: dict[str, Any] = draft.values
    values["title"] = settings.text("title") or settings.text("name")
    values["description"] = settings.text("description")
    url = settings.text("siteUrl") or settings.text("url")
    values["base_url"] = join_base(url, base) if base else site_address(url)
    values["language"] = settings.text("locale") or settings.text("language") or settings.text("lang")
    values["author"] = {"name": settings.text("author", "name") or settings.text("author")}


def _tell_components(draft: Draft, folder: Path, top: str, content: str) -> None:
    for file in sorted((folder / top).rglob("*")) if (folder / top).is_dir() else ():
        is_page = file.stem == "page" or "app" not in top.split("/")
        name = file.relative_to(folder).as_posix()
        if file.suffix in _PAGES and is_page and file.stem[0] not in "_[" and "[" not in name:
            draft.tell(name, Node(None, name), _COMPONENT, Kind.PAGE)
    _ = content

"""``mkdocs.yml`` (MkDocs, Material, Zensical) or ``zensical.toml`` -> ImportedSite."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import NavItem
from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.ignoring import from_gitignore
from sitegen.importing.generators.imported import Finding, Folder, ImportedSite, Kind, find_unread, note
from sitegen.importing.generators.mkdocs_advice import EXTENSIONS, KEYS, PLUGINS
from sitegen.importing.generators.mkdocs_nav import read_nav
from sitegen.importing.generators.settings import make_config
from sitegen.importing.old_files import Node, OldSettings, find_first, merge, read_old_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES = ("zensical.toml", "mkdocs.yml", "mkdocs.yaml")
_USUAL = "sitegen has no such setting"
_STYLES = {"yyyy": ":year", "yy": ":short_year", "MM": ":month", "M": ":i_month", "dd": ":day", "d": ":i_day"}
_FORMAT = re.compile(r"\{(\w+)\}")
_OLD_FEEDS = {"rss": "feed_rss_created.xml"}


def read_mkdocs(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it cannot be read."""
    path = find_first(folder, NAMES) or folder / NAMES[-1]
    settings = OldSettings(_read_inherited(path, depth=0))
    is_material = settings.text("theme", "name") == "material" or settings.root.items.get(
        "theme", Node("")
    ).text == ("material")
    docs = settings.text("docs_dir", default="docs").rstrip("/")
    return _Import(folder, settings, docs, path, is_material=is_material).site()


def _read_inherited(path: Path, *, depth: int) -> Node:
    node = read_old_file(path)
    if path.suffix == ".toml" and "project" in node.items:
        node = node.items["project"]
    parent = node.items.get("INHERIT")
    if parent is None or depth > 5 or not (path.parent / parent.text).is_file():
        return node
    return merge(_read_inherited(path.parent / parent.text, depth=depth + 1), node)


class _Import:
    """One configuration, and what is found while it is read."""

    def __init__(
        self, folder: Path, settings: OldSettings, docs: str, path: Path, *, is_material: bool
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.docs = folder / docs
        self.name = PurePosixPath(docs).name if docs.startswith("..") else docs
        self.path = path
        self.is_material = is_material
        self.findings: list[Finding] = []
        self.comments: dict[str, str] = {}
        self.values: dict[str, Any] = {"dialect": "mkdocs"}
        self.redirects: dict[str, str] = {}

    def site(self) -> ImportedSite:
        """Read everything."""
        self._read_top()
        plugins = self._named("plugins")
        for name, node in plugins.items():
            self._read_plugin(name, node)
        for name, node in self._named("markdown_extensions").items():
            self._read_extension(name, node)
        nav = self._read_nav(plugins)
        self._read_theme()
        self._read_menu(nav)
        self.findings += find_unread(self.settings, KEYS, _USUAL)
        name = (
            "Zensical"
            if self.path.suffix == ".toml"
            else "Material for MkDocs"
            if self.is_material
            else "MkDocs"
        )
        config, wrong = make_config(self.values, self.path)
        return ImportedSite(
            generator=name,
            config=config,
            folders=tuple(self._folders()),
            nav=nav,
            redirects=self.redirects,
            findings=(*self.findings, *wrong),
            comments=self.comments,
        )

    def _folders(self) -> Iterator[Folder]:
        yield Folder(self.docs, self.name)
        for node in self._snippet_folders:
            if (self.folder / node).is_dir():
                yield Folder(self.folder / node, node)

    def _read_top(self) -> None:
        take, values = self.settings, self.values
        values["title"] = take.text("site_name", default=self.folder.resolve().name)
        values["description"] = take.text("site_description")
        values["base_url"] = site_address(take.text("site_url"))
        values["copyright"] = _strip_html(take.text("copyright"))
        values["author"] = {"name": take.text("site_author")}
        values["language"] = take.text("theme", "language", default="en")
        values["paths"] = {"content": self.name}
        if take.flag("use_directory_urls", default=True) is False:
            values["urls"] = {"style": "html", "readme": True}
        ignore = [*from_gitignore(take.take("exclude_docs")), *from_gitignore(take.take("draft_docs"))]
        if draft := take.take("draft_docs"):
            self.findings.append(note(Kind.KEY, "draft_docs", draft, "these pages are under `ignore`"))
        if ignore:
            values["ignore"] = ignore
        take.take("not_in_nav")  # pages that no navigation lists are published here, too
        self._snippet_folders: list[str] = []

    def _named(self, key: str) -> dict[str, Node]:
        """Return the entries of a list of names, some of which have options."""
        node = self.settings.take(key)
        named: dict[str, Node] = {}
        for part in node.parts if node is not None and not node.items else ():
            if part.text:
                named[part.text] = Node({}, part.path, part.line)
            for name, options in part.items.items():
                named[name] = options if options.items else Node({}, part.path, options.line or part.line)
        for name, options in node.items.items() if node is not None else ():
            named[name] = options if options.items else Node({}, options.path, options.line)
        return named

    def _read_plugin(self, name: str, node: Node) -> None:
        known = PLUGINS.get(name.removeprefix("material/").removeprefix("material-"))
        options = OldSettings(node)
        reader = _PLUGIN_READERS.get(name.removeprefix("material/"))
        if reader is not None:
            reader(self, options)
        elif known is None:
            advice = "sitegen runs no plugins of MkDocs; what it adds to pages is missing"
            self.findings.append(note(Kind.PLUGIN, f"plugins.{name}", node, advice))
            return
        if known:
            self.findings.append(note(Kind.PLUGIN, f"plugins.{name}", node, known))
        if reader is not None:
            for found in find_unread(options, {}, _USUAL, Kind.PLUGIN):
                self.findings.append(
                    msgspec.structs.replace(found, subject=f"plugins.{name}.{found.subject}")
                )

    def read_search(self, options: OldSettings) -> None:
        self.values["search"] = {"enabled": True}
        self.comments["search.enabled"] = "needs Pagefind: pip install 'pagefind[bin]'"
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

    def read_redirects(self, options: OldSettings) -> None:
        for old, new in options.map("redirect_maps").items():
            target = new.text if "://" in new.text else self._address(new.text)
            self.redirects[self._address(old)] = target

    def _address(self, page: str) -> str:
        path, mark, anchor = page.partition("#")
        stem = path.removesuffix(".md")
        is_html = self.values.get("urls", {}).get("style") == "html"
        if stem.rpartition("/")[2] in ("index", "README"):
            address = f"/{stem.rpartition('/')[0]}/".replace("//", "/")
        else:
            address = f"/{stem}.html" if is_html else f"/{stem}/"
        return f"{address}{mark}{anchor}"

    def read_blog(self, options: OldSettings) -> None:
        folder = options.text("blog_dir", default="blog").strip("/").removeprefix(".")
        posts = options.text("post_dir", default="{blog}/posts").replace("{blog}", folder).strip("/")
        date = options.text("post_url_date_format", default="yyyy/MM/dd")
        words = {"date": _dates(date), "slug": ":slug", "categories": ":category", "file": ":title"}
        form = options.text("post_url_format", default="{date}/{slug}")
        pattern = _FORMAT.sub(lambda match: words.get(match[1], ""), form)
        urls = self.values.setdefault("urls", {"readme": True})
        urls.setdefault("patterns", {})[posts] = f"/{folder}/{pattern}/".replace("//", "/")
        category = options.text("categories_url_format", default="category/{slug}").partition("/{")[0]
        self.values["taxonomies"] = [
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
        self.values["paginate"] = 10

    def read_tags(self, options: OldSettings) -> None:
        self.values.setdefault("taxonomies", [{"name": "tags"}])
        if node := options.take("tags_file"):
            advice = "sitegen lists all tags at /tags/: link there, or write the list into this page"
            self.findings.append(note(Kind.PLUGIN, "plugins.tags.tags_file", node, advice))
        options.take("tags")

    def read_rss(self, options: OldSettings) -> None:
        self.values["feeds"] = {"formats": ["rss", "json"]}
        names = options.map("feeds_filenames")
        old = names["rss_created"].text if "rss_created" in names else _OLD_FEEDS["rss"]
        self.values["feeds"]["path"] = {"rss": f"/{old}"}
        for key in ("match_path", "date_from_meta", "categories", "length", "enabled", "use_git"):
            options.take(key)

    def read_social(self, options: OldSettings) -> None:
        cards: dict[str, Any] = {"enabled": True}
        layout = OldSettings(options.take("cards_layout_options") or Node({}))
        for key, name in (("background_color", "paper"), ("color", "ink")):
            if re.fullmatch("#[0-9a-fA-F]{6}", colour := layout.text(key)):
                cards[name] = colour
        self.values["social_cards"] = cards
        for key in ("cards", "enabled", "cards_layout"):
            options.take(key)

    def read_exclude(self, options: OldSettings) -> None:
        self.values["ignore"] = [*self.values.get("ignore", ()), *options.texts("glob")]

    def _read_extension(self, name: str, node: Node) -> None:
        full = name if "." in name else f"markdown.extensions.{name}"
        short = full.removeprefix("markdown.extensions.")
        markdown = self.values.setdefault("markdown", {})
        options = OldSettings(node)
        if short not in EXTENSIONS:
            advice = (
                "sitegen doesn't run extensions of Python-Markdown: what it converts stays as it is written"
            )
            self.findings.append(note(Kind.EXTENSION, f"markdown_extensions.{name}", node, advice))
            return
        if advice := EXTENSIONS[short]:
            self.findings.append(note(Kind.EXTENSION, f"markdown_extensions.{name}", node, advice))
        if short == "toc":
            depth = options.text("toc_depth").rpartition("-")[2]
            if depth.isdigit() and 1 <= int(depth) <= 6:
                markdown["toc_depth"] = int(depth)
            markdown["heading_anchors"] = options.take("permalink") is not None and (
                options.flag("permalink", default=True)
            )
        elif short in ("smarty", "pymdownx.smartsymbols"):
            markdown["smart_punctuation"] = True
        elif short in ("pymdownx.arithmatex", "mdx_math", "markdown_katex"):
            markdown["math"] = True
        elif short in ("pymdownx.highlight", "codehilite"):
            markdown["line_numbers"] = options.flag("linenums")
        elif short == "pymdownx.snippets":
            self._snippet_folders += [
                text for text in options.texts("base_path") if text not in (".", "docs")
            ]

    def _read_nav(self, plugins: Mapping[str, Node]) -> tuple[NavItem, ...]:
        features = self.settings.texts("theme", "features")
        has_index = "navigation.indexes" in features or "section-index" in plugins
        return read_nav(
            self.settings.take("nav"),
            self.docs,
            self.findings,
            has_index_pages=has_index,
            nav_file=_nav_file(plugins),
        )

    def _read_theme(self) -> None:
        take = self.settings
        theme = take.root.items.get("theme")
        if theme is not None and theme.text:
            take.take("theme")
        directory = take.take("theme", "custom_dir")
        if directory is not None:
            advice = "templates of MkDocs don't work here: write yours in sitegen/layouts/"
            self.findings.append(note(Kind.TEMPLATE, "theme.custom_dir", directory, advice))

    def _read_menu(self, nav: tuple[NavItem, ...]) -> None:
        take = self.settings
        menu: list[dict[str, Any]] = []
        if "navigation.tabs" in take.texts("theme", "features"):
            for item in nav:
                target = _first_target(item)
                if item.title and target:
                    menu.append({"name": item.title, "target": target})
        repository = take.text("repo_url")
        if repository.startswith("http"):
            menu.append(
                {"name": take.text("repo_name", default=_host_name(repository)), "target": repository}
            )
        if menu:
            self.values["menu"] = menu
        extra = {key: text for key in ("repo_url", "edit_uri") if (text := take.text(key))}
        if extra:
            self.values["extra"] = extra


_PLUGIN_READERS = {
    "search": _Import.read_search,
    "redirects": _Import.read_redirects,
    "blog": _Import.read_blog,
    "tags": _Import.read_tags,
    "rss": _Import.read_rss,
    "social": _Import.read_social,
    "exclude": _Import.read_exclude,
}


def _nav_file(plugins: Mapping[str, Node]) -> tuple[str, ...]:
    """Return the names of the files in which plugins look for the navigation of a folder."""
    if "literate-nav" in plugins:
        return (OldSettings(plugins["literate-nav"]).text("nav_file", default="SUMMARY.md"),)
    if "awesome-nav" in plugins:
        return (OldSettings(plugins["awesome-nav"]).text("filename", default=".nav.yml"),)
    return (".pages",) if "awesome-pages" in plugins else ()


def _first_target(item: NavItem) -> str:
    return (
        item.page or item.url or next((target for part in item.items if (target := _first_target(part))), "")
    )


def _host_name(url: str) -> str:
    host = url.split("/")[2].removeprefix("www.")
    return {"github.com": "GitHub", "gitlab.com": "GitLab", "bitbucket.org": "Bitbucket"}.get(host, host)


def _strip_html(text: str) -> str:
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())


def _dates(form: str) -> str:
    return re.sub("[A-Za-z]+", lambda match: _STYLES.get(match[0], ""), form)

"""``mkdocs.yml`` (MkDocs, Material, Zensical) or ``zensical.toml`` -> ImportedSite."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import NavItem
from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft, strip_html
from sitegen.importing.generators.edit_links import read_edit_link
from sitegen.importing.generators.ignoring import from_gitignore
from sitegen.importing.generators.imported import (
    Folder,
    ImportedSite,
    Kind,
    find_shown_files,
    find_unread,
    note,
)
from sitegen.importing.generators.mkdocs_advice import (
    EXTENSION_OPTIONS,
    EXTENSIONS,
    FENCES,
    KEYS,
    PLUGINS,
)
from sitegen.importing.generators.mkdocs_languages import read_navs
from sitegen.importing.generators.mkdocs_nav import name_nav_files, read_nav
from sitegen.importing.generators.mkdocs_plugins import EXTENSION_READERS, PLUGIN_READERS
from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings, merge, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES = ("zensical.toml", "mkdocs.yml", "mkdocs.yaml", "zensical.yml", "properdocs.yml")
_USUAL = "sitegen has no such setting"
#: Extension -> what of our [markdown] it turns on.
_TURNED_ON = {"zensical.extensions.glightbox": {"lightbox": True}}
#: Our link to the file of a page, and what Material calls it.
_ACTIONS = (("edit", "edit"), ("source", "view"))


def read_mkdocs(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = find_first(folder, NAMES) or folder / NAMES[-1]
    settings = OldSettings(_read_inherited(path, depth=0))
    is_material = settings.text("theme", "name") == "material" or settings.root.items.get(
        "theme", Node("")
    ).text == ("material")
    docs = settings.text("docs_dir", default="docs").rstrip("/")
    return _Import(folder, settings, docs, path, is_material=is_material).read()


def _read_inherited(path: Path, *, depth: int) -> Node:
    node = read_old_file(path)
    if path.suffix == ".toml" and "project" in node.items:
        node = node.items["project"]
    parent = node.items.get("INHERIT")
    if parent is None or depth > 5 or not (path.parent / parent.text).is_file():
        return node
    return merge(_read_inherited(path.parent / parent.text, depth=depth + 1), node)


class _Import(Draft):
    """One configuration, and what is found while it is read."""

    def __init__(
        self, folder: Path, settings: OldSettings, docs: str, path: Path, *, is_material: bool
    ) -> None:
        name = "Material for MkDocs" if is_material else "MkDocs"
        super().__init__("Zensical" if path.suffix == ".toml" else name, path, "mkdocs")
        self.folder = folder
        self.settings = settings
        self.docs = folder / docs
        self.name = PurePosixPath(docs).name if docs.startswith("..") else docs
        self._snippet_folders: list[str] = []

    def read(self) -> ImportedSite:
        """Read everything."""
        self._read_top()
        plugins = self._named("plugins")
        for name, node in plugins.items():
            self._read_plugin(name, node)
        for name, node in self._named("markdown_extensions").items():
            self._read_extension(name, node)
        self.nav = read_navs(
            self, plugins.get("i18n", Node({})), self.settings.take("nav"), partial(self._read_nav, plugins)
        )
        self._read_theme()
        self._read_menu(self.nav)
        self.tell_rest(self.settings, KEYS)
        self.folders += self._folders()
        self.values["paths"]["includes"] = [name for name in self._snippet_folders if ".." not in name]
        return self.site()

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
        values["copyright"] = strip_html(take.text("copyright"))
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
        reader = PLUGIN_READERS.get(name.removeprefix("material/"))
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
        self._tell_options(short, options)
        if reader := EXTENSION_READERS.get(short):
            reader(self, options)
        markdown |= _TURNED_ON.get(short, {})
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
                normpath(text)
                for text in options.texts("base_path")
                if text[:1] not in ("!", "$", "/") and normpath(text) not in (".", self.name)
            ]
            markdown["append"] = options.texts("auto_append")

    def _tell_options(self, extension: str, options: OldSettings) -> None:
        """Record the options of an extension that have no counterpart, and its fences that sitegen lacks."""
        for key, node in options.root.items.items():
            advice = EXTENSION_OPTIONS.get(f"{extension}.{key}", "")
            names = (
                {OldSettings(part).text("name") for part in node.parts} if key == "custom_fences" else {""}
            )
            if advice and names - FENCES and node.value not in (False, None, {}):
                self.tell(f"markdown_extensions.{extension}.{key}", node, advice, Kind.EXTENSION)

    def _read_nav(
        self, plugins: Mapping[str, Node], nav: Node | None, languages: Sequence[str]
    ) -> tuple[NavItem, ...]:
        features = self.settings.texts("theme", "features")
        has_index = "navigation.indexes" in features or "section-index" in plugins
        return read_nav(
            nav,
            self.docs,
            self.findings,
            has_index_pages=has_index,
            nav_file=name_nav_files(plugins),
            languages=languages,
            hidden=(*self.values.get("ignore", ()), *self.values.get("urls", {}).get("patterns", ())),
        )

    def _read_theme(self) -> None:
        take = self.settings
        theme = take.root.items.get("theme")
        if theme is not None and theme.text:
            take.take("theme")
        directory = take.take("theme", "custom_dir")
        if directory is not None:
            self.folders += find_shown_files(self.folder, directory.text, "sitegen/static")
            self.set("paths", static="sitegen/static")
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
        self._read_history(repository.rstrip("/"))
        self._read_social()
        if menu:
            self.values["menu"] = menu
        extra: dict[str, Any] = {"repo_url": repository} if repository else {}
        statuses = take.take("extra", "status")
        extra |= {"status": plain(statuses)} if statuses is not None else {}
        if "macros" in self.values.get("markdown", {}):
            listed = take.root.items.get("extra", Node({})).items
            for key in [name for name in listed if f"extra.{name}" not in KEYS and name != "social"]:
                if (value := take.take("extra", key)) is not None:
                    extra[key] = plain(value)
        if extra:
            self.set("extra", **extra)

    def _read_history(self, repository: str) -> None:
        """Link each page to its file, where the old theme did."""
        take = self.settings
        written = take.take("edit_uri")
        address = written.text if written is not None else "edit/master/docs/"
        features = take.texts("theme", "features")
        links = [name for name, shown in _ACTIONS if f"content.action.{shown}" in features]
        if self._generator == "MkDocs":
            links = ["edit"]
        full = address if "://" in address else f"{repository}/{address}"
        if links and address and repository and read_edit_link(self, full):
            self.set("git", links=links)
        elif written is not None and links:
            self.tell("edit_uri", written, "write the repository below [git]: see Show a page’s history")

    def _read_social(self) -> None:
        """Make links of the footer of those to other networks."""
        node = self.settings.take("extra", "social")
        entries = []
        for part in node.parts if node is not None else ():
            item = OldSettings(part)
            target, icon = item.text("link"), item.text("icon").rpartition("/")[2]
            name = item.text("name") or icon.removesuffix("-alt").replace("-", " ").capitalize()
            if target and (name or "://" in target):
                entries.append({"name": name or _host_name(target), "target": target})
        if entries:
            self.values["footer"] = entries


def _first_target(item: NavItem) -> str:
    return (
        item.page or item.url or next((target for part in item.items if (target := _first_target(part))), "")
    )


def _host_name(url: str) -> str:
    host = url.split("/")[2].removeprefix("www.")
    return {"github.com": "GitHub", "gitlab.com": "GitLab", "bitbucket.org": "Bitbucket"}.get(host, host)

"""``docusaurus.config.*``, sidebars and the folders of Docusaurus -> ImportedSite."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import NavItem
from sitegen.importing.generators.address import join_base
from sitegen.importing.generators.docusaurus_languages import read_languages
from sitegen.importing.generators.docusaurus_menu import find_labels, read_footer, read_menu
from sitegen.importing.generators.docusaurus_nav import Docs, read_sidebars
from sitegen.importing.generators.docusaurus_versions import list_versions
from sitegen.importing.generators.draft import Draft, strip_html
from sitegen.importing.generators.edit_links import read_edit_link
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".ts", ".mts", ".js", ".mjs", ".cjs")
NAMES = tuple(f"docusaurus.config{suffix}" for suffix in SUFFIXES)
_THEME = "the built-in theme has no such setting: write your own templates in sitegen/layouts/"
_ADVICE = {
    "favicon": "save the icon as sitegen/layouts/assets/img/icon.svg: see Add a logo and an icon",
    "organizationName": "",
    "projectName": "",
    "deploymentBranch": "",
    "onBrokenLinks": "",
    "onBrokenMarkdownLinks": "",
    "onBrokenAnchors": "",
    "onDuplicateRoutes": "",
    "markdown": "",
    "future": "",
    "themes": "",
    "noIndex": "",
    "staticDirectories": "",
    "webpack": "",
    "customFields": "your templates find their own data as site.extra, from [extra] in sitegen.toml",
    "scripts": "load them in your base.html, and allow their hosts under [privacy]",
    "stylesheets": "copy the files into sitegen/layouts/assets/ and load them in your base.html: see Assets",
    "clientModules": "load scripts in your base.html: see Assets",
    "headTags": "write them into your base.html",
    "i18n": "write the languages below [languages]: see Write in several languages",
    "themeConfig.prism": "",
    "themeConfig.docs": "",
    "themeConfig.colorMode": "",
    "themeConfig.metadata": "write these elements into your base.html",
    "themeConfig.image": "pages name theirs as `image`: see Front matter",
    "themeConfig.algolia": "set [search] enabled = true",
    "themeConfig.footer.logo": "see Change the footer",
    "themeConfig.footer.style": "",
    "themeConfig.announcementBar": "its links and colours are left out of [banner]",
    "themeConfig.navbar.logo": "see Add a logo and an icon",
    "themeConfig.navbar.hideOnScroll": "",
    "themeConfig.navbar.style": "",
    "themeConfig.tableOfContents": "set markdown.toc_depth",
    "themeConfig": _THEME,
}
_PLUGINS = dict.fromkeys(
    ("@docusaurus/plugin-sitemap", "@docusaurus/theme-classic", "@docusaurus/theme-mermaid"), ""
) | {
    "@docusaurus/plugin-google-gtag": "add the script to base.html: see Add analytics",
    "@docusaurus/plugin-google-analytics": "add the script to base.html: see Add analytics",
    "@docusaurus/plugin-ideal-image": "sitegen makes smaller versions of images by itself",
    "@docusaurus/plugin-pwa": "sitegen makes no service worker",
    "@docusaurus/theme-live-codeblock": "code isn't run in the page",
    "@docusaurus/theme-search-algolia": "set [search] enabled = true",
}


def read_docusaurus(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = find_first(folder, NAMES) or folder / NAMES[0]
    settings = OldSettings(read_old_file(path))
    draft = Draft("Docusaurus", path, "docusaurus")
    values = draft.values
    values["title"] = settings.text("title")
    values["description"] = settings.text("tagline")
    values["base_url"] = join_base(settings.text("url"), settings.text("baseUrl", default="/"))
    values["language"] = settings.text("i18n", "defaultLocale", default="en")
    values["paths"] = {"content": ".", "static": "static"}
    values["markdown"] = {"aliases": {"@site/static/": "/", "@site/": "/"}}
    ending = settings.take("trailingSlash")
    values["urls"] = {
        "style": "bare" if ending is not None and ending.value is False else "directory",
        "readme": True,
        "folder_name_index": True,
        "strip_number_prefix": True,
    }
    draft.folders.append(Folder(folder / "static", "static"))
    docs = Docs({}, {}, find_labels(settings))
    translated: dict[str, str] = {}  #: folder of a plugin in that of a language -> that of the original
    for name, options in _plugins(settings):
        before = len(draft.folders)
        _read_plugin(draft, folder, name, options, docs)
        identity = OldSettings(options).text("id", default="default")
        for part in draft.folders[before:]:
            translated[_name_translated(name, identity, part.target)] = part.target
    read_languages(draft, settings, folder, translated)
    read_menu(draft, settings, docs)
    read_footer(draft, settings)
    _read_banner(draft, settings)
    _leave_out_components(draft, folder)
    targets = {part.target.partition("/")[0] for part in draft.folders}
    draft.ignore(_others(folder, targets))
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _name_translated(plugin: str, identity: str, target: str) -> str:
    """Return where a language has the translations of a folder: a version has one of its own."""
    suffix = "" if identity == "default" else f"-{identity}"
    home = f"docusaurus-{plugin.removeprefix('@docusaurus/')}{suffix}"
    if not home.startswith("docusaurus-plugin-content-docs"):
        return home
    version = PurePosixPath(target).name if "versioned_docs/" in target else "current"
    return f"{home}/{version}"


def _read_banner(draft: Draft, settings: OldSettings) -> None:
    written = settings.text("themeConfig", "announcementBar", "content")
    if written:
        is_closeable = settings.flag("themeConfig", "announcementBar", "isCloseable", default=True)
        draft.set("banner", text=strip_html(written), dismissible=is_closeable)


def _others(folder: Path, targets: set[str]) -> list[str]:
    """Return what is in the folder but isn't content: here, the whole folder is the content's folder."""
    usual = {
        "node_modules",
        "build",
        "i18n",
        "*versioned_sidebars",
        "package*.json",
        "*.config.*",
    }
    usual |= {"/README*", "/CHANGELOG*", "/LICENSE*", "/CONTRIBUTING*", "/sidebars*", "*.lock"}
    usual |= {"_*.md", "_*.mdx"}
    usual |= {"_category_.*", "tsconfig*.json", "pnpm-*.yaml", "*.test.*", "__tests__"}
    try:
        names = {entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name[0] != "."}
    except OSError:
        names = set()
    return sorted(usual | (names - targets - {"src", "sitegen"})) + (
        ["src/*"] if "src" not in targets else []
    )


def _plugins(settings: OldSettings) -> Iterator[tuple[str, Node]]:
    """Yield (name, options) of each plugin, and of those that a preset stands for."""
    for key in ("presets", "plugins"):
        node = settings.take(key)
        for part in node.parts if node is not None else ():
            name = part.text or (part.parts[0].text if part.parts else "")
            options = part.parts[1] if len(part.parts) > 1 else Node({}, part.path, part.line)
            if key == "presets" and ("classic" in name):
                for plugin in ("docs", "blog", "pages"):
                    given = options.items.get(plugin) or Node({}, options.path, options.line)
                    if given.value is not False:
                        yield f"plugin-content-{plugin}", given
                for extra, given in options.items.items():
                    if extra not in ("docs", "blog", "pages", "theme", "sitemap", "debug"):
                        yield f"@docusaurus/plugin-{extra}", given
            else:
                yield name or part.tag, Node(options.value, part.path, part.line, part.tag)


def _read_plugin(draft: Draft, folder: Path, name: str, node: Node, docs: Docs) -> None:
    plugin = name.removeprefix("@docusaurus/")
    readers = {
        "plugin-content-blog": _read_blog,
        "plugin-content-pages": _read_pages,
        "plugin-client-redirects": _read_redirects,
    }
    if plugin == "plugin-content-docs":
        _read_docs(draft, folder, OldSettings(node), docs)
    elif plugin in readers:
        readers[plugin](draft, folder, OldSettings(node))
    elif name:
        draft.tell_plugins("plugins", [Node(name, node.path, node.line)], _PLUGINS)


def _place(draft: Draft, folder: Path, path: str, route: str) -> str:
    """Add a folder of pages; return where the new site has it."""
    target = PurePosixPath(path).name if path.startswith("..") else path.removeprefix("./").strip("/")
    draft.folders.append(
        Folder((folder / path).resolve() if path.startswith("..") else folder / target, target)
    )
    route = route.strip("/")
    if route != target:
        address = f"/{route}/:page" if route else "/:page"
        ending = "/" if draft.values["urls"]["style"] == "directory" else ""
        draft.values["urls"].setdefault("patterns", {})[target] = f"{address}{ending}"
    return target


def _read_docs(draft: Draft, folder: Path, options: OldSettings, docs: Docs) -> None:
    path = options.text("path", default="docs")
    route = options.text("routeBasePath", default="docs").strip("/")
    sidebars = _find_sidebars(folder, options.take("sidebarPath"))
    for version in list_versions(folder, path, sidebars, options):
        if not (folder / version.path).is_dir():
            advice = "there is no such folder, so this version is missing: create it, and import again"
            draft.tell(version.path, Node(None, version.path), advice, Kind.PAGE)
            continue
        target = _place(draft, folder, version.path, f"{route}/{version.route}")
        items = read_sidebars(version.sidebars, folder / version.path, target, draft.findings, docs)
        if version.name:  # an older one: its pages show its navigation, the others don't
            items = (NavItem(version.name, items=items, hidden=True),) if items else ()
        draft.nav = (*draft.nav, *items)
    if (node := options.take("editUrl")) and not (path[:2] != ".." and read_edit_link(draft, node.text)):
        draft.tell("docs.editUrl", node, "write the repository below [git]: see Show a page’s history")


def _find_sidebars(folder: Path, node: Node | None) -> Path | None:
    name = ""
    if node is not None:
        name = node.text or next((part.text for part in node.parts if part.text), "")
    candidates = [name] if name else []
    candidates += [f"sidebars{suffix}" for suffix in (*SUFFIXES, ".json")]
    return find_first(folder, candidates)


def _read_blog(draft: Draft, folder: Path, options: OldSettings) -> None:
    path = options.text("path", default="blog")
    if not (folder / path).is_dir():
        return
    route = options.text("routeBasePath", default="blog")
    target = PurePosixPath(path).name if path.startswith("..") else path.removeprefix("./").strip("/")
    draft.folders.append(Folder(folder / path, target))
    ending = "/" if draft.values["urls"]["style"] == "directory" else ""
    pattern = f"/{route.strip('/')}/:dated{ending}".replace("//", "/")
    draft.values["urls"].setdefault("patterns", {})[target] = pattern
    draft.values["taxonomies"] = [{"name": "tags", "path": f"{route.strip('/')}/tags".strip("/")}]
    draft.values["feeds"] = {"formats": ["rss", "atom"]}
    if size := options.number("postsPerPage"):
        draft.values["paginate"] = size


def _read_pages(draft: Draft, folder: Path, options: OldSettings) -> None:
    path = options.text("path", default="src/pages")
    files = [*(folder / path).rglob("*.md"), *(folder / path).rglob("*.mdx")]
    if files:
        _place(draft, folder, path, "/")
        draft.ignore(["*.tsx", "*.jsx", "*.module.css"])


def _leave_out_components(draft: Draft, folder: Path) -> None:
    """List pages that are components of React, and leave them out of the navigation and the menu."""
    top = folder / "src/pages"
    addresses = set()
    for file in sorted(file for suffix in ("tsx", "jsx", "js") for file in top.rglob(f"*.{suffix}")):
        name = file.relative_to(folder).as_posix()
        draft.tell(name, Node(None, name), "write this page in Markdown, or as a template", Kind.PAGE)
        stem = file.relative_to(top).with_suffix("").as_posix()
        addresses.add(f"/{stem.removesuffix('index').rstrip('/')}")
    addresses.discard("/")
    draft.nav = _without(draft.nav, addresses)
    for key in ("menu", "footer"):
        entries = draft.values.get(key, [])
        draft.values[key] = [part for part in entries if part.get("target", "").rstrip("/") not in addresses]


def _without(items: tuple[NavItem, ...], addresses: set[str]) -> tuple[NavItem, ...]:
    """Return entries of a navigation but for those that lead to one of the addresses."""
    return tuple(
        msgspec.structs.replace(item, items=_without(item.items, addresses))
        for item in items
        if item.url.rstrip("/") not in addresses or not item.url
    )


def _read_redirects(draft: Draft, _folder: Path, options: OldSettings) -> None:
    node = options.take("redirects")
    for part in node.parts if node is not None else ():
        target = OldSettings(part).text("to")
        for old in OldSettings(part).texts("from"):
            if old and target:
                draft.redirects[old] = target
    if options.take("createRedirects") is not None:
        draft.tell("createRedirects", options.root, "write these redirects as patterns below [redirects]")

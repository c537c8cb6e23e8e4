"""``.vitepress/config.*`` -> ImportedSite."""

from __future__ import annotations

from posixpath import join, normpath
from typing import TYPE_CHECKING, Any

from sitegen.config import NavItem
from sitegen.importing.generators.address import join_base
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.edit_links import read_edit_link
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings, merge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONFIGS = (".vitepress/config.*", ".vitepress/config/index.*")
_THEME = "the built-in theme has no such setting: write your own templates in sitegen/layouts/"
_CODE = "sitegen runs no code of the old site; what it changes in pages is missing"
_BASE = "write these elements into your base.html"
_ADVICE = {
    **dict.fromkeys(("vite", "vue", "outDir", "cacheDir", "assetsDir", "metaChunk", "mpa", "sitemap"), ""),
    **dict.fromkeys(("ignoreDeadLinks", "lastUpdated", "appearance", "titleTemplate", "router", "lang"), ""),
    **dict.fromkeys(("transformPageData", "transformHtml", "transformHead", "buildEnd", "markdown"), _CODE),
    "head": _BASE,
    **dict.fromkeys(("themeConfig.logo", "themeConfig.siteTitle"), "see Add a logo and an icon"),
    "themeConfig.socialLinks": "write these links into a footer of your own: see Change the footer",
    "themeConfig.search": "set [search] enabled = true",
    "themeConfig.algolia": "set [search] enabled = true",
    "themeConfig.outline": "set markdown.toc_depth",
    "themeConfig": _THEME,
    "locales": "write the languages below [languages]: see Write in several languages",
}
#: What is beside the pages and isn't one.
_LEFT_OUT = (".vitepress", "node_modules", "package*.json", "pnpm-*.yaml", "*.lock", "tsconfig*.json")


def read_vitepress(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = next(file for pattern in _CONFIGS for file in sorted(folder.glob(pattern)))
    root = read_old_file(path)
    locales = OldSettings(root).map("locales")
    main = locales.get("root")
    settings = OldSettings(merge(root, main) if main is not None else root)
    settings.take("locales")
    draft = Draft("VitePress", path, "vitepress")
    values = draft.values
    source = normpath(settings.text("srcDir", default="."))
    values["title"] = settings.text("title")
    values["description"] = settings.text("description")
    values["base_url"] = join_base(settings.text("sitemap", "hostname"), settings.text("base", default="/"))
    values["language"] = settings.text("lang", default="en")
    static = "public" if source == "." else f"{source}/public"
    values["paths"] = {"content": source, "static": static}
    values["urls"] = {"style": "bare" if settings.flag("cleanUrls") else "html"}
    if settings.flag("lastUpdated"):
        draft.set("git", updated=True)
    if settings.take("themeConfig", "search") is not None:
        values["search"] = {"enabled": True}
    draft.ignore(
        [
            *_LEFT_OUT,
            *(pattern.removeprefix("**/") for pattern in settings.texts("srcExclude")),
            *_list_computed(draft, folder / source),
        ]
    )
    draft.folders += [Folder(folder / source, source), Folder(folder / static, static)]
    below = _read_rewrites(draft, settings)
    _read_languages(draft, locales, folder / source)
    read_edit_link(draft, settings.text("themeConfig", "editLink", "pattern").removesuffix("/:path"))
    nav = settings.take("themeConfig", "nav")
    menu = [entry for part in (nav.parts if nav is not None else ()) for entry in _read_menu(part)]
    if menu:
        values["menu"] = menu
    sidebar = settings.take("themeConfig", "sidebar")
    if sidebar is not None:
        draft.nav = _Sidebar(folder / source, below).read(sidebar, menu)
        if not draft.nav:
            draft.tell("themeConfig.sidebar", sidebar, "it is computed: write it as [[nav]]", Kind.NAVIGATION)
    values["copyright"] = settings.text("themeConfig", "footer", "copyright")
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _list_computed(draft: Draft, source: Path) -> list[str]:
    """Record pages that a program makes, ``[name].md``, and return the patterns that leave them out."""
    computed = sorted(source.rglob("*[[]*[]]*.md"))
    for file in computed:
        name = file.relative_to(source).as_posix()
        advice = "a program of the old site makes these pages: write them yourself"
        draft.tell(name, Node(None, name), advice, Kind.PAGE)
    return ["*[[]*.md"] if computed else []


def _read_rewrites(draft: Draft, settings: OldSettings) -> str:
    """Give a folder that is rewritten as a whole its address; return the one whose pages are at the top."""
    below = ""
    for old, new in settings.map("rewrites").items():
        name, mark, _ = old.partition("/:")
        target, _, _ = f"/{new.text}".partition("/:")
        if mark and new.text:
            pattern = f"{target}/:page".replace("//", "/")
            draft.values["urls"].setdefault("patterns", {})[name] = pattern + _ending(draft)
            below = below or ("" if target else name)
        else:
            draft.tell(f"rewrites: {old}", new, "give this page its `url` in its front matter")
    return below


def _ending(draft: Draft) -> str:
    return ".html" if draft.values["urls"]["style"] == "html" else ""


def _read_languages(draft: Draft, locales: dict[str, Node], content: Path) -> None:
    """Set ``[languages]``: those whose folders are there."""
    codes = [name for name in locales if name != "root" and (content / name).is_dir()]
    if not codes:
        return
    for name in ("root", *codes) if "root" in locales else codes:
        options = OldSettings(locales[name])
        code = draft.values["language"] if name == "root" else name
        tag = options.text("lang")
        draft.set_language(
            code,
            label=options.text("label"),
            language=tag if tag != code else "",
            dir=options.text("dir").replace("ltr", ""),
        )


def _read_menu(part: Node) -> Iterator[dict[str, Any]]:
    item = OldSettings(part)
    name, target = item.text("text"), _address(item.text("link"))
    below = item.take("items")
    entries = [entry for node in (below.parts if below is not None else ()) for entry in _read_menu(node)]
    flat = [child for entry in entries for child in entry.get("items", [entry])]  # a menu has two levels
    if flat:
        yield {"name": name, "items": flat} if name else {"items": flat}
    elif name and target:
        yield {"name": name, "target": target}


def _address(link: str) -> str:
    is_address = "://" in link or link.startswith(("/", "#", "mailto:"))
    return link if is_address or not link else f"/{link}"


class _Sidebar:
    """The sidebar, or those of several parts of the site, with addresses as entries."""

    def __init__(self, content: Path, below: str) -> None:
        self._content = content
        self._below = below  #: the folder whose pages are at the top

    def read(self, sidebar: Node, menu: list[dict[str, Any]]) -> tuple[NavItem, ...]:
        """Return the navigation; parts of the site are called as the menu calls them."""
        if not sidebar.items:
            return self._items(sidebar, "")
        labels = {str(entry.get("target", "")): entry["name"] for entry in menu if entry.get("name")}
        groups: dict[tuple[NavItem, ...], str] = {}
        for prefix, node in sidebar.items.items():
            base = OldSettings(node).text("base")
            items = self._items(node.items.get("items", node), base)
            usual = prefix.strip("/").rpartition("/")[2].replace("-", " ").capitalize()
            label = next((name for target, name in labels.items() if prefix in (target, f"{target}/")), usual)
            if items and items not in groups:  # several prefixes may show the same one
                groups[items] = next(
                    (
                        name
                        for target, name in labels.items()
                        if len(prefix) > 1 and target.startswith(prefix)
                    ),
                    label,
                )
        if len(groups) == 1:
            return next(iter(groups))
        return tuple(NavItem(label or "Pages", items=items) for items, label in groups.items())

    def _items(self, node: Node, base: str) -> tuple[NavItem, ...]:
        return tuple(item for part in node.parts for item in self._entry(part, base))

    def _entry(self, part: Node, base: str) -> Iterator[NavItem]:
        item = OldSettings(part)
        base = item.text("base", default=base)
        below = part.items.get("items")
        items = self._items(below, base) if below is not None else ()
        title, link = item.text("text"), item.text("link")
        if link and "://" not in link:
            page = self._find(join(base, link.lstrip("/")) if base else link)
            yield (
                NavItem(title, page, items=items) if page else NavItem(title, url=_address(link), items=items)
            )
        elif link or items:
            yield NavItem(title, url=link, items=items)

    def _find(self, link: str) -> str:
        """Return the path of the page at an address; "" if no file has it, or it names a part of a page."""
        path = link.strip("/").removesuffix(".html").removesuffix(".md")
        if "#" in link:
            return ""
        for top in (self._below, ""):
            for name in (
                (f"{path}.md", f"{path}/index.md") if path and link[-1:] != "/" else (f"{path}/index.md",)
            ):
                candidate = normpath(join(top, name.lstrip("/")))
                if (self._content / candidate).is_file():
                    return candidate
        return ""

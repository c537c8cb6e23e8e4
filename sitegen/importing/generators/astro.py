"""``astro.config.*`` with Starlight, or a blog made with Astro, -> ImportedSite."""

from __future__ import annotations

import os
import re
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import NavItem
from sitegen.content.dialects.js_values import read_js
from sitegen.importing.generators.address import join_base
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.edit_links import read_edit_link
from sitegen.importing.generators.imported import Finding, Folder, ImportedSite, Kind
from sitegen.importing.generators.old_file import find_first, read_old_file, read_text
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAMES = tuple(f"astro.config{suffix}" for suffix in (".mjs", ".ts", ".js", ".mts", ".cjs"))
_THEME = "the built-in theme has no such setting: write your own templates in sitegen/layouts/"
_LANGUAGES = "write the languages below [languages]: see Write in several languages"
#: Where Astro keeps the images that it makes smaller versions of.
_ASSETS = "src/assets"
_ADVICE = {
    "integrations": "",
    "output": "",
    "adapter": "",
    "vite": "",
    "image": "",
    "markdown": "",
    "prefetch": "",
    "build": "",
    "server": "",
    "experimental": "",
    "devToolbar": "",
    "compressHTML": "",
    "i18n": _LANGUAGES,
    "publicDir": "",
    "srcDir": "",
    "outDir": "",
}
_STARLIGHT = {
    "logo": "see Add a logo and an icon",
    "favicon": "save the icon as sitegen/layouts/assets/img/icon.svg: see Add a logo and an icon",
    "social": "write these links into a footer of your own: see Change the footer",
    "editLink": "write the repository below [git]: see Show a page’s history",
    "customCss": "copy the files into sitegen/layouts/assets/ and load them in your base.html: see Assets",
    "components": "write your own templates in sitegen/layouts/",
    "head": "write these elements into your base.html",
    "pagefind": "",
    "expressiveCode": "",
    "pagination": "",
    "credits": "",
    "disable404Route": "",
    "titleDelimiter": "",
    "routeMiddleware": "",
    "plugins": "sitegen runs no plugins of Starlight",
    "tableOfContents": "set markdown.toc_depth",
}
_CONTENT = ("src/content/docs", "src/content", "src/pages", "content")
_SUFFIXES = (".md", ".mdx")
#: A folder of a language.
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")


def read_astro(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = find_first(folder, NAMES) or folder / NAMES[0]
    settings = OldSettings(read_old_file(path))
    starlight = _find_starlight(settings)
    draft = Draft("Starlight" if starlight else "Astro", path, "starlight" if starlight else "next")
    values = draft.values
    content = next((name for name in _CONTENT if _has_pages(folder / name)), _CONTENT[0])
    static = settings.text("publicDir", default="public").removeprefix("./").strip("/")
    values["paths"] = {"content": content, "static": static}
    values["base_url"] = join_base(settings.text("site"), settings.text("base"))
    settings.take("trailingSlash")  # it shapes links: the files are the same
    style = "html" if settings.text("build", "format") == "file" else "directory"
    values["urls"] = {"style": style, "lowercase": True}
    draft.folders += [Folder(folder / content, content), Folder(folder / static, static)]
    _read_aliases(draft, folder, content, static)
    for old, new in settings.map("redirects").items():
        target = new.text or (new.items["destination"].text if "destination" in new.items else "")
        if target and "[" not in old:
            draft.redirects[f"/{old.lstrip('/')}"] = target
        else:
            draft.tell(f"redirects: {old}", new, "write this redirect as a pattern below [redirects]")
    integrations = settings.take("integrations")
    for node in integrations.parts if integrations is not None else ():
        if node.tag and node.tag not in ("starlight", "mdx", "sitemap", "tailwind"):
            advice = "sitegen runs no integrations of Astro; what it adds to pages is missing"
            draft.tell(f"integrations.{node.tag}", node, advice, Kind.PLUGIN)
    if starlight:
        _read_starlight(draft, starlight, folder / content)
    for file in sorted((folder / "src/pages").rglob("*.astro")) if (folder / "src/pages").is_dir() else ():
        name = file.relative_to(folder).as_posix()
        draft.tell(name, Node(None, name), "write this page in Markdown, or as a template", Kind.PAGE)
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _read_aliases(draft: Draft, folder: Path, content: str, static: str) -> None:
    """Publish the images beside the content, and read the names that tsconfig.json has for folders."""
    aliases: dict[str, str] = {}
    homes = {content: "/", static: "/"}
    if (folder / _ASSETS).is_dir():
        aliases[f"{_ASSETS}/"] = "/_assets/"
        homes[_ASSETS] = "/_assets/"
        target = f"{static}/_assets"
        advice = f"copy this folder to {target}: pages show images from it"
        unmoved = Finding(Kind.KEY, _ASSETS, _ASSETS, 0, advice)
        draft.folders.append(Folder(folder / _ASSETS, target, unmoved=unmoved))
    file = folder / "tsconfig.json"
    settings = OldSettings(read_js(f"export default {read_text(file)}", "") if file.is_file() else Node({}))
    base = settings.text("compilerOptions", "baseUrl", default=".")
    for name, node in settings.map("compilerOptions", "paths").items():
        target = normpath(join(base, next((part.text for part in node.parts), "").removesuffix("*"))) + "/"
        prefix = name.removesuffix("*")
        for home, address in homes.items():
            if target.startswith(f"{home}/"):
                aliases[prefix] = address + target.removeprefix(f"{home}/")
            elif home.startswith(target) and prefix != name:
                aliases[f"{prefix}{home.removeprefix(target)}/"] = address
    if aliases:
        draft.set("markdown", aliases=aliases)


def _find_starlight(settings: OldSettings) -> OldSettings | None:
    node = settings.root.items.get("integrations")
    for part in node.parts if node is not None else ():
        if part.tag == "starlight":
            return OldSettings(part.parts[0] if part.parts else Node({}, part.path, part.line))
    return None


def _has_pages(folder: Path) -> bool:
    return any(name.endswith(_SUFFIXES) for _, _, names in os.walk(folder) for name in names)


def _read_starlight(draft: Draft, settings: OldSettings, content: Path) -> None:
    values = draft.values
    title = settings.take("title")
    if title is not None:
        values["title"] = title.text or next((node.text for node in title.items.values()), "")
    values["description"] = settings.text("description")
    values["search"] = {"enabled": settings.flag("pagefind", default=True)}
    locales = settings.map("locales")
    default = settings.text("defaultLocale", default="root" if "root" in locales else "en")
    is_below = default not in ("root", "") and (content / default).is_dir()
    root = OldSettings(locales.get("root" if not is_below else default) or Node({}))
    values["language"] = (
        default if is_below else root.text("lang", default="en" if default == "root" else default)
    )
    locales = locales or _find_locales(settings, content, default)
    _read_languages(draft, locales, default if is_below else "")
    read_edit_link(draft, settings.text("editLink", "baseUrl"), below=values["paths"]["content"])
    if settings.flag("lastUpdated"):
        draft.set("git", updated=True)
    sidebar = settings.take("sidebar")
    if sidebar is not None:
        pages = content / default if is_below else content
        draft.nav = _Sidebar(pages, draft).items(sidebar)
        _translate_sidebar(draft, pages, sidebar)
    for code, node in title.items.items() if title is not None else ():
        if code in values.get("languages", {}):
            draft.set_language(code, title=node.text)
    for finding_name, node in settings.rest({*()}):
        name = finding_name.partition(".")[0]
        if advice := _STARLIGHT.get(name, _THEME):
            draft.tell(f"starlight.{finding_name}", node, advice)


def _read_languages(draft: Draft, locales: Mapping[str, Node], folder: str) -> None:
    """Set ``[languages]``; ``folder`` is that of the main language, "" if its pages are beside the others.

    Pages that aren't translated are shown in the main language, as Starlight shows them.
    """
    main = draft.values["language"]
    others = [code for code in locales if code not in ("root", folder, main)]
    if not others:
        return
    draft.values["translations"] = {"fallback": main, "default_below_code": bool(folder)}
    for code in ("root" if "root" in locales else main, *others):
        options = OldSettings(locales.get(code) or Node({}))
        draft.set_language(
            main if code == "root" else code,
            label=options.text("label"),
            language="" if code == "root" else options.text("lang").replace(code, ""),
            dir=options.text("dir").replace("ltr", ""),
            path=code.lower() if code != code.lower() and code != main else "",
        )


def _translate_sidebar(draft: Draft, pages: Path, sidebar: Node) -> None:
    """Give each language that translates labels of the sidebar a navigation of its own."""
    main = draft.values["language"]
    for code in draft.values.get("languages", {}):
        nav = _Sidebar(pages, None, code).items(sidebar) if code != main else draft.nav
        if nav != draft.nav:
            draft.set_language(code, nav=msgspec.to_builtins(nav))


def _find_locales(settings: OldSettings, content: Path, default: str) -> dict[str, Node]:
    """Return the languages that have folders beside that of the default one, if a program names them."""
    node = settings.root.items.get("locales")
    folders = content.iterdir() if node is not None and (content / default).is_dir() else ()
    names = (folder.name for folder in folders if folder.is_dir())
    return {name: node for name in sorted(names) if node is not None and _LOCALE.fullmatch(name)}


class _Sidebar:
    """The sidebar of Starlight, whose entries are named by slugs."""

    def __init__(self, content: Path, draft: Draft | None, language: str = "") -> None:
        """``draft`` records what can't be read; ``language`` is the one whose labels are read."""
        self._draft = draft
        self._language = language
        self._content = content
        self._pages: dict[str, str] = {}
        for top, names, files in os.walk(content):
            names.sort()
            for name in sorted(files):
                if name.endswith(_SUFFIXES) and name[0] != "_":
                    path = os.path.relpath(os.path.join(top, name), content)
                    stem = os.path.splitext(path)[0].lower().replace(" ", "-")
                    self._pages[stem.removesuffix("/index") if stem != "index" else ""] = path

    def items(self, node: Node) -> tuple[NavItem, ...]:
        """Return the entries of a list."""
        return tuple(item for part in node.parts for item in self._entry(part))

    def _entry(self, part: Node) -> Iterator[NavItem]:
        keys = {key: node.text for key, node in part.items.items()}
        translations = OldSettings(part.items.get("translations") or Node({}))
        label = translations.text(self._language, default=keys.get("label", ""))
        slug = part.text or keys.get("slug", "")
        if slug or "slug" in keys:
            yield from self._page(slug, label, part)
        elif "link" in keys:
            link = keys["link"]
            page = self._pages.get(link.strip("/"))
            yield NavItem(label, page) if page else NavItem(label, url=_address(link))
        elif "autogenerate" in part.items:
            directory = OldSettings(part.items["autogenerate"]).text("directory").strip("/")
            yield NavItem(label, items=self._folder(directory))
        elif "items" in part.items:
            yield NavItem(label, items=self.items(part.items["items"]))
        else:
            self._tell("sidebar", part, "this entry is computed: write it yourself")

    def _page(self, slug: str, label: str, part: Node) -> Iterator[NavItem]:
        page = self._pages.get(slug.strip("/"))
        if page is None:
            self._tell(slug, part, "there is no such page: it is left out")
        else:
            yield NavItem(label, page)

    def _tell(self, subject: str, part: Node, advice: str) -> None:
        if self._draft is not None:
            self._draft.tell(subject, part, advice, Kind.NAVIGATION)

    def _folder(self, folder: str) -> tuple[NavItem, ...]:
        prefix = f"{folder}/" if folder else ""
        items: dict[str, Any] = {}
        for slug, page in self._pages.items():
            if not page.startswith(prefix):
                continue
            first, slash, _ = page.removeprefix(prefix).partition("/")
            if slash:
                items.setdefault(first, NavItem(_title(first), items=self._folder(f"{prefix}{first}")))
            else:
                items[page] = NavItem("", page)
            _ = slug
        return tuple(items[name] for name in sorted(items))


def _title(name: str) -> str:
    return name[:1].upper() + name[1:].replace("-", " ").replace("_", " ")


def _address(link: str) -> str:
    return link if "://" in link or link.startswith(("/", "#")) else f"/{link}"

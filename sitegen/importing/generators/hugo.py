"""``hugo.toml``, ``config/_default/`` and their other forms -> ImportedSite."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.hugo_advice import KEYS
from sitegen.importing.generators.hugo_files import read_settings
from sitegen.importing.generators.hugo_hooks import read_link_words
from sitegen.importing.generators.hugo_languages import (
    main_language,
    place_of,
    read_languages,
    read_taxonomies,
)
from sitegen.importing.generators.hugo_menus import read_menus
from sitegen.importing.generators.hugo_mounts import find_contents, place_mounts, read_mounts
from sitegen.importing.generators.imported import ImportedSite, find_shown_files
from sitegen.importing.generators.old_settings import Node, OldSettings, plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: What a value of ``[extra]`` can be here.
_SIMPLE = (str, int, float, dict)
#: Words of a permalink pattern that are called otherwise here; None: there is no such word.
_WORDS = {
    ":title": ":urlized",
    ":slug": ":urlized",
    ":sectionslugs": ":sections",
    ":sectionslug": ":section",
    ":slugorfilename": ":title",
    ":slugorcontentbasename": ":title",
    ":contentbasename": ":filename",
    ":monthname": None,
    ":weekday": None,
    ":weekdayname": None,
    ":yearday": None,
}


def read_hugo(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path, root = read_settings(folder)
    settings = OldSettings(root)
    draft = Draft("Hugo", path, "hugo")
    _read_top(draft, settings)
    _read_folders(draft, settings, folder)
    _read_addresses(draft, settings)
    read_link_words(draft, folder, draft.values["paths"]["content"])
    _read_markup(draft, settings)
    read_menus(draft, settings, folder / draft.values["paths"]["content"])
    draft.tell_rest(settings, KEYS)
    return draft.site()


def _read_top(draft: Draft, settings: OldSettings) -> None:
    language = main_language(settings)
    own = ("languages", language)
    values = draft.values
    values["title"] = settings.text(*own, "title") or settings.text("title")
    values["base_url"] = site_address(settings.text("baseurl"))
    values["language"] = (
        settings.text(*own, "locale")
        or settings.text(*own, "languagecode")
        or settings.text("locale")
        or settings.text("languagecode")
        or language
    )
    values["description"] = (
        settings.text(*own, "params", "description")
        or settings.text("params", "description")
        or settings.text("description")
    )
    values["copyright"] = settings.text("copyright")
    author = (
        settings.text("author", "name")
        or settings.text("author")
        or settings.text("params", "author", "name")
        or settings.text("params", "author")
    )
    values["author"] = {"name": author}
    params = settings.root.items.get("params")
    values["extra"] = _read_params(params) if params is not None else {}
    size = settings.number("pagination", "pagersize") or settings.number("paginate", default=10)
    values["paginate"] = size
    limit = settings.number("services", "rss", "limit") or settings.number("rsslimit")
    disabled = {kind.lower() for kind in settings.texts("disablekinds")}
    feeds: dict[str, Any] = {"path": {"rss": "index.xml"}, "formats": ["rss"], "term_formats": ["rss"]}
    if limit > 0:
        feeds["limit"] = limit
    values["feeds"] = {"formats": []} if "rss" in disabled else feeds
    _read_taxonomies(draft, settings, disabled)


def _read_params(params: Node) -> dict[str, Any]:
    """Return the texts and numbers of ``params``, also those below other names."""
    values = {name: _read_params(node) if node.items else node.value for name, node in params.items.items()}
    return {name: value for name, value in values.items() if value and isinstance(value, _SIMPLE)}


def _read_taxonomies(draft: Draft, settings: OldSettings, disabled: set[str]) -> None:
    node = settings.take("taxonomies")
    if disabled & {"taxonomy", "term", "taxonomyterm"}:
        draft.values["taxonomies"] = []
    elif node is not None:
        draft.values["taxonomies"] = read_taxonomies(node.items)


def _read_folders(draft: Draft, settings: OldSettings, folder: Path) -> None:
    language = main_language(settings)
    content = settings.text("contentdir")
    mounts = read_mounts(draft, settings, folder)
    contents = find_contents(mounts)
    usual_content = next((mount.source for mount in mounts if mount.target == "content"), "")
    content = content or contents.get(language, usual_content)
    static = [mount.source for mount in mounts if mount.target == "static"]
    if not content and (folder / "content" / language).is_dir():
        content = f"content/{language}"
    content = read_languages(draft, settings, folder, place_of(content or "content", folder), contents)
    if any(len(mount.languages) > 1 and mount.target == "content" for mount in mounts):
        draft.set("translations", fallback=language)
    statics = static[:1] or [*settings.texts("staticdir")] or ["static"]
    draft.set("paths", content=content, static=statics[0])
    for other in statics[1:]:
        draft.tell("staticdir", settings.root, f"move the files of {other}/ to {statics[0]}/")
    data = settings.text("datadir", default="data")
    draft.set("paths", data=data)
    usual = {"content": content, "static": statics[0], "data": data}
    draft.folders += place_mounts(mounts, usual, folder)
    draft.folders += find_shown_files(folder, settings.text("assetdir", default="assets"), statics[0])
    for theme in OldSettings(settings.root).texts("theme"):  # which is still told
        draft.folders += find_shown_files(folder, f"themes/{theme}/static", statics[0])
    patterns = settings.take("ignorefiles")
    if patterns is not None:
        draft.tell("ignorefiles", patterns, "write these regular expressions as patterns under `ignore`")


def _read_addresses(draft: Draft, settings: OldSettings) -> None:
    ugly = settings.flag("uglyurls")
    urls: dict[str, Any] = {"strip_date_prefix": False}
    if ugly:
        urls["style"] = "html"
    if settings.flag("disablepathtolower"):
        urls["lowercase"] = False
    patterns: dict[str, str] = {}
    permalinks = settings.map("permalinks")
    pages = {**permalinks, **permalinks["page"].items} if "page" in permalinks else permalinks
    for section, node in pages.items():
        if not node.text:
            if section != "page":
                draft.tell(
                    f"permalinks.{section}", node, "list pages of sections have the address of their folder"
                )
            continue
        pattern = translate_pattern(node.text, _WORDS)
        if pattern:
            patterns[section] = f"{pattern.rstrip('/')}.html" if ugly else pattern
        else:
            draft.tell(
                f"permalinks.{section}", node, "sitegen has no such word in a pattern: see urls.patterns"
            )
    if patterns:
        urls["patterns"] = patterns
    draft.set("urls", **urls)


def translate_pattern(pattern: str, words: Mapping[str, str | None]) -> str:
    """Return a pattern in our words; "" if it has one that has no counterpart."""
    translated = re.sub(r":[a-z_]+", lambda match: words.get(match[0], match[0]) or "\0", pattern)
    return "" if "\0" in translated else f"/{translated.lstrip('/')}"


def _read_markup(draft: Draft, settings: OldSettings) -> None:
    goldmark = ("markup", "goldmark")
    markdown: dict[str, Any] = {}
    node = settings.take(*goldmark, "extensions", "typographer")
    is_off = node is not None and (
        node.value is False or (node.items.get("disable") is not None and node.items["disable"].value is True)
    )
    markdown["smart_punctuation"] = not is_off
    if settings.flag(*goldmark, "parser", "autodefinitiontermid"):
        markdown["term_anchors"] = True
    delimiters = settings.take(*goldmark, "extensions", "passthrough", "delimiters")
    if delimiters is not None and "$" in str(plain(delimiters)):
        markdown["math"] = True
    if settings.flag("params", "math") or settings.flag("params", "katex"):
        markdown["math"] = True
    if settings.flag("markup", "highlight", "linenos"):
        markdown["line_numbers"] = True
    depth = settings.number("markup", "tableofcontents", "endlevel")
    if 1 <= depth <= 6:
        markdown["toc_depth"] = depth
    if settings.flag("enableemoji"):
        markdown["emoji"] = True
    draft.values["markdown"] = markdown

"""The languages of a site made with Hugo -> ``[languages]``: their folders, titles and taxonomies."""

from __future__ import annotations

import os
import re
from posixpath import commonpath, normpath, relpath
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.importing.generators.draft import Draft

_SUFFIX = re.compile(r"\.([a-z]{2,3}(?:-[a-z]{2,4})?)\.(?:md|html)\Z", re.IGNORECASE)
_OTHER_HOST = "this language has a host of its own: give it a site of its own"
_OTHER_FOLDER = "its folder isn't beside that of the main language: move it there"


def main_language(settings: OldSettings) -> str:
    """Return the code of the language at the root."""
    return settings.text("defaultcontentlanguage", default="en").lower()


def read_languages(
    draft: Draft, settings: OldSettings, folder: Path, content: str, contents: Mapping[str, str]
) -> str:
    """Set ``[languages]`` for a site that has several; return the folder that all of them are in.

    ``contents`` has the folders of languages that are mounted.
    """
    main = main_language(settings)
    nodes = settings.map("languages")
    disabled = {name.lower() for name in settings.texts("disablelanguages")}
    tables = {name: OldSettings(node) for name, node in nodes.items() if name not in disabled}
    tables = {name: table for name, table in tables.items() if not table.flag("disabled")}
    places = {
        name: table.text("contentdir", default=contents.get(name, content)) for name, table in tables.items()
    }
    folders = {name: place_of(place, folder) for name, place in places.items()}
    inside = folders.get(main, content)
    top = (commonpath(folders.values()) if folders else "") or inside
    spellings = _find_spellings(folder / top)
    languages: dict[str, dict[str, Any]] = {}
    for name, table in tables.items():
        code, place = spellings.get(name, name), folders[name]
        is_outside = commonpath((top, place)) != top
        if name != main and (is_outside or table.text("baseurl")):
            draft.tell(f"languages.{name}", nodes[name], _OTHER_FOLDER if is_outside else _OTHER_HOST)
            disabled.add(name)
            continue
        languages[code] = _describe(table, code)
        if place != top and relpath(place, top) != code:
            languages[code]["folder"] = relpath(place, top)
    draft.ignore(f"*.{spellings.get(name, name)}.md" for name in sorted(disabled))
    if len(languages) < 2:
        return inside
    draft.values["languages"] = languages
    draft.values["language"] = spellings.get(main, main)
    if settings.flag("defaultcontentlanguageinsubdir"):
        draft.values["translations"] = {"default_below_code": True}
    else:
        draft.redirects[f"/{main}/"] = "/"
    return top


def place_of(written: str, folder: Path) -> str:
    """Return the path of a content folder from the folder of the site; Hugo allows absolute paths."""
    return relpath(written, folder.absolute()) if written.startswith("/") else normpath(written)


def _find_spellings(content: Path) -> dict[str, str]:
    """Map each lower-case code to its spelling in file names; Hugo ignores case."""
    files = (name for _, _, names in os.walk(content) for name in names)
    codes = {match[1] for name in files if (match := _SUFFIX.search(name))}
    return {code.lower(): code for code in sorted(codes)}


def _describe(table: OldSettings, code: str) -> dict[str, Any]:
    tag = table.text("locale") or table.text("languagecode")
    values: dict[str, Any] = {
        "label": table.text("label") or table.text("languagename"),
        "language": tag if tag.lower() != code.lower() else "",
        "dir": table.text("direction") or table.text("languagedirection"),
        "weight": table.number("weight"),
        "path": code.lower() if code != code.lower() else "",
        "title": table.text("title"),
        "description": table.text("params", "description"),
        "copyright": table.text("copyright"),
    }
    if (taxonomies := table.take("taxonomies")) is not None:
        values["taxonomies"] = read_taxonomies(taxonomies.items)
    return {key: value for key, value in values.items() if value}


def read_taxonomies(items: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return ``[[taxonomies]]`` for what Hugo writes as ``tag = "tags"``."""
    return [{"name": plural.text, "singular": singular} for singular, plural in items.items() if plural.text]

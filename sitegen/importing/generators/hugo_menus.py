"""The menus of a site made with Hugo: those of its configuration, and of its pages' front matter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.config import Language, split_path
from sitegen.importing.generators.hugo_files import lower_keys
from sitegen.importing.generators.hugo_languages import main_language
from sitegen.importing.generators.old_file import read_front
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitegen.importing.generators.draft import Draft


class _Entry(NamedTuple):
    """One entry, as Hugo has it."""

    name: str
    target: str
    weight: int
    key: str  #: how its children refer to it
    parent: str


def read_menus(draft: Draft, settings: OldSettings, content: Path) -> None:
    """Set ``[[menu]]`` of each language to its main menu, with submenus; other menus are in the findings."""
    main = main_language(settings)
    shared = {**settings.map("menu"), **settings.map("menus")}
    pages = [*_find_pages(content)]
    written = draft.values.get("languages", {})
    languages = {code: Language(folder=values.get("folder", "")) for code, values in written.items()}
    for code in languages or (main,):
        own = ("languages", code.lower())
        menus = {**shared, **settings.map(*own, "menu"), **settings.map(*own, "menus")}
        name = "main" if "main" in menus else next(iter(menus), "main")
        nodes = menus[name].parts if name in menus else ()
        entries = [_read_entry(node) for node in nodes]
        for node, entry in zip(nodes, entries, strict=True):
            if not entry.name:
                draft.tell(f"menus.{name}", node, "Hugo shows the title of its page: give this entry a name")
        for path, front in pages:
            language, inner = split_path(languages, path)
            if (language or draft.values.get("language")) == code or not languages:
                entries += _read_page(inner, front, name)
        if menu := _nest(entries):
            (draft.values if code.lower() == main else written[code])["menu"] = menu
        for other in sorted(menus.keys() - {name}):
            draft.tell(
                f"menus.{other}", menus[other], "the theme shows one menu: write this one into a template"
            )


def _read_entry(node: Node, name: str = "", target: str = "") -> _Entry:
    item = OldSettings(node)
    target = target or item.text("url") or item.text("pageref") or item.text("page")
    name = item.text("name") or item.text("title") or name or item.text("identifier")
    key = item.text("identifier") or name
    return _Entry(name, target_of(target) if target else "", item.number("weight"), key, item.text("parent"))


def _nest(entries: list[_Entry]) -> list[dict[str, Any]]:
    """Return entries with those below them; ours have one level below, so deeper ones move up to it."""
    by_key = {entry.key.lower(): entry for entry in entries if entry.key}
    below: dict[str, list[_Entry]] = {}
    for entry in entries:
        top = entry
        seen = {entry.key}
        while (parent := by_key.get(top.parent.lower())) and parent.key not in seen:
            seen.add(parent.key)
            top = parent
        if top is not entry and entry.target:
            below.setdefault(top.key, []).append(entry)
    tops = [entry for entry in entries if by_key.get(entry.parent.lower()) is None and entry.name]
    menu = []
    for entry in tops:
        items = [_write(child) for child in below.get(entry.key, ()) if child.name]
        if entry.target or items:
            menu.append(_write(entry) | ({"items": items} if items else {}))
    return menu


def _write(entry: _Entry) -> dict[str, Any]:
    written: dict[str, Any] = {"name": entry.name, "weight": entry.weight}
    return written | ({"target": entry.target} if entry.target else {})


def _find_pages(content: Path) -> Iterator[tuple[str, Mapping[str, Node]]]:
    """Yield (path in the content, front matter) of each page that puts itself into a menu."""
    for folder, names, files in os.walk(content):
        names.sort()
        for file in sorted(name for name in files if name.endswith((".md", ".html"))):
            path = content.joinpath(folder, file)
            front = lower_keys(read_front(path)).items
            if "menu" in front or "menus" in front:
                yield path.relative_to(content).as_posix(), front


def _read_page(path: str, front: Mapping[str, Node], menu: str) -> Iterator[_Entry]:
    """Yield the entry that a page gives itself: ``menu: main``, or a table with weight and name."""
    written = front["menus" if "menus" in front else "menu"]
    table = written.items.get(menu)
    if table is None and menu in {part.text for part in written.parts} | {written.text}:
        table = Node({})
    if table is not None:
        title = next((front[key].text for key in ("linktitle", "title") if key in front), "")
        yield _read_entry(table, title, path)


def target_of(address: str) -> str:
    """Return an address of a menu as sitegen writes it: from the root, or that of another site."""
    if "://" in address or address.startswith(("/", "mailto:", "#")) or address.endswith(".md"):
        return address
    return f"/{address}"

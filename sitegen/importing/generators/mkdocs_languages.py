"""The plugin ``i18n`` of MkDocs -> ``[languages]``, and the navigation of each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.draft import strip_html
from sitegen.importing.generators.imported import Kind
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitegen.config import NavItem
    from sitegen.importing.generators.draft import Draft

#: What is read of a language, or says what the theme says anyway.
_READ = ("locale", "name", "default", "build", "site_name", "site_description", "copyright", "nav", "link")
_HERE = "the languages share this option here"


def read_languages(draft: Draft, options: OldSettings) -> None:
    """Set ``[languages]`` for a site that has several: in folders, or by the suffixes of files."""
    tables = _find_tables(options)
    main = next((code for code, table in tables.items() if table.flag("default")), "")
    main = main or options.text("default_language", default=draft.values["language"])
    has_fallback = options.flag("fallback_to_default", default=True)
    for key in ("docs_structure", "reconfigure_material", "reconfigure_search", "material_alternate"):
        options.take(key)
    hidden = [code for code, table in tables.items() if not table.flag("build", default=True)]
    draft.ignore(glob for code in hidden if code != main for glob in (f"{code}/", f"*.{code}.md"))
    shown = {
        main: OldSettings(Node({})),
        **{code: table for code, table in tables.items() if code not in hidden},
    }
    if len(shown) < 2:
        return
    draft.values["language"] = main
    draft.values["translations"] = {"fallback": main} if has_fallback else {}
    for code, table in shown.items():
        draft.set_language(
            code,
            label=table.text("name", default=code),
            title=table.text("site_name") if code != main else "",
            description=table.text("site_description") if code != main else "",
            copyright=strip_html(table.text("copyright")) if code != main else "",
        )
        for key in table.root.items.keys() - {*_READ, "nav_translations"}:
            subject = f"plugins.i18n.languages.{code}.{key}"
            draft.tell(subject, table.root.items[key], _HERE, Kind.PLUGIN)


def _find_tables(options: OldSettings) -> dict[str, OldSettings]:
    """Return the options of each language: from a list, or from names with labels, as before version 1."""
    node = options.take("languages") or Node({})
    tables = {
        code: OldSettings(part if part.items else Node({"name": part}, part.path, part.line))
        for code, part in node.items.items()
    }
    for part in node.parts if not node.items else ():
        table = OldSettings(part)
        tables[table.text("locale")] = table
    return {code: table for code, table in tables.items() if code not in ("", "default", "null")}


def read_navs(
    draft: Draft,
    plugin: Node,
    nav: Node | None,
    read: Callable[[Node | None, Sequence[str]], tuple[NavItem, ...]],
) -> tuple[NavItem, ...]:
    """Return the navigation of the main language, and give each of the others its own.

    ``read`` reads a list, whose pages can be in the folders of some languages or have their suffixes.
    """
    codes = tuple(draft.values.get("languages", ()))
    main = draft.values["language"]
    tables = _find_tables(OldSettings(plugin)) if codes else {}
    written = {code: tables[code].take("nav") for code in codes if code in tables}
    items = read(written.get(main) or nav, codes)
    for code in codes:
        words = tables[code].map("nav_translations") if code in tables else {}
        if code == main or not (written.get(code) or words):
            continue
        translated_nav = read(written[code], codes) if written.get(code) else _translate(items, words)
        draft.set_language(code, nav=msgspec.to_builtins(translated_nav))
    return items


def _translate(items: tuple[NavItem, ...], words: Mapping[str, Node]) -> tuple[NavItem, ...]:
    return tuple(
        msgspec.structs.replace(
            item,
            title=words[item.title].text if item.title in words else item.title,
            items=_translate(item.items, words),
        )
        for item in items
    )

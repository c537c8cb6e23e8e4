"""The languages of a Docusaurus site -> ``[languages]``, and where the new site has their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.imported import Finding, Folder, Kind
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.config import NavItem
    from sitegen.importing.generators.draft import Draft


def read_languages(draft: Draft, settings: OldSettings, folder: Path, plugins: dict[str, str]) -> None:
    """Set ``[languages]``, and add the folders with translations of what each plugin publishes.

    ``plugins`` has for each of their folders below ``i18n/fr/`` where the new site has the original. A page
    that isn't translated is shown in the main language, as Docusaurus shows it.
    """
    main = draft.values["language"]
    locales = [code for code in settings.texts("i18n", "locales") if code != main]
    if not locales:
        return
    draft.values["translations"] = {"fallback": main}
    top = settings.text("i18n", "path", default="i18n")
    for code in (main, *locales):
        options = _options(settings, code)
        tag = options.text("htmlLang")
        draft.set_language(
            code,
            label=options.text("label"),
            language=tag if tag != code else "",
            dir=options.text("direction").replace("ltr", ""),
        )
    for code in locales:
        home = f"{top}/{_options(settings, code).text('path', default=code)}"
        for name, target in plugins.items():
            _add(draft, folder, f"{home}/{name}", f"{code}/{target}")
        nav = _translate(draft.nav, _read_labels(folder / home))
        if nav != draft.nav:
            draft.set_language(code, nav=msgspec.to_builtins(nav))


def _options(settings: OldSettings, code: str) -> OldSettings:
    return OldSettings(settings.map("i18n", "localeConfigs").get(code) or Node({}))


def _add(draft: Draft, folder: Path, path: str, target: str) -> None:
    if (folder / path).is_dir():
        unmoved = Finding(Kind.KEY, path, path, 0, f"copy this folder to {target}: its pages are missing")
        draft.folders.append(Folder(folder / path, target, unmoved=unmoved))


def _read_labels(home: Path) -> dict[str, str]:
    """Map labels of sidebars to their translations: ``sidebar.docs.category.Guides`` says Guides."""
    labels: dict[str, str] = {}
    for file in sorted(home.glob("docusaurus-plugin-content-docs*/*.json")):
        for key, node in read_old_file(file).items.items():
            parts = key.split(".", 3)
            message = node.items.get("message")
            if len(parts) == 4 and parts[0] == "sidebar" and message is not None:
                labels.setdefault(parts[3], message.text)
    return labels


def _translate(items: tuple[NavItem, ...], labels: dict[str, str]) -> tuple[NavItem, ...]:
    return tuple(
        msgspec.structs.replace(
            item, title=labels.get(item.title, item.title), items=_translate(item.items, labels)
        )
        for item in items
    )

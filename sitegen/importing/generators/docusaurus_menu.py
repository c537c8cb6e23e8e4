"""The navbar and the footer of Docusaurus -> entries of our menu and footer."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.importing.generators.docusaurus_nav import Docs
    from sitegen.importing.generators.draft import Draft

_TAG = re.compile(r"<[^>]*>")
#: Entries that sitegen's own header has, or that need none.
_BUILT_IN = ("search", "localeDropdown", "docsVersionDropdown", "html")


def find_labels(settings: OldSettings) -> dict[str, str]:
    """Return what the navbar calls each sidebar, by its key."""
    node = settings.take("themeConfig", "navbar", "items")
    items = [OldSettings(part) for part in node.parts] if node is not None else []
    return {
        key: label
        for item in items
        if (key := item.text("sidebarId") or "defaultSidebar") and (label := item.text("label"))
        if item.text("type") == "docSidebar"
    }


def _strip(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def read_menu(draft: Draft, settings: OldSettings, docs: Docs) -> None:
    """Read the entries of the navbar, with their submenus."""
    node = settings.take("themeConfig", "navbar", "items")
    settings.take("themeConfig", "navbar", "title")
    entries = [
        entry for part in (node.parts if node is not None else ()) for entry in _read(draft, part, docs)
    ]
    if entries:
        draft.values["menu"] = entries


def _read(draft: Draft, part: Node, docs: Docs) -> Iterator[dict[str, Any]]:
    item = OldSettings(part)
    kind = item.text("type")
    label = item.text("label") or _strip(item.text("html")) or item.text("aria-label")
    target = _find_target(item, kind, docs)
    if not label and "github.com" in target:
        label = "GitHub"
    below = item.take("items")
    entries = [
        entry for node in (below.parts if below is not None else ()) for entry in _read(draft, node, docs)
    ]
    if label and entries:
        flat = [child for entry in entries for child in entry.pop("items", [entry])]  # a menu has two levels
        yield {"name": label, "target": target, "items": flat} if target else {"name": label, "items": flat}
    elif label and target:
        yield {"name": label, "target": target}
    elif kind not in _BUILT_IN:
        draft.tell(f"navbar.items: {label or kind or 'code'}", part, "write this entry below [[menu]]")


def _find_target(item: OldSettings, kind: str, docs: Docs | None) -> str:
    if docs is not None and kind == "doc":
        return docs.pages.get(item.text("docId"), "")
    if docs is not None and kind == "docSidebar":
        usual = next(iter(docs.sidebars.values()), "")
        return docs.sidebars.get(item.text("sidebarId", default="defaultSidebar"), usual)
    if kind in ("docsVersion", "docsVersionDropdown"):
        return ""
    target = item.text("to") or item.text("href")
    is_address = "://" in target or target.startswith("mailto:") or target.endswith((".md", ".mdx"))
    return target if is_address or not target else f"/{target.strip('/')}"


def read_footer(draft: Draft, settings: OldSettings) -> None:
    """Read the links of the footer, those of its columns one after the other, and its copyright."""
    draft.values["copyright"] = _strip(settings.text("themeConfig", "footer", "copyright"))
    node = settings.take("themeConfig", "footer", "links")
    links: list[Node] = []
    for part in node.parts if node is not None else ():
        below = part.items.get("items")
        links += below.parts if below is not None else (part,)
    entries = []
    for part in links:
        item = OldSettings(part)
        target = _find_target(item, "", None)
        if (label := item.text("label")) and target:
            entries.append({"name": label, "target": target})
    if entries:
        draft.values["footer"] = entries

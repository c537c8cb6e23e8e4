"""An Obsidian vault -> ImportedSite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings

if TYPE_CHECKING:
    from pathlib import Path


def read_obsidian(folder: Path) -> ImportedSite:
    """Return a vault: its name, and what its settings leave out."""
    path = folder / ".obsidian/app.json"
    settings = OldSettings(_read(path))
    draft = Draft("Obsidian", path, "obsidian")
    draft.values["title"] = folder.resolve().name
    draft.values["paths"] = {"content": "."}
    draft.values["markdown"] = {"math": True}
    draft.folders.append(Folder(folder, "."))
    draft.ignore(text.strip("/") for text in settings.texts("userIgnoreFilters") if text[0] not in "/.")
    templates = OldSettings(_read(folder / ".obsidian/templates.json")).text("folder").strip("/")
    if templates:
        draft.ignore([f"{templates}/*"])
        draft.comments["ignore"] = "templates of notes, and what the vault leaves out itself"
    plugins = _read(folder / ".obsidian/community-plugins.json")
    for part in plugins.parts if isinstance(plugins.value, tuple) else ():
        advice = "sitegen runs no plugins of Obsidian: what they show in notes is missing"
        draft.tell(f"community-plugins: {part.text}", part, advice, Kind.PLUGIN)
    for suffix, kind in (("canvas", "a canvas"), ("base", "a base")):
        for file in sorted(folder.rglob(f"*.{suffix}")):
            name = file.relative_to(folder).as_posix()
            draft.tell(name, Node(None, name), f"{kind} doesn't become a page", Kind.PAGE)
            draft.ignore([name])
    return draft.site()


def _read(path: Path) -> Node:
    return read_old_file(path) if path.is_file() else Node({})

"""``versions.json`` and the options of Docusaurus' docs -> the folders of all versions, their addresses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.generators.old_file import read_old_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.importing.generators.old_settings import OldSettings


class Version(NamedTuple):
    """One version of the documentation."""

    path: str  #: its folder, from that of the configuration
    route: str  #: below the address of the docs; "" for the latest
    sidebars: Path | None
    name: str  #: as readers see it; "" for the latest


def list_versions(folder: Path, path: str, sidebars: Path | None, options: OldSettings) -> Iterator[Version]:
    """Yield the versions that are published, the latest first; one without ``versions.json``."""
    identity = options.text("id", default="default")
    prefix = "" if identity == "default" else f"{identity}_"
    file = folder / f"{prefix}versions.json"
    names = [part.text for part in read_old_file(file).parts] if file.is_file() else []
    latest = options.text("lastVersion") or (names[0] if names else "current")
    has_current = options.flag("includeCurrentVersion", default=True)
    names = ["current", *names] if has_current or not names else names
    shown = options.texts("onlyIncludeVersions") or tuple(names)
    for name in sorted((name for name in names if name in shown), key=lambda name: name != latest):
        usual = "" if name == latest else "next" if name == "current" else name
        route = options.text("versions", name, "path", default=usual)
        label = options.text("versions", name, "label", default="Next" if name == "current" else name)
        label = "" if name == latest else label
        if name == "current":
            yield Version(path, route, sidebars, label)
        else:
            listed = folder / f"{prefix}versioned_sidebars/version-{name}-sidebars.json"
            below = f"{prefix}versioned_docs/version-{name}"
            yield Version(below, route, listed if listed.is_file() else None, label)
            if name == latest and not has_current and not (folder / below).is_dir():
                yield Version(path, route, sidebars, label)  # the pages that this version was to be made from

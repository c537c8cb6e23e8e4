"""The code of a site's own templates -> a file of the cache, and back: each is compiled once.

Code is not data: whoever can write the file decides what the next build runs. So it is only read from a
folder that belongs to the user who builds, or to root, and that not everyone can write to. A build with
``--safe`` has no layouts of the site's, and does not read the file.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.code_digest import engine_digest
from sitegen.cache.snapshot import load, save
from sitegen.theme.precompiled import OWN, mark, mark_named

if TYPE_CHECKING:
    from sitegen.files.folder import Folder
    from sitegen.theme.layouts import Layouts

_NAME = "templates"


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What the shelf held at the end of a build."""

    engine: str
    code: dict[str, bytes]
    references: dict[str, tuple[str | None, ...]]


def recall_templates(folder: Folder, *, believe: bool) -> Kept | None:
    """Put what was kept on the shelf, if this engine kept it; workers that are forked later have it, too."""
    kept = load(folder, _NAME, Kept) if believe and _is_ours_alone(folder) else None
    if kept is None or kept.engine != engine_digest():
        return None
    OWN.code.update(kept.code)
    OWN.references.update(kept.references)
    return kept


def _is_ours_alone(folder: Folder) -> bool:
    """Tell whether no other user has a right to the folder: the root user has it everywhere."""
    status = os.fstat(folder.handle)
    return status.st_uid in {0, os.geteuid()} and not status.st_mode & stat.S_IWOTH


def keep_templates(folder: Folder, layouts: Layouts, kept: Kept | None) -> None:
    """Write what the shelf has of these layouts, where that is not what was kept; drop all else."""
    templates = layouts.templates.items()
    named = {mark_named(name, template.text) for name, template in templates}
    texts = {mark(template.text) for _, template in templates}
    for gone in OWN.code.keys() - named:
        del OWN.code[gone]
    for gone in OWN.references.keys() - texts:
        del OWN.references[gone]
    now = Kept(engine_digest(), dict(sorted(OWN.code.items())), dict(sorted(OWN.references.items())))
    before = kept or Kept(now.engine, {}, {})
    if (now.code.keys(), now.references.keys()) != (before.code.keys(), before.references.keys()):
        save(folder, _NAME, now)

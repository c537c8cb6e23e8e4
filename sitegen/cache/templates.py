"""The code of a site's own templates -> a file of the cache, and back: each is compiled once.

Code isn't data: whoever can write the file decides what the next build runs. So it is only read from a
folder that belongs to the user who builds, or to root, and that not everyone can write to. A build with
``--safe`` has no layouts of the site's, and doesn't read the file.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.code_digest import engine_digest
from sitegen.cache.snapshot import load, save
from sitegen.theme.precompiled import SITE_TEMPLATES, template_key, text_key

if TYPE_CHECKING:
    from sitegen.core.folder import Folder
    from sitegen.theme.layouts import Layouts

_NAME = "templates"


class SavedTemplates(msgspec.Struct, frozen=True, array_like=True):
    """The compiled templates of a site at the end of a build."""

    engine: str
    code: dict[str, bytes]
    references: dict[str, tuple[str | None, ...]]


def load_templates(folder: Folder, *, trusts_cache: bool) -> SavedTemplates | None:
    """Load the templates that this version of sitegen compiled, before workers are forked."""
    saved = load(folder, _NAME, SavedTemplates) if trusts_cache and _is_trustworthy(folder) else None
    if saved is None or saved.engine != engine_digest():
        return None
    SITE_TEMPLATES.code.update(saved.code)
    SITE_TEMPLATES.references.update(saved.references)
    return saved


def _is_trustworthy(folder: Folder) -> bool:
    """Return whether the folder belongs to this user or root, and not everyone may write to it."""
    status = os.fstat(folder.handle)
    return status.st_uid in {0, os.geteuid()} and not status.st_mode & stat.S_IWOTH


def save_templates(folder: Folder, layouts: Layouts, kept: SavedTemplates | None) -> None:
    """Save the compiled templates of these layouts, if they differ from those saved; drop all others."""
    templates = layouts.templates.items()
    named = {template_key(name, template.text) for name, template in templates}
    texts = {text_key(template.text) for _, template in templates}
    for gone in SITE_TEMPLATES.code.keys() - named:
        del SITE_TEMPLATES.code[gone]
    for gone in SITE_TEMPLATES.references.keys() - texts:
        del SITE_TEMPLATES.references[gone]
    now = SavedTemplates(
        engine_digest(),
        dict(sorted(SITE_TEMPLATES.code.items())),
        dict(sorted(SITE_TEMPLATES.references.items())),
    )
    before = kept or SavedTemplates(now.engine, {}, {})
    if (now.code.keys(), now.references.keys()) != (before.code.keys(), before.references.keys()):
        save(folder, _NAME, now)

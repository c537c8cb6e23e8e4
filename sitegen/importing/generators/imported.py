"""What a site of another generator is in our terms, and what of it has no counterpart."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config, NavItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.importing.generators.old_settings import Node, OldSettings


#: What pages show of a folder of assets by its path.
_SHOWN = frozenset((".avif", ".gif", ".jpeg", ".jpg", ".mp3", ".mp4", ".png", ".svg", ".webm", ".webp"))


class Kind(StrEnum):
    """What of the old site a finding is about."""

    KEY = "setting"
    PLUGIN = "plugin"
    EXTENSION = "extension"
    TEMPLATE = "template"
    NAVIGATION = "navigation"
    CALL = "shortcode or component"
    SYNTAX = "syntax"
    PAGE = "page"


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing that couldn't be imported, or only in another form."""

    kind: Kind
    subject: str  #: as the old site writes it: ``plugins.macros``
    path: str  #: the first place, as the user would type it
    line: int
    advice: str  #: what replaces it
    pages: int = 0  #: on how many pages it is; 0 if that isn't known


class Folder(msgspec.Struct, frozen=True):
    """A folder or file of the old site that the new one reads."""

    source: Path
    target: str  #: where the new site has it, if it can't read it where it is
    only: tuple[str, ...] = ()  #: globs of what belongs to it, from the folder; () for everything
    without: tuple[str, ...] = ()  #: globs of files and folders that don't
    unmoved: Finding | None = None  #: what is reported if the folder stays where it is


class ImportedSite(msgspec.Struct, frozen=True):
    """A site of another generator, in our terms."""

    generator: str  #: its name: ``Material for MkDocs``
    config: Config
    folders: tuple[Folder, ...]
    nav: tuple[NavItem, ...] = ()
    redirects: dict[str, str] = {}  #: old address -> new one
    findings: tuple[Finding, ...] = ()
    comments: dict[str, str] = {}  #: option -> what the user should know of it: ``urls.patterns``


def find_unread(
    settings: OldSettings, advice: Mapping[str, str], usual: str, kind: Kind = Kind.KEY
) -> list[Finding]:
    """Return a finding for each key that nobody read.

    ``advice`` says by its dotted name, or that of a mapping around it, what replaces it; an empty text means
    that the key has no effect on what is published. Others get the ``usual`` advice.
    """
    findings = []
    split = {above for name in advice for above in _above(name)[1:]}
    for name, node in settings.rest(split):
        if name.startswith("$"):
            continue
        around = next((above for above in _above(name) if above in advice), "")
        text = advice[around] if around else usual
        if text:
            findings.append(Finding(kind, name, node.path, node.line, text))
    return findings


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def note(kind: Kind, subject: str, node: Node, advice: str) -> Finding:
    """Return a finding at the place of a value."""
    return Finding(kind, subject, node.path, node.line, advice)


def find_shown_files(folder: Path, assets: str, static: str) -> Iterator[Folder]:
    """Yield each picture and recording that pages may show from ``assets``, at its place in ``static``."""
    for file in sorted((folder / assets).rglob("*")):
        inner = file.relative_to(folder / assets).as_posix()
        is_shown = file.suffix.lower() in _SHOWN and file.is_file() and not (folder / static / inner).exists()
        if is_shown:
            yield Folder(file, f"{static}/{inner}")

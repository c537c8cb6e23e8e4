"""Folders of the old site -> the same in the new one, where it is elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.record import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sitegen.core.folder import Folder
    from sitegen.importing.generators import imported

_SKIPPED = frozenset(("node_modules", "__pycache__"))


class Copies(NamedTuple):
    """What was copied, by its path in the new site."""

    digests: dict[str, str]  #: of every file that was copied, now or before
    written: tuple[str, ...]
    left: tuple[str, ...]  #: the user changed them


def copy_folders(
    folders: Iterable[imported.Folder],
    site: Folder,
    before: Mapping[str, str],
) -> Copies:
    """Copy files whose copies the user has not changed; links are passed over.

    ``before`` has the digests of what was copied the last time.
    """
    digests: dict[str, str] = {}
    written: list[str] = []
    left: list[str] = []
    for source, target in _walk(folders):
        data = source.read_bytes()
        digest = digest_of(data)
        current = digest_of(site.read(target)) if site.stat(target) is not None else ""
        if current == digest:
            digests[target] = digest
        elif not current or current == before.get(target):
            site.write(target, data)
            digests[target] = digest
            written.append(target)
        else:
            digests[target] = before.get(target, "")
            left.append(target)
    return Copies(digests, tuple(written), tuple(left))


def _walk(folders: Iterable[imported.Folder]) -> Iterator[tuple[Path, str]]:
    """Yield (file, its path in the new site), sorted."""
    for folder in folders:
        if folder.source.is_file() and not folder.source.is_symlink():
            yield folder.source, folder.target
        for top, names, files in os.walk(folder.source):
            names[:] = sorted(
                name
                for name in names
                if name[0] != "." and name not in _SKIPPED and not os.path.islink(f"{top}/{name}")
            )
            below = os.path.relpath(top, folder.source)
            for name in sorted(files):
                path = os.path.normpath(os.path.join(below, name))
                source = folder.source / path
                hidden = name[0] == "." and name not in (".nojekyll", ".htaccess")
                if not hidden and source.is_file() and not source.is_symlink():
                    yield source, os.path.normpath(os.path.join(folder.target, path))

"""Folders of the old site -> the same in the new one, where it is elsewhere."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.record import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sitegen.core.folder import Folder
    from sitegen.importing.generators import imported

#: A mark of a glob, or one other character.
_GLOB = re.compile(r"\*\*|.", re.DOTALL)
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
    around: Path,
) -> Copies:
    """Copy files whose copies the user has not changed.

    Of several files for one path, the first counts. Links are followed where they lead to what the repository
    around ``around`` shows: to no hidden file, and not out of it. ``before`` has the digests of what was
    copied the last time.
    """
    digests: dict[str, str] = {}
    written: list[str] = []
    left: list[str] = []
    files: dict[str, Path] = {}
    for source, target in _walk(folders, _Links(around)):
        files.setdefault(target, source)
    for target, source in files.items():
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


def _filter(folder: imported.Folder) -> Callable[[str], bool]:
    """Return what tells whether a path in a folder belongs to it; a folder's glob means all below it."""
    only, without = (
        re.compile("|".join(f"(?:{_GLOB.sub(_write_expression, glob)})" for glob in globs) or "(?!)")
        for globs in (folder.only, folder.without)
    )

    def belongs(path: str) -> bool:
        parts = path.split("/")
        above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        is_meant = not folder.only or any(only.fullmatch(part) for part in above)
        return is_meant and not any(without.fullmatch(part) for part in above)

    return belongs


def _write_expression(glob: re.Match[str]) -> str:
    return {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(glob[0]) or re.escape(glob[0])


def _walk(folders: Iterable[imported.Folder], links: _Links) -> Iterator[tuple[Path, str]]:
    """Yield (file, its path in the new site), sorted."""
    for folder in folders:
        belongs = _filter(folder)
        if folder.source.is_file() and links.lets_pass(str(folder.source)):
            yield folder.source, folder.target
        for top, names, files in os.walk(folder.source, followlinks=True):
            names[:] = sorted(
                name
                for name in names
                if (name[0] != "." or name == ".well-known")
                and name not in _SKIPPED
                and links.lets_pass(f"{top}/{name}")
            )
            below = os.path.relpath(top, folder.source)
            for name in sorted(files):
                path = os.path.normpath(os.path.join(below, name))
                source = folder.source / path
                hidden = name[0] == "." and name not in (".nojekyll", ".htaccess")
                if not hidden and belongs(path) and source.is_file() and links.lets_pass(str(source)):
                    yield source, os.path.normpath(os.path.join(folder.target, path))


class _Links:
    """Which links may be followed: those to something else in the repository, or in the old site's folder."""

    def __init__(self, around: Path) -> None:
        top = around.resolve()
        self._top = next((path for path in (top, *top.parents) if (path / ".git").exists()), top)

    def lets_pass(self, path: str) -> bool:
        """Return whether a path is no link, or one that may be followed."""
        if not os.path.islink(path):
            return True
        folder, target = os.path.realpath(os.path.dirname(path)), os.path.realpath(path)
        is_around = folder == target or folder.startswith(f"{target}/")
        names = os.path.relpath(target, self._top).split("/")
        return not is_around and not any(name[0] == "." or name in _SKIPPED for name in names)

"""``module.mounts`` of Hugo -> the folders that the new site reads, where their pages have addresses."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.generators.imported import Folder, Kind, note
from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.importing.generators.draft import Draft
    from sitegen.importing.generators.old_settings import Node

_KINDS = ("content", "static", "data")


class Mount(NamedTuple):
    """A folder or file of the site that Hugo reads at another path, too."""

    source: str
    target: str  #: ``content/docs``
    only: tuple[str, ...]  #: globs, from the source
    without: tuple[str, ...]
    node: Node
    languages: tuple[str, ...] = ()  #: whose sites have these files; none if all have


def read_mounts(draft: Draft, settings: OldSettings, folder: Path) -> list[Mount]:
    """Return the mounts that pages need, of files in the site's folder; others are reported."""
    node = settings.take("module", "mounts")
    mounts = [_read_mount(mount) for mount in (node.parts if node is not None else ())]
    mounts = [mount for mount in mounts if mount.target.partition("/")[0] in _KINDS]
    top = folder.resolve()
    for mount in mounts:
        if not _is_inside(top, mount.source):
            advice = f"these files aren't in the site's folder: copy them to {mount.target}/"
            draft.tell(f"module.mounts: {mount.source}", mount.node, advice)
    return [mount for mount in mounts if _is_inside(top, mount.source)]


def _is_inside(top: Path, source: str) -> bool:
    path = (top / source).resolve()
    return path.exists() and path.is_relative_to(top)


def _read_mount(node: Node) -> Mount:
    mount = OldSettings(node)
    globs = [*mount.texts("files"), *mount.texts("includefiles")]
    without = [glob.removeprefix("!").strip() for glob in globs if glob.startswith("!")]
    return Mount(
        normpath(mount.text("source")),
        normpath(mount.text("target")).strip("/"),
        tuple(glob for glob in globs if not glob.startswith("!")),
        (*without, *mount.texts("excludefiles")),
        node,
        mount.texts("lang") or mount.texts("sites", "matrix", "languages"),
    )


def find_contents(mounts: Sequence[Mount]) -> dict[str, str]:
    """Return the folder of each language whose content is mounted: the first one, which hides the others."""
    whole = [mount for mount in mounts if mount.target == "content"]
    return {code.lower(): mount.source for mount in reversed(whole) for code in mount.languages}


def place_mounts(mounts: Sequence[Mount], usual: Mapping[str, str], folder: Path) -> Iterator[Folder]:
    """Yield the folders of a site: those that it has anyway, and what is mounted into them.

    ``usual`` has the folder of each kind.
    """
    for kind, path in usual.items():
        mount = next((mount for mount in mounts if (mount.source, mount.target) == (path, kind)), None)
        filters = (mount.only, mount.without) if mount else ((), ())
        yield Folder(folder / path, path, *filters)
        yield from _place_others(mounts, kind, path, folder)


def _place_others(mounts: Iterable[Mount], kind: str, path: str, folder: Path) -> Iterator[Folder]:
    for mount in mounts:
        top, _, below = mount.target.partition("/")
        target = f"{path}/{below}".rstrip("/")
        is_language = bool(mount.languages) and mount.target == "content"
        if top == kind and target != mount.source and not is_language:
            advice = f"move these files to {target}/, or import with --to, which copies them there"
            finding = note(Kind.KEY, f"module.mounts: {mount.source}", mount.node, advice)
            yield Folder(folder / mount.source, target, mount.only, mount.without, finding)

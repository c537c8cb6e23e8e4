"""What somebody asks to move, and where to -> a Move."""

from __future__ import annotations

from posixpath import normpath, splitext
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.moving.following import Move

if TYPE_CHECKING:
    from sitegen.moving.snapshot import Snapshot


def read_move(site: Snapshot, old: str, new: str) -> Move:
    """Return what goes where; ProblemError if there is no such file, or the new place is taken."""
    paths = site.config.paths
    files = sorted(site.list_files())
    source = next((path for path in _guess_paths(old, paths.content) if _list_below(files, path)), "")
    if not source:
        guess = nearest(_guess_paths(old, paths.content)[0], files)
        hint = f"did you mean {guess}?" if guess else f"name a file or folder of {paths.content}/"
        raise ProblemError(
            error("move-refused", "there is no such page, folder or file", path=old, hint=hint)
        )
    target = _find_target(files, source, new)
    below = _list_below(files, source)
    moved = {path: target + path[len(source) :] for path in below}
    if target == source or target.startswith(f"{source}/"):
        raise ProblemError(
            error("move-refused", "it would be in itself", path=new, hint="name another folder")
        )
    if _list_below(files, target) or (site.inputs.content.root.parent / target).exists():
        raise ProblemError(
            error("exists", "there is something already", path=target, hint="choose another name")
        )
    return Move(source, target, moved)


def _guess_paths(path: str, content: str) -> list[str]:
    """Return what a path may mean, from the site's folder."""
    name = normpath(path).strip("/")
    whole = (
        [name, f"{content}/{name}"]
        if name.partition("/")[0] in (content, "static")
        else [f"{content}/{name}", name]
    )
    return [form for start in whole for form in (start, f"{start}.md")]


def _list_below(files: list[str], path: str) -> list[str]:
    return [file for file in files if file == path or file.startswith(f"{path}/")]


def _find_target(files: list[str], source: str, new: str) -> str:
    """Return the new path: of the same name in a folder that is there, of the same kind elsewhere."""
    tree = source.partition("/")[0]
    name = normpath(new).strip("/")
    if name.startswith("..") or name == ".":
        hint = f"name a path below {tree}/"
        raise ProblemError(error("move-refused", "it is outside of the site's content", path=new, hint=hint))
    target = name if name.startswith(f"{tree}/") else f"{tree}/{name}"
    if new.endswith("/") or (_list_below(files, target) and target not in files):
        target = f"{target}/{source.rpartition('/')[2]}"
    suffix = splitext(source)[1] if source in files else ""
    if suffix and splitext(target)[1] != suffix:
        target += suffix
    return target

"""What somebody asks to move, and where to -> a Move."""

from __future__ import annotations

from posixpath import normpath, splitext
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.moving.following import Move

if TYPE_CHECKING:
    from sitegen.config.site_config import Paths
    from sitegen.moving.snapshot import Snapshot


def read_move(site: Snapshot, old: str, new: str) -> Move:
    """Return what goes where; ProblemError if there is no such file, or the new place is taken."""
    paths = site.config.paths
    files = sorted(site.list_files())
    source = next((path for path in _guess_paths(old, paths) if _list_below(files, path)), "")
    if not source:
        guess = nearest(_guess_paths(old, paths)[0], files)
        hint = f"did you mean {guess}?" if guess else f"name a file or folder of {paths.content}/"
        raise ProblemError(
            error("move-refused", "there is no such page, folder or file", path=old, hint=hint)
        )
    folder, tree = (
        (paths.content, site.inputs.content)
        if _is_below(source, paths.content)
        else (paths.static, site.inputs.static)
    )
    target = _find_target(files, source, new, folder)
    below = _list_below(files, source)
    moved = {path: target + path[len(source) :] for path in below}
    if target == source or target.startswith(f"{source}/"):
        raise ProblemError(
            error("move-refused", "it would be in itself", path=new, hint="name another folder")
        )
    if _list_below(files, target) or (tree.root / target[len(folder) + 1 :]).exists():
        raise ProblemError(
            error("exists", "there is something already", path=target, hint="choose another name")
        )
    return Move(source, target, moved)


def _guess_paths(path: str, paths: Paths) -> list[str]:
    """Return what a path may mean, from the site's folder."""
    name, content = normpath(path).strip("/"), paths.content
    whole = (
        [name, f"{content}/{name}"]
        if _is_below(name, content) or _is_below(name, paths.static)
        else [f"{content}/{name}", name]
    )
    return [form for start in whole for form in (start, f"{start}.md")]


def _list_below(files: list[str], path: str) -> list[str]:
    return [file for file in files if _is_below(file, path)]


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _find_target(files: list[str], source: str, new: str, tree: str) -> str:
    """Return the new path: of the same name in a folder that is there, of the same kind elsewhere."""
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

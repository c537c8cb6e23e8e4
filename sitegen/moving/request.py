"""The arguments of `sitegen move` -> a Move."""

from __future__ import annotations

from posixpath import normpath, splitext
from typing import TYPE_CHECKING

from sitegen.config import split_path
from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.moving.following import Move

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.site_config import Paths
    from sitegen.moving.loaded_site import LoadedSite


def read_move(site: LoadedSite, old: str, new: str) -> Move:
    """Return the move; ProblemError if there is no such file, or the new place is taken."""
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
    if target == source:
        raise ProblemError(
            error("move-refused", "this is its name already", path=new, hint="choose another name")
        )
    if target.startswith(f"{source}/"):
        raise ProblemError(
            error("move-refused", "the folder would be inside itself", path=new, hint="name another folder")
        )
    renames = [(source, target)]
    if folder == paths.content:
        inner = (path.removeprefix(f"{folder}/") for path in (source, target))
        renames += [
            (f"{folder}/{path}", f"{folder}/{new_path}")
            for path, new_path in _list_translations(site, *inner)
        ]
    for _, place in renames:
        if _list_below(files, place) or (tree.root / place[len(folder) + 1 :]).exists():
            raise ProblemError(error("exists", "this name is taken", path=place, hint="choose another name"))
    return plan_renames(files, source, target, renames)


def plan_renames(files: list[str], old: str, new: str, renames: Sequence[tuple[str, str]]) -> Move:
    """Return the move of files and folders, which are called ``old`` and ``new`` all together."""
    moved = {
        path: target + path[len(source) :]
        for source, target in renames
        for path in _list_below(files, source)
    }
    return Move(old, new, moved, renames=tuple(renames))


def _list_translations(site: LoadedSite, source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield the old and the new path, from ``content/``, of each translation of a page or folder.

    They follow one of the main language; one of them, asked for by its path, moves alone.
    """
    languages = site.config.languages
    code, inner = split_path(languages, source)
    if code not in ("", site.config.language):
        return
    new_inner = split_path(languages, target)[1]
    for code, language in languages.items():
        folder = language.folder or code
        forms = (f"{folder}/{{0}}{{1}}", f"{{0}}.{code}{{1}}", f"{folder}/{{0}}.{code}{{1}}")
        for form in forms:
            path, new_path = (form.format(*splitext(name)) for name in (inner, new_inner))
            if path != source and any(page == path or page.startswith(f"{path}/") for page in site.sources):
                yield path, new_path


def _guess_paths(path: str, paths: Paths) -> list[str]:
    """Return the files that a path may mean, from the site's folder."""
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

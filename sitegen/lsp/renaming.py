"""A new name in an editor -> the edits of `sitegen move`, for the editor to make."""

from __future__ import annotations

import os
import re
from difflib import SequenceMatcher
from functools import partial
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from sitegen.core.problems import ProblemError, error
from sitegen.lsp.context import find_context
from sitegen.lsp.navigate import find_destination, list_anchored_headings
from sitegen.lsp.positions import Text
from sitegen.moving.headings import read_heading
from sitegen.moving.plan import plan_move
from sitegen.moving.request import read_move
from sitegen.moving.terms import read_term
from sitegen.moving.written import find_target
from sitegen.sources.choose import site_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitegen.lsp.edited_site import EditedSite
    from sitegen.lsp.navigate import Destination
    from sitegen.moving.following import Move
    from sitegen.moving.loaded_site import LoadedSite
    from sitegen.moving.plan import Plan


class _Renamed(NamedTuple):
    """What a new name is for."""

    place: types.Range
    name: str  #: the present name
    read: Callable[[LoadedSite, str], Move]  #: takes the new one


def prepare_rename(
    site: EditedSite, path: str, position: types.Position
) -> types.PrepareRenamePlaceholder | None:
    """Return what a new name replaces: the page of a link, a heading, or a term."""
    here = _find_renamed(site, path, position)
    return types.PrepareRenamePlaceholder(here.place, here.name) if here else None


def rename(site: EditedSite, path: str, position: types.Position, new: str) -> types.WorkspaceEdit:
    """Rename what is there, as `sitegen move` and `rename-term` do. JSON-RPC errors say why not."""
    here = _find_renamed(site, path, position)
    if here is None:
        raise JsonRpcInvalidParams("There is no link to a page of this site, no heading and no term here.")
    return _move(site, lambda loaded: here.read(loaded, new), moves_files=True)


def _find_renamed(site: EditedSite, path: str, position: types.Position) -> _Renamed | None:
    text, page = Text(site.read(path)), site.find_page(path)
    if not page or site.state is None:
        return None
    line, column = text.read(position)
    if target := find_target(text.lines, line, column):
        name = _name_page(site, find_destination(site, page, target.meant))
        here = text.range(line, target.start, target.end)
        return _Renamed(here, name, partial(_read_page, name)) if name else None
    for heading, id_ in list_anchored_headings(site, page):
        start = text.line(line).find(heading.text) if heading.line == line and heading.text else -1
        if start >= 0:
            own_id = re.search(r"\{[^}]*#([^\s}]+)", text.line(line))
            start, end = own_id.span(1) if own_id else (start, start + len(heading.text))
            read = partial(_read_heading, f"{page}#{id_}")
            return _Renamed(text.range(line, start, end), text.line(line)[start:end], read)
    return _find_term(site, text, line, column)


def _find_term(site: EditedSite, text: Text, line: int, column: int) -> _Renamed | None:
    """Return the term at a position in front matter, up to the next mark of a list."""
    rest = re.match(r"[^\]\[,\"'#]*", text.line(line)[column:])
    end = column + len(rest[0].rstrip() if rest else "")
    context = find_context(text.lines, line, end)
    if (
        context is None
        or context.kind != "value"
        or not site.state
        or context.about not in site.state.site.terms
    ):
        return None
    old, taxonomy = context.typed, context.about
    place = text.range(line, context.start, end)
    return _Renamed(place, old, lambda loaded, new: read_term(loaded, taxonomy, old, new)) if old else None


def _name_page(site: EditedSite, destination: Destination | None) -> str:
    """Return the path of a page or file below content/, or of a file in another folder; "" for neither."""
    if destination is None or site.state is None:
        return ""
    node = site.state.site.nodes.get(destination.page)
    return destination.file.removeprefix(f"{site.config.paths.content}/") or (node.path if node else "")


def _read_heading(old: str, loaded: LoadedSite, new: str) -> Move:
    return read_heading(loaded, old, new)


def _read_page(old: str, loaded: LoadedSite, new: str) -> Move:
    """Return the move of a page; a name without a folder stays in its folder."""
    return read_move(loaded, old, new if "/" in new else os.path.join(os.path.dirname(old), new))


def follow_files(site: EditedSite, files: Sequence[tuple[str, str]]) -> types.WorkspaceEdit | None:
    """Return the edits for files that the editor is about to move, (old path, new path) each."""
    moves = [tuple(os.path.relpath(path, site.root) for path in paths) for paths in files]
    if not any(_is_published(site, old) for old, _ in moves):
        return None
    if len(moves) > 1:  # each move would have to know about the others
        raise JsonRpcInvalidParams(
            "Links follow one file or folder at a time: move these one after the other, or their folder."
        )
    ((old, new),) = moves
    return _move(site, lambda loaded: _read_file(old, new, loaded), moves_files=False)


def _is_published(site: EditedSite, path: str) -> bool:
    """Return whether a path from the site's folder is a page, a file, or a folder of the site."""
    if site.state is None:
        return False
    inputs, paths = site.state.inputs, site.config.paths
    names = (
        normpath(f"{folder}/{site_path(entry)}")
        for tree, folder in ((inputs.content, paths.content), (inputs.static, paths.static))
        for entry in tree.entries
    )
    return any(name == path or name.startswith(f"{path}/") for name in names)


def _read_file(old: str, new: str, loaded: LoadedSite) -> Move:
    """Return the move of a file to just where the editor moves it; ProblemError if links can't follow."""
    move = read_move(loaded, old, new)
    if normpath(move.new) != new:
        message = "the links to it can't follow there"
        hint = f"they can if it goes to {normpath(move.new)}"
        raise ProblemError(error("move-refused", message, path=new, hint=hint))
    return move


def _move(site: EditedSite, read: Callable[[LoadedSite], Move], *, moves_files: bool) -> types.WorkspaceEdit:
    loaded = site.load_site()
    try:
        plan = plan_move(loaded, read(loaded), redirects=True)
    except ProblemError as failure:
        raise JsonRpcInvalidParams(
            "; ".join(f"{problem.path}: {problem.message}: {problem.hint}" for problem in failure.problems)
        ) from failure
    return types.WorkspaceEdit(document_changes=[*_write_changes(site, plan, moves_files=moves_files)])


def _write_changes(
    site: EditedSite, plan: Plan, *, moves_files: bool
) -> Iterator[types.TextDocumentEdit | types.CreateFile | types.RenameFile]:
    sources = {new: old for old, new in plan.move.files.items()}
    for path, (before, after) in sorted(plan.texts.items()):
        place = site.root / sources.get(path, path)
        uri = place.as_uri()
        if not place.exists():
            yield types.CreateFile(uri)
        document = types.OptionalVersionedTextDocumentIdentifier(uri)
        yield types.TextDocumentEdit(document, [*_compare(before, after)])
    for paths in plan.move.renames:
        if moves_files or paths != (plan.move.old, plan.move.new):
            old, new = (uris.from_fs_path(str(site.root / path)) or "" for path in paths)
            yield types.RenameFile(old, new)


def _compare(before: str, after: str) -> Iterator[types.TextEdit]:
    """Yield the edits that turn one text into another, by whole lines."""
    old, new = before.split("\n"), after.split("\n")
    text = Text(before)
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if end < len(old):
            replaced = types.Range(types.Position(start, 0), types.Position(end, 0))
            yield types.TextEdit(replaced, "".join(f"{line}\n" for line in new[first:last]))
            continue
        end_of_text = text.write(len(old) - 1, len(text.line(len(old) - 1)))
        if start < len(old) and first < last:
            replaced = types.Range(types.Position(start, 0), end_of_text)
            yield types.TextEdit(replaced, "\n".join(new[first:last]))
        else:  # the line above has no end, or loses it
            replaced = types.Range(text.write(start - 1, len(text.line(start - 1))), end_of_text)
            yield types.TextEdit(replaced, "".join(f"\n{line}" for line in new[first:last]))

"""A new name in an editor -> the edits of `sitegen move`, for the editor to make."""

from __future__ import annotations

import os
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from sitegen.core.problems import ProblemError
from sitegen.lsp.navigate import find_destination
from sitegen.lsp.positions import Text
from sitegen.lsp.targets import find_target
from sitegen.moving.plan import plan_move
from sitegen.moving.request import read_move

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.lsp.edited_site import EditedSite
    from sitegen.moving.plan import Plan


def prepare_rename(
    site: EditedSite, path: str, position: types.Position
) -> types.PrepareRenamePlaceholder | None:
    """Return the path of the page or file that a link leads to, which a new name replaces."""
    text, page = Text(site.read(path)), site.find_page(path)
    line, column = text.read(position)
    target = find_target(text.lines, line, column) if page else None
    destination = find_destination(site, page, target.meant) if target else None
    if target is None or destination is None or site.state is None:
        return None
    content = f"{site.config.paths.content}/"
    node = site.state.site.nodes.get(destination.page)
    name = destination.file.removeprefix(content) or (node.path if node else "")
    if not name:
        return None
    return types.PrepareRenamePlaceholder(text.range(line, target.start, target.end), name)


def rename(site: EditedSite, path: str, position: types.Position, new: str) -> types.WorkspaceEdit:
    """Move what a link leads to; a name without a folder stays in its folder. JSON-RPC errors say why not."""
    here = prepare_rename(site, path, position)
    if here is None:
        raise JsonRpcInvalidParams("There is no link to a page or file of this site here.")
    folder = os.path.dirname(here.placeholder)
    return _move(site, here.placeholder, new if "/" in new else os.path.join(folder, new), moves_files=True)


def follow_files(site: EditedSite, files: Sequence[tuple[str, str]]) -> types.WorkspaceEdit | None:
    """Return the edits for files that the editor is about to move, (old path, new path) each."""
    if site.state is None or len(files) != 1:  # of several, each would have to know of the others
        return None
    old, new = (os.path.relpath(path, site.root) for path in files[0])
    paths = site.config.paths
    if old.partition("/")[0] not in (paths.content, paths.static):
        return None
    return _move(site, old, new, moves_files=False)


def _move(site: EditedSite, old: str, new: str, *, moves_files: bool) -> types.WorkspaceEdit:
    snapshot = site.take_snapshot()
    try:
        plan = plan_move(snapshot, read_move(snapshot, old, new), redirects=True)
    except ProblemError as failure:
        raise JsonRpcInvalidParams(
            "; ".join(f"{one.path}: {one.message}: {one.hint}" for one in failure.problems)
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
    if moves_files:
        old, new = (uris.from_fs_path(str(site.root / path)) or "" for path in (plan.move.old, plan.move.new))
        yield types.RenameFile(old, new)


def _compare(before: str, after: str) -> Iterator[types.TextEdit]:
    """Yield the edits that turn one text into another, by whole lines."""
    old, new = before.split("\n"), after.split("\n")
    text = Text(before)
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if end < len(old):
            place = types.Range(types.Position(start, 0), types.Position(end, 0))
            yield types.TextEdit(place, "".join(f"{line}\n" for line in new[first:last]))
        else:
            place = types.Range(types.Position(start, 0), text.write(end - 1, len(text.line(end - 1))))
            yield types.TextEdit(place, "\n".join(new[first:last]))

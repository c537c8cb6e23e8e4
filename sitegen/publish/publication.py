"""Changed files + a published tree -> the new site, published in one step.

The difference is written to the standby tree, which is then exchanged with the live one. Until
that step the live tree isn't touched; after it the new site is complete. A kill at any moment
therefore leaves the old site or the new one. Nothing is flushed to the disk (fsync) on the way: the
site can always be built again, so only a crash of the machine may lose files, and the next build
finds and repairs them.
"""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from sitegen.core.file_names import show
from sitegen.core.problems import ProblemError, error, warning
from sitegen.publish.difference import Difference
from sitegen.publish.exchange import exchange
from sitegen.publish.in_place import move_in_place, publish_in_place
from sitegen.publish.manifest import (
    Manifest,
    await_tick,
    digest_content,
    forget_manifests,
    read_tick,
    save_manifest,
)
from sitegen.publish.output import EXPECTED_HIDDEN, mend, prepare, unwritable
from sitegen.publish.paths import list_directories, refuse_conflicts
from sitegen.publish.standby import Stage
from sitegen.publish.strategy import OTHER_GROUP, REFUSED
from sitegen.publish.tree import Tree, survey_standby

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from sitegen.core.problems import Problem
    from sitegen.publish.manifest import File
    from sitegen.publish.output import Output
    from sitegen.publish.strategy import Strategy
    from sitegen.sources.opening import SourceFile

#: The most files that a notice names.
_MOST_NAMED = 3
#: With these a system refuses to exchange a directory that is a mount point, or of which another file system
#: holds a part: the lower layer of an overlay.
_NO_EXCHANGE = (errno.EXDEV, errno.EBUSY)


def publish(
    output: Output,
    live: Tree,
    changes: Iterable[tuple[str, bytes | SourceFile]],
    kept: Collection[str],
    find_standby: Callable[[], Tree] | None = None,
) -> Tree:
    """Make ``output`` hold exactly the changed files and those kept of the live tree; return it.

    ``live`` is what `survey` returned under the same lock. ``changes`` are (path, bytes), or (path,
    a file to copy) for files too large to hold; they are written as they come, so a generator keeps
    memory low, and what it raises leaves the live tree as it was. ``kept`` are paths of
    ``live.files``. A change whose bytes are published already counts as kept; when nothing differs,
    nothing at all is written. ``find_standby`` returns the other tree if it was examined before.
    ProblemError when the site can't be written: the old one stays.
    """
    is_in_place = output.strategy.is_in_place and live.exists
    if not is_in_place:
        _refuse_unmanaged(output, live)
    find_standby = find_standby or partial(survey_standby, output, live.files)
    try:
        if is_in_place:
            return publish_in_place(output, live, changes, kept)
        return _publish(output, live, Difference(live, changes, kept), find_standby)
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):
            output.remove_standby()
        raise ProblemError(unwritable(output, cause)) from cause


def prepare_standby(output: Output, live: Tree) -> None:
    """Update the standby tree to what is published, so that the next `publish` doesn't have to.

    It takes as long as linking the files that differ, and without a standby tree, also creating the
    directories. The caller decides when there is time for this. ProblemError as for `publish`.
    """
    if not live.is_intact or output.strategy.is_in_place:
        return
    try:
        with ExitStack() as closing:
            stage = _open_stage(output, closing, partial(survey_standby, output, live.files))
            files = stage.share_all(live.files)
            _record(output, stage, files, _list_directories(live, files.keys()))
            _renew(output, stage, live, files)
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def _publish(output: Output, live: Tree, difference: Difference, find_standby: Callable[[], Tree]) -> Tree:
    made: dict[str, File] = {}
    with ExitStack() as closing:
        stage = None
        for path, content, found in difference.find():
            stage = stage or _open_stage(output, closing, find_standby)
            made[path] = stage.write(path, content, found)
        if stage is None and _holds(live, difference.kept):
            return live
        directories = _list_directories(live, made.keys() | difference.kept.keys())
        refuse_conflicts(output.shown, made.keys() | difference.kept.keys(), directories)
        stage = stage or _open_stage(output, closing, find_standby)
        files = made | stage.share_all(difference.kept)
        record = _record(output, stage, files, directories)
        if strategy := _go_live(output, live, stage):
            output.refuse_exchange(strategy)
            return move_in_place(output, live, files, stage.tree)
    return Tree(
        exists=True,
        files=files,
        directories=record.directories,
        lost=frozenset(),
        extra=(),
        content=record.content,
    )


def _open_stage(output: Output, closing: ExitStack, find_standby: Callable[[], Tree]) -> Stage:
    prepare(output)
    mend(output)
    root = closing.enter_context(output.make_standby())
    live = output.open_live()
    rights = output.read_rights()
    stage = closing.enter_context(Stage(root, closing.enter_context(live) if live else None, rights))
    stage.adopt(find_standby())
    return stage


def _list_directories(live: Tree, files: AbstractSet[str]) -> AbstractSet[str]:
    """Return the directories that these files need; for the same files, those of the published tree."""
    if live.is_intact and files == live.files.keys():
        return live.directories.keys()
    return list_directories(files)


def _record(output: Output, stage: Stage, files: dict[str, File], directories: AbstractSet[str]) -> Manifest:
    """Complete the standby tree; save and return its manifest."""
    settled = stage.finish(files.keys(), directories)
    finished = read_tick()
    record = Manifest(files, settled, digest_content(files))
    # A file that is changed by hand from now on has a later time than the manifest says.
    await_tick(finished)
    save_manifest(output, stage.inode, record)
    return record


def _renew(output: Output, stage: Stage, live: Tree, shared: Mapping[str, File]) -> None:
    """Give the live tree's manifest the ctimes that links from the other tree have made."""
    files = {
        path: shared[path] if shared[path].inode == file.inode else file for path, file in live.files.items()
    }
    if files != live.files:
        save_manifest(output, stage.live_inode, Manifest(files, live.directories, live.content))


def _go_live(output: Output, live: Tree, stage: Stage) -> Strategy | None:
    """Exchange the standby tree and the published one; if that fails, return another strategy."""
    first, second = output.standby_name, output.live_name
    if not live.exists:
        first.rename(second)
    elif not stage.has_rights:
        return OTHER_GROUP
    else:
        try:
            exchange(first, second, output.spare_name)
        except OSError as cause:
            if cause.errno not in _NO_EXCHANGE:
                raise
            return REFUSED
    statuses = [name.folder.stat(name.text) for name in (first, second)]
    forget_manifests(output, [status.st_ino for status in statuses if status])
    return None


def _holds(live: Tree, files: dict[str, File]) -> bool:
    return live.is_intact and live.files.keys() == files.keys()


def describe_unmanaged(output: Output, live: Tree) -> tuple[Problem, ...]:
    """Return a warning for each unmanaged file in a published tree that a build is about to remove.

    Without a manifest, nobody can tell which files were added by hand.
    """
    if not (live.files or live.lost):
        return ()
    shown = [path for path in live.extra if path.rpartition("/")[2] not in EXPECTED_HIDDEN]
    kept = os.path.relpath(output.standby, os.path.dirname(output.live))
    hint = f"put files to publish into static/; until the next build, this one is in {kept}"
    message = "sitegen did not create it, and the build removes it from the site"
    return tuple(
        warning("output-stray", message, path=f"{output.shown}/{show(path)}", hint=hint) for path in shown
    )


def describe_strategy(output: Output, before: Tree, after: Tree) -> tuple[str, ...]:
    """Return notices about how an output was published, as sentences."""
    if after is before:
        return ()
    notices = []
    if output.strategy.reason:
        notices.append(f"{output.shown} {output.strategy.reason}, so its files were replaced one by one.")
    if after.extra:
        first = ", ".join(show(path) for path in after.extra[:_MOST_NAMED])
        more = f" and {len(after.extra) - _MOST_NAMED} more" if len(after.extra) > _MOST_NAMED else ""
        notices.append(
            f"{output.shown} contains files that are not part of the site, and sitegen has no record of"
            f" creating them: {first}{more}. They stay; remove those that you don't recognise."
        )
    return tuple(notices)


def _refuse_unmanaged(output: Output, live: Tree) -> None:
    """Refuse to replace a tree that contains a repository or something similar."""
    hidden = [path for path in live.extra if path[0] == "." and path not in EXPECTED_HIDDEN]
    if hidden:
        raise ProblemError(
            error(
                "output-not-ours",
                "is in the output directory, but sitegen didn't create it",
                path=f"{output.shown}/{show(hidden[0])}",
                hint="move it elsewhere: the output directory is replaced as a whole",
            )
        )

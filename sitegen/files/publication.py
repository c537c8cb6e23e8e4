"""Changed files + a published tree -> the new site, published in one step.

The standby tree is brought up to date by the difference alone and exchanged with the live one. Until
that step the live tree is not touched; after it the new site is whole. A kill at any moment
therefore leaves the old site or the new one. Nothing is flushed to the disk (fsync) on the way: the
site can always be made again, so only a crash of the machine may lose files, and the next build
finds and repairs them.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import ExitStack
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from sitegen.errors import ProblemError, error, warning
from sitegen.files.exchange import exchange
from sitegen.files.manifest import Manifest, digest_content, forget_manifests, save_manifest
from sitegen.files.names import show
from sitegen.files.output import EXPECTED_HIDDEN, MARKER, MARKER_TEXT, mend, prepare, unwritable
from sitegen.files.reading import digest, digest_chunks, read_chunks
from sitegen.files.stage import Stage, list_directories
from sitegen.files.tree import Tree, survey_tree
from sitegen.files.walk import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from sitegen.errors import Problem
    from sitegen.files.manifest import File
    from sitegen.files.output import Output

_MAX_NAME_BYTES = 255
#: Seconds between two looks at the clock.
_A_MOMENT = 0.0005


def publish(
    output: Output,
    live: Tree,
    changes: Iterable[tuple[str, bytes | Path]],
    kept: Collection[str],
    find_standby: Callable[[], Tree] | None = None,
) -> Tree:
    """Make ``output`` hold exactly the changed files and those kept of the live tree; return it.

    ``live`` is what ``survey`` returned under the same lock. ``changes`` are (path, bytes), or (path,
    a file to copy) for files too large to hold; they are written as they come, so a generator keeps
    memory low, and what it raises leaves the live tree as it was. ``kept`` are paths of
    ``live.files``. A change whose bytes are published already counts as kept; when nothing differs,
    nothing at all is written. ``find_standby`` knows the other tree where it was looked at before.
    ProblemError when the site cannot be written: the old one stays.
    """
    _refuse_foreign(output, live)
    find_standby = find_standby or partial(_survey_standby, output, live)
    try:
        return _publish(output, live, changes, kept, find_standby)
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):
            output.remove_standby()
        raise ProblemError(unwritable(output, cause)) from cause


def check_path(path: str) -> None:
    """Raise ValueError for what cannot be the path of a published file: a bug, not a user's mistake."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a relative, normal path: {path!r}")
    if any(len(part.encode()) > _MAX_NAME_BYTES for part in parts):
        raise ValueError(f"a name longer than {_MAX_NAME_BYTES} bytes: {path!r}")


def prepare_standby(output: Output, live: Tree) -> None:
    """Bring the standby tree up to what is published, so that the next ``publish`` need not.

    It costs as much as the links of the files that differ do, and where there is no such tree, its
    directories; where a process has time to spare is the caller's to know. ProblemError as for ``publish``.
    """
    if not live.is_intact:
        return
    try:
        with ExitStack() as closing:
            stage = _open_stage(output, closing, partial(_survey_standby, output, live))
            files = {path: stage.share(path, file) for path, file in live.files.items()}
            _record(output, stage, files)
            _renew(output, stage, live, files)
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def _publish(
    output: Output,
    live: Tree,
    changes: Iterable[tuple[str, bytes | Path]],
    kept: Collection[str],
    find_standby: Callable[[], Tree],
) -> Tree:
    files = {path: live.files[path] for path in kept if path != MARKER}
    shared = set(files)
    with ExitStack() as closing:
        stage = None
        for path, content in chain(changes, ((MARKER, MARKER_TEXT),)):
            check_path(path)
            if path in files:
                raise ValueError(f"published twice: {path!r}")
            found = _digest(content)
            published = live.files.get(path)
            if published is not None and published.digest == found:
                files[path] = published
                shared.add(path)
                continue
            stage = stage or _open_stage(output, closing, find_standby)
            files[path] = stage.write(path, content, found)
        if stage is None and _holds(live, files):
            return live
        _refuse_conflicts(output, files)
        stage = stage or _open_stage(output, closing, find_standby)
        for path in sorted(shared):
            files[path] = stage.share(path, files[path])
        record = _record(output, stage, files)
    _go_live(output, live)
    return Tree(
        exists=True,
        files=files,
        directories=record.directories,
        lost=frozenset(),
        extra=(),
        content=record.content,
    )


def _survey_standby(output: Output, live: Tree) -> Tree:
    return survey_tree(output.open_standby(), output, live.files)


def _open_stage(output: Output, closing: ExitStack, find_standby: Callable[[], Tree]) -> Stage:
    prepare(output)
    mend(output)
    root = closing.enter_context(output.make_standby())
    live = output.open_live()
    stage = closing.enter_context(Stage(root, closing.enter_context(live) if live else None))
    stage.adopt(find_standby())
    return stage


def _record(output: Output, stage: Stage, files: dict[str, File]) -> Manifest:
    """Complete the standby tree; save and return its manifest."""
    record = Manifest(files, stage.finish(files.keys()), digest_content(files))
    # Whatever is changed by hand from now on has a later time than the manifest says.
    _await_tick()
    save_manifest(output, stage.inode, record)
    return record


def _renew(output: Output, stage: Stage, live: Tree, shared: Mapping[str, File]) -> None:
    """Give the live tree's manifest the ctimes that links from the other tree have made."""
    files = {
        path: shared[path] if shared[path].inode == file.inode else file for path, file in live.files.items()
    }
    if files != live.files:
        save_manifest(output, stage.live_inode, Manifest(files, live.directories, live.content))


def _go_live(output: Output, live: Tree) -> None:
    first, second = output.standby_name, output.live_name
    if live.exists:
        exchange(first, second, output.spare_name)
    else:
        first.rename(second)
    statuses = [name.folder.stat(name.text) for name in (first, second)]
    forget_manifests(output, [status.st_ino for status in statuses if status])


def _holds(live: Tree, files: dict[str, File]) -> bool:
    return live.is_intact and live.files.keys() == files.keys()


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return digest(content)
    try:
        return digest_chunks(read_chunks(content))
    except OSError as cause:
        raise ProblemError(unreadable(str(content), cause)) from cause


def _await_tick() -> None:
    """Wait until a file that is changed gets a later time than all that were changed before."""
    coarse = getattr(time, "CLOCK_REALTIME_COARSE", None)  # the clock that Linux stamps files with
    if coarse is None:
        time.sleep(0.01)
        return
    began = time.clock_gettime_ns(coarse)
    while time.clock_gettime_ns(coarse) == began:
        time.sleep(_A_MOMENT)


def describe_strays(output: Output, live: Tree) -> tuple[Problem, ...]:
    """Return a warning for each thing in a published tree that a build is about to take out of it.

    Of a tree of which nothing is remembered, as with --force, nobody can say what was put there by hand.
    """
    if not live.files:
        return ()
    shown = [path for path in live.extra if path.rpartition("/")[2] not in EXPECTED_HIDDEN]
    kept = os.path.relpath(output.standby, os.path.dirname(output.live))  # noqa: PTH120  Output holds strings
    hint = f"what is to be published goes into static/; until the next build it lies in {kept}"
    message = "sitegen did not make it, and the build takes it out of the site"
    return tuple(
        warning("output-stray", message, path=f"{output.shown}/{show(path)}", hint=hint) for path in shown
    )


def _refuse_foreign(output: Output, live: Tree) -> None:
    """Refuse to replace a tree in which a user keeps a repository or the like."""
    hidden = [path for path in live.extra if path[0] == "." and path not in EXPECTED_HIDDEN]
    if hidden:
        raise ProblemError(
            error(
                "output-not-ours",
                "stands in the output directory, and sitegen did not make it",
                path=f"{output.shown}/{show(hidden[0])}",
                hint="move it elsewhere: the output directory is replaced as a whole",
            )
        )


def _refuse_conflicts(output: Output, files: dict[str, File]) -> None:
    both = sorted(list_directories(files) & files.keys())
    if both:
        raise ProblemError(
            *(
                error(
                    "output-conflict",
                    "would be a file and a directory",
                    path=f"{output.shown}/{show(path)}",
                    hint="give one of the two another slug, url or name",
                )
                for path in both
            )
        )

"""What happens to a site between two builds that nobody meant: the rules of a state machine."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.kills import fork_to_die, wait_for
from tests.property import edits
from tests.property.writer import MADE, PICK, SOURCES, Writer, find_differences
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: What can befall a file.
DAMAGES: dict[str, Callable[[bytes, float], bytes]] = {
    "shorten": lambda data, at: data[: int(len(data) * at)],
    "empty": lambda _data, _at: b"",
    "garbage": lambda data, _at: b"\x93\xff{" * (1 + len(data) // 3),
    "text": lambda _data, _at: b"[]",
    "lengthen": lambda data, _at: data + data[:7],
}


def flip(data: bytes, at: float) -> bytes:
    """Change one byte."""
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :] if data else data


class Accidents(Writer):
    """Mistakes, kills, damage, and folders that are put back from copies."""

    def __init__(self) -> None:
        super().__init__()
        self.copies = self.folder / "copies"

    @rule(data=st.data(), path=st.sampled_from(sorted(edits.MISTAKES)), also=st.booleans())
    def make_a_mistake(self, data: st.DataObject, path: str, also: bool) -> None:
        """A build that fails in between, perhaps with a good edit made at the same time, loses nothing."""
        place = self.site.root / path
        if place.is_dir():
            return
        before = place.read_bytes() if place.exists() else None
        self.write(path, data.draw(st.sampled_from(edits.MISTAKES[path])))
        if also and (page := self.pick_page(data)):
            front, body = self.pages[page]
            self.write_page(page, {**front, "title": "title: Changed meanwhile"}, body)
        self.check()
        if before is None:
            self.remove(path)
        else:
            self.write(path, before)
        self.check()

    @rule()
    def only_look_for_problems(self) -> None:
        """Looking for problems leaves the next build as it was."""
        before = self.published()
        self.build(dry=True)
        assert before == self.published()
        self.check()

    @rule(hours=st.sampled_from([0, 1, 1, -1]))
    def set_the_clock(self, hours: int) -> None:
        """The clock that files are compared with is put right, or wrong."""
        self.skew = hours * 3600
        self.check()

    @rule(operation=st.integers(1, 400))
    def kill_the_build(self, operation: int) -> None:
        """A kill before any operation on the disk leaves the old site or the new one."""
        before = self.published()
        child = fork_to_die(operation, self.build)
        assert wait_for(child) in {0, -signal.SIGKILL}
        after = self.published()
        if after != before:
            assert self.build_clean().ok
            assert find_differences(read_tree(self.clean), after) == []
        self.check()

    # --- damage --------------------------------------------------------------------------------

    @rule(pick=PICK, how=st.sampled_from(["delete", "change", "shorten", "add", "folder", "tree"]))
    def damage_the_published_site(self, pick: int, how: str) -> None:
        files = self.list_made("public")
        if not files:
            return
        path = files[pick % len(files)]
        match how:
            case "delete" | "folder":
                path.unlink()
            case "change":
                path.write_bytes(path.read_bytes() + b"!")
            case "shorten":
                path.write_bytes(b"")
            case "add":
                path.with_name("foreign.txt").write_text("not ours")
            case _:
                shutil.rmtree(self.public)
        if how in {"delete", "folder"} and path.name == ".sitegen-output":
            path.write_bytes(b"Made by someone else")  # without it the directory is no longer ours to write
        elif how == "folder":
            path.mkdir()
            (path / "x").write_text("not ours")
        self.check()

    @rule(
        pick=PICK, how=st.sampled_from(["delete", "folder", "flip", "flip", *DAMAGES]), at=st.floats(0, 0.999)
    )
    def damage_a_file_of_the_cache(self, pick: int, how: str, at: float) -> None:
        """Any file of it, and of what lies beside the published tree; whatever is wrong with it."""
        files = [
            path
            for path in self.list_made(".sitegen-cache", ".sitegen-publish-public")
            if "standby" not in path.parts and path.name not in {"lock", ".gitignore"}
        ]
        if not files:
            return
        path = files[pick % len(files)]
        data = path.read_bytes()
        path.unlink()
        if how == "folder":
            (path / "x").mkdir(parents=True)
        elif how != "delete":
            path.write_bytes(flip(data, at) if how == "flip" else DAMAGES[how](data, at))
        self.check()

    @rule(name=st.sampled_from([".sitegen-cache", ".sitegen-publish-public", ".sitegen-cache/pictures"]))
    def lose_a_folder(self, name: str) -> None:
        shutil.rmtree(self.site.root / name, ignore_errors=True)
        self.check()

    @rule(pick=PICK, how=st.sampled_from(["delete", "change"]))
    def damage_the_standby(self, pick: int, how: str) -> None:
        """The tree that was published before is no source of truth either."""
        files = self.list_made(".sitegen-publish-public/standby")
        if not files:
            return
        path = files[pick % len(files)]
        path.unlink()
        if how == "change":
            path.write_bytes(b"changed")
        self.check()

    # --- copies --------------------------------------------------------------------------------

    @rule()
    def make_a_copy(self) -> None:
        """As a CI job does at its end, and git at each commit."""
        shutil.rmtree(self.copies, ignore_errors=True)
        for name in (*MADE, *SOURCES):
            _copy(self.site.root / name, self.copies / name, keep_times=True)
        self.copied = (dict(self.pages), dict(self.config))

    @rule(
        names=st.sampled_from(
            [
                MADE,
                (".sitegen-cache",),
                (".sitegen-cache", "public"),
                ("public",),
                ("public", ".sitegen-publish-public"),
                (".sitegen-publish-public",),
            ]
        ),
        keep_times=st.booleans(),
        alone=st.booleans(),
    )
    def restore_what_was_made(self, names: Sequence[str], keep_times: bool, alone: bool) -> None:
        """A cache of another day, with times of today or its own; what is not restored is there no more."""
        if not self.copies.exists():
            return
        for name in MADE if alone else names:
            shutil.rmtree(self.site.root / name, ignore_errors=True)
        for name in names:
            _copy(self.copies / name, self.site.root / name, keep_times=keep_times)
        self.check()

    @rule(keep_times=st.booleans())
    def check_out_an_older_state(self, keep_times: bool) -> None:
        """All sources as they were, and nothing that was made."""
        if not self.copies.exists():
            return
        for name in SOURCES:
            self.remove(name)
            _copy(self.copies / name, self.site.root / name, keep_times=keep_times)
        self.pages, self.config = dict(self.copied[0]), dict(self.copied[1])
        self.check()


def _copy(source: Path, target: Path, *, keep_times: bool) -> None:
    copy = shutil.copy2 if keep_times else shutil.copyfile
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, copy_function=copy)
        if not keep_times:
            for path in (target, *target.rglob("*")):
                os.utime(path, follow_symlinks=False)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source, target)

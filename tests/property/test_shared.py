"""Checkouts that share a store publish what clean builds do, byte for byte, whoever wrote last."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.property.authors import Authors
from tests.property.steps import run_steps
from tests.property.writer import MADE, PICK, SOURCES, find_differences
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from pathlib import Path


class Checkouts(Authors):
    """Someone who works in two checkouts, also in both at once, and loses what was built."""

    def __init__(self) -> None:
        super().__init__()
        self.store = self.folder / "store"
        self.store.mkdir()
        self.second = SiteFolder(self.folder / "second")
        variables = {
            "SITEGEN_CACHE_REMOTE": str(self.store),
            "SITEGEN_CACHE_MODE": "write",
            "SITEGEN_CACHE_SECONDS": "60",
        }
        self.environment = mock.patch.dict(os.environ, variables)
        self.environment.start()

    def teardown(self) -> None:
        self.environment.stop()
        super().teardown()

    def exchange(self) -> None:
        """Go on in the other checkout, which has the same sources now, and what was built there before."""
        for name in SOURCES:
            copy(self.site.root / name, self.second.root / name)
        self.site, self.second = self.second, self.site
        self.public = self.site.root / "public"

    def forget(self) -> None:
        for name in MADE:
            self.remove(name)

    @rule(fresh=st.booleans())
    def go_on_in_the_other_checkout(self, fresh: bool) -> None:
        self.exchange()
        if fresh:
            self.forget()
        self.check()

    @rule()
    def begin_with_nothing_built(self) -> None:
        self.forget()
        self.check()

    @rule(path=st.sampled_from(("content/blog/p0.md", "content/about.md", "layouts/partials/part.html")))
    def build_both_at_once(self, path: str) -> None:
        """From other sources, both with nothing built: they read and write the same entries."""
        self.exchange()
        self.exchange()
        self.forget()
        self.write(path, "written here alone\n")
        process = os.fork()
        if not process:
            try:
                SiteFolder(self.second.root).build(now=self.now, lenient=self.lenient, show=self.show)
            finally:
                os._exit(0)
        self.check()
        os.waitpid(process, 0)

    @rule(pick=PICK, how=st.sampled_from(("cut", "remove", "exchange", "flip")))
    def damage_the_store(self, pick: int, how: str) -> None:
        """And build from it."""
        files = sorted(path for path in self.store.rglob("*") if path.is_file())
        if not files:
            return
        path, another = files[pick % len(files)], files[pick // 2 % len(files)]
        data = path.read_bytes()
        if how == "remove":
            path.unlink()
        elif how == "exchange":
            path.write_bytes(another.read_bytes())
        else:
            path.write_bytes(data[: len(data) // 2] if how == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
        self.forget()
        result = self.build()
        if result.ok:
            self.build_clean()
            assert find_differences(read_tree(self.clean), read_tree(self.public)) == []


def copy(source: Path, target: Path) -> None:
    """Put a file, a link or a folder in the place of what is there, with new times."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, copy_function=shutil.copyfile)
    elif os.path.lexists(source):
        shutil.copyfile(source, target, follow_symlinks=False)


def test_checkouts_that_share_a_store_equal_clean_builds() -> None:
    """A sample, the same in every run of the tests."""
    run_steps(Checkouts, examples=1, steps=5, same_each_time=True)


@pytest.mark.slow
def test_checkouts_that_share_a_store_equal_clean_builds_for_long() -> None:
    """Hundreds of steps, others in every run."""
    run_steps(Checkouts, examples=20, steps=30, same_each_time=False)

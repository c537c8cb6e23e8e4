"""A few files in a folder -> a site that a test can build, change and build again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.build.options import BuildOptions, BuildResult
from sitegen.build.run import build
from sitegen.content.work import load_converter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Loaded once, and not in each worker of each test: workers are forks of this process.
load_converter()
import_module("sitegen.content.dialects.translate")
import_module("liquid")

#: The moment at which tests build: after every date that they do not mean to lie in the future.
NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)


class SiteFolder:
    """A site's source folder, and what is published from it."""

    def __init__(self, root: Path, files: Mapping[str, str | bytes] | None = None) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        for path, content in (files or {}).items():
            self.write(path, content)

    def write(self, path: str, content: str | bytes) -> None:
        """Write one source file; text is written in UTF-8."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())

    def remove(self, path: str) -> None:
        """Remove one source file."""
        (self.root / path).unlink()

    def options(self, **wishes: Any) -> BuildOptions:
        """Return options for this site: one worker, so that tests share the machine."""
        if wishes.get("safe"):
            apart = self.root.with_name(f"{self.root.name}-apart")
            wishes = {"output": apart / "public", "cache": apart / "cache"} | wishes
        return msgspec.structs.replace(BuildOptions(root=self.root, jobs=1), **wishes)

    def build(self, *, now: datetime = NOW, **wishes: Any) -> BuildResult:
        """Build into public/, where ``output`` says, or with ``safe`` into a folder beside the site's."""
        return build(self.options(**wishes), now=now)

    def check_apart(self) -> list[tuple[str, str]]:
        """Run ``sitegen check`` in a new process and return the errors: (path, code).

        A limit on memory means little in the process of the tests: what earlier tests have freed there counts
        as taken already.
        """
        command = [sys.executable, "-P", "-m", "sitegen", "check", "--all", "--json", "--jobs", "1"]
        done = subprocess.run(command, cwd=self.root, stdout=subprocess.PIPE, check=False)
        problems = json.loads(done.stdout)["problems"]
        return [(path, code) for path, _, _, severity, code, *_ in problems if severity == "error"]

    def publish(self, *, now: datetime = NOW, **wishes: Any) -> dict[str, bytes]:
        """Build, which must succeed, and return what is published."""
        result = self.build(now=now, **wishes)
        assert [problem for problem in result.problems if problem.severity == "error"] == []
        assert result.ok
        return read_tree(self.options(**wishes).output or self.root / "public")

    def page(self, path: str, **wishes: Any) -> str:
        """Return the text of one file published with these wishes."""
        return (self.options(**wishes).output or self.root / "public").joinpath(path).read_text("utf-8")


def read_tree(root: Path) -> dict[str, bytes]:
    """Return every file below a folder: path -> bytes."""
    files = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, root)] = file.read()
    return files


def read_times(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return what changes when anything below a folder is written: path -> (inode, mtime, ctime)."""
    paths = [root, *root.rglob("*")]
    return {
        str(path): ((found := path.lstat()).st_ino, found.st_mtime_ns, found.st_ctime_ns) for path in paths
    }

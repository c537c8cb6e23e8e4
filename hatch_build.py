"""When sitegen is installed or packed: its theme is compiled, and its commit noted, once for all builds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackageHook(BuildHookInterface):  # type: ignore[type-arg]  # the backend's own words say no more
    """Writes what `sitegen.build.prepare` makes, which git ignores, and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare before the files of the package are gathered; ``version`` is "editable" for that kind."""
        if self.target_name == "wheel":
            self._prepare_theme(build_data)
        if version != "editable":
            self._note_commit(build_data)

    def _prepare_theme(self, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from sitegen.build.prepare import prepare
        finally:
            sys.path.remove(self.root)
        prepare()
        build_data["artifacts"] += [
            "/sitegen/theme/minified/*",
            "/sitegen/theme/compiled/*",
        ]

    def _note_commit(self, build_data: dict[str, Any]) -> None:
        """Add a file with the commit, unless this is no repository; a source package has the file already."""
        packed = Path(self.root, "sitegen", "commit.txt")
        if packed.exists():  # at the same place among the files, so that its wheel is that of the repository
            build_data["force_include"][str(packed)] = "sitegen/commit.txt"
        if not Path(self.root, ".git").exists():
            return
        command = ["git", "-C", self.root, "rev-parse", "--verify", "HEAD"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  the user's git
        except (OSError, subprocess.CalledProcessError):
            return
        note = Path(self.directory, "commit.txt")
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(done.stdout, "ascii")
        build_data["force_include"][str(note)] = "sitegen/commit.txt"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what only the package needed."""
        Path(self.directory, "commit.txt").unlink(missing_ok=True)

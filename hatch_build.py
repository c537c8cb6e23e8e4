"""When sitegen is installed or packed: the templates of its theme are compiled, once for all builds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ThemeHook(BuildHookInterface):  # type: ignore[type-arg]  # the backend's own words say no more
    """Writes sitegen/render/compiled/, which git ignores, and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the interface
        """Compile before the files of the wheel are gathered."""
        sys.path.insert(0, self.root)
        try:
            from sitegen.render.environment import compile_theme  # noqa: PLC0415  it is there only from now on
        finally:
            sys.path.remove(self.root)
        compile_theme(Path(self.root, "layouts"))
        build_data["artifacts"].append("/sitegen/render/compiled/*")

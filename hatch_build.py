"""When sitegen is installed or packed: its theme is compiled, once for all builds."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ThemeHook(BuildHookInterface):  # type: ignore[type-arg]  # the backend's own words say no more
    """Writes what `sitegen.build.prepare` makes, which git ignores, and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare before the files of the wheel are gathered."""
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

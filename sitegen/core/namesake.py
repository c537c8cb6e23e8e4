"""Where Python looks for packages -> another project called sitegen that is installed there, too.

Its files and its command have the names of ours: which of the two runs depends on the order of installation.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLDERS = ("site-packages", "dist-packages")
_METADATA = (".dist-info", ".egg-info")

MESSAGE = "another project called sitegen is installed here, too: its files have the names of ours"
HINT = "uninstall both, and install this one again: its name is sitegen-ssg"


def find_namesake(search_path: Iterable[str] | None = None) -> str:
    """Return the metadata folder of the other project; "" if it isn't installed.

    It comes from an index. A package of this name that comes from a folder is an old copy of ours.
    """
    for folder in sys.path if search_path is None else search_path:
        if not folder.rstrip("/").endswith(_FOLDERS):
            continue
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.startswith("sitegen-") and name.endswith(_METADATA):
                path = f"{folder}/{name}"
                if not os.path.exists(f"{path}/direct_url.json"):
                    return path
    return ""

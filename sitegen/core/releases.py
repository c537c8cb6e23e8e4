"""The name of a distribution -> the release of it that is installed, without loading anything of it."""

from __future__ import annotations

import os
import sys
from functools import cache


def find_release(name: str) -> str:
    """Return the installed release of a distribution, such as ``jinja2-3.1.6``; "" if it isn't installed.

    The standard library's answer takes longer to load than all releases take to list.
    """
    return list_releases().get(name, "")


@cache
def list_releases() -> dict[str, str]:
    """Return the release of each distribution that is installed, by name."""
    releases: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder)
        except OSError:  # an archive, or a folder that isn't there
            continue
        for name in names:
            if name.endswith(".dist-info"):
                release = name.removesuffix(".dist-info").lower()
                releases.setdefault(release.partition("-")[0], release)
    return releases

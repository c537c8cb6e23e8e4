"""Swap folders of a site for links to a victim's, and back, until this process is killed.

racer.py STRANGER VICTIM
"""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

NAMES = (
    "content",
    "content/blog",
    "content/blog/a.txt",
    "static",
    "public",
    "public/blog",
    ".sitegen-publish-public",
    ".sitegen-publish-public/standby",
    ".sitegen-publish-public/standby/blog",
    ".sitegen-publish-public/lock",
    ".sitegen-cache",
    ".sitegen-cache/state",
    ".sitegen-cache/check",
)
TARGETS = ("names", "site/public", "home", "names/index.html", "site/.sitegen-publish-public")


def main() -> None:
    """Do what the module says."""
    stranger, victim = Path(sys.argv[1]), Path(sys.argv[2])
    chance = random.Random(0)
    print("racing", flush=True)  # noqa: T201  the test waits for it
    while True:
        *folders, name = chance.choice(NAMES).split("/")
        target = victim / chance.choice(TARGETS)
        with suppress(OSError):
            above = enter(stranger, folders)
            try:
                swap(above, name, target, chance)
            finally:
                os.close(above)
        time.sleep(chance.random() / 500)


def enter(folder: Path, names: list[str]) -> int:
    """Open a folder below another through no link: a build may have moved one that this process has made."""
    handle = os.open(folder, os.O_RDONLY)
    for name in names:
        try:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
        finally:
            os.close(handle)
        handle = below
    return handle


def swap(folder: int, name: str, target: Path, chance: random.Random) -> None:
    """Put a link in the place of a name for a moment."""
    aside = f".{name}-aside"
    with suppress(OSError):
        os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
        os.symlink(target, name, dir_fd=folder)
        time.sleep(chance.random() / 500)
    with suppress(OSError):  # unless a build has put something else there
        os.readlink(name, dir_fd=folder)
        os.unlink(name, dir_fd=folder)
    with suppress(OSError):
        os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)


if __name__ == "__main__":
    main()

"""Swap folders of a site for links to a victim's, and back, until this process is killed.

racer.py STRANGER VICTIM
"""

from __future__ import annotations

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
        path = stranger / chance.choice(NAMES)
        aside = path.with_name(f".{path.name}-aside")
        with suppress(OSError):
            path.rename(aside)
            path.symlink_to(victim / chance.choice(TARGETS))
            time.sleep(chance.random() / 500)
        with suppress(OSError):
            if path.is_symlink():
                path.unlink()
        with suppress(OSError):
            aside.rename(path)
        time.sleep(chance.random() / 500)


if __name__ == "__main__":
    main()

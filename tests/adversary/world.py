"""A number -> a stranger's site beside folders of a victim, and what a command changed outside of its own.

World
├── stranger/    a site, with traps drawn by chance
├── victim/      a home, a published site with its sources, a repository; names that sitegen uses, too
├── out/ cache/  what the command line names: here anything may change
└── tmp/         where temporary folders are made
"""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from pathlib import Path

#: In each file of the victim: it must not be found in anything that is published.
PRECIOUS = b"PRECIOUS-7f3a"
#: In the hidden files of the stranger's own folder.
HIDDEN = b"HIDDEN-51c9"

VICTIM = (
    "home/.bashrc",
    "home/.ssh/authorized_keys",
    "home/notes.md",
    "site/sitegen.toml",
    "site/content/blog/post.md",
    "site/public/.sitegen-output",
    "site/public/index.html",
    "site/public/blog/a/index.html",
    "site/.sitegen-publish-public/lock",
    "site/.sitegen-publish-public/standby/index.html",
    "repo/.git/HEAD",
    "repo/.git/config",
    "repo/src/main.py",
    # What sitegen has in its own folders: a name alone must not be enough.
    *(
        f"names/{name}"
        for name in (
            ".gitignore", "lock", "state", "snapshot", "traces", "bodies", "documents", "templates",
            "structure", "findings", "serving", "ab/cdef", "pictures/ab/x.webp", "search/texts/x.html",
            "index.html", "blog/a/index.html", "blog/post/index.html", "1.tree", ".sitegen-output",
            "CACHEDIR.TAG",
        )
    ),
)  # fmt: skip

#: Where sitegen has folders in a site, and files in them.
STATE = (
    "public", "public/blog", "public/blog/a", "public/index.html", "public/.sitegen-output",
    "public/.sitegen-publish", "public/.sitegen-publish/lock", "public/tags",
    ".sitegen-publish-public", ".sitegen-publish-public/standby", ".sitegen-publish-public/standby/blog",
    ".sitegen-publish-public/standby/index.html", ".sitegen-publish-public/spare",
    ".sitegen-publish-public/new", ".sitegen-publish-public/lock", ".sitegen-publish-public/.gitignore",
    ".sitegen-publish-public/in-place", ".sitegen-publish-public/.lock.new",
    ".sitegen-cache", ".sitegen-cache/lock", ".sitegen-cache/state", ".sitegen-cache/snapshot",
    ".sitegen-cache/book", ".sitegen-cache/bodies", ".sitegen-cache/documents", ".sitegen-cache/templates",
    ".sitegen-cache/pictures", ".sitegen-cache/search", ".sitegen-cache/.gitignore",
    ".sitegen-cache/.state.new", ".sitegen-cache/check", ".sitegen-cache/check/site",
    ".sitegen-cache/check/cache", ".sitegen-cache/check/.sitegen-publish-site",
    ".sitegen-cache/check/.sitegen-publish-site/standby", ".sitegen-cache/check/findings",
    ".sitegen-serve", ".sitegen-serve/serving", ".sitegen-serve/site", ".sitegen-serve/cache",
    "sitegen-baseline.json",
)  # fmt: skip

#: Of these, what a build enters or replaces each time.
HOT = (
    "public", "public/blog", ".sitegen-publish-public", ".sitegen-publish-public/standby",
    ".sitegen-publish-public/standby/blog", ".sitegen-publish-public/lock", ".sitegen-cache",
    ".sitegen-cache/pictures", ".sitegen-cache/state", ".sitegen-cache/check",
    ".sitegen-cache/check/site", ".sitegen-cache/check/cache",
    ".sitegen-cache/check/.sitegen-publish-site", ".sitegen-cache/check/.sitegen-publish-site/standby",
)  # fmt: skip

POST = "---\ntitle: {0}\ndate: 2025-01-0{0}\ntags: [x]\n---\n\nText {0}.\n"


class World:
    """One parent folder with everything in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stranger = root / "stranger"
        self.victim = root / "victim"
        self.named, self.tmp = root / "named", root / "tmp"
        self.out, self.cache = self.named / "site", self.named / "cache"
        for path in VICTIM:
            write(self.victim / path, PRECIOUS + b" " + path.encode())
        write(self.stranger / "sitegen.toml", b'title = "Theirs"\nbase_url = "https://example.org"\n')
        for number in (1, 2):
            write(self.stranger / f"content/blog/post-{number}.md", POST.format(number).encode())
        write(self.stranger / "content/blog/a.txt", b"a file")
        write(self.stranger / "static/robots.txt", b"User-agent: *\n")
        for path in (".git/config", ".env", "content/.env", "content/blog/.draft.md.swp"):
            write(self.stranger / path, HIDDEN)
        self.named.mkdir()
        self.tmp.mkdir()
        age(root)

    def look(self, *allowed: Path) -> dict[str, tuple[object, ...]]:
        """Return the name, bytes, mode and time of everything but what lies in the folders allowed."""
        found: dict[str, tuple[object, ...]] = {}
        pending = [self.root]
        while pending:
            folder = pending.pop()
            for path in sorted(folder.iterdir()):
                if path in allowed:
                    continue
                status = path.lstat()
                kind = stat.S_IFMT(status.st_mode)
                if kind == stat.S_IFDIR:
                    pending.append(path)
                data: object = str(path.readlink()) if kind == stat.S_IFLNK else b""
                if kind == stat.S_IFREG:
                    data = path.read_bytes()
                found[str(path)] = (status.st_mode, status.st_mtime_ns, status.st_size, data)
        return found

    def remove(self) -> None:
        """Remove it all."""
        shutil.rmtree(self.root)


def write(path: Path, data: bytes) -> None:
    """Write a file, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def age(root: Path) -> None:
    """Give everything a time long ago: whatever is written to later has another one."""
    for path in (root, *root.rglob("*")):
        os.utime(path, (1_700_000_000, 1_700_000_000), follow_symlinks=False)


def pick_state(chance: random.Random) -> str:
    """Return where sitegen has a file or a folder."""
    return chance.choice(HOT if chance.random() < 0.6 else STATE)


def pick_target(chance: random.Random, world: World, source: Path) -> str:
    """Return what a link leads to: something of the victim's, a way out, or nothing."""
    hot = ("names", "site/public", "site/.sitegen-publish-public", "site/.sitegen-publish-public/standby")
    paths = [world.victim, *world.victim.rglob("*"), world.victim / "new", world.root]
    target = world.victim / chance.choice(hot) if chance.random() < 0.6 else chance.choice(paths)
    return str(target) if chance.random() < 0.5 else os.path.relpath(target, source.parent)


def find_secrets(*folders: Path) -> set[str]:
    """Return the files below folders that hold anything of the victim's, or hidden; no link is followed."""
    return {
        str(path)
        for folder in folders
        if not folder.is_symlink()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and is_secret(path.read_bytes())
    }


def is_secret(data: bytes) -> bool:
    """Tell whether bytes are of the victim's, or of a hidden file."""
    return PRECIOUS in data or HIDDEN in data

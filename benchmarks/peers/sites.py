"""The corpus -> the folder that each generator builds, with what it needs to do equal work."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus import write_corpus

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
TOOLS = HERE.parent / ".peers"  #: where they are installed
_BIN = TOOLS / "venv" / "bin"


class Peer(NamedTuple):
    """One generator under measurement."""

    command: tuple[str | Path, ...]
    prepare: Callable[[Path], None]  #: turns the corpus in a folder into its own form
    leftovers: tuple[str, ...]  #: what a build from nothing must not find


def write_site(root: Path, name: str, posts: int) -> None:
    """Write the corpus and what one generator needs."""
    write_corpus(root, posts)
    PEERS[name].prepare(root)


def _sitegen(root: Path) -> None:
    shutil.copy(HERE / "sitegen.toml", root)


def _hugo(root: Path) -> None:
    shutil.copytree(HERE / "hugo", root, dirs_exist_ok=True)


def _eleventy(root: Path) -> None:
    shutil.copytree(HERE / "eleventy", root, dirs_exist_ok=True)
    (root / "node_modules").symlink_to(TOOLS / "node_modules")
    (root / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    (root / "content" / "_index.md").unlink()
    (root / "content" / "blog" / "_index.md").unlink()
    # Beside the posts, since all of them share it.
    (root / "blog.11tydata.js").rename(root / "content" / "blog" / "blog.11tydata.js")


def _pelican(root: Path) -> None:
    """Pelican reads ``Title: text`` without quotes or lists, and links by {filename}."""
    shutil.copytree(HERE / "pelican", root, dirs_exist_ok=True)
    for index in ("_index.md", "blog/_index.md"):
        (root / "content" / index).unlink()
    for post in _posts(root):
        post.write_text(_as_pelican(post.read_text(encoding="utf-8"), post.stem), encoding="utf-8")


def _as_pelican(text: str, slug: str) -> str:
    _, front, body = text.split("---\n", 2)
    front = re.sub(r'(?m)^(\w+): (?:"(.*)"|\[(.*)\])$', lambda m: f"{m[1]}: {m[2] or m[3]}", front)
    return f"{front}slug: {slug}\n{body.replace('](post-', ']({filename}post-')}"


def _mkdocs(root: Path) -> None:
    shutil.copytree(HERE / "mkdocs", root, dirs_exist_ok=True)
    (root / "content" / "_index.md").rename(root / "content" / "index.md")
    (root / "content" / "blog" / "_index.md").rename(root / "content" / "blog" / "index.md")


def _posts(root: Path) -> list[Path]:
    return sorted((root / "content" / "blog").glob("post-*.md"))


def _hugo_itself() -> Path:
    """Return the program that the package wraps: its wrapper would cost Hugo the start of a Python."""
    return next(TOOLS.glob("venv/lib/python*/site-packages/hugo/binaries/hugo*"), _BIN / "hugo")


PEERS = {
    "sitegen": Peer(
        (Path(sys.executable).with_name("sitegen"), "build", "--quiet"),
        _sitegen,
        (".sitegen-cache", ".sitegen-publish-public", "public"),
    ),
    "Hugo": Peer((_hugo_itself(), "--quiet"), _hugo, ("public", "resources")),
    "Eleventy": Peer(
        (TOOLS / "node_modules" / ".bin" / "eleventy", "--quiet"), _eleventy, ("public", ".cache")
    ),
    "Pelican": Peer((_BIN / "pelican", "--quiet", "--settings", "pelicanconf.py"), _pelican, ("public",)),
    "MkDocs": Peer((_BIN / "mkdocs", "build", "--quiet"), _mkdocs, ("public",)),
}

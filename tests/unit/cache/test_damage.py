"""Whatever stands in the place of a file of the cache, builds give the same site and mend the cache."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.resources import pagefind
from tests.property.edits import png
from tests.property.writer import INDEXER
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES: dict[str, str | bytes] = {
    "sitegen.toml": "search.enabled = true\nimages = {formats = ['webp'], widths = [16, 40]}\n",
    "content/a.md": "# A\n\n![a](a.png)\n",
    "content/b.md": "# B\n\n[a](a.md)\n",
    "content/a.png": png(100, 50),
    "layouts/page.html": "{% extends 'builtin/page.html' %}",
}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "flipped": lambda data: bytes(byte ^ 0x55 for byte in data),
    "first byte": lambda data: bytes([data[0] ^ 0xFF]) + data[1:],
    "last byte": lambda data: data[:-1] + bytes([data[-1] ^ 0x01]),
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "garbage": lambda _: b"\x93\xff{" * 500,
    "other": lambda _: b"[]",
}


@pytest.fixture
def indexer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program in the place of Pagefind's."""
    program = tmp_path / "indexer"
    program.write_text(INDEXER)
    program.chmod(0o755)
    for name in ("sitegen.resources.pagefind.find_indexer", "sitegen.resources.search_index.find_indexer"):
        monkeypatch.setattr(name, lambda: str(program))
    pagefind.describe_indexer.cache_clear()
    yield program
    pagefind.describe_indexer.cache_clear()


def files_of(site: SiteFolder) -> list[Path]:
    """Return every file that a build remembers by."""
    folders = (site.root / ".sitegen-cache", site.root / ".sitegen-publish-public")
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "standby" not in path.parts and path.name not in {"lock", ".gitignore"}
    )


@pytest.mark.usefixtures("indexer")
@pytest.mark.parametrize(
    "how",
    [
        "flipped",
        "folder",
        *(pytest.param(how, marks=pytest.mark.slow) for how in DAMAGES if how != "flipped"),
    ],
)
def test_each_file_damaged_in_turn(make_site: Maker, how: str) -> None:
    """The site is right after an edit, nothing raises, and the cache is a whole one again."""
    site = make_site(FILES)
    site.publish()
    names = [path.relative_to(site.root) for path in files_of(site)]
    kinds = {name.suffix or name.name for name in names}
    assert {
        "state",
        "snapshot",
        "bodies",
        "templates",
        "index",
        ".webp",
        ".html",
        ".js",
        "known",
        ".tree",
    } <= kinds
    for number, name in enumerate(names):
        path = site.root / name
        if not path.exists():  # a manifest of a tree that is no more
            continue
        data = path.read_bytes()
        path.unlink()
        if how == "folder":
            (path / "x").mkdir(parents=True)
        else:
            path.write_bytes(DAMAGES[how](data))
        site.write("content/b.md", f"# B{number % 2}\n\n[a](a.md)\n")
        published = site.publish()
        clean = site.root.parent / "clean"
        assert site.build(output=clean, force=True, forget=True).ok
        assert (str(name), read_tree(clean)) == (str(name), published)
    site.publish()
    assert {"state", "snapshot", "bodies", "known"} <= {path.name for path in files_of(site)}


@pytest.mark.usefixtures("indexer")
def test_a_folder_that_takes_no_files_is_done_without(make_site: Maker) -> None:
    """The site is published; what could not be kept is made again."""
    site = make_site(FILES)
    folder = site.root / ".sitegen-cache"
    folder.mkdir(mode=0o555)
    is_root = os.geteuid() == 0
    if is_root:  # whom nothing is forbidden: a file in the folder's place does the same
        folder.rmdir()
        folder.write_text("mine")
    assert site.publish() == site.publish()
    assert is_root or list(folder.iterdir()) == []


@pytest.mark.usefixtures("indexer")
def test_a_cache_does_not_grow_with_edits(make_site: Maker) -> None:
    """What is no longer used is dropped as soon as it outweighs what is."""
    site = make_site({**FILES, "content/long.md": "Words.\n" * 30_000})

    def size() -> int:
        return sum(path.stat().st_size for path in files_of(site))

    site.publish()
    first = size()
    for number in range(16):
        site.write("content/long.md", f"Words {number}.\n" * 30_000)
        site.write(f"content/p{number}.md", "# One of many\n\n![a](a.png)\n")
        (site.root / f"content/p{number - 1}.md").unlink(missing_ok=True)
        site.publish()
    assert size() < 8 * first
    site.write("content/long.md", "Short.")
    site.publish()
    site.write("content/long.md", "Shorter.")
    site.publish()
    assert size() < 3 * first


@pytest.mark.usefixtures("indexer")
def test_another_release_of_anything_is_another_cache(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, indexer: Path
) -> None:
    """Another sitegen, Python or library: nothing of the old one's is believed."""
    site = make_site(FILES)
    before = site.publish()
    rendered = site.build(force=True).rendered
    monkeypatch.setattr("sitegen.build.identity.engine_digest", lambda: f"another than that of {sys.version}")
    result = site.build()
    assert (result.ok, result.rendered) == (True, rendered)
    assert read_tree(site.root / "public") == before
    indexer.write_text(INDEXER.replace("repr(found)", "'index: ' + repr(found)"))
    pagefind.describe_indexer.cache_clear()
    assert site.publish()["pagefind/pagefind.js"].startswith(b"index: ")

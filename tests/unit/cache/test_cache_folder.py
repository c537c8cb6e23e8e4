"""A cache is entered through no link, written into no file of another name, and held by one build alone."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.cache.cache_folder import CACHE_NAME, open_cache
from sitegen.check import check
from sitegen.core.location import locate
from sitegen.resources import pagefind
from tests.property.edits import png
from tests.property.writer import INDEXER
from tests.site_maker import NOW, SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.synchronize import Event

    from sitegen.core.problems import Problem

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES: dict[str, str | bytes] = {
    "sitegen.toml": "search.enabled = true\nimages = {formats = ['webp'], widths = [16, 40]}\n",
    "content/a.md": "# A\n\n![a](a.png)\n",
    "content/b.md": "# B\n\n[a](a.md)\n",
    "content/a.png": png(100, 50),
    "layouts/page.html": "{% extends 'builtin/page.html' %}",
}
#: Folders of the cache, and some of its files.
FOLDERS = ("", "pictures", "search", "search/texts", "search/index", "check", "check/cache")
RECORDS = ("state", "traces", "bodies", "documents", "structure", "snapshot", "templates", "lock")
SAMPLED = {
    ("", "before"),
    ("check", "before"),
    ("state", "before"),
    ("", "after"),
    ("pictures", "after"),
    ("search/texts", "after"),
    ("bodies", "after"),
    ("check/findings", "after"),
}
NAMES = (*FOLDERS, *RECORDS, "check/findings", "check/lock", "check/cache/state", "pictures/index")


@pytest.fixture(autouse=True)
def _indexer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    program = tmp_path / "indexer"
    program.write_text(INDEXER)
    program.chmod(0o755)
    for name in ("sitegen.resources.pagefind.find_indexer", "sitegen.resources.search_index.find_indexer"):
        monkeypatch.setattr(name, lambda: str(program))
    pagefind.describe_indexer.cache_clear()
    yield
    pagefind.describe_indexer.cache_clear()


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """What belongs to somebody else: with names that a cache has, too."""
    folder = tmp_path / "victim"
    for name in (*RECORDS, "findings", "index", "ab/notes.txt", "texts/a/index.html", "cache/state"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("precious")
    return folder


def use(site: SiteFolder) -> list[str]:
    """Build twice and check, all anew and not; return the codes of the errors."""
    found: list[Problem] = []
    for round_ in range(2):
        site.write("content/b.md", f"# B {round_}\n\n[a](a.md)\n")
        found += site.build(force=bool(round_)).problems
        found += check(site.options(), now=NOW).problems
    return [problem.code for problem in found if problem.severity == "error"]


@pytest.mark.parametrize(
    ("name", "when"),
    [
        pytest.param(name, when, marks=() if (name, when) in SAMPLED else pytest.mark.slow)
        for name in NAMES
        for when in ("before", "after")
    ],
)
def test_a_link_in_a_cache_leads_nowhere(make_site: Maker, victim: Path, name: str, when: str) -> None:
    """Nothing behind it is read, written or removed. The build says what stands in its way, or removes it."""
    site = make_site(FILES)
    place = site.root / CACHE_NAME / name
    if when == "after":
        assert use(site) == []
        assert place.exists()
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(victim if name in FOLDERS else victim / Path(name).name)
    before = read_times(victim)
    codes = use(site)
    assert before == read_times(victim)
    assert set(codes) == {"state-link"} if codes else not place.is_symlink()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in {"bodies", "lock", "check/findings"} else pytest.mark.slow)
        for name in NAMES
        if name not in FOLDERS
    ],
)
def test_a_file_with_another_name_is_replaced_and_not_written_into(
    make_site: Maker, victim: Path, name: str
) -> None:
    """A hard link may lead to somebody else's file."""
    site = make_site(FILES)
    assert use(site) == []
    place, other = site.root / CACHE_NAME / name, victim / "linked"
    other.hardlink_to(place)
    before = other.read_bytes(), other.stat().st_mtime_ns
    assert use(site) == []
    assert before == (other.read_bytes(), other.stat().st_mtime_ns)
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    assert read_tree(site.root / "public") == read_tree(clean)


def test_a_sweep_removes_only_names_of_its_own(make_site: Maker) -> None:
    """Whatever else lies in the folder of pictures is nobody's business."""
    site = make_site(FILES)
    site.publish()
    pictures = site.root / CACHE_NAME / "pictures"
    strange = [pictures / "ab/notes.txt", pictures / "my/0.1.webp", pictures / "ab" / f"{'0' * 31}.1.webp"]
    ours = pictures / "ab" / f"ab{'0' * 30}.16.webp"
    for path in (*strange, ours):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    site.publish(force=True)
    assert [path.read_text() for path in strange] == ["x"] * 3
    assert not ours.exists()


@pytest.mark.parametrize("thing", ["file", "pipe", "gone", "unreadable"])
def test_what_cannot_be_a_cache_is_done_without(
    make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thing: str
) -> None:
    """The site is published, and nothing is left behind anywhere."""
    site = make_site(FILES)
    place = site.root / CACHE_NAME
    if thing == "file":
        place.write_text("mine")
    elif thing == "pipe":
        os.mkfifo(place)
    elif thing == "unreadable":
        place.mkdir(mode=0)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    first = site.publish()
    assert site.publish() == first
    assert list((tmp_path / "temporary").iterdir()) == []


def adopt(root: Path, is_held: Event, is_over: Event) -> None:
    """Hold a site's cache until told otherwise."""
    with open_cache(locate(root / CACHE_NAME, root)):
        is_held.set()
        is_over.wait(60)


def test_a_cache_that_another_build_holds_is_done_without(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build says so, is right, and leaves the other's files alone."""
    monkeypatch.setattr("sitegen.cache.cache_folder._WAIT", 0.1)
    monkeypatch.setattr("sitegen.cache.cache_folder.open_cache.__wrapped__.__defaults__", (0.1,))
    site = make_site(FILES)
    site.publish()
    context = multiprocessing.get_context("spawn")
    is_held, is_over = context.Event(), context.Event()
    other = context.Process(target=adopt, args=(site.root, is_held, is_over))
    other.start()
    assert is_held.wait(60)
    before = read_tree(site.root / CACHE_NAME)
    site.write("content/b.md", "# Changed\n\n[a](a.md)\n")
    result = site.build(strict=True)
    assert (result.ok, [problem.code for problem in result.problems]) == (True, ["cache-locked"])
    assert before == read_tree(site.root / CACHE_NAME)
    is_over.set()
    other.join()
    result = site.build()
    assert (result.ok, result.problems) == (True, ())


def test_a_cache_whose_folder_is_removed_meanwhile_is_made_again(make_site: Maker) -> None:
    """By `sitegen clean`, while a server runs."""
    from sitegen.build.run import build
    from sitegen.build.site_state import Session

    site = make_site(FILES)
    session = Session()
    assert build(site.options(), now=NOW, session=session).ok
    session.save_pending()
    shutil.rmtree(site.root / CACHE_NAME)
    site.write("content/b.md", "# Changed\n\n[a](a.md)\n")
    assert build(site.options(), now=NOW, session=session).ok
    session.close()
    assert (site.root / CACHE_NAME / "snapshot").exists()
    assert b"Changed" in read_tree(site.root / "public")["b/index.html"]

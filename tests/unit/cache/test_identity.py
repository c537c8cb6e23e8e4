"""No build says that nothing has changed of a site that is not there, whatever was published meanwhile."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.build.verify import verify
from sitegen.cache.cache import BuildCache
from sitegen.check import check
from sitegen.site.visibility import Show
from tests.site_maker import NOW, SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES: dict[str, str | bytes] = {
    "sitegen.toml": 'title = "First"\n',
    "content/a.md": "# A\n\nWords of the first.\n",
    "content/draft.md": "---\ndraft: true\n---\n# Secret\n",
    "static/a.txt": "first\n",
}
#: A site whose content may hold scripts, and whose policy lets them run.
SCRIPTS = "markdown.raw_html = 'all'\nprivacy.allow_inline = ['all']\n"
#: So late that files have settled, and a build may find that it has nothing to do.
LATER = 3600 * 1_000_000_000


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    real = time.time_ns
    monkeypatch.setattr("sitegen.build.run.time.time_ns", lambda: real() + LATER)


def build_clean(site: SiteFolder) -> dict[str, bytes]:
    """Return what a build from nothing publishes."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    return read_tree(clean)


def test_nothing_is_done_twice(make_site: Maker) -> None:
    """The ground of all that follows: a build without changes makes nothing."""
    site = make_site(FILES)
    assert site.build().rendered > 0
    assert site.build().stages == {}


def test_two_checkouts_with_one_output(make_site: Maker, tmp_path: Path) -> None:
    """Worktrees, or the branches of a pipeline, that publish to one folder: each build is of its own site."""
    one = make_site(FILES)
    other = SiteFolder(tmp_path / "other", {**FILES, "content/a.md": "# A\n\nWords of the second.\n"})
    output = tmp_path / "www"
    for site in (one, other, one, other, other, one):
        assert site.build(output=output).ok
        assert read_tree(output) == build_clean(site)


def test_two_checkouts_of_one_content_are_one_site(make_site: Maker, tmp_path: Path) -> None:
    """What the other published is what this one would publish: there is nothing to do."""
    one = make_site(FILES)
    other = SiteFolder(tmp_path / "other", FILES)
    for site in (one, other):
        assert site.build(output=tmp_path / "www").ok
    for site in (one, other):
        assert site.build(output=tmp_path / "www").stages == {}


def test_a_build_with_drafts_that_ends_before_it_remembers(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the trees were swapped, or without the right to write its cache: the drafts go."""
    site = make_site(FILES)
    site.publish()
    with monkeypatch.context() as patched:
        patched.setattr(BuildCache, "save", lambda *arguments: arguments[1])
        assert "draft/index.html" in site.publish(show=Show(drafts=True))
    assert site.publish() == build_clean(site)
    assert not (site.root / "public/draft").exists()


def test_a_build_at_another_moment_that_ends_before_it_remembers(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same of a page that is due later."""
    site = make_site({**FILES, "content/due.md": "---\ndate: 2026-01-01\n---\n# Due\n"})
    site.publish()
    with monkeypatch.context() as patched:
        patched.setattr(BuildCache, "save", lambda *arguments: arguments[1])
        assert "due/index.html" in site.publish(now=datetime(2026, 2, 1, tzinfo=UTC))
    assert "due/index.html" not in site.publish(now=NOW)


def test_a_site_that_another_command_published_is_replaced(make_site: Maker, tmp_path: Path) -> None:
    """With a cache of its own, as a server has, for example."""
    site = make_site(FILES)
    site.publish()
    assert site.build(base_url="https://example.org/x", cache=tmp_path / "cache").ok
    assert site.publish() == build_clean(site)


def test_the_site_of_another_day_is_replaced(make_site: Maker) -> None:
    """A folder that is put back from a copy with its manifest, times and all, is not the last site."""
    site = make_site(FILES)
    site.publish()
    kept = site.root / "kept"
    (site.root / "public").rename(kept)
    (site.root / ".sitegen-publish-public").rename(site.root / "kept-state")
    site.write("content/a.md", "# A\n\nNew words.\n")
    published = site.publish()
    shutil.rmtree(site.root / "public")
    shutil.rmtree(site.root / ".sitegen-publish-public")
    kept.rename(site.root / "public")
    (site.root / "kept-state").rename(site.root / ".sitegen-publish-public")
    assert site.publish() == published


def test_a_change_at_equal_size_and_time_is_put_right(make_site: Maker) -> None:
    """As `touch -r` makes it: the build notices, so nobody need call it a bug."""
    site = make_site(FILES)
    published = site.publish()
    path = site.root / "public/a/index.html"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Words", b"Sword"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert site.publish() == published
    assert verify(site.options(), now=NOW) == ()


def test_permissions_are_put_right(make_site: Maker) -> None:
    """Of a file and of a folder, by a build that has nothing else to do."""
    site = make_site(FILES)
    site.publish()
    (site.root / "public/a/index.html").chmod(0o600)
    (site.root / "public/a").chmod(0o700)
    site.publish()
    assert (site.root / "public/a/index.html").stat().st_mode & 0o777 == 0o644
    assert (site.root / "public/a").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda public: (public / "a/index.html").write_text("mine"),
            "it was changed after it was published",
        ),
        (lambda public: (public / "a/index.html").unlink(), "it was removed after it was published"),
        (lambda public: (public / "a/mine.html").write_text("mine"), "sitegen did not put it there"),
    ],
)
def test_verify_says_who_changed_a_file(
    make_site: Maker, change: Callable[[Path], object], said: str
) -> None:
    """What somebody did to the published site is no bug of sitegen, and a build puts it right."""
    site = make_site(FILES)
    site.publish()
    change(site.root / "public")
    (problem,) = verify(site.options(), now=NOW)
    assert (problem.code, problem.message) == ("output-changed", said)
    site.publish()
    assert verify(site.options(), now=NOW) == ()


def test_two_sites_with_one_cache(make_site: Maker, tmp_path: Path) -> None:
    """Each believes what was learned of its own files alone."""
    one = make_site(FILES)
    other = SiteFolder(tmp_path / "other", {**FILES, "content/a.md": "# A\n\nWords of the second.\n"})
    cache = tmp_path / "cache"
    for round_ in range(3):
        for site in (one, other):
            site.write("content/b.md", f"# B {round_}\n")
            assert site.build(cache=cache).ok
            assert read_tree(site.root / "public") == build_clean(site)


def test_another_site_whose_files_look_the_same(make_site: Maker, tmp_path: Path) -> None:
    """Equal sizes, times and inodes, as on two disks, say nothing of another folder's files."""
    one = make_site(FILES)
    cache = tmp_path / "cache"
    assert one.build(cache=cache).ok
    inputs = one.root / "content/a.md"
    before = inputs.stat()
    moved = SiteFolder(tmp_path / "moved")
    shutil.rmtree(moved.root)
    one.root.rename(moved.root)
    shutil.rmtree(moved.root / "public")
    shutil.rmtree(moved.root / ".sitegen-publish-public")
    place = moved.root / "content/a.md"
    place.write_text("# A\n\nWords of the thief.\n")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert moved.build(cache=cache).ok
    assert read_tree(moved.root / "public") == build_clean(moved)


@pytest.mark.parametrize(
    "names", [["snapshot"], ["state", "traces"], ["snapshot", "structure"], ["documents"]]
)
@pytest.mark.parametrize("change", ["content/a.md", "sitegen.toml", "static/a.txt"])
def test_the_files_of_two_builds_are_never_believed_together(
    make_site: Maker, tmp_path: Path, names: list[str], change: str
) -> None:
    """As two builds at once left them, or a copy that was put back in part."""
    site = make_site(FILES)
    cache = site.root / ".sitegen-cache"
    site.publish()
    shutil.copytree(cache, tmp_path / "old")
    text = str(FILES[change]).replace("irst", "IRST")
    site.write(change, text)
    site.publish()
    for name in names:
        shutil.copy2(tmp_path / "old" / name, cache / name)
    assert site.publish() == build_clean(site)
    site.write("content/c.md", "# C\n")
    assert site.publish() == build_clean(site)


def test_a_cache_of_an_unsafe_build_is_not_believed_by_a_safe_one(make_site: Maker, tmp_path: Path) -> None:
    """Nor the other way round: what the one may publish, the other shows as text."""
    site = make_site({**FILES, "sitegen.toml": SCRIPTS})
    site.write("content/a.md", "# A\n\n<script>alert(1)</script>\n")
    cache = tmp_path / "cache"
    for safe in (False, True, False, True):
        assert site.build(cache=cache, safe=safe, output=tmp_path / "public").ok
        assert (b"<script>alert(1)" in read_tree(tmp_path / "public")["a/index.html"]) is not safe


@pytest.mark.parametrize("force", [False, True])
def test_a_safe_build_reads_and_writes_nothing_of_a_strangers_cache(make_site: Maker, force: bool) -> None:
    """Crafted or not: wherever in the site's folder it lies."""
    site = make_site({**FILES, "sitegen.toml": SCRIPTS})
    site.write("content/a.md", "# A\n\n<script>alert(1)</script>\n")
    site.publish()
    for name in (".sitegen-cache", ".sitegen-serve/cache", ".sitegen-cache/check/cache"):
        assert site.build(cache=site.root / name).ok
    before = read_times(site.root / ".sitegen-cache")
    for cache in (None, site.root / ".sitegen-serve/cache"):
        published = site.publish(safe=True, cache=cache, force=force)
        assert b"<script>alert(1)" not in published["a/index.html"]
    check(site.options(safe=True), now=NOW)
    assert before == read_times(site.root / ".sitegen-cache")

"""No build says that nothing has changed of a site that is not there, whatever was published meanwhile."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.cache.memory import Memory
from sitegen.site.assemble import Show
from sitegen.verify import verify
from tests.site_maker import NOW, SiteFolder, read_tree

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
#: So late that files have settled, and a build may find that it has nothing to do.
LATER = 3600 * 1_000_000_000


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    real = time.time_ns
    monkeypatch.setattr("sitegen.build.time.time_ns", lambda: real() + LATER)


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
        patched.setattr(Memory, "save", lambda *arguments: arguments[1])
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
        patched.setattr(Memory, "save", lambda *arguments: arguments[1])
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

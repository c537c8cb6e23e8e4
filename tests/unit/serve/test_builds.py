"""Builds of a server: what is shown, what is told, and what is still to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.serve.builds import PreviewBuilder
from sitegen.serve.settings import FOLDER, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

POST = "---\ntitle: A\ndate: 2025-01-01\n---\n\n{}\n"


@pytest.fixture
def site(make_site: Callable[[Mapping[str, str | bytes]], SiteFolder]) -> SiteFolder:
    """A site of one post."""
    return make_site(
        {"content/blog/a.md": POST.format("First."), "content/_index.md": "Hello.", "static/x.txt": "x"}
    )


@pytest.fixture
def builder(site: SiteFolder) -> Iterator[PreviewBuilder]:
    """A press that has built the site once and is ready."""
    builder = PreviewBuilder(Settings(site.root, navigate=True), site.root / FOLDER)
    assert builder.build(None).state.phase == "built"
    builder.prepare()
    yield builder
    builder.close()


def save(site: SiteFolder, path: str, text: str) -> frozenset[str]:
    site.write(path, text)
    return frozenset({str(site.root / path)})


def test_a_saved_body_is_shown_at_once_and_published_in_a_pause(
    site: SiteFolder, builder: PreviewBuilder
) -> None:
    """The edition holds what is newer than the disk; a full build is due after a pause, and settles it."""
    preview_build = builder.build(save(site, "content/blog/a.md", POST.format("Second.")))
    assert preview_build.edition is not None
    assert b"Second." in preview_build.edition.fresh["blog/a/index.html"]
    assert (preview_build.state.goto, preview_build.state.changed) == ("/blog/a/", _feeds())
    wait = builder.settles_in()
    assert wait is not None
    assert wait > 0
    settled = builder.build(None).edition
    assert settled is not None
    assert settled.fresh == {}
    assert builder.settles_in() is None
    assert b"Second." in (site.root / ".sitegen-serve/site/blog/a/index.html").read_bytes()


def _feeds() -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{folder}/{name}" for folder in ("", "/blog") for name in ("atom.xml", "feed.json", "rss.xml")
        )
    )


def test_every_new_site_has_a_revision_of_its_own(site: SiteFolder, builder: PreviewBuilder) -> None:
    """And a build that changed nothing has none."""
    first = builder.revision
    builder.build(save(site, "content/blog/a.md", POST.format("Second.")))
    second = builder.revision
    builder.build(save(site, "content/blog/a.md", POST.format("Third.").replace("title: A", "title: B")))
    third = builder.revision
    builder.prepare()
    builder.build(None)
    assert len({first, second, third}) == 3
    assert builder.revision == third


def test_a_failure_keeps_the_last_site_and_is_not_forgotten(site: SiteFolder) -> None:
    """With --strict. Its findings name the place; what was saved is built when another save mends it."""
    builder = PreviewBuilder(Settings(site.root, strict=True), site.root / FOLDER)
    assert builder.build(None).state.phase == "built"
    builder.prepare()
    before = builder.revision
    failed = builder.build(save(site, "content/blog/a.md", POST.format("[b](b.md)")))
    builder.prepare()
    assert (failed.state.phase, failed.edition, builder.revision) == ("failed", None, before)
    assert [(one.place, one.code) for one in failed.state.findings] == [
        ("content/blog/a.md:6:5", "broken-link")
    ]
    assert not builder.is_stale()
    mended = builder.build(save(site, "content/blog/b.md", POST.format("Here.")))
    assert mended.edition is not None
    assert {"blog/a/index.html", "blog/b/index.html"} <= mended.edition.files.keys()
    builder.close()


def test_what_the_watcher_missed_is_found(site: SiteFolder, builder: PreviewBuilder) -> None:
    """The disk is compared with what was built."""
    assert not builder.is_stale()
    site.write("static/x.txt", "longer")
    assert builder.is_stale()
    state = builder.build(None).state
    builder.prepare()
    assert state.changed == ("/x.txt",)
    assert not builder.is_stale()


def test_a_configuration_that_is_no_toml_is_a_finding(site: SiteFolder, builder: PreviewBuilder) -> None:
    """The server goes on with the last configuration that was right; the excerpt shows the line."""
    latest = builder.build(save(site, "sitegen.toml", "title = [\n"))
    assert latest.state.phase == "built"
    assert latest.state.findings[0].place.startswith("sitegen.toml")
    assert builder.build(save(site, "sitegen.toml", 'title = "Mended"\n')).state.phase == "built"


def test_content_of_strangers_is_shown_without_what_could_run(site: SiteFolder, tmp_path: Path) -> None:
    """With --safe as `sitegen build --safe` publishes it, and nothing is found to be stale for that."""
    site.write("layouts/page.html", "Their own template")
    site.write("content/blog/a.md", POST.format("<b onclick=run>Bold</b>"))
    builder = PreviewBuilder(Settings(site.root, safe=True), tmp_path / "private")
    preview_build = builder.build(None)
    builder.prepare()
    assert preview_build.state.phase == "built"
    page = (tmp_path / "private/site/blog/a/index.html").read_text("utf-8")
    assert "&lt;b onclick=run&gt;" in page
    assert "Their own template" not in page
    assert not builder.is_stale()
    builder.close()


def test_what_must_be_mended_stands_first(site: SiteFolder, builder: PreviewBuilder) -> None:
    """Before the warnings, wherever they lie: an author sees the top of the list."""
    failed = builder.build(
        save(site, "content/blog/a.md", POST.format("```nonsuch\n```\n\n[gone](nowhere.md)"))
    )
    assert [finding.severity for finding in failed.state.findings] == ["error", "warning"]

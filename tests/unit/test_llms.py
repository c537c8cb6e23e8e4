"""What a site publishes for language models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.calculator.reading import reading_cost
from sitegen.calculator.vocabulary import count
from tests.site_maker import NOW, SiteFolder

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
title = "Notes"
description = "On engines."
base_url = "https://example.org/sub"

[llms]
pages = true
index = true
tokens = true
"""
POST = "---\ntitle: A\ndate: 2025-01-02\ndescription: About a.\n---\n\nSome *words* here.\n"
MARKDOWN = "# A\n\nSome *words* here.\n"


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    about = "---\ntitle: About\n---\n\nUs.\n"
    return SiteFolder(
        tmp_path, {"sitegen.toml": CONFIG, "content/blog/a.md": POST, "content/about.md": about}
    )


def publish(site: SiteFolder) -> Path:
    result = build(BuildOptions(root=site.root), now=NOW)
    assert result.ok, result.problems
    return site.root / "public"


def test_a_page_is_also_published_as_markdown(site: SiteFolder) -> None:
    """The title, then the body as the author wrote it; the HTML page links to it."""
    public = publish(site)

    assert (public / "blog/a.md").read_text() == MARKDOWN
    assert 'type="text/markdown" href="/sub/blog/a.md"' in (public / "blog/a/index.html").read_text()


def test_llms_txt_lists_pages_with_their_tokens(site: SiteFolder) -> None:
    """One line a page: title, address of the Markdown, description, exact count."""
    index = (publish(site) / "llms.txt").read_text()

    assert index.startswith("# Notes\n\n> On engines.\n")
    line = f"- [A](https://example.org/sub/blog/a.md): About a. ({count(MARKDOWN)} tokens)"
    assert line in index.splitlines()


def test_llms_full_txt_holds_every_page(site: SiteFolder) -> None:
    """Each page with its address and length, then its Markdown."""
    full = (publish(site) / "llms-full.txt").read_text()

    assert f"Source: https://example.org/sub/blog/a/\nTokens: {count(MARKDOWN)}\n---\n\n{MARKDOWN}" in full
    assert "# About\n\nUs.\n" in full


def test_nothing_of_this_is_published_unless_asked(tmp_path: Path) -> None:
    """A site that says nothing of language models has none of these files."""
    public = publish(SiteFolder(tmp_path, {"content/a.md": POST}))

    assert [] == [*public.glob("llms*"), *public.rglob("*.md")]
    assert "tokens" not in (public / "a/index.html").read_text()


def test_an_edit_updates_the_count_and_the_index(site: SiteFolder) -> None:
    """What an incremental build says of a page is what a clean build says."""
    publish(site)
    site.write("content/blog/a.md", POST.replace("here", "here, and many more of them"))
    public = publish(site)

    markdown = (public / "blog/a.md").read_text()
    assert f"({count(markdown)} tokens)" in (public / "llms.txt").read_text()
    assert markdown in (public / "llms-full.txt").read_text()


def test_what_reading_costs_follows_the_prices_of_the_day() -> None:
    """1,000 tokens at 2 dollars a million are 0.2 cents; a model that is not known has no price."""
    assert reading_cost("gpt-4.1", 1000, "2026-11-22") == "$0.002"
    assert reading_cost("no-such-model", 1000, "2026-11-22") == ""


def test_the_foot_of_a_page_says_what_reading_costs(site: SiteFolder) -> None:
    """With a model configured, the page names it; a model that is not known is an error."""
    site.write("sitegen.toml", CONFIG + 'model = "gpt-4.1"\n')
    assert "to read with gpt-4.1" in (publish(site) / "blog/a/index.html").read_text()

    site.write("sitegen.toml", CONFIG + 'model = "gpt-four"\n')
    result = build(BuildOptions(root=site.root), now=NOW)
    assert ["unknown-model"] == [problem.code for problem in result.problems]

"""Blogs of Astro, Next.js and Gatsby: their dates and pictures; entries of a menu that lead nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect
from sitegen.content.frontmatter.dates import parse_date
from sitegen.content.frontmatter.read import read
from sitegen.core.model import Source
from sitegen.importing.run import import_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["25 Aug 2024", "Aug 25, 2024", "August 25 2024", "Sun, 25 Aug 2024", "25 August 2024", "2024-08-25"],
)
def test_months_may_have_names(text: str) -> None:
    assert datetime(2024, 8, 25, tzinfo=UTC) == parse_date(text)


def test_a_date_with_a_name_may_have_a_time() -> None:
    assert datetime(2024, 8, 25, 10, 30, tzinfo=UTC) == parse_date("Sun, 25 Aug 2024 10:30:00 GMT")


@pytest.mark.parametrize("text", ["25 Foo 2024", "August 2024", "Aug 25, 24", "31 Feb 2024"])
def test_other_words_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize("key", ["pubDate", "published", "publishDate", "publishedAt", "date", "pubDatetime"])
def test_posts_of_blogs_have_dates_by_many_names(key: str) -> None:
    text = f"---\ntitle: A\n{key}: 2024-08-25\nheroImage: /a.png\n---\nText\n"
    front, _, _, problems = read(Source("a.md", text.encode()), Config(dialect=Dialect.NEXT))
    assert (datetime(2024, 8, 25, tzinfo=UTC), "/a.png", ()) == (front.date, front.image, tuple(problems))


def test_what_leads_nowhere_is_left_out_and_listed(tmp_path: Path) -> None:
    """A menu can name pages that only the old generator makes."""
    files = {
        "astro.config.mjs": "export default defineConfig({ integrations: [starlight({ title: 'T',\n"
        " sidebar: [{ label: 'A', slug: 'a' }, { label: 'Releases', link: '/releases/' }] })] });",
        "src/content/docs/a.md": "---\ntitle: A\n---\nText\n",
        "src/content/docs/index.md": "---\ntitle: Home\n---\nText\n",
    }
    for name, text in files.items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, "utf-8")
    report = import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    assert ["/releases/"] == [finding.subject for finding in report.findings]
    settings = (tmp_path / "new/sitegen.toml").read_text("utf-8")
    assert 'page = "a.md"' in settings
    assert "/releases/" not in settings

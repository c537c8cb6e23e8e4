"""What hides a page in another generator hides it here: neighbours of cases 04, 60 and 69."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def config(dialect: str) -> str:
    """Return a configuration with the same folders in every dialect."""
    return (
        f'title = "T"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n'
    )


def page(lines: str) -> str:
    return f"---\ntitle: S\n{lines}\n---\n\nSecret.\n"


def names_with_secret(published: Mapping[str, bytes]) -> list[str]:
    return [path for path, data in published.items() if b"Secret" in data]


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [
        ("hugo", "unpublishdate: 2001-01-01"),
        ("hugo", "UnpublishDate: 2001-01-01"),
        ("hugo", "pubdate: 2999-01-01"),
        ("hugo", "published: 2999-01-01"),
        ("hugo", "published: false"),
        ("hugo", "headless: true"),
        ("hugo", "build: {list: never, render: never}"),
        ("hugo", "_build:\n  render: false"),
        ("hugo", "build:\n  render: link"),
        ("pelican", "Status: draft"),
        ("pelican", "status: Draft"),
        ("pelican", "Status: skip"),
        ("sitegen", "publish: false"),
        ("mkdocs", "publish: false"),
        ("obsidian", "publish: false"),
        ("hugo", "Publish: false"),
    ],
)
def test_60_a_key_that_hides_a_page_in_its_generator_hides_it(
    make_site: Maker, dialect: str, lines: str
) -> None:
    """It is left out, and counted."""
    site = make_site(
        {
            "sitegen.toml": config(dialect),
            "content/s.md": page(lines),
            "content/a.md": "---\ntitle: A\n---\nText.",
        }
    )
    assert names_with_secret(site.publish()) == []
    assert [one.path for one in site.build().left_out] == ["content/s.md"]


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [
        ("hugo", "build: {publishResources: false}"),
        ("hugo", "headless: false"),
        ("pelican", "Status: published"),
        ("sitegen", "status: final"),
        ("sitegen", "extra: {status: draft, hidden: true}"),
        ("sitegen", "hidden: false"),
        ("sitegen", "publish: true"),
        ("sitegen", "build: never"),
    ],
)
def test_60_other_values_hide_nothing(make_site: Maker, dialect: str, lines: str) -> None:
    """Elsewhere such keys are data of the site."""
    site = make_site({"sitegen.toml": config(dialect), "content/s.md": page(lines)})
    assert names_with_secret(site.publish()) != []
    assert site.build().problems == ()


@pytest.mark.parametrize("path", ["_drafts/s.md", "news/_drafts/s.md", "_drafts/2020-01-02-s.md"])
def test_04_the_drafts_of_jekyll_are_drafts(make_site: Maker, path: str) -> None:
    """Jekyll leaves that folder out unless it is asked for."""
    site = make_site(
        {
            "sitegen.toml": config("jekyll"),
            f"content/{path}": page("x: 1"),
            "content/a.md": page("y: 1").replace("Secret", "A"),
        }
    )
    assert names_with_secret(site.publish()) == []
    assert [(one.path, one.reason) for one in site.build().left_out] == [(f"content/{path}", "draft")]


@pytest.mark.parametrize("lines", ["published: true", "draft: false"])
def test_04_a_draft_of_jekyll_stays_one_whatever_it_says(make_site: Maker, lines: str) -> None:
    """The folder decides, as in Jekyll."""
    site = make_site({"sitegen.toml": config("jekyll"), "content/_drafts/s.md": page(lines)})
    assert names_with_secret(site.publish()) == []


def test_04_elsewhere_a_folder_of_that_name_is_an_ordinary_one(make_site: Maker) -> None:
    """Only Jekyll knows it."""
    site = make_site({"content/_drafts/s.md": page("x: 1")})
    assert names_with_secret(site.publish()) != []


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["_drafts/s.md", "_drafts/deep/t.md"], ["content/_drafts"]),
        (["news/_s.md"], ["content/news/_s.md"]),
        (["_index.md", "a/_index.de.md", "__init__.md", "a_b.md", "c_/d.md"], []),
    ],
)
def test_04_a_name_that_hides_elsewhere_is_told(make_site: Maker, paths: list[str], told: list[str]) -> None:
    """Once for a folder: its pages are published, and several generators would leave them out."""
    result = make_site({f"content/{path}": page("x: 1") for path in paths}).build()
    assert result.ok
    assert [p.path for p in result.problems if p.code == "front-matter-hiding"] == told


@pytest.mark.parametrize("key", ["Date", "DATE"])
@pytest.mark.parametrize("dialect", ["sitegen", "jekyll", "mkdocs", "next"])
def test_60_a_date_that_is_not_read_is_an_error_while_it_lies_ahead(
    make_site: Maker, key: str, dialect: str
) -> None:
    """Otherwise a post of next month would be published today; one of the past hides nothing."""
    site = make_site({"sitegen.toml": config(dialect), "content/s.md": page(f"{key}: 2025-12-24")})
    before = site.build(now=datetime(2025, 12, 1, tzinfo=UTC))
    assert not before.ok
    assert [(problem.code, problem.line) for problem in before.problems if problem.severity == "error"] == [
        ("front-matter-key-case", 3)
    ]
    assert site.build(now=datetime(2025, 12, 25, tzinfo=UTC)).ok


@pytest.mark.parametrize(
    "name",
    ["a.md.bak", "a.md.orig", "a.njk", "a.qmd", "notes", "a.liquid", "a.svg", "a.php", "a.webmanifest"],
)
def test_69_no_file_with_front_matter_is_published_raw(make_site: Maker, name: str) -> None:
    """Whatever its name: each is named in a warning."""
    site = make_site({f"content/{name}": page("draft: true"), "content/p.md": "P."})
    assert names_with_secret(site.publish()) == []
    assert [(problem.code, problem.path) for problem in site.build().problems] == [
        ("not-converted", f"content/{name}")
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.yaml", b"---\nkey: 1\n---\nkey: 2\n"),
        ("a.yml", b"---\nkey: 1\n---\n"),
        ("a.png", b"---\nkey: 1\n---\nno picture\n"),
        ("a.csv", b"---\nno key\n---\n"),
        ("LICENSE", b"Words.\n"),
    ],
)
def test_69_files_that_are_no_pages_are_published(make_site: Maker, name: str, data: bytes) -> None:
    """Documents of YAML begin with the same line."""
    site = make_site({f"content/{name}": data, "content/p.md": "P."})
    site.build(lenient=True)
    assert (site.root / "public" / name).read_bytes() == data

"""What authors do not want published is not published, however they wrote it: cases 01, 04, 60, 61 and 69."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import format_problem
from sitegen.site.visibility import Show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def config(dialect: str) -> str:
    """Return a configuration with the same folders in every dialect."""
    return (
        f'title = "T"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n'
    )


HUGO = config("hugo")


def page(lines: str, text: str = "Secret.") -> str:
    return f"---\n{lines}\n---\n\n{text}\n"


@pytest.mark.parametrize("key", ["Draft", "DRAFT", "dRaFt"])
@pytest.mark.parametrize("form", ["---\n{}: true\n---\n", "+++\n{} = true\n+++\n", '{{"{}": true}}\n'])
def test_60_hugo_reads_draft_in_any_case(make_site: Maker, key: str, form: str) -> None:
    """In YAML, TOML and JSON."""
    site = make_site({"sitegen.toml": HUGO, "content/s.md": form.format(key), "content/a.md": "Text."})
    assert not any(path.startswith("s/") for path in site.publish())


@pytest.mark.parametrize("lines", ["PublishDate: 2999-01-01", "ExpiryDate: 2001-01-01", "Date: 2999-01-01"])
def test_60_hugo_reads_dates_in_any_case(make_site: Maker, lines: str) -> None:
    """A page that is not due yet, or expired, is left out."""
    site = make_site({"sitegen.toml": HUGO, "content/s.md": page(lines), "content/a.md": "Text."})
    assert not any(path.startswith("s/") for path in site.publish())


def test_61_hugo_reads_every_key_in_any_case(make_site: Maker) -> None:
    """Title, slug, tags, aliases and a taxonomy of the site's own; no warning remains."""
    lines = (
        "Title: Ants\nSlug: small-ants\nTAGS: [insects]\nAliases: [/old-ants/]\nDate: 2020-02-03\nSeries: [x]"
    )
    taxonomies = 'taxonomies = [{ name = "tags" }, { name = "series" }]\n'
    site = make_site({"sitegen.toml": taxonomies + HUGO, "content/a.md": page(lines)})
    published = site.publish()
    assert {
        "small-ants/index.html",
        "tags/insects/index.html",
        "old-ants/index.html",
        "series/x/index.html",
    } <= {*published}
    assert b"<h1>Ants</h1>" in published["small-ants/index.html"]
    assert site.build().problems == ()


def test_61_a_key_written_in_two_ways_is_an_error(make_site: Maker) -> None:
    """One of the two values would be lost."""
    site = make_site({"sitegen.toml": HUGO, "content/a.md": page("title: A\nTitle: B")})
    assert [(problem.code, problem.line) for problem in site.build().problems] == [
        ("front-matter-duplicate-key", 3)
    ]


@pytest.mark.parametrize(
    "key", ["Draft: true", "DRAFT: false", "Expiry_Date: 2001-01-01", "PublishDate: 2999-01-01"]
)
@pytest.mark.parametrize("dialect", ["sitegen", "jekyll", "mkdocs", "next"])
def test_60_elsewhere_a_key_that_hides_is_an_error_in_capitals(
    make_site: Maker, key: str, dialect: str
) -> None:
    """Nobody reads it there, so the page would be published."""
    site = make_site({"sitegen.toml": config(dialect), "content/a.md": page(f"title: A\n{key}")})
    result = site.build()
    assert not result.ok
    assert [(problem.code, problem.line) for problem in result.problems] == [("front-matter-key-case", 3)]


def test_60_other_keys_in_capitals_are_data_of_the_site(make_site: Maker) -> None:
    """Only what would publish something is an error."""
    site = make_site({"content/a.md": page("title: A\nAudience: everyone\nDrafted: yes")})
    assert site.build().ok


@pytest.mark.parametrize("lines", ["draft: true", "date: 2999-01-01", "expiry_date: 2001-01-01"])
def test_04_a_section_that_is_left_out_takes_everything_in_it(make_site: Maker, lines: str) -> None:
    """Pages, sections below, images and bundles; nothing of it is in lists, menu, feeds or sitemap."""
    site = make_site(
        {
            "content/lab/_index.md": page(f"title: Lab\n{lines}"),
            "content/lab/x.md": page("title: Lab X"),
            "content/lab/picture.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>',
            "content/lab/deep/_index.md": page("title: Lab Deep"),
            "content/lab/deep/y.md": page("title: Lab Y"),
            "content/lab/trip/index.md": page("title: Lab Trip"),
            "content/labour.md": page("title: Work", "Text."),
        }
    )
    published = site.publish()
    assert [path for path in published if path.startswith("lab/")] == []
    assert [path for path, data in published.items() if b"Lab " in data or b"/lab/" in data] == []
    assert "labour/index.html" in published


def test_04_a_draft_of_a_section_is_shown_with_drafts(make_site: Maker) -> None:
    """With everything in it."""
    site = make_site(
        {"content/lab/_index.md": page("title: Lab\ndraft: true"), "content/lab/x.md": page("title: X")}
    )
    published = site.publish(show=Show(drafts=True))
    assert {"lab/index.html", "lab/x/index.html"} <= {*published}


def test_04_a_link_into_a_section_that_is_left_out_is_an_error(make_site: Maker) -> None:
    """Readers would find nothing there."""
    site = make_site(
        {
            "content/lab/_index.md": page("title: Lab\ndraft: true"),
            "content/lab/x.md": page("title: X"),
            "content/a.md": "[x](lab/x.md)",
        }
    )
    assert [problem.code for problem in site.build().problems] == ["broken-link"]


def test_04_a_draft_of_the_home_page_hides_its_text_alone(make_site: Maker) -> None:
    """The site has a home page in any case."""
    site = make_site({"content/_index.md": page("title: Home\ndraft: true"), "content/a.md": "Text."})
    published = site.publish()
    assert "a/index.html" in published
    assert b"Secret" not in published["index.html"]


def test_04_a_section_appears_when_it_is_due(make_site: Maker) -> None:
    """A build with a cache gives what a clean build gives, on both sides of the date."""
    site = make_site(
        {"content/lab/_index.md": page("title: Lab\ndate: 2025-12-01T13:00:00Z"), "content/lab/x.md": "X."}
    )
    assert "lab/x/index.html" not in site.publish()
    assert "lab/x/index.html" in site.publish(now=datetime(2025, 12, 1, 14, tzinfo=UTC))


@pytest.mark.parametrize("name", ["IDEA.MD", "b.mdown", "c.mkd", "e.Markdown", "f.mkdn", "g.Md"])
def test_01_markdown_is_known_by_other_suffixes(make_site: Maker, name: str) -> None:
    """A page, and above all a draft: nothing is published raw."""
    stem = name.partition(".")[0]
    site = make_site(
        {f"content/{name}": page("title: A", "*Text*."), f"content/draft-{name}": page("draft: true")}
    )
    published = site.publish()
    assert f"{stem}/index.html" in published
    assert [path for path, data in published.items() if b"draft: true" in data or "draft" in path] == []


@pytest.mark.parametrize(
    "name",
    ["a.markdn", "b.mdtext", "c.rmd", "d.qmd", "e.htm", "f.md.bak", "h", "i.md.txt", "j.xhtml"],
)
def test_01_front_matter_by_any_other_name_is_not_published(make_site: Maker, name: str) -> None:
    """Copies, other kinds of Markdown and files without a suffix are named in a warning."""
    site = make_site({f"content/{name}": page("draft: true"), "content/a.md": "A."})
    result = site.build()
    assert [(one.code, one.path) for one in result.problems] == [("not-converted", f"content/{name}")]
    assert [path for path, data in site.publish().items() if b"draft" in data] == []


@pytest.mark.parametrize(
    "name", ["a.md.bak", "a.md.orig", "a.markdown.old", "a.MD.txt", "a.md.1", "a.mdx.rej"]
)
def test_01_a_copy_of_a_page_is_not_published(make_site: Maker, name: str) -> None:
    """Editors and merges leave copies of what wasn't meant for readers, also of pages without front matter."""
    site = make_site({f"content/{name}": "# Secret", "content/a.md": "A."})
    assert [(one.code, one.path) for one in site.build().problems] == [("not-converted", f"content/{name}")]
    assert [path for path, data in site.publish().items() if b"Secret" in data] == []


def test_01_a_file_beside_a_page_is_published(make_site: Maker) -> None:
    """Downloads and signatures may have the name of a page in theirs."""
    site = make_site({"content/a.md": "A.", "content/a.md.zip": b"PK", "content/a.md.asc": "signed"})
    assert {"a.md.zip", "a.md.asc"} <= site.publish().keys()


@pytest.mark.parametrize(
    ("path", "lines", "is_left_out"),
    [
        ("_posts/2025-1-2-a.md", "title: A", False),
        ("_posts/a.md", "title: A", True),
        ("_posts/hexo.md", "date: 2025-01-02", False),
        ("_posts/sub/a.md", "title: A", True),
        ("news/_posts/2025-01-02-a.md", "title: A", False),
        ("_a.md", "title: A", True),
        ("docs/_a.md", "title: A", True),
    ],
)
def test_29_jekyll_leaves_out_names_with_an_underscore_and_posts_without_a_day(
    make_site: Maker, path: str, lines: str, is_left_out: bool
) -> None:
    """Days and months may have one digit."""
    files = {
        "sitegen.toml": 'title = "T"\ndialect = "jekyll"\n',
        path: page(lines),
        "index.md": page("title: I"),
    }
    result = make_site(files).build()
    assert [one.path for one in result.left_out] == [f"./{path}"] * is_left_out


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [("zola", "+++\nrender = false\n+++\n"), ("hugo", "---\nbuild: {render: never}\n---\n")],
)
def test_29_a_section_without_a_page_of_its_own_keeps_its_pages(
    make_site: Maker, dialect: str, lines: str
) -> None:
    """A page that says the same is left out."""
    files = {f"content/lab/{name}.md": f"{lines}Text." for name in ("_index", "hidden")}
    site = make_site(
        {"sitegen.toml": f'title = "T"\ndialect = "{dialect}"\n', "content/lab/shown.md": "Shown.", **files}
    )
    assert [one.path for one in site.build().left_out] == ["content/lab/hidden.md"]


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("publish: 2099-01-01", "publish_date"),
        ("publish_at: 2099-01-01", "publish_date"),
        ("pubDate: 2099-01-01 10:00", "publish_date"),
        ("expires: 2001-01-01", "expiry_date"),
        ("expiration-date: 2001-01-01", "expiry_date"),
        ("unpublishDate: 2001-01-01", "expiry_date"),
    ],
)
def test_60_a_date_that_looks_as_if_it_hid_the_page_is_an_error(
    make_site: Maker, line: str, ours: str
) -> None:
    """The hint names the key that does."""
    (problem,) = make_site({"content/a.md": page(line)}).build().problems
    assert (problem.severity, problem.code, problem.line) == ("error", "front-matter-hiding", 2)
    assert problem.hint.startswith(f"write {ours};")


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        *product(["d.html", "D.HTML"], ["sitegen", "next"]),
        *product(["tutor.txt", "feed.xml", "style.css"], ["sitegen", "hugo", "jekyll", "next"]),
    ],
)
def test_69_text_with_front_matter_is_named_and_not_published(
    make_site: Maker, name: str, dialect: str
) -> None:
    """It was meant as a page or a template."""
    site = make_site(
        {
            "sitegen.toml": config(dialect),
            f"content/{name}": page("title: A\ndraft: true"),
        }
    )
    result = site.build()
    assert result.ok
    assert [(problem.code, problem.path) for problem in result.problems] == [
        ("not-converted", f"content/{name}")
    ]
    assert not (site.root / "public" / name).exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "---\nA rule, and then words: no front matter.\n"),
        ("b.txt", "---\nno key here\n---\n"),
        ("c.html", "<!doctype html><title>---</title>"),
        ("d.txt", "Words.\n---\ntitle: A\n---\n"),
        ("e.txt", ""),
    ],
)
def test_69_other_text_is_published_as_it_is(make_site: Maker, name: str, text: str) -> None:
    """No warning for what only resembles front matter."""
    site = make_site({f"content/{name}": text, "content/p.md": "P."})
    assert [format_problem(problem) for problem in site.build().problems] == []
    assert (site.root / "public" / name).read_text("utf-8") == text


@pytest.mark.parametrize(
    "line", ["unlisted: false", "noindex: false", "sitemap: {priority: 0.5}", "extra: {noindex: true}"]
)
def test_45_no_other_value_is_told(make_site: Maker, line: str) -> None:
    """What leaves nothing out, and what is a site's own, is right."""
    assert make_site({"content/a.md": page(f"title: A\n{line}")}).build().problems == ()

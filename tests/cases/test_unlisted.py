"""A page that is published and that no list tells of: case 45, and keys of other generators that mean it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cases.test_hidden_elsewhere import config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

ROBOTS = '<meta name="robots" content="noindex">'
ADDRESSES = '[urls]\nstyle = "directory"\npatterns = {}\n'
#: What lists, feeds and machines read.
LISTS = re.compile(r"(?:^|/)(?:index\.html|atom\.xml|rss\.xml|feed\.json|sitemap\.xml|llms.*\.txt)$")


def page(lines: str, title: str = "Quiet") -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-01\ntags: [x]\n{lines}\n---\n\nText of {title}.\n"


def make_files(dialect: str, lines: str) -> dict[str, str]:
    settings = 'base_url = "https://example.org"\nrelated = 3\n'
    return {
        "sitegen.toml": settings + config(dialect) + "[llms]\nindex = true\n" + ADDRESSES,
        "content/blog/quiet.md": page(lines),
        "content/blog/a.md": page("", "A"),
        "content/blog/b.md": page("", "B"),
    }


def tellers(published: Mapping[str, bytes], name: str = "quiet") -> set[str]:
    """Return the files that lead to a page, itself apart."""
    return {
        path
        for path, data in published.items()
        if LISTS.search(path) and f"/{name}" in data.decode() and not path.endswith(f"{name}/index.html")
    }


@pytest.mark.parametrize(
    ("dialect", "lines", "robots"),
    [
        ("sitegen", "unlisted: true", True),
        ("sitegen", "unlisted: yes", True),
        ("sitegen", "unlisted: true\nnoindex: false", False),
        ("sitegen", "listed: false", False),
        ("sitegen", "eleventyExcludeFromCollections: true", False),
        ("jekyll", "unlisted: true", True),
        ("jekyll", "hidden: true", False),
        ("mkdocs", "unlisted: true", True),
        ("mkdocs", "hidden: true", False),
        ("next", "unlisted: true", True),
        ("hugo", "Unlisted: true", True),
        ("hugo", "build: {list: never}", False),
        ("hugo", "build:\n  list: false", False),
        ("hugo", "_build: {list: never, render: always}", False),
        ("hugo", "hidden: true", False),
        ("pelican", "status: hidden", False),
        ("pelican", "Status: Hidden", False),
    ],
)
def test_45_an_unlisted_page_is_published_and_nothing_leads_to_it(
    make_site: Maker, dialect: str, lines: str, robots: bool
) -> None:
    """No list, feed, sitemap, term, neighbour or related page; `unlisted` also asks search engines."""
    site = make_site(make_files(dialect, lines))
    published = site.publish()
    assert b"Text of Quiet." in published["blog/quiet/index.html"]
    assert (ROBOTS in published["blog/quiet/index.html"].decode()) == robots
    assert tellers(published) == set()
    assert tellers(published, "a") != set()
    result = site.build(force=True)
    assert result.pages == 3
    assert result.problems == ()


@pytest.mark.parametrize(
    ("dialect", "lines", "silent", "robots"),
    [
        ("sitegen", "noindex: true", {"sitemap.xml"}, True),
        ("sitegen", "sitemap: false", {"sitemap.xml"}, False),
        ("jekyll", "sitemap: false", {"sitemap.xml"}, False),
        ("hugo", "sitemap: {disable: true}", {"sitemap.xml"}, False),
        ("sitegen", "robots: noindex, nofollow", {"sitemap.xml"}, True),
        ("jekyll", "robots: none", {"sitemap.xml"}, True),
        ("hugo", "robotsNoIndex: true", {"sitemap.xml"}, True),
        ("next", "no_index: true", {"sitemap.xml"}, True),
        ("hugo", "sitemap_exclude: true", {"sitemap.xml"}, False),
        ("sitegen", "robots: index", set(), False),
        ("sitegen", "sitemap: {priority: 0.5}", set(), False),
        ("sitegen", "noindex: false", set(), False),
        ("sitegen", "extra: {noindex: true}", set(), False),
    ],
)
def test_45_a_page_may_be_left_out_of_the_sitemap_alone(
    make_site: Maker, dialect: str, lines: str, silent: set[str], robots: bool
) -> None:
    """Lists and feeds still tell of it."""
    site = make_site(make_files(dialect, lines))
    published = site.publish()
    everywhere = tellers(make_site(make_files(dialect, "")).publish())
    assert "sitemap.xml" in everywhere
    assert tellers(published) == everywhere - silent
    assert (ROBOTS in published["blog/quiet/index.html"].decode()) == robots
    assert site.build().problems == ()


def test_45_an_unlisted_section_takes_its_pages_along(make_site: Maker) -> None:
    """It still lists them itself: who has its address reads all of it."""
    files = make_files("sitegen", "weight: 1")
    files["content/blog/_index.md"] = "---\ntitle: Blog\nunlisted: true\n---\n"
    files["content/a.md"] = "---\ntitle: Top\ndate: 2025-02-01\n---\nText."
    published = make_site(files).publish()
    assert tellers(published, "blog") == {f"blog/{name}/index.html" for name in ("a", "b", "quiet")}
    for name in ("", "a/", "b/", "quiet/"):
        assert ROBOTS in published[f"blog/{name}index.html"].decode()
    assert "blog/atom.xml" not in published
    assert "tags/x/index.html" not in published


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "unlisted: true"),
        ("unlisted: true", ""),
        ("noindex: true", ""),
        ("unlisted: true", "noindex: true"),
    ],
)
def test_45_what_changes_is_built_again(make_site: Maker, before: str, after: str) -> None:
    """An incremental build gives what a clean one does."""
    site = make_site(make_files("sitegen", before))
    site.publish()
    site.write("content/blog/quiet.md", page(after))
    again = site.publish()
    assert again == make_site(make_files("sitegen", after)).publish()


@pytest.mark.parametrize("status", ["draft", "Draft", "'private'", "hidden", "unpublished"])
@pytest.mark.parametrize("dialect", ["sitegen", "hugo", "jekyll", "mkdocs"])
def test_60_a_status_that_hides_elsewhere_is_told(make_site: Maker, dialect: str, status: str) -> None:
    """An error in a site of ours; a warning where the other generator publishes the page, too."""
    site = make_site(
        {"sitegen.toml": config(dialect), "content/s.md": f"---\ntitle: S\nstatus: {status}\n---\nS"}
    )
    result = site.build()
    severity = "error" if dialect == "sitegen" else "warning"
    assert [(one.severity, one.code, one.line) for one in result.problems] == [
        (severity, "front-matter-hiding", 3)
    ]


@pytest.mark.parametrize("lines", ["private: true", "visibility: private", "state: draft", "access: Private"])
@pytest.mark.parametrize("dialect", ["sitegen", "obsidian"])
def test_60_a_page_that_is_called_private_is_told(make_site: Maker, dialect: str, lines: str) -> None:
    """Nobody reads these keys, so the page would be published."""
    files = {"sitegen.toml": config(dialect), "content/s.md": f"---\ntitle: S\n{lines}\n---\nS"}
    severity = "error" if dialect == "sitegen" else "warning"
    problems = [(one.severity, one.code, one.line) for one in make_site(files).build().problems]
    assert problems == [(severity, "front-matter-hiding", 3)]


@pytest.mark.parametrize(
    "lines",
    ["isDraft: true", "is_draft: true", "wip: true", "headless: true", "exclude: true", "visible: false",
     "public: false", "render: false", "build: {render: never}", "_build: {render: false}"],
)  # fmt: skip
def test_60_a_switch_that_leaves_a_page_out_elsewhere_is_told(make_site: Maker, lines: str) -> None:
    """Many themes and generators have such a switch; ours is `draft`."""
    files = {"content/s.md": f"---\ntitle: S\n{lines}\n---\nS"}
    problems = [(one.severity, one.code, one.line) for one in make_site(files).build().problems]
    assert problems == [("error", "front-matter-hiding", 3)]


@pytest.mark.parametrize(
    "lines",
    ["private: false", "visibility: public", "state: done", "access: free", "wip: false", "visible: true",
     "build: {render: always}", "build: make", "exclude: [a]"],
)  # fmt: skip
def test_60_a_public_page_is_not(make_site: Maker, lines: str) -> None:
    """Such keys are data of the site."""
    assert make_site({"content/s.md": f"---\ntitle: S\n{lines}\n---\nS"}).build().problems == ()


def test_60_hidden_is_told_where_nobody_reads_it(make_site: Maker) -> None:
    """The author must say whether the page is to be unlisted or left out."""
    result = make_site({"content/s.md": "---\ntitle: S\nhidden: true\n---\nS"}).build()
    (problem,) = result.problems
    assert (problem.severity, problem.code, problem.line) == ("error", "front-matter-hiding", 3)
    assert "unlisted: true" in problem.hint


@pytest.mark.parametrize("lines", ["status: draft", "hidden: true", "search: false", "sitemap: false"])
def test_60_a_declared_key_is_the_sites_own(make_site: Maker, lines: str) -> None:
    """Who lists proposals by their status says so in a schema."""
    files = make_files("sitegen", lines)
    files["sitegen.toml"] += '[schemas."".fields]\nstatus = {}\n'
    files["sitegen.toml"] += "".join(
        f'{name} = {{type = "boolean"}}\n' for name in ("hidden", "search", "sitemap")
    )
    site = make_site(files)
    assert "sitemap.xml" in tellers(site.publish())
    assert site.build().problems == ()


def test_45_an_unlisted_page_shows_no_series(make_site: Maker) -> None:
    """It counts for no term, so it is no part of one."""
    series = {
        f"content/{name}.md": f"---\ntitle: {name}\ndate: 2025-01-0{day}\nseries: [one]\n{lines}\n---\nText."
        for day, (name, lines) in enumerate((("a", ""), ("b", "unlisted: true"), ("c", "noindex: true")), 1)
    }
    site = make_site({"sitegen.toml": '[[taxonomies]]\nname = "series"\n', **series})
    assert site.build().problems == ()
    shown = {name: "Part" in site.page(f"{name}/index.html") for name in ("a", "b", "c")}
    assert shown == {"a": True, "b": False, "c": True}


@pytest.mark.parametrize(
    "line",
    ["drafts: true", "darft: true", "unlistd: true", "expiry_dat: 2025-01-01", "publish_dates: 2099-01-01"],
)
def test_60_a_misspelt_key_that_would_hide_the_page_is_told(make_site: Maker, line: str) -> None:
    """A warning would come when everyone can read the page."""
    result = make_site({"content/s.md": f"---\ntitle: S\n{line}\n---\nS"}).build()
    (problem,) = result.problems
    assert (problem.severity, problem.code, problem.line) == ("error", "front-matter-hiding", 3)
    assert problem.hint.startswith("did you mean ")


@pytest.mark.parametrize("line", ["drafts: false", "drafts: 3", "drafter: Ann"])
def test_60_a_misspelt_key_that_would_hide_nothing_is_a_warning_at_most(make_site: Maker, line: str) -> None:
    """It may be data of the site."""
    result = make_site({"content/s.md": f"---\ntitle: S\n{line}\n---\nS"}).build()
    assert result.ok
    assert {problem.code for problem in result.problems} <= {"front-matter-unknown-key"}

"""Addresses by pattern, as other generators make them: a path and a front matter -> a route."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Urls
from sitegen.core.model import FrontMatter
from sitegen.site.routes import route_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

DAY = datetime(2025, 11, 1, tzinfo=UTC)

#: (folder, its pattern, file, address)
CASES = [
    ("cn", "/:sections/:year/:slug/", "cn/essay.md", "/cn/2025/essay/"),
    ("cn", "/:section/:title/", "cn/deep/2025-11-01-essay.md", "/cn/essay/"),
    ("_posts", "/:categories/:title.html", "_posts/2025-11-01-x.md", "/x.html"),
    ("_posts", "/:categories/:title.html", "en/news/_posts/2025-11-01-x.md", "/en/news/x.html"),
    ("_posts", "/:categories/:title.html", "en/news/_posts/sub/2025-11-01-x.md", "/en/news/x.html"),
    ("_sips", "/sips/:path.html", "_sips/minutes/2025-11-01-x.md", "/sips/minutes/2025-11-01-x.html"),
    ("_docs", "/docs/:path.html", "_docs/deep/index.md", "/docs/deep/"),
    ("_docs", "/docs/:path/", "_docs/deep/index.md", "/docs/deep/"),
    ("_docs", "/docs/:path.html", "_docs/index.md", "/docs/"),
    ("posts", "/:year/:title/", "posts/trip/index.md", "/2025/trip/"),
    ("posts", "/:year/:title/", "posts/_index.md", "/posts/"),
    ("posts", "/:year/:title/", "posts/index.md", "/posts/"),
]


@pytest.mark.parametrize(("folder", "pattern", "path", "expected"), CASES)
def test_a_pattern_gives_the_address_that_the_other_generator_gave(
    folder: str, pattern: str, path: str, expected: str
) -> None:
    """Sections are counted from the top, ``:path`` from the folder; folders around _posts are categories."""
    route = route_page(path, FrontMatter(title="Essay", date=DAY), Urls(patterns={folder: pattern}))
    assert route.url == expected


def test_a_slug_of_hugo_may_be_a_path(make_site: Maker) -> None:
    """It is counted from the page's section, and its parts are as safe as those of an address."""
    site = make_site(
        {
            "sitegen.toml": 'dialect = "hugo"\n',
            "content/cn-about.md": "---\ntitle: A\nslug: cn/about\n---\n",
            "content/b.md": "---\ntitle: B\nslug: ../b\n---\n",
        }
    )
    assert [(p.path, p.line, p.code) for p in site.build().problems] == [
        ("content/b.md", 3, "front-matter-path")
    ]
    site.remove("content/b.md")
    assert site.build().ok
    assert (site.root / "sitegen/public/cn/about/index.html").is_file()


def test_a_file_of_the_author_stands_in_for_one_that_would_be_made(make_site: Maker) -> None:
    """``robots.txt``, ``sitemap.xml`` and the manifest: incrementally, too."""
    site = make_site({"sitegen.toml": 'base_url = "https://example.org"\n', "content/a.md": "A"})
    made = site.publish()
    for name in ("robots.txt", "sitemap.xml", "site.webmanifest"):
        site.write(f"static/{name}", "own")
    published = site.publish()
    assert {name for name in made if published[name] == b"own"} == {
        "robots.txt",
        "sitemap.xml",
        "site.webmanifest",
    }
    assert published == site.publish(force=True)
    site.remove("static/robots.txt")
    assert site.publish()["robots.txt"] == made["robots.txt"]


def test_a_page_that_nobody_wrote_gives_way_to_a_file_or_an_alias(make_site: Maker) -> None:
    """A home page of HTML, a redirect at the address of a folder; two spellings of it are one redirect."""
    site = make_site(
        {
            "content/index.html": "own",
            "content/old/page.md": "Text",
            "content/a.md": "---\ntitle: A\naliases: [/old/, /old/index.html]\n---\n[home](/) [old](/old/)\n",
        }
    )
    published = site.publish()
    assert published["index.html"] == b"own"
    assert b"/a/" in published["old/index.html"]
    assert published == site.publish(force=True)
    site.remove("content/index.html")
    assert site.publish()["index.html"] != b"own"


def test_a_version_in_an_address_is_no_suffix_of_a_file(make_site: Maker) -> None:
    """Browsers show only what hosts call HTML: ``1.87.0`` is a folder, ``a.html`` is a file."""
    head = '+++\npath = "2025/Rust-1.87.0"\naliases = ["releases/1.87.0", "old/a.html", "/b.php"]\n+++\n'
    settings = 'title = "T"\ndialect = "zola"\n[paths]\noutput = "public"\n'
    site = make_site({"sitegen.toml": settings, "content/rust@1.md": f"{head}Text"})
    published = {name for name in site.publish() if name.startswith(("2025", "releases", "old", "b", "rust"))}
    expected = {"2025/Rust-1.87.0/index.html", "releases/1.87.0/index.html", "old/a.html", "b.php"}
    assert expected == published


def test_an_old_address_that_cannot_be_kept_is_a_warning_in_another_generators_site(make_site: Maker) -> None:
    """The page is published; in a site of ours both are errors."""
    pages = {
        "content/a.md": "---\ntitle: A\naliases: [/b/, /:x/, /old/]\n---\n",
        "content/b.md": "---\ntitle: B\naliases: [/old/]\n---\n",
    }
    site = make_site({"sitegen.toml": 'dialect = "hugo"\n', **pages})
    result = site.build()
    assert sorted((p.path, p.line, p.severity, p.code) for p in result.problems) == [
        ("content/a.md", 3, "warning", "front-matter-path"),
        ("content/a.md", 3, "warning", "url-collision"),
        ("content/b.md", 3, "warning", "url-collision"),
    ]
    assert result.ok
    site.write("sitegen.toml", "")
    assert {(p.severity, p.code) for p in site.build().problems} == {
        ("error", "front-matter-path"),
        ("error", "url-collision"),
    }


def test_a_notebook_is_a_download_in_a_site_of_pelican(make_site: Maker) -> None:
    """No page is made of it, which is said, and links to it lead there."""
    site = make_site(
        {
            "sitegen.toml": 'dialect = "pelican"\n',
            "content/a.md": "Title: A\n\n[x](/x.ipynb)\n",
            "content/x.ipynb": "{}",
        }
    )
    assert [(p.severity, p.code) for p in site.build().problems] == [("warning", "not-converted")]
    assert (site.root / "sitegen/public/x.ipynb").read_text() == "{}"


def test_the_page_of_a_tag_gives_way_to_nothing(make_site: Maker) -> None:
    """Its posts would be found nowhere: that is an error that names both."""
    site = make_site({"content/a.md": "---\ntags: [x]\n---\n", "content/b.md": "---\nurl: /tags/x/\n---\n"})
    assert [(p.severity, p.code) for p in site.build().problems] == [("error", "url-collision")]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("/../:slug/", "must not contain '..'"),
        ("/:year/..", "must not contain '..'"),
        ("/:slug/../", "must not contain '..'"),
        ("/./:slug", "must not contain '.'"),
        ("/%2e%2e/:slug/", "must not be percent-encoded (%2e): write the character itself"),
        ("/:slug?x=1", "must not contain '?'"),
        ("/:slug\\\\x", "must not contain a backslash"),
    ],
)
def test_a_pattern_that_gives_no_address_is_a_mistake(make_site: Maker, pattern: str, reason: str) -> None:
    """It is told at its line, before any page is made."""
    config = f'title = "X"\n[urls.patterns]\nblog = "{pattern}"\n'
    site = make_site({"sitegen.toml": config, "content/blog/a.md": "---\ntitle: A\ndate: 2025-11-01\n---\n"})
    problems = site.build().problems
    shown = pattern.replace("\\\\", "\\")
    assert [(p.path, p.line, p.code) for p in problems] == [("sitegen.toml", 3, "config-value")]
    assert problems[0].message == f"the pattern {shown!r} {reason}"


def test_a_word_that_is_empty_leaves_no_step_in_an_address(make_site: Maker) -> None:
    """A page without a category would be published as /./a/."""
    config = '[urls.patterns]\nblog = "/.:category/:title/"\n'
    site = make_site({"sitegen.toml": config, "content/blog/a.md": "---\ntitle: A\n---\n"})
    assert [(p.path, p.code, p.message) for p in site.build().problems] == [
        (
            "content/blog/a.md",
            "output-name",
            "content/blog/a.md would be published under a path with '.' in it: ./a/index.html",
        )
    ]

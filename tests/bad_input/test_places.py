"""Names, addresses and folders that would mix up or overwrite: numbers as in `test_table.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("slug: Straße", "slug: strasse"),
        ("slug: Post", "slug: post"),
        ("slug: caf\u00e9", "slug: cafe\u0301"),
        ("slug: \ufb01sh", "slug: FISH"),
        ("url: /x/", "aliases: [/X/]"),
        ("url: /x/", "aliases: [/x/index.html]"),
    ],
)
def test_34_addresses_that_some_disks_cannot_tell_apart(make_site: Maker, one: str, other: str) -> None:
    """Also where slugs, and not files, have those names."""
    site = make_site({"content/a.md": f"---\n{one}\n---\n", "content/b.md": f"---\n{other}\n---\n"})
    found = [problem.code for problem in site.build().problems]
    assert found == ["url-collision"]
    assert not (site.root / "public").exists()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("static/blog/a/index.html", "x"),
        ("static/BLOG/A/index.html", "x"),
        ("static/robots.txt", None),
        ("content/b.md", "---\naliases: [/blog/a/]\n---\n"),
        ("content/b.md", "---\nurl: /tags/x/\n---\n"),
        ("content/b.md", "---\nurl: /tags/\n---\n"),
        ("content/b.md", "---\nurl: /atom.xml\n---\n"),
        ("content/b.md", "---\nurl: /404.html\n---\n"),
        ("content/b.md", "---\nurl: /sitemap.xml\n---\n"),
        ("content/b.md", "---\nurl: /\n---\n"),
        ("static/tags/x/atom.xml", "x"),
        ("static/blog/a", "a file where a folder must be"),
    ],
)
def test_36_a_page_and_something_else_at_one_address(
    make_site: Maker, path: str, content: str | None
) -> None:
    """Both are named; a static file may replace one that sitegen would make of nothing."""
    files = {
        "sitegen.toml": 'base_url = "https://example.org"',
        "content/_index.md": "",
        "content/blog/_index.md": "",
        "content/blog/a.md": "---\ndate: 2025-01-01\ntags: [x]\n---\n",
        path: content or "",
    }
    site = make_site(files)
    problems = [problem for problem in site.build().problems if problem.severity == "error"]
    assert {problem.code for problem in problems} <= {"url-collision", "output-conflict"}
    assert problems or site.page("robots.txt") == ""
    assert not problems or not (site.root / "public").exists()


@pytest.mark.parametrize(
    ("path", "text", "settings"),
    [
        ("content/a.md", f"---\ntags: [{'x' * 256}]\n---\n", ""),
        ("content/a.md", "---\ntags: [con]\n---\n", ""),
        (f"content/{'x' * 252}.md", "", 'urls.style = "html"'),
        ("content/" + "/".join("x" * 200 for _ in range(6)) + "/a.md", "", ""),
        ("content/a.md", f"---\naliases: [/{'/'.join('x' * 203 for _ in range(5))}]\n---\n", ""),
    ],
)
def test_35_what_is_published_has_names_that_systems_hold(
    make_site: Maker, path: str, text: str, settings: str
) -> None:
    """Also where a term, a suffix or an alias makes the name."""
    site = make_site({path: text, "sitegen.toml": settings})
    problems = site.build().problems
    assert {(problem.path, problem.code) for problem in problems} == {(path, "output-name")}


@pytest.mark.parametrize("output", [".", "content", "content/blog", "..", "/", "mine", ".sitegen-cache"])
def test_38_an_output_that_is_not_ours_is_refused(make_site: Maker, output: str) -> None:
    site = make_site({"content/blog/a.md": "", "mine/letter.txt": "Dear"})
    result = site.build(output=site.root / output)
    assert [problem.code for problem in result.problems] == ["output-not-ours"]
    assert (site.root / "mine/letter.txt").read_text() == "Dear"


@pytest.mark.parametrize("folder", ["content", "static", "layouts/assets"])
@pytest.mark.parametrize(
    "name", [".env", ".git/config", ".#a.md", "a.md~", "#a.md#", ".a.md.swp", ".DS_Store"]
)
def test_39_litter_and_secrets_are_never_published(make_site: Maker, folder: str, name: str) -> None:
    site = make_site({"content/a.md": "", f"{folder}/{name}": "SECRET"})
    published = site.publish()
    assert [path for path, data in published.items() if b"SECRET" in data] == []


def test_38_what_is_written_anew_was_put_there_by_a_build(make_site: Maker) -> None:
    """With --force nothing of the published tree is remembered: it was all told to be by hand."""
    site = make_site({"content/a.md": "A"})
    site.publish()
    assert site.build(force=True).problems == ()


def test_38_what_was_put_into_the_output_is_told_of(make_site: Maker) -> None:
    """Once, when a build takes it out; with --strict it stays."""
    site = make_site({"content/a.md": "A", "content/b.md": "B"})
    site.publish()
    (site.root / "public/CNAME").write_text("example.org")
    (site.root / "public/own").mkdir()
    (site.root / "public/own/x.html").write_text("x")
    found = [(problem.code, problem.path) for problem in site.build(strict=True).problems]
    assert found == [("output-stray", "public/CNAME"), ("output-stray", "public/own")]
    assert (site.root / "public/CNAME").read_text() == "example.org"
    result = site.build()
    assert (result.ok, [(problem.code, problem.path) for problem in result.problems]) == (True, found)
    assert not (site.root / "public/CNAME").exists()
    assert site.build().problems == ()
    site.write("content/a.md", "A2")
    assert site.build().problems == ()


@pytest.mark.parametrize("how", ["force", "lost", "damaged"])
def test_38_without_a_manifest_nothing_is_taken_for_a_stray(make_site: Maker, how: str) -> None:
    """What sitegen made itself is not told of as somebody else's."""
    site = make_site({"content/a.md": "A", "content/b.md": "B"})
    site.publish()
    for manifest in (site.root / ".sitegen-publish-public").glob("*.tree"):
        if how != "force":
            manifest.unlink()
        if how == "damaged":
            manifest.write_bytes(b"x")
    site.write("content/a.md", "A2")
    assert site.build(force=how == "force").problems == ()

"""`sitegen check --against`: which addresses of an old site the new one has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.check.against import find_lost, read_old_addresses
from sitegen.cli import main
from sitegen.config import Config, read_config
from sitegen.core.problems import ProblemError
from tests.judges.host import hosted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITEMAP = """<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://old.example/base/a/</loc></url>
<url><loc> https://old.example/base/x%20y/?a=1&amp;b=2 </loc></url>
</urlset>
"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{address}/base/one.xml</loc></sitemap>
</sitemapindex>
"""


def lost(addresses: list[str], published: set[str], config: str = "") -> list[str]:
    return [
        problem.subject for problem in find_lost(addresses, published, read_config(config, "sitegen.toml")[0])
    ]


def test_an_address_is_there_if_a_host_would_send_a_file_for_it() -> None:
    published = {"index.html", "a/index.html", "b.html", "c d/index.html", "feed.xml"}
    old = ["/", "/a/", "/a", "/a/index.html", "/b", "/b.html", "/c%20d/", "/feed.xml"]
    assert lost(old, published) == []
    assert lost(["/d/", "/d/", "/a/b/"], published) == ["/a/b/", "/d/"]


def test_an_address_that_only_a_query_names_is_lost(tmp_path: Path) -> None:
    """The home page doesn't show what ``?p=12`` did; other queries are of the page itself."""
    queries = ("?p=12", "?page_id=3&amp;preview=1", "?utm_source=feed", "?p=x", "")
    locations = "".join(f"<url><loc>https://old.example/{query}</loc></url>" for query in queries)
    (tmp_path / "sitemap.xml").write_text(f"<urlset>{locations}</urlset>", "utf-8")
    problems = find_lost(read_old_addresses(str(tmp_path / "sitemap.xml")), {"index.html"}, Config())
    assert ["/?p=12", "/?page_id=3&preview=1"] == [problem.subject for problem in problems]
    assert all("only the host" in (problem.hint or "") for problem in problems)


def test_the_base_path_is_no_part_of_an_address() -> None:
    assert lost(["/base/a/", "/a/"], {"a/index.html"}, 'base_url = "https://example.org/base"\n') == []


def test_a_pattern_of_redirects_counts_where_a_host_follows_it() -> None:
    table = '[redirects]\n"/old/*" = "https://example.com/:splat"\n'
    assert lost(["/old/x/"], set(), table) == ["/old/x/"]
    assert lost(["/old/x/"], set(), f'urls.redirects_for = ["netlify"]\n{table}') == []


def test_a_folder_a_sitemap_and_a_site_name_the_same_addresses(tmp_path: Path) -> None:
    (tmp_path / "base/a").mkdir(parents=True)
    (tmp_path / "base/x y").mkdir()
    for path in ("a/index.html", "x y/index.html", "404.html", "style.css"):
        (tmp_path / "base" / path).write_text("<p>x")
    assert read_old_addresses(str(tmp_path / "base")) == ("/a/", "/x y/")
    (tmp_path / "base/one.xml").write_text(SITEMAP)
    assert read_old_addresses(str(tmp_path / "base/one.xml")) == ("/base/a/", "/base/x%20y/")
    with hosted(tmp_path, {}) as address:
        (tmp_path / "base/sitemap.xml").write_text(INDEX.format(address=address))
        for old in ("/base", "/base/", "/base/sitemap.xml", "/base/one.xml"):
            assert read_old_addresses(address + old) == ("/a/", "/x%20y/")


def test_an_old_site_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.xml").write_text("<html>")
    with hosted(tmp_path, {}) as address:
        for old in (
            str(tmp_path / "none.xml"),
            str(tmp_path / "page.xml"),
            f"{address}/none",
            f"{address}/page.xml",
        ):
            with pytest.raises(ProblemError, match="old-addresses"):
                read_old_addresses(old)


def test_a_check_fails_for_what_is_lost_until_it_is_redirected(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    site = make_site({"content/new-post.md": "---\ntitle: New\n---\nText"})
    old = site.root.parent / "old"
    (old / "post").mkdir(parents=True)
    (old / "post/index.html").write_text("<p>x")
    words = ["check", "--root", str(site.root), "--jobs", "1", "--against", str(old)]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert (
        "sitegen.toml: error: the old address /post/ is lost: nothing is published there [lost-address]"
        in said
    )
    assert '"/post/" = "/new-post/"' in said
    site.write("sitegen.toml", '[redirects]\n"/post/" = "/new-post/"\n')
    assert main(words) == 0

"""A feed keeps the address and the ids that an old site gave it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.config import read_config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = """base_url = "https://example.org/b"
[feeds]
formats = ["atom", "rss"]
term_formats = ["rss"]
path = {{ atom = "/feed.xml", rss = "index.xml" }}
ids = "{ids}"
"""
POST = "---\ntitle: A\ndate: 2025-01-02\ntags: [x]\nurl: /a.html\n---\nText.\n"


def test_a_path_with_a_slash_is_that_of_the_whole_site(make_site: Maker) -> None:
    """One without is the file's name in each folder; where the first doesn't apply, the usual name does."""
    site = make_site({"content/blog/a.md": POST, "sitegen.toml": CONFIG.format(ids="permalink")})
    published = site.publish()
    feeds = {path for path in published if path.endswith(".xml") and path != "sitemap.xml"}
    assert {"feed.xml", "index.xml", "blog/atom.xml", "blog/index.xml", "tags/x/index.xml"} == feeds
    assert b'href="https://example.org/b/feed.xml"' in published["feed.xml"]
    assert b"/b/feed.xml" in published["index.html"]


@pytest.mark.parametrize(
    ("ids", "id_"),
    [
        ("permalink", "https://example.org/b/a.html"),
        ("jekyll", "https://example.org/b/a"),
        ("pelican", "tag:example.org,2025-01-02:/b/a.html"),
    ],
)
def test_ids_are_those_of_the_old_generator(ids: str, id_: str, make_site: Maker) -> None:
    published = make_site({"content/a.md": POST, "sitegen.toml": CONFIG.format(ids=ids)}).publish()
    atom, rss = published["feed.xml"].decode(), published["index.xml"].decode()
    assert [id_] == re.findall(r"<entry>.*?<id>(.*?)</id>", atom, re.DOTALL)
    is_permalink = "true" if ids == "permalink" else "false"
    assert [(is_permalink, id_)] == re.findall(r'<guid isPermaLink="(\w+)">(.*?)</guid>', rss)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ('{ atom = "feed" }', "feeds.path: 'feed' has no suffix, so servers don't know what it is"),
        ('{ atom = "../x.xml" }', "feeds.path: '../x.xml'"),
        ('{ atom = "x.xml", rss = "/x.xml" }', "the feeds atom and rss have the same path"),
        ('{ atm = "x.xml" }', "there is no feed format 'atm'"),
    ],
)
def test_a_wrong_path_is_an_error(path: str, message: str) -> None:
    _, problems = read_config(f"[feeds]\npath = {path}\n", "sitegen.toml")
    assert [True] == [problem.message.startswith(message) for problem in problems]

"""`urls.ascii` and names in any script -> addresses that everyone can type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Urls
from sitegen.core.model import FrontMatter
from sitegen.core.slugs import ascii_anchor, ascii_path
from sitegen.site.routes import route_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


ADDRESS = 'base_url = "https://example.org"\n'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Café", "cafe"),
        ("Café", "cafe"),
        ("北京", "bei-jing"),
        ("用Python写博客", "yong-python-xie-bo-ke"),
        ("Ελλάδα/Über uns", "ellada/uber-uns"),
        ("서울 여행", "seoul-yeohaeng"),
        ("Plain Name/ひらがな", "Plain Name/hiragana"),
        ("½", "1-2"),
        ("C’est l’été", "cest-lete"),
        ("…", "…"),
    ],
)
def test_each_part_of_a_path_is_spelled_in_ascii(path: str, expected: str) -> None:
    """A part that is ASCII already stays, and no part becomes two or none."""
    assert ascii_path(path) == expected


def test_an_id_is_spelled_as_an_address() -> None:
    assert ascii_anchor("Über 北京 (2)") == "uber-bei-jing-2"


@pytest.mark.parametrize(
    ("path", "front", "urls", "expected"),
    [
        ("关于.md", FrontMatter(), Urls(ascii=True), "/guan-yu/"),
        ("博客/_index.md", FrontMatter(), Urls(ascii=True), "/bo-ke/"),
        ("blog/2025-11-01-北京.md", FrontMatter(), Urls(ascii=True), "/blog/bei-jing/"),
        ("关于.md", FrontMatter(slug="我"), Urls(ascii=True), "/%E6%88%91/"),
        ("关于.md", FrontMatter(url="/我/"), Urls(ascii=True), "/%E6%88%91/"),
        ("b/京.md", FrontMatter(), Urls(ascii=True, patterns={"b": "/:title/"}), "/jing/"),
        ("Été Un.md", FrontMatter(), Urls(), "/%C3%89t%C3%A9%20Un/"),
    ],
)
def test_what_the_front_matter_writes_stays(path: str, front: FrontMatter, urls: Urls, expected: str) -> None:
    """Only names of files and folders are spelled."""
    assert route_page(path, front, urls).url == expected


def test_a_site_in_ascii(make_site: Maker) -> None:
    """Pages, sections, terms and headings; links by file name lead there."""
    site = make_site(
        {
            "sitegen.toml": f"{ADDRESS}urls.ascii = true\nmarkdown.heading_ids = 'ascii'\n",
            "content/博客/北京.md": "---\ntitle: A\ntags: [美食]\n---\n## 安装\n\nText.\n",
            "content/b.md": "---\ntitle: B\n---\n[a](博客/北京.md#an-zhuang)\n",
        }
    )
    assert site.build().problems == ()
    assert '<h2 id="an-zhuang">' in (site.root / "public/bo-ke/bei-jing/index.html").read_text("utf-8")
    assert 'href="/bo-ke/bei-jing/#an-zhuang"' in (site.root / "public/b/index.html").read_text("utf-8")
    for name in ("bo-ke/index.html", "tags/mei-shi/index.html"):
        assert (site.root / "public" / name).exists()

"""The article as it is published from this repository, read as its readers' browsers and feed readers do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
BASE = "https://sitegen.example"
ADDRESS = "/blog/chatgpt-vs-openai-api/"
TITLE = "ChatGPT vs OpenAI API: What’s the Difference?"
TAGS = ["AI", "engineering", "development"]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, published elsewhere, with no trace left in the repository."""
    folder = tmp_path_factory.mktemp("article") / "public"
    result = build(BuildOptions(ROOT, output=folder, base_url=BASE, forget=True, force=True, jobs=1), now=NOW)
    assert [problem.message for problem in result.problems] == []
    assert result.ok
    return folder


@pytest.fixture(scope="module")
def page(public: Path) -> BeautifulSoup:
    return BeautifulSoup((public / ADDRESS[1:] / "index.html").read_text(encoding="utf-8"), "html.parser")


def only(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1
    return found[0]


def test_title_once(page: BeautifulSoup) -> None:
    """The body repeats it as its first line; the page does not."""
    article = only(page, "article")
    assert only(page, "h1").get_text(strip=True) == TITLE
    assert article.get_text().count(TITLE) == 1
    assert only(page, "head > title").get_text() == f"{TITLE} · sitegen"


def test_text_word_for_word(page: BeautifulSoup) -> None:
    """Typographic characters stay, and what the source says last is on the page."""
    text = only(page, "article").get_text()
    assert "OpenAI’s language models" in text
    assert "You don’t see the complexity — it just works." in text
    assert [char for char in "�" if char in text] == []


def test_three_tags_linked(public: Path, page: BeautifulSoup) -> None:
    """Each leads to a page of its own that lists the article."""
    links = page.select('article a[rel="tag"]')
    assert [link.get_text() for link in links] == TAGS
    for link in links:
        term = BeautifulSoup(
            (public / str(link["href"])[1:] / "index.html").read_text("utf-8"), "html.parser"
        )
        assert [entry["href"] for entry in term.select("main li h2 a")] == [ADDRESS]


def test_image_with_its_size(public: Path, page: BeautifulSoup) -> None:
    """So that nothing moves while it loads; and it says what it shows."""
    image = only(page, "article img")
    assert image["src"] == "/blog/chatgptvsopenai.png"
    data = (public / "blog/chatgptvsopenai.png").read_bytes()
    assert data == (ROOT / "content/blog/chatgptvsopenai.png").read_bytes()
    size = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
    assert (int(str(image["width"])), int(str(image["height"]))) == size
    assert image["alt"]


def test_dates(page: BeautifulSoup) -> None:
    """A quoted date, not shifted by any time zone."""
    times = page.select("article header time")
    assert [time["datetime"] for time in times] == ["2025-11-01"]
    assert times[0].get_text() == "1 November 2025"


def test_metadata(page: BeautifulSoup) -> None:
    """Canonical address, OpenGraph and JSON-LD say the same as the page."""
    assert only(page, 'link[rel="canonical"]')["href"] == BASE + ADDRESS
    assert only(page, 'meta[property="og:title"]')["content"] == TITLE
    assert only(page, 'meta[property="og:type"]')["content"] == "article"
    graph = json.loads(only(page, 'script[type="application/ld+json"]').get_text())["@graph"]
    assert (graph[0]["@type"], graph[0]["headline"], graph[0]["url"]) == (
        "BlogPosting",
        TITLE,
        BASE + ADDRESS,
    )
    trail = graph[1]["itemListElement"]
    assert [crumb["item"] for crumb in trail] == [f"{BASE}/", f"{BASE}/blog/"]


def test_no_page_loads_anything_from_elsewhere(public: Path) -> None:
    """Nor has inline code or style."""
    for path in public.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        loaded = [
            str(element.get("src") or element.get("href"))
            for element in soup.select("[src], link[rel=stylesheet], link[rel=icon]")
        ]
        assert [url for url in loaded if not url.startswith("/")] == []
        assert [
            script
            for script in soup.select("script:not([src])")
            if script.get("type") not in {"application/ld+json", "application/json"}
        ] == []
        assert soup.select("style, [style], [onclick], [onload]") == []


@pytest.mark.parametrize(
    "path",
    ["atom.xml", "rss.xml", "blog/atom.xml", "blog/rss.xml", "tags/ai/atom.xml", "tags/engineering/atom.xml"],
)
def test_feeds(public: Path, path: str) -> None:
    """Well-formed, with the whole article, its picture by an address that works anywhere."""
    feed = feedparser.parse((public / path).read_bytes())
    assert not feed.bozo
    entry = next(entry for entry in feed.entries if entry.link == BASE + ADDRESS)
    assert entry.title == TITLE
    assert [tag.term for tag in entry.tags] == TAGS
    assert entry.published_parsed[:6] == (2025, 11, 1, 0, 0, 0)
    content = entry.content[0].value
    assert f'src="{BASE}/blog/chatgptvsopenai.png"' in content
    assert "it just works" in content


def test_json_feed(public: Path) -> None:
    """As jsonfeed.org/version/1.1 asks for."""
    feed: Mapping[str, object] = json.loads((public / "feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (f"{BASE}/", f"{BASE}/feed.json")
    items = feed["items"]
    assert isinstance(items, list)
    assert [item["id"] for item in items] == [BASE + ADDRESS]
    assert items[0]["content_html"]


def test_sitemap(public: Path) -> None:
    """Every page that search engines may show, each once, and no other address."""
    root = ET.fromstring((public / "sitemap.xml").read_bytes())  # noqa: S314  our own file
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [str(place.text) for place in root.iter(f"{space}loc")]
    pages = [
        f"{BASE}/{path.relative_to(public).as_posix().removesuffix('index.html')}"
        for path in public.rglob("index.html")
        if {"page", "embed"}.isdisjoint(path.relative_to(public).parts)
        and path != public / "navigation/index.html"
    ]
    assert sorted(addresses) == sorted(pages)


def test_the_frame_of_the_calculator_points_to_the_whole(public: Path) -> None:
    """Search engines take the calculator, not its frame, which other sites embed."""
    frame = BeautifulSoup((public / "calculator/embed/index.html").read_text(encoding="utf-8"), "html.parser")
    assert only(frame, 'link[rel="canonical"]')["href"] == f"{BASE}/calculator/"
    assert only(frame, 'meta[name="description"]')["content"]


def test_robots_and_missing_pages(public: Path) -> None:
    assert f"Sitemap: {BASE}/sitemap.xml\n" in (public / "robots.txt").read_text(encoding="utf-8")
    missing = BeautifulSoup((public / "404.html").read_text(encoding="utf-8"), "html.parser")
    assert only(missing, 'meta[name="robots"]')["content"] == "noindex"


def test_another_checker_finds_no_broken_link(public: Path) -> None:
    """In pages, feeds, styles and what is published as Markdown, by path and by whole address."""
    command: list[str | Path] = [
        *(Path(sys.executable).parent / "lychee", "--offline", "--no-progress", "--include-fragments"),
        *("--format", "json", "--index-files", "index.html", "--root-dir", public),
        *("--remap", f"{BASE}/(.*) file://{public}/$1", public),
    ]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    found = json.loads(done.stdout)
    assert (found["errors"], found["error_map"], done.returncode) == (0, {}, 0)
    assert found["successful"] > found["excludes"]

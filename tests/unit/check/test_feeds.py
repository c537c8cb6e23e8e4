"""Feeds, sitemaps and drawings: what their readers would stumble over is told at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest

from sitegen.check import check
from sitegen.html.read import read_output
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://a.example/</id><title>T</title>
<updated>2025-01-01T00:00:00Z</updated>
{}
</feed>
"""
ENTRY = (
    "<entry><id>https://a.example/1</id><title>{}</title><updated>2025-01-01T00:00:00Z</updated>{}</entry>"
)
RSS = '<rss version="2.0"><channel><title>T</title><link>https://a.example/</link>{}</channel></rss>'
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


def said_of(name: str, text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in read_output(name, text.encode()).faults]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xml", ATOM.format(ENTRY.format("A", "<content>x</content>")), []),
        ("a.xml", ATOM.format(ENTRY.format("A", "")), [
            (4, "<entry> has no <content> or <summary> or <link>")]),
        ("a.xml", ATOM.format(ENTRY.format("", "<link/>")), [(4, "the <title> of <entry> is empty")]),
        ("a.xml", ATOM.format("<entry><link/><title>A</title></entry>"), [
            (4, "<entry> has no <id>"), (4, "<entry> has no <updated>")]),
        ("a.xml", ATOM.format("<entry><title>A & B</title></entry>"), [
            (4, "it is no XML: not well-formed (invalid token)")]),
        ("a.xml", ATOM.format("<entry></entri>"), [(4, "it is no XML: mismatched tag")]),
        ("a.xml", "", [(1, "it is no XML: no element found")]),
        ("r.rss", RSS.format("<description>D</description><item><title>x</title></item>"), []),
        ("r.xml", RSS.format("<item><guid>1</guid></item>"), [
            (1, "<item> has no <title> or <description>"), (1, "<channel> has no <description>")]),
        ("s.xml", MAP.format("<url><loc>https://a.example/</loc></url>"), []),
        ("s.xml", MAP.format("<url><loc> </loc></url>\n<url/>"), [
            (1, "the <loc> of <url> is empty"), (2, "<url> has no <loc>")]),
        ("d.svg", '<svg xmlns="http://www.w3.org/2000/svg"><path d=x/></svg>', [
            (1, "it is no XML: not well-formed (invalid token)")]),
        ("d.svg", '<svg xmlns="http://www.w3.org/2000/svg"><title/></svg>', []),
        ("feed.json", '{"version": "https://jsonfeed.org/version/1.1", "items": [{}, {"id": "1"}]}', [
            (0, "the feed has no title"), (0, "entry 1 has no id"), (0, "entry '1' has no content")]),
        ("feed.json", '{"version": "jsonfeed.org", "title": "T", "items": [{"id": 1, "content_html": ""}]}',
            []),
        ("feed.json", '{"mine": 1}', []),
        ("feed.json", "{", [(0, "it is not JSON")]),
    ],
)  # fmt: skip
def test_what_readers_need(name: str, text: str, said: list[tuple[int, str]]) -> None:
    assert said_of(name, text) == said


@pytest.mark.parametrize("title", ["A & B", "A <b", "\x01", "&nbsp;"])
def test_what_feedparser_calls_broken_is_told(title: str) -> None:
    """It mends what it can, as few programs do."""
    text = ATOM.format(ENTRY.format(title, "<content>x</content>"))
    assert feedparser.parse(text.encode()).bozo
    assert said_of("a.xml", text) != []


def test_entities_are_not_followed() -> None:
    """A few of them can stand for gigabytes."""
    names = zip("abcdefg", "bcdefgh", strict=True)
    more = "".join(f'<!ENTITY {name} "{f"&{before};" * 100}">' for before, name in names)
    bomb = f'<!DOCTYPE x [<!ENTITY a "{"a" * 1000}">{more}]><x>&h;</x>'
    assert said_of("x.svg", bomb) == []


def test_a_fault_of_a_feed_is_shown_in_its_template(make_site: Maker) -> None:
    site = make_site(
        {
            "content/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nText\n",
            "sitegen.toml": 'base_url = "https://me.invalid"',
            "layouts/rss.xml": '<rss version="2.0">\n<channel><title>T</title>\n{% for page in feed.pages %}'
            "<item><guid>{{ page.title }}</guid></item>{% endfor %}</channel>\n</rss>\n",
            "static/own.xml": "<feed>\n<entry>\n</feed>\n",
        }
    )
    problems = [one for one in check(site.options(), now=NOW).problems if one.code == "broken-output"]
    found = {(one.path, one.line) for one in problems}
    assert ("static/own.xml", 3) in found
    assert ("layouts/rss.xml", 2) in found

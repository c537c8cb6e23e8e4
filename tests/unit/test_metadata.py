"""What machines read of a page: JSON-LD of the right shape, Open Graph and Twitter in agreement with it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = """title = "Notes"
description = "Of the sea."
base_url = "https://example.org/notes"

[author]
name = "Ada"

[social_cards]
enabled = true
"""
SITE: dict[str, str | bytes] = {
    "sitegen.toml": CONFIG,
    "content/about.md": "---\ntitle: About\n---\n\nText.\n",
    "content/blog/_index.md": "---\ntitle: Blog\n---\n",
    "content/blog/ice.md": (
        '---\ntitle: Ice & </script> "quotes"\ndate: 2025-11-01T10:00:00+02:00\nupdated: 2025-11-02\n'
        "authors: [Bo, Cy]\ntags: [cold]\n---\n\nIt floats.\n"
    ),
}

_URL = {"type": "string", "format": "uri", "pattern": "^https://example\\.org/notes/"}
_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?$"}
#: What schema.org says of these types, and what search engines ask of them: no other key, no other type.
_THINGS: dict[str, dict[str, Any]] = {
    "BlogPosting": {
        "required": ["headline", "url", "datePublished", "author", "image"],
        "properties": {
            "headline": {**_TEXT, "maxLength": 110},
            "url": _URL,
            "datePublished": _DAY,
            "dateModified": _DAY,
            "image": _URL,
            "author": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "required": ["@type", "name"],
                    "properties": {"@type": {"const": "Person"}, "name": _TEXT},
                    "additionalProperties": False,
                },
            },
        },
    },
    "BreadcrumbList": {
        "required": ["itemListElement"],
        "properties": {
            "itemListElement": {
                "type": "array",
                "minItems": 2,
                "items": {
                    "required": ["@type", "position", "name"],
                    "properties": {
                        "@type": {"const": "ListItem"},
                        "position": {"type": "integer", "minimum": 1},
                        "name": _TEXT,
                        "item": _URL,
                    },
                    "additionalProperties": False,
                },
            }
        },
    },
    "WebSite": {"required": ["name", "url"], "properties": {"name": _TEXT, "url": _URL, "image": _URL}},
}


class Head(HTMLParser):
    """Gathers the metadata of a page: each name once, and the JSON-LD."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {}
        self.json = ""
        self._in_json = False
        self.feed(html)

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        """Note a meta or link element."""
        given = dict(attrs)
        if name := given.get("property") or given.get("name") or given.get("rel"):
            self.said.setdefault(name, []).append(given.get("content") or given.get("href") or "")
        self._in_json = given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        """Take the data of a script element as they stand."""
        if self._in_json:
            self.json += data

    def handle_endtag(self, tag: str) -> None:
        """End the script element."""
        self._in_json = False


@pytest.fixture
def published(make_site: Maker) -> dict[str, Head]:
    """The heads of all pages, by path."""
    files = make_site(SITE).publish()
    return {path: Head(data.decode()) for path, data in files.items() if path.endswith(".html")}


def things(head: Head) -> dict[str, Any]:
    """Return the things that a page is about, by type."""
    if not head.json:  # nothing to add to the rest of the head
        return {}
    data = json.loads(head.json)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def test_json_ld_has_the_shape_that_schema_org_gives(published: dict[str, Head]) -> None:
    """Every thing on every page, with addresses that are whole and dates that are dates."""
    faults = []
    seen = set()
    for path, head in published.items():
        if path == "404.html":
            continue
        for kind, thing in things(head).items():
            seen.add(kind)
            schema = {"additionalProperties": False, **_THINGS[kind]}
            schema["properties"] = {"@type": {"const": kind}, **schema["properties"]}
            checker = Draft202012Validator(schema, format_checker=FormatChecker())
            faults += [f"{path}: {kind}: {fault.message}" for fault in checker.iter_errors(thing)]
    assert faults == []
    assert seen == set(_THINGS)


def test_a_shape_that_is_wrong_is_noticed() -> None:
    """The validator above is none that says yes to everything."""
    checker = Draft202012Validator(_THINGS["BreadcrumbList"])
    steps = [{"@type": "ListItem", "position": "1", "name": "Notes"}]
    assert len(list(checker.iter_errors({"itemListElement": steps}))) == 2


def test_breadcrumbs_lead_from_the_home_page_up_to_the_page(published: dict[str, Head]) -> None:
    """In order; a page right below the home page needs none."""
    steps = things(published["blog/ice/index.html"])["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Notes", "https://example.org/notes/"),
        (2, "Blog", "https://example.org/notes/blog/"),
    ]
    assert things(published["about/index.html"]) == {}


def test_all_of_them_say_the_same(published: dict[str, Head]) -> None:
    """Title, address and picture in JSON-LD, Open Graph and the link; each once, whatever the title holds."""
    head = published["blog/ice/index.html"]
    post = things(head)["BlogPosting"]
    address = "https://example.org/notes/blog/ice/"
    assert post["headline"] == 'Ice & </script> "quotes"'
    assert (post["datePublished"], post["dateModified"]) == ("2025-11-01T10:00:00+02:00", "2025-11-02")
    assert [one["name"] for one in post["author"]] == ["Bo", "Cy"]
    expected = {
        "og:title": [post["headline"]],
        "og:type": ["article"],
        "og:site_name": ["Notes"],
        "og:url": [address],
        "canonical": [address],
        "og:image": [post["image"]],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": [post["headline"]],
        "twitter:card": ["summary_large_image"],
        "description": ["It floats."],
        "og:description": ["It floats."],
    }
    assert {name: head.said.get(name) for name in expected} == expected
    assert post["url"] == address


def test_cards_have_the_size_that_pages_announce(make_site: Maker) -> None:
    """Each picture that a page names is published, as a PNG of 1200 by 630 pixels."""
    files = make_site(SITE).publish()
    cards = {
        Head(data.decode()).said["og:image"][0].removeprefix("https://example.org/notes/")
        for path, data in files.items()
        if path in {"index.html", "about/index.html", "blog/index.html", "blog/ice/index.html"}
    }
    assert len(cards) == 4
    for card in cards:
        data = files[card]
        assert data.startswith(b"\x89PNG\r\n")
        assert (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) == (1200, 630)


def test_a_page_that_is_not_there_says_nothing(published: dict[str, Head]) -> None:
    """Nobody is to keep or to show it."""
    head = published["404.html"]
    assert (head.json, head.said["robots"]) == ("", ["noindex"])
    assert [name for name in head.said if name.startswith(("og:", "twitter:"))] == []

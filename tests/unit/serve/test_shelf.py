"""Addresses of requests: clean URLs, the base path, and nothing outside the site."""

from __future__ import annotations

import pytest

from sitegen.serve.lookup import Answer, find

FILES = {"index.html", "404.html", "blog/a/index.html", "about.html", "x.png", "ü/index.html", "a b.txt"}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", Answer(200, "index.html")),
        ("/blog/a/", Answer(200, "blog/a/index.html")),
        ("/blog/a/index.html", Answer(200, "blog/a/index.html")),
        ("/blog/a", Answer(302, location="/blog/a/")),
        ("/about", Answer(200, "about.html")),
        ("/about.html", Answer(200, "about.html")),
        ("/x.png", Answer(200, "x.png")),
        ("/a%20b.txt", Answer(200, "a b.txt")),
        ("/%C3%BC/", Answer(200, "ü/index.html")),
        ("/%C3%BC", Answer(302, location="/%C3%BC/")),
        ("/missing", Answer(404, "404.html")),
        ("/blog/", Answer(404, "404.html")),
    ],
)
def test_addresses_are_those_of_the_published_site(path: str, answer: Answer) -> None:
    """Directories end in a slash, .html may be left out, and what is missing has the site's own page."""
    assert find(path, "", FILES) == answer


@pytest.mark.parametrize(
    "path",
    [
        "/../index.html",
        "/blog/../index.html",
        "/%2e%2e/index.html",
        "/..%2findex.html",
        "/%2e%2e%2findex.html",
        "/..%5cindex.html",
        "/%252e%252e/index.html",
        "//index.html",
        "/./index.html",
        "/blog//a/",
        "/index.html%3f",
        "/X.png",
    ],
)
def test_no_trick_finds_a_file(path: str) -> None:
    """Bad input 59: only names that were published are found, spelled as they were."""
    assert find(path, "", FILES) == Answer(404, "404.html")


@pytest.mark.parametrize("path", ["/%00", "/index.html%00.png", "/a%0d%0aX: y", "/%ff", "index.html", ""])
def test_what_cannot_be_an_address_is_refused(path: str) -> None:
    """Bad input 63: controls, bytes that are not UTF-8, and no slash to begin with."""
    assert find(path, "", FILES) == Answer(400)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/project/", Answer(200, "index.html")),
        ("/project/blog/a", Answer(302, location="/project/blog/a/")),
        ("/project", Answer(302, location="/project/")),
        ("/", Answer(302, location="/project/")),
        ("/blog/a/", Answer(404, "404.html")),
        ("/projector/", Answer(404, "404.html")),
    ],
)
def test_below_a_base_path(path: str, answer: Answer) -> None:
    """What is published at /project is previewed there, and the root leads to it."""
    assert find(path, "/project", FILES) == answer


def test_a_redirect_cannot_lead_to_another_host() -> None:
    """Two slashes at the start would make a host of what follows."""
    assert find("//blog/a", "", FILES) == Answer(404, "404.html")


def test_a_site_without_a_404_page() -> None:
    """Then there is no file to answer with."""
    assert find("/missing", "", {"index.html"}) == Answer(404)

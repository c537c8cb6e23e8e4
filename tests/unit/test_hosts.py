"""One test for what leaves the site, and one for another host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.core.hosts import host_of, is_elsewhere, is_on_another_host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a", True),
        ("//cdn.example.org/a.js", True),
        ("mailto:a@b.cd", True),
        ("c:/pics/a.png", True),
        (r"\\server\a.png", True),
        (r"/\evil.example", True),
        ("/a:b/", False),
        ("a/b.md#c:d", False),
        ("#part", False),
        ("", False),
    ],
)
def test_what_leaves_the_site(address: str, expected: bool) -> None:
    """A scheme or a host does; browsers take a backslash for a slash."""
    assert is_elsewhere(address) is expected


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://User:word@Example.ORG:443/a", "example.org"),
        ("http://example.org:80", "example.org"),
        ("http://example.org:443", "example.org:443"),
        ("//example.org:8080/a", "example.org:8080"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[bad/", ""),
        ("/a", ""),
    ],
)
def test_hosts_are_compared_as_browsers_do(address: str, host: str) -> None:
    """Letter case, a user's name and the usual port make no other host."""
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org:443/a", False),
        ("//EXAMPLE.org/a", False),
        ("/a", False),
        ("https:/a", False),
        ("http://example.com/", True),
        ("mailto:a@example.org", True),
    ],
)
def test_what_leads_to_another_host(address: str, expected: bool) -> None:
    assert is_on_another_host(address, "example.org") is expected


def test_a_page_of_this_site_with_its_usual_port_is_judged(make_site: Maker) -> None:
    """And what it loads from there is no request to another host."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"',
            "content/a.md": "Text\n",
            "layouts/page.html": '<a href="https://example.org:443/none/">x</a>'
            '<img src="https://example.org:443/favicon.ico" alt="">',
        }
    )
    assert [problem.code for problem in site.build().problems] == ["broken-reference"]


def test_a_host_that_is_none_ends_no_build(make_site: Maker) -> None:
    """A template wrote an address with half an IPv6 address in it: a traceback."""
    site = make_site({"content/a.md": "x\n", "layouts/page.html": '<img src="http://[bad/x.png" alt="">'})
    (problem,) = site.build().problems
    assert (problem.code, problem.hint) == ("third-party-request", "write https:// and the name of the host")


def test_what_leads_nowhere_beyond_the_site_is_told_wherever_it_is_written(make_site: Maker) -> None:
    """In Markdown it was; in the menu, in front matter and in directives it was published."""
    site = make_site(
        {
            "sitegen.toml": '[[menu]]\nname = "M"\ntarget = "htp://example.org"\n',
            "content/a.md": "---\nimage: c:/pics/x.png\n---\nx\n",
            "content/b.md": "::: box mailto:\n:::\n",
            "layouts/directives/box.html": '<a href="{{ url_for(arguments[0]) }}">x</a>',
        }
    )
    assert [(problem.path, problem.line, problem.code) for problem in site.build().problems] == [
        ("content/a.md", 2, "missing-image"),
        ("content/b.md", 1, "broken-link"),
        ("sitegen.toml", 3, "broken-link"),
    ]

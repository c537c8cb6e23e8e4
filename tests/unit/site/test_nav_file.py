"""``nav_file``: a list in a file of the content is the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import NavItem
from sitegen.config.nav_file import read_nav_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str]], SiteFolder]

SUMMARY = """\
# Summary

[Start](README.md)

- [A \\[1\\]](./a.md)
  - [B](b/c.md)
- [Draft]()
- Group
    - [Far](https://example.net)

# Part

---
"""
YAML = """\
nav:
  - index.md  # the first
  - "Guide: one":
    - guide/a.md
    - Far: https://example.net/#b
  - API: api/
"""
SITE = {
    "sitegen.toml": 'nav_file = "SUMMARY.md"\n',
    "content/SUMMARY.md": "# All\n\n- [One](a.md)\n- [Two](b.md)\n",
    "content/a.md": "# A\n",
    "content/b.md": "# B\n",
}


@pytest.mark.parametrize(
    ("text", "is_yaml", "expected"),
    [
        (
            SUMMARY,
            False,
            (
                NavItem("Start", "README.md"),
                NavItem("A [1]", "a.md", items=(NavItem("B", "b/c.md"),)),
                NavItem("Draft"),
                NavItem("Group", items=(NavItem("Far", url="https://example.net"),)),
                NavItem("Part"),
                NavItem(separator=True),
            ),
        ),
        (
            YAML,
            True,
            (
                NavItem(page="index.md"),
                NavItem(
                    "Guide: one",
                    items=(NavItem(page="guide/a.md"), NavItem("Far", url="https://example.net/#b")),
                ),
                NavItem("API", folder="api"),
            ),
        ),
    ],
    ids=["SUMMARY.md", "nav.yml"],
)
def test_both_forms_are_lists(text: str, is_yaml: bool, expected: tuple[NavItem, ...]) -> None:
    listed = read_nav_file(text, is_yaml=is_yaml)
    assert (expected, ()) == (listed.items, listed.mistakes)


def test_an_edit_of_the_file_changes_the_navigation(make_site: Maker) -> None:
    """It is no page itself."""
    site = make_site(SITE)
    assert () == site.build().problems
    assert '<a href="/b/">Two</a>' in site.page("a/index.html")
    assert not (site.root / "public/SUMMARY/index.html").exists()
    site.write("content/SUMMARY.md", "- [One](a.md)\n- [Three](b.md)\n")
    assert () == site.build().problems
    assert '<a href="/b/">Three</a>' in site.page("a/index.html")
    assert 0 == site.build().rendered


def test_mistakes_are_at_their_lines(make_site: Maker) -> None:
    lists = "- One: a.md\n- Two: x.md\n- Old: /gone/\nmore\n- Bad: javascript:alert(1)\n"
    site = make_site({**SITE, "sitegen.toml": 'nav_file = "nav.yml"\n', "content/nav.yml": lists})
    problems = site.build().problems
    assert [("content/nav.yml", 4), ("content/nav.yml", 5)] == [(one.path, one.line) for one in problems]
    site.write("content/nav.yml", "\n".join(lists.split("\n")[:3]))
    problems = site.build().problems
    assert [("content/nav.yml", 2), ("content/nav.yml", 3)] == [(one.path, one.line) for one in problems]


def test_a_file_that_is_not_there_is_a_mistake_at_the_option(make_site: Maker) -> None:
    for settings in ('nav_file = "nav.yml"\n', 'nav_file = "SUMMARY.md"\nnav = [{page = "a.md"}]\n'):
        (problem,) = make_site({**SITE, "sitegen.toml": settings}).build().problems
        assert ("config-value", "sitegen.toml", 1) == (problem.code, problem.path, problem.line)

"""Templates that loop, explode or leave open what they show: numbers as in `test_table.py`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.core.problems import Problem
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def problems_of(make_site: Maker, templates: Mapping[str, str], settings: str = "") -> list[Problem]:
    files = {f"layouts/{name}": text for name, text in templates.items()}
    site = make_site({"content/a.md": "A", "sitegen.toml": settings, **files})
    result = site.build()
    assert result.ok == (not result.problems)
    return [problem for problem in result.problems if problem.page == "content/a.md"]


@pytest.mark.parametrize(
    "templates",
    [
        {"page.html": '{% include "page.html" %}'},
        {"page.html": '{% extends "page.html" %}'},
        {"page.html": '{% extends "x.html" %}', "x.html": '{% extends "page.html" %}'},
        {"page.html": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}"},
        {"page.html": '{% include "x.html" %}', "x.html": '{% include "page.html" %}'},
    ],
)
def test_40_templates_that_include_each_other_without_end(
    make_site: Maker, templates: Mapping[str, str]
) -> None:
    found = problems_of(make_site, templates)
    assert [problem.code for problem in found] == ["template-error"]
    assert found[0].path.startswith("layouts/")
    assert "endlessly" in found[0].message


@pytest.mark.parametrize("name", ["page.html", "atom.xml", "rss.xml", "sitemap.xml", "redirect.html"])
def test_41_every_template_escapes(make_site: Maker, name: str) -> None:
    site = make_site(
        {
            f"layouts/{name}": "{{ site.title }}",
            "sitegen.toml": 'title = "<&\\""\nbase_url = "https://example.org"',
            "content/_index.md": "",
            "content/a.md": "---\ndate: 2025-01-01\naliases: [/old/]\n---\n",
        }
    )
    site.publish()
    output = {"page.html": "a/index.html", "redirect.html": "old/index.html"}.get(name, name)
    assert site.page(output) == "&lt;&amp;&#34;"


def test_42_an_undefined_name_stands_at_its_line(make_site: Maker) -> None:
    (found,) = problems_of(make_site, {"page.html": "x\n{{ nothing.at_all }}"})
    assert (found.path, found.line, found.code) == ("layouts/page.html", 2, "template-error")


ENDLESS = "\n{% for i in range(10**7) %}\n{% for j in range(10**7) %}{% endfor %}{% endfor %}"


def test_43_a_template_that_never_ends(make_site: Maker) -> None:
    """The message names the line, the page and the budget."""
    (found,) = problems_of(make_site, {"page.html": ENDLESS}, "limits.page_seconds = 0.3")
    assert (found.path, found.line, found.code) == ("layouts/page.html", 3, "too-slow")
    assert found.full_message == "rendering took more than 0.3 s (while rendering content/a.md)"
    assert "limits.page_seconds" in found.hint


@pytest.mark.parametrize("text", ["{{ ('\\ud83d') }}", "{{ 10 ** 400 * 1.0 }}"])
def test_43_a_template_that_asks_for_what_cannot_be(make_site: Maker, text: str) -> None:
    """Half a character, a number too large."""
    (found,) = problems_of(make_site, {"page.html": text})
    assert (found.path, found.code) == ("layouts/page.html", "template-error")


@pytest.mark.parametrize(
    "expression",
    [
        "10 ** (10 ** 10)",
        "(0 - 10) ** (10 ** 10)",
        "2 ** 999999 * 2 ** 999999",
        "range(10 ** 12)|sum",
        "'x' in range(0, 0 - 10 ** 30, 0 - 3)",
    ],
)
def test_43_arithmetic_that_no_limit_could_end(make_site: Maker, expression: str) -> None:
    """A single step of C is not interrupted, so what could take for ever in one is not begun."""
    (found,) = problems_of(make_site, {"page.html": f"x\n{{{{ {expression} }}}}"})
    assert (found.path, found.line, found.code) == ("layouts/page.html", 2, "template-error")
    assert "has at most" in found.message


def test_43_arithmetic_as_ever(make_site: Maker) -> None:
    """The bounds are far from what templates compute, and calls are what they were."""
    text = (
        "{{ 2 ** 10 }} {{ 2 ** -1 }} {{ (0 - 3) ** 3 }} {{ 1 ** (10 ** 9) }} {{ 1.5 * 2 }} {{ 'ab' * 2 }}"
        " {{ range(3)|list }} {{ range(10 ** 7)|length }} {{ range(9, 0, -3)|join }} {{ range(0)|list }}"
        " {% macro twice(a, b=2) %}{{ a * b }}{{ caller() }}{% endmacro %}{% call twice(3) %}!{% endcall %}"
    )
    site = make_site({"layouts/page.html": text, "content/a.md": ""})
    site.publish()
    assert site.page("a/index.html") == "1024 0.5 -27 1 3.0 abab [0, 1, 2] 10000000 963 [] 6!"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts and limits what a process has")
@pytest.mark.parametrize(
    "expression",
    [
        "'%1000000000d' % 1",
        "'%1000000000d'|format(1)",
        "'x'|center(1000000000)",
        "'x' * 10 ** 9",
        "'x' * 10 ** 15",
        "range(10 ** 7)|list",
        "[0] * 10 ** 8",
        "'{:>1000000000}'.format(1)",
    ],
)
def test_43_a_template_that_asks_for_too_much_memory(make_site: Maker, expression: str) -> None:
    """The message names the line, the page and the budget; what came before is not lost."""
    text = f"x\n{{{{ {expression} }}}}"
    (found,) = problems_of(make_site, {"page.html": text}, "limits.page_memory_bytes = 100_000_000")
    assert (found.path, found.line, found.code) == ("layouts/page.html", 2, "too-much-memory")
    said = "rendering took more than 100,000,000 bytes of memory (while rendering content/a.md)"
    assert (found.full_message, "limits.page_memory_bytes" in found.hint) == (said, True)


@pytest.mark.skipif(sys.platform != "linux", reason="the same")
def test_43_a_page_that_takes_too_much_memory(make_site: Maker) -> None:
    """Converting is bounded, too, and other mistakes are told."""
    settings = "limits.page_memory_bytes = 1_000_000"
    page = "[x](y.md)\n" * 40_000
    site = make_site({"content/a.md": page, "content/b.md": "[x](nowhere.md)", "sitegen.toml": settings})
    assert site.check_apart() == [("content/a.md", "too-much-memory"), ("content/b.md", "broken-link")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_43_a_template_that_never_ends_is_given_up(make_site: Maker, jobs: int) -> None:
    """Not each of many pages takes the whole limit; the pages of other templates are all looked at."""
    endless = {f"content/{number:03}.md": "x" for number in range(240)}
    other = "---\nlayout: other\n---\n"
    files = {"layouts/page.html": ENDLESS, "layouts/other.html": "{{ nothing }}", "content/z.md": other}
    site = make_site({**endless, **files, "sitegen.toml": "limits.page_seconds = 0.05"})
    found = {problem.code: problem for problem in site.build(jobs=jobs).problems}
    assert sorted(found) == ["template-error", "too-slow"]
    assert 0 < found["too-slow"].more_pages < 79


@pytest.mark.parametrize(
    ("option", "good"),
    [
        ("page_seconds = 1e300", False),
        ("page_seconds = 86400", True),
        ("page_memory_bytes = 9223372036854775807", False),
        (f"page_memory_bytes = {2**50}", True),
    ],
)
def test_43_a_limit_that_no_system_could_keep_is_no_limit(make_site: Maker, option: str, good: bool) -> None:
    site = make_site({"content/a.md": "A", "sitegen.toml": f"[limits]\n{option}\n"})
    assert [problem.code for problem in site.build().problems] == ([] if good else ["config-value"])

"""Templates that loop, explode or leave open what they show: numbers as in `test_table.py`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sitegen.budget import OutOfTimeError, time_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.errors import Problem
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def problems_of(make_site: Maker, templates: Mapping[str, str], settings: str = "") -> list[Problem]:
    files = {f"layouts/{name}": text for name, text in templates.items()}
    site = make_site({"content/a.md": "A", "sitegen.toml": settings, **files})
    result = site.build()
    assert result.ok == (not result.problems)
    return [problem for problem in result.problems if "content/a.md" in problem.message]


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
    assert "without end" in found[0].message


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


ENDLESS = "\n{% for i in range(10**9) %}\n{% for j in range(10**9) %}{% endfor %}{% endfor %}"


def test_43_a_template_that_never_ends(make_site: Maker) -> None:
    """The message names the line, the page and the budget."""
    (found,) = problems_of(make_site, {"page.html": ENDLESS}, "limits.page_seconds = 0.3")
    assert (found.path, found.line, found.code) == ("layouts/page.html", 3, "too-slow")
    assert found.message == "rendering took more than 0.3 s (while rendering content/a.md)"
    assert "limits.page_seconds" in found.hint


def test_43_in_the_thread_of_a_server(make_site: Maker) -> None:
    """Where no timer can interrupt, a watchdog does."""
    found: list[Problem] = []
    settings = "limits.page_seconds = 0.3"
    thread = threading.Thread(
        target=lambda: found.extend(problems_of(make_site, {"page.html": ENDLESS}, settings))
    )
    thread.start()
    thread.join()
    assert [problem.code for problem in found] == ["too-slow"]


def test_43_a_watchdog_bites_nobody_after_the_end() -> None:
    """Limits that are kept leave nothing behind, however close they were."""
    bitten: list[bool] = []

    def work() -> None:
        for _ in range(200):
            try:
                with time_limit(0.0005):
                    sum(range(5_000))
            except OutOfTimeError:
                continue
        bitten.append(False)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert bitten == [False]


@pytest.mark.parametrize("text", ["{{ 'x' * 10**15 }}", "{{ ('\\ud83d') }}", "{{ 10 ** 400 * 1.0 }}"])
def test_43_a_template_that_asks_for_what_cannot_be(make_site: Maker, text: str) -> None:
    """More memory than there is, half a character, a number too large."""
    (found,) = problems_of(make_site, {"page.html": text})
    assert (found.path, found.code) == ("layouts/page.html", "template-error")

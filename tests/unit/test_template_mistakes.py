"""A mistake in a template: its place in the line, plain words and a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

MISTAKES = {
    "{{ page.titel }}": (1, 9, "a page has no attribute 'titel'", "did you mean 'title'?"),
    "{% extends 'bas.html' %}": (1, 13, "there is no template 'bas.html'", "did you mean 'base.html'?"),
    "<p>\n{{ 1 | defualt }}": (2, 8, "there is no filter 'defualt'", "did you mean 'default'?"),
    "{% if 1 is numbr %}{% endif %}": (1, 12, "there is no test 'numbr'", "did you mean 'number'?"),
    "<p>\n{% if 1 %}": (2, 0, "{% if %} is never closed", "add {% endif %} where it ends"),
    "{% for a in [] %}\n{% endif %}": (
        2,
        4,
        "there is no tag {% endif %} that fits here",
        "end {% for %} with {% endfor %}",
    ),
    "<p>\n  {{ 'x }}": (2, 6, 'unexpected character "\'"', "is a quote or a brace missing here or above?"),
    "{{ page title }}": (
        1,
        9,
        "expected token '}}', got 'title'",
        "close {{ with }} and {% with %}; put text in quotes, and commas between arguments",
    ),
    "{{ page.date.year }}": (
        1,
        14,
        "nothing (none) has no attribute 'year'",
        "ask for it first, as in {% if page.date %}",
    ),
}


@pytest.mark.parametrize(("template", "expected"), MISTAKES.items())
def test_a_mistake_in_a_template_has_a_column_and_a_remedy(
    make_site: Maker, template: str, expected: tuple[int, int, str, str]
) -> None:
    """The column is missing only where no name on the line says it."""
    site = make_site({"content/a.md": "Text.", "layouts/page.html": template})
    (problem,) = site.build().problems
    assert problem.path == "layouts/page.html"
    assert (problem.line, problem.column, problem.message, problem.hint) == expected

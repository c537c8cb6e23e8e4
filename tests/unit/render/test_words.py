"""What is said of a mistake in a template: the words of the manual, and the nearest name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.render.messages import CONTEXT, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


SITEGEN = Path(__file__).parents[3] / "sitegen"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("page.titel", "a page has no attribute 'titel'; did you mean 'title'?"),
        ("page['titel']", "a page has no attribute 'titel'; did you mean 'title'?"),
        ("site.titles", "the site has no attribute 'titles'; did you mean 'title'?"),
        ("site.pages|map(attribute='titel')|list", "a page has no attribute 'titel'; did you mean 'title'?"),
        ("page.extra.colour", "a mapping has no key 'colour'; did you mean 'color'?"),
        ("page.extra.colour.red", "a mapping has no key 'colour'; did you mean 'color'?"),
        ("site.home.pages[7]", "a list has no element 7: it has 0"),
        ("page.toc[3]", "a list has no element 3: it has 0"),
        ("page.toc[3].text", "a list has no element 3: it has 0"),
        ("page.title.nothing", "a text has no attribute 'nothing'"),
        (
            "none.x",
            "nothing (none) has no attribute 'x'; ask for it first, as in {% if page.date %}",
        ),
        ("pgae.title", "'pgae' is undefined; did you mean 'page'?"),
        ("nothing_like_it", "'nothing_like_it' is undefined"),
        ("page + 1", "unsupported operand type(s) for +: a page and a number"),
        ("page.title()", "a text is not callable"),
        ("site|list", "the site is not iterable"),
        ("page|tojson", "a page can't be written as JSON"),
        ("page.extra.pop('x')", "there is no key 'x'"),
        ("page.extra.pop('int')", "there is no key 'int'"),
        (
            "page.date|date",
            (
                "the filter 'date' needs a date, and was given nothing (none);"
                " the page may have no date: check with {% if page.date %} first"
            ),
        ),
        ("1|iso", "the filter 'iso' needs a date, and was given a number"),
    ],
)
def test_mistakes_in_the_words_of_the_manual(make_site: Maker, expression: str, said: str) -> None:
    """No class of ours or of a library is named, and the nearest name is offered."""
    page = "---\nextra: {color: red}\n---\n"
    site = make_site({"content/a.md": page, "layouts/page.html": f"{{{{ {expression} }}}}"})
    (found,) = site.build().problems
    assert (f"{found.message}; {found.hint}" if found.hint else found.message) == said


def test_every_class_that_templates_see_has_a_word() -> None:
    """A new view gets one."""
    others = ("functions", "outline", "preview_image")
    files = [*(SITEGEN / "render").glob("*_view*.py"), *(SITEGEN / f"render/{name}.py" for name in others)]
    texts = "\n".join(path.read_text("utf-8") for path in files)
    classes = set(re.findall(r"^class (\w+)", texts, re.MULTILINE))
    assert classes > {"PageView", "SiteView", "TermView", "ImageFile"}
    assert classes - WORDS.keys() == {"Functions"}


def test_every_name_that_templates_have_is_known() -> None:
    """What is proposed for a name that is undefined is what `render.work` gives to each template."""
    given = re.findall(r'^        "(\w+)": ', (SITEGEN / "render/makers.py").read_text("utf-8"), re.MULTILINE)
    assert sorted(CONTEXT) == sorted({*given, "card", "page", "range"})

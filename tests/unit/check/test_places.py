"""What is amiss in a published page is shown where it was written: in a page, a template, a copied file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.check import check
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

LAYOUT = """<!doctype html>
<html lang="en">
<head>
<title>{{ page.title }}</title>
<meta name="description" content="{{ page.path }}">
</head>
<body>
<h1>{{ page.title }}</h1>
{{ page.content }}
{% include "foot.html" %}
</body>
</html>
"""
FOOT = """<footer>
  <ul>
    <div class="{{ page.title }}">x</div>
  </ul>
  <p>(c)</span></p>
</footer>
"""
PAGE = """---
title: A
---
```html
<div><li>no</li></div>
```

Text <div>in a paragraph</div> more, <font>old</font>.

<div><li>item</li></div>

##

<ul>
text
</ul>

<input name="q"><label for="nope">L</label>

<button tabindex="2"></button>

<p role="buton">&copy 2024</p>

::: box
inside
:::
"""
FILES: dict[str, str | bytes] = {
    "content/a.md": PAGE,
    "layouts/page.html": LAYOUT,
    "layouts/foot.html": "<footer></footer>",
    "layouts/directives/box.html": "<aside>\n  <h2><div>bad</div></h2>\n</aside>\n",
}


def found_in(site: SiteFolder, *codes: str) -> list[tuple[str, int, int, str]]:
    problems = check(site.options(), now=NOW).problems
    left_out = {"orphan", "page-title", "page-description"} - set(codes)
    return [(one.path, one.line, one.column, one.code) for one in problems if one.code not in left_out]


def test_a_fault_of_raw_html_is_shown_in_the_page(make_site: Maker) -> None:
    """Not in an example of code that looks like it, and not in the template around it."""
    assert found_in(make_site(FILES)) == [
        ("content/a.md", 8, 6, "invalid-html"),
        ("content/a.md", 8, 38, "obsolete-html"),
        ("content/a.md", 10, 6, "invalid-html"),
        ("content/a.md", 12, 1, "empty-heading"),
        ("content/a.md", 15, 1, "invalid-html"),
        ("content/a.md", 18, 1, "no-label"),
        ("content/a.md", 18, 17, "broken-id"),
        ("content/a.md", 20, 1, "no-name"),
        ("content/a.md", 20, 1, "takes-control"),
        ("content/a.md", 22, 1, "bad-aria"),
        ("content/a.md", 22, 17, "invalid-html"),
        ("layouts/directives/box.html", 2, 7, "invalid-html"),
    ]


def test_a_fault_of_a_template_is_told_once(make_site: Maker) -> None:
    """Whatever the template fills in, and though a page has the same fault by itself."""
    pages = {f"content/p{number}.md": f"# P{number}\n" for number in range(30)}
    own = "# Own\n\n<ul>\n<div>own</div>\n</ul>\n"
    site = make_site({**FILES, **pages, "content/a.md": own, "layouts/foot.html": FOOT})
    problems = [one for one in check(site.options(), now=NOW).problems if one.code == "invalid-html"]
    assert [(one.path, one.line, one.column, one.full_message) for one in problems] == [
        ("content/a.md", 4, 1, "<div> isn't allowed in <ul>"),
        ("layouts/foot.html", 3, 5, "<div> isn't allowed in <ul> (on content/a.md and 30 more)"),
        ("layouts/foot.html", 5, 9, "</span> closes nothing (on content/a.md and 30 more)"),
    ]


def test_a_fault_of_a_whole_page_is_shown_in_its_layout(make_site: Maker) -> None:
    site = make_site(
        {**FILES, "content/a.md": "# A\n", "layouts/page.html": "{# x #}\n<title>T</title>\n<p>x"}
    )
    assert found_in(site) == [
        ("layouts/page.html", 2, 1, "invalid-html"),
        ("layouts/page.html", 2, 1, "page-language"),
    ]


def test_a_copied_page_is_its_own_source(make_site: Maker) -> None:
    site = make_site(
        {
            **FILES,
            "content/a.md": "# A\n",
            "static/s.html": "<!doctype html>\n<html>\n<h1>S</h1>\n<p>a\n<ul><li>x</ul></p>\n",
            "static/piece.html": "<li>x</li>\n",
            "static/code.html": "token",
        }
    )
    assert found_in(site, "page-title") == [
        ("static/piece.html", 1, 1, "invalid-html"),
        ("static/s.html", 2, 1, "page-language"),
        ("static/s.html", 2, 1, "page-title"),
        ("static/s.html", 5, 1, "invalid-html"),
    ]


def test_titles_and_descriptions_have_lines(make_site: Maker) -> None:
    """That of their key; where there is none, of what stands for it."""
    site = make_site(
        {
            **FILES,
            "layouts/page.html": LAYOUT.replace("page.path", "page.description"),
            "content/a.md": "---\ntitle: Same\ndescription: D\n---\n[b](b.md) [c](c.md)\n",
            "content/b.md": '+++\nweight = 1\ntitle = "Same"\ndescription = "D"\n+++\n[a](a.md)\n',
            "content/c.md": "---\nweight: 2\n---\n\n# Same\n",
        }
    )
    problems = check(site.options(), now=NOW).problems
    found = [(one.path, one.line, one.code) for one in problems if one.code.startswith("page-")]
    assert found == [
        ("content/b.md", 3, "page-title"),
        ("content/b.md", 4, "page-description"),
        ("content/c.md", 1, "page-description"),
        ("content/c.md", 5, "page-title"),
    ]

"""Templates, directives and assets: what they may refer to, and how their mistakes are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.property.edits import png

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def reports(site: SiteFolder) -> list[tuple[str, int, str, str]]:
    return [
        (problem.path, problem.line, problem.code, problem.full_message) for problem in site.build().problems
    ]


def test_one_mistake_in_a_template_is_reported_once(make_site: Maker) -> None:
    """However many pages it spoils; the first of them is named."""
    site = make_site({f"content/{name}.md": "Text" for name in "abc"})
    site.write("layouts/page.html", "\n{{ page.nothing }}\n")
    assert reports(site) == [
        (
            "layouts/page.html",
            2,
            "template-error",
            "a page has no attribute 'nothing' (while rendering content/a.md and 2 more)",
        )
    ]


def test_a_directive_finds_files_beside_its_page(make_site: Maker) -> None:
    """As links and images do; in feeds its addresses are absolute."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\n',
            "content/b/index.md": "---\ndate: 2025-01-01\n---\n::: figure src=i.png alt=I\nCaption\n:::\n",
            "content/b/i.png": png(4, 3),
        }
    )
    site.publish()
    assert '<img src="/b/i.png" alt="I" width="4" height="3"' in site.page("b/index.html")
    assert "https://example.org/b/i.png" in site.page("atom.xml")


def test_what_a_directive_cannot_find_is_reported_where_it_is_written(make_site: Maker) -> None:
    """Not in the template: the author of the page has to put it right."""
    site = make_site({"content/a.md": "Text\n\n::: figure src=no.png\n:::\n"})
    assert reports(site) == [("content/a.md", 3, "missing-image", "no image 'no.png'")]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("no_such_module:f", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("json:no_such_function", "AttributeError: module 'json' has no attribute 'no_such_function'"),
        ("operator:neg", "TypeError: bad operand type for unary -: 'dict'"),
    ],
)
def test_a_directive_in_python_that_fails_is_a_problem(make_site: Maker, function: str, message: str) -> None:
    """At the directive's line, with what Python said."""
    site = make_site(
        {"sitegen.toml": f'markdown.directives.x = "{function}"\n', "content/a.md": "\n::: x\n:::\n"}
    )
    assert reports(site) == [("content/a.md", 2, "directive-function", f"{function} failed: {message}")]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise Exception('x')", "x:run failed: Exception: x (line 2 of x.py)"),
        ("assert False", "x:run failed: AssertionError (line 2 of x.py)"),
        ("raise SystemExit(0)", "x:run failed: SystemExit: 0 (line 2 of x.py)"),
        (
            "return int('z')",
            "x:run failed: ValueError: invalid literal for int() with base 10: 'z' (line 2 of x.py)",
        ),
        (
            "import json; json.loads('')",
            "x:run failed: JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        ),
        ("class Own(Exception): pass\n    raise Own", "x:run failed: Own (line 3 of x.py)"),
        ("pass", "x:run must return HTML as text, and returned NoneType"),
        ("return 5", "x:run must return HTML as text, and returned int"),
    ],
)
def test_whatever_a_directive_in_python_does_is_a_problem(make_site: Maker, code: str, said: str) -> None:
    """No traceback, no end without a word; and the other problems are told."""
    site = make_site(
        {
            "x.py": f"def run(call):\n    {code}\n",
            "sitegen.toml": 'markdown.directives.x = "x:run"\n',
            "content/a.md": "\n::: x\n:::\n",
            "content/b.md": "[c](c.md)",
        }
    )
    (first, other) = reports(site)
    assert first[:3] == ("content/a.md", 2, "directive-function")
    assert first[3].startswith(said)
    assert other[2] == "broken-link"


def test_assets_that_are_not_what_they_should_be(make_site: Maker) -> None:
    site = make_site(
        {"content/a.md": "Text", "layouts/assets/a.js": "let = = (", "layouts/assets/b.css": b"\xff"}
    )
    assert [report[:3] for report in reports(site)] == [
        ("layouts/assets/a.js", 1, "asset-syntax"),
        ("layouts/assets/b.css", 0, "asset-syntax"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "line"), [("a.json", "[" * 99999, 0), ("a.toml", "a=" + "[" * 9999, 1)]
)
def test_data_nested_without_end_is_a_problem(make_site: Maker, name: str, text: str, line: int) -> None:
    site = make_site({"content/a.md": "Text", f"data/{name}": text})
    assert [report[:3] for report in reports(site)] == [(f"data/{name}", line, "data-syntax")]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "expression", ["url_for('a' ~ '.md'|safe)", "asset('css/own.css'|safe)", "get_page('a.md'|safe).url"]
)
def test_a_name_may_be_markup(make_site: Maker, expression: str, jobs: int) -> None:
    """A template that joins texts makes Markup of them. It could not be written down: a traceback."""
    pages = {f"content/{name}.md": "Text" for name in ("a", *range(50))}
    layout = {"layouts/page.html": f"{{{{ {expression} }}}}", "layouts/assets/css/own.css": "a{}"}
    site = make_site({**pages, **layout})
    assert site.build(jobs=jobs).ok
    assert site.build(jobs=jobs).rendered == 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_half_a_surrogate_pair_is_no_name(make_site: Maker, jobs: int) -> None:
    """An escape in a template can make one; no file is called so, and nothing can be asked about it."""
    pages = {f"content/{number}.md": "Text" for number in range(50)}
    site = make_site({**pages, "layouts/page.html": "{{ asset('\\ud83d') }}"})
    (problem,) = site.build(jobs=jobs).problems
    assert (problem.code, problem.message) == ("template-error", r"'\ud83d' holds half a surrogate pair")


def test_lists_show_picture_reading_time_and_tags(make_site: Maker) -> None:
    """A missing picture is reported where the page names it; pictures on other hosts are not loaded."""
    site = make_site(
        {
            "content/b/one/index.md": '---\ndate: 2025-01-01\ntags: [A, "B & C"]\n---\n![I](i.png)\n',
            "content/b/one/i.png": png(4, 3),
            "content/b/two.md": "---\ndate: 2025-01-02\nimage: no.png\n---\nText\n",
            "content/b/three.md": "---\ndate: 2025-01-03\nimage: https://example.net/i.png\n---\nText\n",
            "content/b/four.md": "---\ntitle: Four\n---\nText\n",
        }
    )
    assert [(path, code) for path, _, code, _ in reports(site)] == [("content/b/two.md", "missing-image")]

    site.write("content/b/two.md", "---\ndate: 2025-01-02\n---\nText\n")
    site.publish()
    page = site.page("b/index.html")
    assert page.count("<img") == 1
    assert '<img src="/b/one/i.png" alt="" width="240" height="180" loading="lazy"' in page
    assert page.count("1 min read") == 3
    assert ' · <a rel="tag" href="/tags/b-c/">B &amp; C</a>' in page


def test_a_new_picture_changes_the_lists_that_show_it(make_site: Maker) -> None:
    """A list is made again if a page names another picture, and if the file changes."""
    post = "---\ndate: 2025-01-01\n---\n![I](i.png)\n"
    site = make_site({"content/b/one/index.md": post, "content/b/one/i.png": png(4, 3)})
    site.publish()
    site.write("content/b/one/i.png", png(8, 3))
    site.publish()
    assert 'width="240" height="90"' in site.page("b/index.html")
    site.write("content/b/one/j.png", png(4, 4))
    site.write("content/b/one/index.md", post.replace("i.png", "j.png"))
    site.publish()
    assert '<img src="/b/one/j.png" alt="" width="240" height="240"' in site.page("b/index.html")


def test_an_edit_of_words_leaves_lists_as_they_are(make_site: Maker) -> None:
    """They show the reading time, which a few words do not change."""
    post = "---\ntitle: A\ndate: 2025-01-01\ndescription: Of a\ntags: [t]\n---\nText"
    site = make_site({"sitegen.toml": "feeds.formats = []\n", "content/b/a.md": post, "content/b/c.md": post})
    site.build()
    site.write("content/b/a.md", f"{post} and some more.\n")
    assert site.build().rendered == 1
    site.write("content/b/a.md", f"{post} {'word ' * 500}\n")
    site.publish()
    assert "3 min read" in site.page("b/index.html")

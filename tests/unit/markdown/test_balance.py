"""Raw HTML that is closed where it is opened, and what else there is."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config import Config, Dialect, Markdown, RawHtml
from sitegen.content.convert import convert_source
from sitegen.content.markdown import convert
from sitegen.core.model import FrontMatter, Source
from sitegen.core.problems import Severity


def find(body: str, raw_html: RawHtml = RawHtml.SAFE) -> list[tuple[int, int, str]]:
    """Return line, column and code of each Problem."""
    config = Config(markdown=Markdown(raw_html=raw_html))
    problems = convert("a.md", FrontMatter(), body, 1, "", config).document.problems
    return [(problem.line, problem.column, problem.code) for problem in problems]


@pytest.mark.parametrize(
    "body",
    [
        "<details>\n<summary>x</summary>\n\n- *Markdown*\n\n> quoted\n\n</details>\n",
        "<div>\n\n<p>a\n\n<p>b\n\n</div>",
        '<p align="center">\n  <a href="/"><img src="/x.png" alt="x"></a>\n</p>',
        "a <b>b <i>c</i></b> <br> d<br/> <sub>2</sub>",
        "<ul><li>a<li>b</ul>\n\n<dl><dt>a<dd>b<dt>c</dl>",
        "<table><tr><td>a<td>b<tr><td>\n\nMarkdown\n\n</table>",
        '<svg viewBox="0 0 1 1"><path d="M0 0"/><g><use/></g></svg>',
        "<textarea><b></textarea>",
        "- <kbd>a</kbd>\n- b\n\n| a |\n|---|\n| <b>x</b> |",
        "::: note\n<div>\n\nx\n\n</div>\n:::",
        "[^1]\n\n[^1]: <b>x</b>",
        "`</div>`\n\n    </div>\n\n```\n</div>\n```\n\n\\</div>",
    ],
)
def test_what_is_balanced_is_left_alone(body: str) -> None:
    """Around Markdown, too, and with the end tags that HTML lets out."""
    assert find(body) == []


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("text\n\n</div>", 3, 1),
        ("a </div> b", 1, 3),
        ("<div>\n\ntext", 1, 1),
        ("> <div>\n\n</div>", 1, 3),
        ("- a </article>", 1, 5),
        ("<div>\n\n- x </div>\n\n</div>", 3, 5),
        ("<b><i></b></i>", 1, 7),
        ("a <b> c\n\nd </b>", 1, 3),
        ("<div/>\n\nx", 1, 1),
        ("<li></li></li>", 1, 10),
        ("</p>", 1, 1),
        ("*a <b>c* d</b>", 1, 4),
        ("| a |\n|---|\n| </table> |", 3, 3),
        ("[^1]\n\n[^1]: </li>", 3, 7),
        ("<section>\n\na\n\n<!-- more -->\n\nb\n\n</section>", 5, 1),
    ],
)
def test_what_is_not_is_an_error_at_its_tag(body: str, line: int, column: int) -> None:
    """Not in another block, not out of order, and not by a slash that HTML ignores."""
    assert find(body)[0] == (line, column, "unbalanced-html")


def test_a_site_that_allows_all_html_is_warned() -> None:
    problems = convert(
        "a.md",
        FrontMatter(),
        '</div>\n\n<script>"</div>"</script>\n<script>if (a<b)c()</script>',
        1,
        "",
        Config(markdown=Markdown(raw_html=RawHtml.ALL)),
    ).document.problems
    assert [(problem.line, problem.severity) for problem in problems] == [(1, "warning")]


TAGS = st.sampled_from(
    [
        *("div", "p", "b", "a", "li", "ul", "table", "tr", "td", "details", "summary"),
        *("section", "article", "main", "span", "svg", "h2", "select", "option", "button"),
    ]
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    TAGS.map("<{}/>".format),
    st.sampled_from(
        ["\n\n", "\n", "> ", "- ", "text", "*", "**", "[", "](/)", "# ", "    ", "| ", "::: x\n", ":::\n"]
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_content_without_an_error_stays_in_its_place(body: str) -> None:
    """As an HTML5 parser reads it: what stands behind the content is still where the page put it."""
    converted = convert("a.md", FrontMatter(), body, 1, "", Config())
    if any(problem.severity == "error" for problem in converted.document.problems):
        return
    shown = "".join(piece for piece in converted.body.content if isinstance(piece, str))
    page = f"<!doctype html><main><article><div id=in>{shown}</div><i id=after></i></article></main><footer>"
    read = html5lib.parse(page, namespaceHTMLElements=False)
    assert [child.tag for child in read.findall("body/*")] == ["main", "footer"]
    assert [child.get("id") for child in read.findall("body/main/article/*")] == ["in", "after"]


@pytest.mark.parametrize("dialect", [Dialect.HUGO, Dialect.JEKYLL, Dialect.MKDOCS])
def test_a_site_that_moved_here_is_warned(dialect: Dialect) -> None:
    """Its author wrote for browsers, which forgive: the site is built as it lies."""
    source = Source("a.md", b"a <b>c\n\n</b>\n")
    (document, _) = convert_source(source, Config(dialect=dialect))
    found = {(problem.code, problem.severity) for problem in document.problems}
    assert {("unbalanced-html", Severity.WARNING)} == found

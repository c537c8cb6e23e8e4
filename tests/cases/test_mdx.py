"""Lines of MDX: what is inside a component is text, whatever its indentation (case 68); addresses that end in index.html (case 70)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

BOX = {f"layouts/directives/{name}.html": "<div>{{ body }}</div>" for name in ("Go", "Tabs", "Tab", "Code")}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<Go href="/a/">One</Go>\n<Go href="/b/" kind="b">\n\tTwo\n</Go>\n', "<p>Two</p>"),
        ("<Tabs>\n    <Tab>\n        Two\n    </Tab>\n</Tabs>\n", "<p>Two</p>"),
        ("<Tabs>\n\t<Tab>\n\t\t**Two**\n\t</Tab>\n</Tabs>\n", "<p><strong>Two</strong></p>"),
        ("Text.\n\n    Two\n", "<p>Two</p>"),
        ("<Tab>\n    ```js\n    if (a) {\n      b\n    }\n    ```\n</Tab>\n", "if (a) {\n  b\n}"),
        (
            "<Tab>\n      - one\n        - inner\n      - two\n</Tab>\n",
            "<li>one\n<ul>\n<li>inner</li>\n</ul>\n</li>",
        ),
        ("- one\n\n      more\n- two\n", "<p>more</p>"),
        ("<Tab>\n    ## Head\n\n    Two\n</Tab>\n", '<h2 id="head">'),
        ("- <Go>\n  Two\n  </Go>\n- three\n", "<li>\n<div><p>Two</p>"),
        ("1. <Tab>\n   Two\n\n   Three\n   </Tab>\n", "<div><p>Two</p>\n<p>Three</p>"),
        ("* <Tab>Two</Tab>\n", "<div>Two</div>"),
    ],
)
def test_68_indentation_is_no_code(make_site: Maker, text: str, html: str) -> None:
    """MDX has no indented code."""
    site = make_site(BOX | {"content/g.mdx": f"---\ntitle: G\n---\n\n{text}"})
    assert site.build().problems == ()
    page = site.page("g/index.html")
    assert html in strip_marks(page)


def strip_marks(page: str) -> str:
    """Return a page without the marks of highlighted code."""
    return re.sub(r"</?span(?: class=[^>]*)?>", "", page)


@pytest.mark.parametrize(
    ("attributes", "line"),
    [
        ('lang="md"\n  code={f(`# Hi\n\nThere`)}\n', 7),
        ("code={f(`a\n  b`)}\n", 6),
        ("code={f(`\n\n\n`)}\n  lang='js'\n", 6),
    ],
)
def test_68_an_expression_of_several_lines_in_an_attribute_is_reported(
    make_site: Maker, attributes: str, line: int
) -> None:
    """At the line where it begins; nothing of it is shown as text, and what follows is read."""
    text = f"---\ntitle: G\n---\n\n<Code\n  {attributes}/>\n\nAfter.\n"
    site = make_site(BOX | {"content/g.mdx": text})
    assert [(one.code, one.line) for one in site.build().problems] == [("foreign-syntax", line)]
    site.build(lenient=True)
    page = site.page("g/index.html")
    assert "&lt;Code" not in page
    assert "<p>After.</p>" in page


@pytest.mark.parametrize(
    "text", ["<Code\n  code={`a`}\n  lang='js'\n/>\n", "<Code\n  code='a'\n/>\n\nText `b` and ` c.\n"]
)
def test_68_other_tags_of_several_lines_are_read(make_site: Maker, text: str) -> None:
    """As before."""
    site = make_site(BOX | {"content/g.mdx": f"---\ntitle: G\n---\n\n{text}"})
    assert site.build().problems == ()
    assert "&lt;Code" not in site.page("g/index.html")


@pytest.mark.parametrize("line", ["permalink: index.html", "permalink: /index.html", "permalink: /"])
@pytest.mark.parametrize("dialect", ["next", "jekyll", "sitegen"])
def test_70_the_home_page_is_at_the_root_however_its_address_is_written(
    make_site: Maker, line: str, dialect: str
) -> None:
    """Canonical link, manifest, sitemap and links from content agree."""
    line = line.replace(" i", " /i") if dialect == "sitegen" else line
    site = make_site(
        {
            "sitegen.toml": f'title = "T"\nbase_url = "https://example.org"\ndialect = "{dialect}"\n'
            '[paths]\ncontent = "content"\noutput = "public"\nstatic = "s"\n[urls]\nstyle = "bare"\n',
            "content/index.md": f"---\ntitle: Home\n{line}\n---\n\nSee <https://example.org>.\n",
        }
    )
    published = site.publish()
    assert site.build().problems == ()
    home = published["index.html"].decode()
    assert '<link rel="canonical" href="https://example.org/">' in home
    assert '<link rel="manifest" href="/site.webmanifest">' in home
    assert b"<loc>https://example.org/</loc>" in published["sitemap.xml"]


@pytest.mark.parametrize("address", ["/start/", "/start.html", "/a/b/"])
def test_70_a_home_page_elsewhere_still_refers_to_the_root(make_site: Maker, address: str) -> None:
    """The manifest and icons lie at the root, wherever the home page is."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org/sub"\n',
            "content/_index.md": f"---\ntitle: Home\nurl: {address}\n---\n\nHello.\n",
        }
    )
    published = site.publish()
    assert site.build().problems == ()
    home = published[address.strip("/") + ("/index.html" if address.endswith("/") else "")].decode()
    assert '<link rel="manifest" href="/sub/site.webmanifest">' in home


@pytest.mark.parametrize(
    ("path", "line", "url"),
    [
        ("docs/index.md", "url: /docs/index.html", "/docs/"),
        ("a.md", "url: /a/index.html", "/a/"),
        ("a.md", "url: /x/y/index.html", "/x/y/"),
        ("a.md", "url: /a/my-index.html", "/a/my-index.html"),
        ("a.md", "url: /index.htm", "/index.htm"),
    ],
)
def test_70_a_page_at_the_index_of_a_folder_has_the_address_of_the_folder(
    make_site: Maker, path: str, line: str, url: str
) -> None:
    """Else it would have two."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\n',
            f"content/{path}": f"---\ntitle: A\n{line}\n---\n\nText.\n",
            "content/b.md": f"[a](/{path}) [again]({url})",
        }
    )
    published = site.publish()
    assert site.build().problems == ()
    assert f"<loc>https://example.org{url}</loc>".encode() in published["sitemap.xml"]
    assert published["b/index.html"].count(f'href="{url}"'.encode()) == 2


NESTED = """---
title: G
---

1. One:
    <Tabs>
        <Tab>A</Tab>
        <Tab>
          ```js
          a
    ```
        </Tab>
    </Tabs>

2. Two

    <Tab>B [c](g.mdx)</Tab>

\t\t<Tabs>
\t\t- src/
\t\t  - deep
\t\t</Tabs>

3.  ```js
    b
    ```
    <details>
        <summary>More</summary>
        C
    </details>

4. Four
        <Tabs>
          D
      </Tabs>

After.
"""


def test_68_components_stay_in_their_item(make_site: Maker) -> None:
    """However they are indented: the list goes on, every component ends, and no line becomes code."""
    site = make_site(BOX | {"content/g.mdx": NESTED})
    assert [(one.code, one.line) for one in site.build().problems] == []
    page = strip_marks(site.page("g/index.html"))
    article = page[page.index("<ol>") : page.index("<p>After.</p>")]
    assert article.count("<ol>") == article.count("</ol>") == 1
    assert [f"<p>{text}</p>" in article for text in "ABD"] == [True, False, True]
    assert article.count("<pre") == 2
    assert '<p>B <a href="/g/">c</a></p>' in article
    assert (
        article.index("<details>") < article.index("C") < article.index("</details>") < article.index("Four")
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{/* one\n\n- two */}\nText", "<p>Text</p>"),
        ("{/* one */} Text", "<p>Text</p>"),
        ("A{' '}b {\"*c*\"} {`d`} {3}", "<p>A b *c* d 3</p>"),
        ("{'{'}x{'}'} and {Infinity}{true}{null}", "<p>{x} and Infinity</p>"),
        ("<>\n\n**A**\n\n</>", "<p><strong>A</strong></p>"),
        ("<>A</> b", "<p>A b</p>"),
        ("`{' '}` and `<>`", "<p><code>{' '}</code> and <code>&lt;&gt;</code></p>"),
        ("\\{ y \\}", "{ y }"),
    ],
)
def test_68_comments_literals_and_fragments(make_site: Maker, text: str, html: str) -> None:
    """What needs no evaluation is read."""
    site = make_site(BOX | {"content/g.mdx": f"---\ntitle: G\n---\n\n{text}\n"})
    assert site.build().problems == ()
    assert html in strip_marks(site.page("g/index.html"))


def test_68_braces_of_a_formula_are_no_values(make_site: Maker) -> None:
    """Where formulas aren't read, the only warning says so."""
    site = make_site(BOX | {"content/g.mdx": "---\ntitle: G\n---\n\nSee $x_{1}$.\n"})
    assert [problem.subject for problem in site.build().problems] == ["a formula"]
    assert "$x_{1}$" in site.page("g/index.html")


@pytest.mark.parametrize("indent", ["", "   "])
@pytest.mark.parametrize("line", ["<summary>Code</summary>", "<div>", '<p align="left">', "text <br>"])
def test_68_a_code_block_ends_html(make_site: Maker, line: str, indent: str) -> None:
    """As in MDX: no blank line is needed before it, and what is in it is code."""
    lines = (line, "```html", "<a href={url}>x</a>", "```", "")
    text = "1. A\n\n" if indent else ""
    text += "".join(f"{indent}{one}\n" for one in lines)
    site = make_site({"content/g.mdx": f"---\ntitle: G\n---\n\n{text}"})
    assert [one.code for one in site.build(lenient=True).problems if one.code == "broken-link"] == []
    assert 'class="language-html"' in site.page("g/index.html")


@pytest.mark.parametrize(("text", "column"), [("{list.map((x) => (\n  x\n))}", 1), ("A {b +\nc}", 3)])
def test_68_an_expression_of_several_lines_is_reported(make_site: Maker, text: str, column: int) -> None:
    """Where it begins."""
    site = make_site({"content/g.mdx": f"---\ntitle: G\n---\n\n{text}\n"})
    problems = [(one.code, one.line, one.column) for one in site.build().problems]
    assert problems == [("foreign-syntax", 5, column)]


def test_28_docusaurus_ends_a_summary_with_a_comment(make_site: Maker) -> None:
    """What stands before it is the summary."""
    layout = "{% extends 'builtin/page.html' %}{% block content %}[{{ page.summary }}]{% endblock %}"
    text = "---\ntitle: G\n---\n\nOne.\n\nTwo.\n\n{/* truncate */}\n\nThree.\n"
    site = make_site({"content/g.mdx": text, "layouts/page.html": layout})
    assert site.build().problems == ()
    assert "[<p>One.</p>\n<p>Two.</p>" in site.page("g/index.html")

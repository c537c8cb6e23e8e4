"""Headings have the ids that their generator gives them, so that links to them lead there: part 2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

GITHUB = {
    "Hello, World! & more": "hello-world--more",
    "A - B": "a---b",
    "Über uns": "über-uns",
    "1. Intro": "1-intro",
    "What's new?": "whats-new",
    "`foo_bar()` in C++": "foo_bar-in-c",
    "--name": "--name",
    "One:  two": "one--two",
    "A -- B --- C": "a----b-----c",
    "A – B": "a--b",
    "日本語": "日本語",
    "Supprimé\u00a0: `x`": "supprimé-x",
    "«\u202fDéjà\u202f»\u00a0?": "déjà",
    "全角\u3000空白": "全角空白",
}
#: As markdown.extensions.toc.slugify makes them.
PYTHON = {
    "Hello, World! & more": "hello-world-more",
    "A - B": "a-b",
    "Caret, Mark & Tilde": "caret-mark-tilde",
    "Sub- and superscripts": "sub-and-superscripts",
    "Über uns": "uber-uns",
    "1. Intro": "1-intro",
    "What's new?": "whats-new",
    "`foo_bar()` in C++": "foo_bar-in-c",
    "  --flag-- ": "-flag-",
    "ﬁne “quotes”": "fine-quotes",
    "日本語": "日本語",  # there it is _1, unless a site has another function: Material's manual says so
    "Émile 日本": "emile",
}
CASES = [
    *(("sitegen", text, name) for text, name in GITHUB.items()),
    *(("hugo", text, name) for text, name in GITHUB.items()),
    *(("jekyll", text, name) for text, name in GITHUB.items()),
    *(("next", text, name) for text, name in GITHUB.items()),
    *(("mkdocs", text, name) for text, name in PYTHON.items()),
    *(("pelican", text, name) for text, name in PYTHON.items()),
]


@pytest.mark.parametrize("dialect", ["sitegen", "hugo", "jekyll", "next", "mkdocs", "pelican"])
def test_a_link_to_the_id_that_its_generator_gives_a_heading_leads_there(
    make_site: Maker, dialect: str
) -> None:
    """From the page itself and from another one."""
    names = [(text, name) for kind, text, name in CASES if kind == dialect]
    headings = "".join(f"## {text}\n\nText.\n\n" for text, _ in names)
    links = "".join(f"- [x](#{name})\n- [y](b.md#{name})\n" for _, name in names)
    site = make_site(
        {
            "sitegen.toml": f'title = "T"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n',
            "content/a.md": f"---\ntitle: A\n---\n\n{headings}{links}",
            "content/b.md": f"---\ntitle: B\n---\n\n{headings}",
        }
    )
    assert [(one.line, one.message) for one in site.build().problems] == []


@pytest.mark.parametrize(
    ("dialect", "names"),
    [
        ("mkdocs", ["install", "install_1", "install_2"]),
        ("pelican", ["install", "install_1", "install_2"]),
        ("hugo", ["install", "install-1", "install-2"]),
        ("jekyll", ["install", "install-1", "install-2"]),
        ("next", ["install", "install-1", "install-2"]),
    ],
)
def test_equal_headings_are_numbered_as_their_generator_does(
    make_site: Maker, dialect: str, names: list[str]
) -> None:
    """Each has a mark of its own."""
    links = "".join(f"- [x](#{name})\n" for name in names)
    site = make_site(
        {
            "sitegen.toml": f'title = "T"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n',
            "content/a.md": "---\ntitle: A\n---\n\n" + "## Install\n\nText.\n\n" * 3 + links,
        }
    )
    assert site.build().problems == ()


@pytest.mark.parametrize(
    ("part", "ours"),
    [
        ("fn:1", "fn-1"),
        ("fnref:1", "fnref-1"),
        ("fn1", "fn-1"),
        ("fnref1", "fnref-1"),
        ("user-content-fn-2", "fn-2"),
        ("fn-2", "fn-2"),
    ],
)
def test_a_link_to_a_footnote_in_the_form_of_another_generator_leads_there(
    make_site: Maker, part: str, ours: str
) -> None:
    """Goldmark, kramdown and Python-Markdown write ``fn:1``, GitHub ``user-content-fn-1``."""
    notes = "Text[^a] and[^b].\n\n[^a]: One.\n[^b]: Two.\n"
    site = make_site(
        {"content/a.md": f"# A\n\n{notes}\n[see](#{part})", "content/b.md": f"# B\n\n[see](a.md#{part})"}
    )
    assert site.build().problems == ()
    assert f'<a href="#{ours}">see</a>' in site.page("a/index.html")
    assert f'<a href="/a/#{ours}">see</a>' in site.page("b/index.html")


@pytest.mark.parametrize("part", ["fn:9", "fnref3", "fnx"])
def test_a_link_to_a_footnote_that_is_not_there_is_broken(make_site: Maker, part: str) -> None:
    """Whatever its form."""
    site = make_site({"content/a.md": f"# A\n\nText[^a].\n\n[^a]: One.\n\n[see](#{part})"})
    assert [one.code for one in site.build().problems] == ["broken-anchor"]


def test_an_id_of_the_author_comes_first(make_site: Maker) -> None:
    """``fn1`` may be a heading."""
    site = make_site({"content/a.md": "# A\n\nText[^a].\n\n[^a]: One.\n\n## Function {#fn1}\n\n[see](#fn1)"})
    assert site.build().problems == ()
    assert '<a href="#fn1">see</a>' in site.page("a/index.html")


def test_terms_have_the_ids_of_hugo_on_demand(make_site: Maker) -> None:
    """Headings come first, wherever they stand; equal terms are numbered; a term may have markup."""
    text = """# T

Options
: Text.

`title` [x](#options)
: Text.

## Options

Options
: More.

> Deep term
> : Text.

## Deep term {#own}
"""
    links = "".join(
        f"- [x](a.md#{name})\n" for name in ("options", "options-1", "options-2", "title-x", "deep-term")
    )
    config = 'title = "T"\ndialect = "hugo"\n[paths]\nlayouts = "layouts"\noutput = "public"\n'
    files = {"content/a.md": text, "content/b.md": f"# B\n\n{links}"}
    site = make_site({"sitegen.toml": f"{config}[markdown]\nterm_anchors = true\n", **files})
    assert [problem.message for problem in site.build().problems if problem.severity == "error"] == []
    html = site.page("a/index.html")
    assert '<h2 id="options">' in html
    assert [f'<dt id="{name}">' in html for name in ("options-1", "options-2", "title-x", "deep-term")] == [
        True
    ] * 4
    without = make_site({"sitegen.toml": config, **files})
    assert {problem.code for problem in without.build().problems} >= {"broken-anchor"}


@pytest.mark.parametrize(
    "text",
    [
        '<a name="part"></a>\n\n## Head',
        'Text.\n<a name="part"></a>\n\n## Head',
        "- <a name=part></a>x",
        '<a id="part" name="part"></a>x',
        '<a name="part" href="b.md">x</a>',
        '<div>\n<a name="part"></a>\n</div>',
        "| <a name='part'></a>x |\n|---|",
    ],
)
def test_a_link_to_a_named_anchor_leads_there(make_site: Maker, text: str) -> None:
    """As in HTML 4: browsers still find ``<a name>``."""
    site = make_site(
        {
            "content/a.md": f"# A\n\n{text}\n\n[x](#part) [b](b.md)\n",
            "content/b.md": "# B\n\n[y](a.md#part) <a href='a.md#part'>z</a>",
        }
    )
    assert [one.message for one in site.build().problems if one.code != "obsolete-html"] == []
    assert [code for _, code in site.check_apart() if code.startswith("broken")] == []


def test_a_name_of_another_element_is_no_target(make_site: Maker) -> None:
    """Of a form field it is what is sent."""
    site = make_site({"content/a.md": '# A\n\n<input name="part" aria-label="x">\n\n[x](#part)\n'})
    assert "broken-anchor" in [one.code for one in site.build().problems]


def test_a_heading_without_words_has_no_entry_in_the_table_of_contents(make_site: Maker) -> None:
    """A picture is named by its alternative text; a link without words helps nobody."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    site = make_site(
        {
            "content/a.md": "---\ntitle: A\n---\n## ![A map](x.svg)\n\n## Words ![Badge](x.svg)\n\n"
            '## <img src="/x.svg" alt="raw">\n\n## [![Home](x.svg)](a.md)\n',
            "content/x.svg": picture,
        }
    )
    contents = site.publish()["a/index.html"].decode().partition('class="toc"')[2].partition("</nav>")[0]
    assert re.findall("<li><a href[^>]*>(.*?)</a>", contents) == ["A map", "Words", "Home"]

"""Nothing that an author writes is lost in silence or comes out wrong.

Cases 02, 05, 06, 10, 11, 17, 23, 28, 48 and 64.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest

from sitegen.content.parser.text import count_words, cut_excerpt, join_words
from sitegen.content.writer.smart import replace_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def publish(make_site: Maker, text: str) -> str:
    """Return the text of a page that is published without Problems."""
    site = make_site({"content/a.md": f"---\ntitle: A page\n---\n\n{text}\n"})
    assert site.build().problems == ()
    return site.page("a/index.html").partition('<div class="prose">')[2].partition("<footer>")[0]


def warnings(make_site: Maker, text: str) -> list[tuple[str, int, int]]:
    """Return (code, line of the text, column) of each warning; nothing is an error."""
    result = make_site({"content/a.md": f"---\ntitle: A page\n---\n{text}\n"}).build()
    assert result.ok
    return [(problem.code, problem.line - 3, problem.column) for problem in result.problems]


@pytest.mark.parametrize(
    ("path", "address"),
    [("_index.md", "index.html"), ("index.md", "index.html"), ("lab/_index.md", "lab/index.html")],
)
@pytest.mark.parametrize(
    "heading", ["# Welcome to the lab", "Welcome to the lab\n===", "## Welcome to the lab", "# Home"]
)
def test_02_the_first_heading_of_a_list_is_its_title(
    make_site: Maker, path: str, address: str, heading: str
) -> None:
    """Also of the home page, whose title is otherwise that of the site."""
    site = make_site(
        {"sitegen.toml": 'title = "T"', f"content/{path}": f"{heading}\n\nText.", "content/p.md": "P."}
    )
    assert site.build().problems == ()
    words = heading.strip("# =\n")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", site.page(address)) == [words]


def test_02_without_a_heading_the_home_page_has_the_title_of_the_site(make_site: Maker) -> None:
    """A name made from the file would be Home."""
    site = make_site({"sitegen.toml": 'title = "T"', "content/_index.md": "Text."})
    assert site.build().ok
    assert "<h1>T</h1>" in site.page("index.html")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("# Start here", "start-here"), ("# Start {#begin}", "begin"), ("Über *uns*\n===", "über-uns")],
)
@pytest.mark.parametrize("front", ["", "---\ntitle: Start here\n---\n"])
def test_64_a_heading_that_becomes_the_title_can_be_linked_to(
    make_site: Maker, heading: str, anchor: str, front: str
) -> None:
    """Whether front matter repeats it or not; the page has the id once."""
    site = make_site(
        {"content/b.md": f"{front}{heading}\n\nText.", "content/a.md": f"[there](b.md#{anchor})"}
    )
    assert site.build().problems == ()
    assert site.page("b/index.html").count(f'id="{anchor}"') == 1


@pytest.mark.parametrize(
    ("heading", "title", "rest"),
    [
        ("# ![pic](p.png)", "pic", ["img"]),
        ("# A ![pic](p.png) b", "A b", ["img"]),
        ("# [![badge](p.png)](b.md) Name", "Name", ["a", "img"]),
        ("A ![pic][p]\n===", "A", ["img"]),
        ('# <img src="p.png" alt="x"> Name', "Name", ["img"]),
        ("# Name[^1]", "Name", ["sup", "a"]),
        ("# `![no](p.png)` code", "![no](p.png) code", []),
        ("# *Name* &amp; `code`", "Name &amp; code", []),
    ],
)
@pytest.mark.parametrize("path", ["_index.md", "a.md"])
def test_02_what_a_title_cannot_have_stays_in_the_text(
    make_site: Maker, path: str, heading: str, title: str, rest: list[str]
) -> None:
    """Images, alone or in links, and footnotes of a heading that becomes the title are its first paragraph."""
    note = "\n\n[^1]: A note." if "[^1]" in heading else ""
    site = make_site(
        {
            f"content/{path}": f"{heading}\n\nText.{note}\n\n[p]: p.png",
            "content/b.md": "B.",
            "content/p.png": PNG,
        }
    )
    assert site.build().problems == ()
    page = site.page("index.html" if path == "_index.md" else "a/index.html")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [title]
    before = page[page.index("</h1>") : page.index("<p>Text.")]
    assert [tag for tag in re.findall(r"<(\w+)", before) if tag in ("a", "img", "sup")] == rest


def test_05_headings_get_no_id_that_the_theme_or_a_footnote_has(make_site: Maker) -> None:
    """The table of contents leads to them, and no id is given twice."""
    text = "Intro[^1] and[^2].\n\n## Main\n\n## Fn 1\n\n## Fnref 1\n\n## Fn\n\n## Fn\n\n## Main\n\n[^1]: Note.\n\n[^2]: N."
    site = make_site({"content/a.md": f"---\ntitle: A\ntoc: true\n---\n{text}"})
    assert site.build().problems == ()
    page = site.page("a/index.html")
    ids = re.findall(r' id="?([^" >]+)', page)
    assert len(ids) == len(set(ids))
    assert {
        "main",
        "main-1",
        "main-2",
        "heading-fn-1",
        "fn-1",
        "fn-2",
        "heading-fnref-1",
        "fn",
        "heading-fn",
    } <= {*ids}
    assert set(re.findall(r'href="#([^"]+)"', page)) <= {*ids}


LINES = "a\nb\nc\n"
FENCES = {
    'python {title="x.py"}': ("x.py", set(), None),
    'python {hl_lines="2"}': ("", {2}, None),
    'python {linenos=table hl_lines=[1,"2-3"] linenostart=5}': ("", {1, 2, 3}, 5),
    "python {linenos=table,hl_lines=[1,3],linenostart=7}": ("", {1, 3}, 7),
    '{ .python hl_lines="2" }': ("", {2}, None),
    '{.python title="a, b {c}.py"}': ("a, b {c}.py", set(), None),
    'python linenums="3" hl_lines="1 3"': ("", {1, 3}, 3),
    'python title="ok.py" hl_lines="2" linenos': ("ok.py", {2}, 1),
    "python {1,3}": ("", {1, 3}, None),
    "python,ignore": ("", set(), None),
    "python{2}": ("", {2}, None),
    "{python echo=FALSE}": ("", set(), None),
    "python,linenos,hl_lines=1 3": ("", {1, 3}, 1),
    "python,hl_lines=1-2,linenos": ("", {1, 2}, 1),
    'python {1} title="x.py" showLineNumbers': ("x.py", {1}, 1),
    "python showLineNumbers": ("", set(), 1),
    '{.python .numberLines startFrom="100"}': ("", set(), 100),
    "python {.line-numbers}": ("", set(), 1),
    "python{2}:line-numbers": ("", {2}, 1),
    "python:line-numbers {2}": ("", {2}, 1),
    'python {filename="x.py"}': ("x.py", set(), None),
    'python file="x.py"': ("x.py", set(), None),
    "{#id .python}": ("", set(), None),
    'python title="a,b, linenos"': ("a,b, linenos", set(), None),
}


@pytest.mark.parametrize("info", FENCES)
def test_06_options_of_a_fence_are_read_in_every_form(make_site: Maker, info: str) -> None:
    """As Hugo, MkDocs, Pandoc, mdBook and R Markdown write them."""
    title, marked, start = FENCES[info]
    html = publish(make_site, f"```{info}\n{LINES}```")
    assert 'class="language-python"' in html
    assert re.findall(r'<div class="code-title">(.*?)</div>', html) == ([title] if title else [])
    lines = re.findall(r'<span class="line( marked)?">', html)
    assert {number for number, mark in enumerate(lines, 1) if mark} == marked
    numbers = [int(number) for number in re.findall(r'data-number="(\d+)"', html)]
    assert numbers == ([] if start is None else list(range(start, start + 3)))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("| `a || b` | or |", 9),
        ("| one | two | three |", 15),
        ("one | two | three", 13),
        ("> | a | b |\n> |-|-|\n> | 1 | 2 | 3 |", 13),
    ],
)
def test_10_a_cell_beyond_the_last_column_is_told(make_site: Maker, row: str, column: int) -> None:
    """GFM drops it: nothing is lost in silence."""
    table = row if row.startswith(">") else f"| f | g |\n|---|---|\n{row}"
    assert warnings(make_site, table) == [("table-cell-lost", 3, column)]


@pytest.mark.parametrize("row", [r"| `a \|\| b` | or |", "| one | two | |", "| one |", "| one | two |  |  |"])
def test_10_nothing_is_told_of_rows_that_lose_nothing(make_site: Maker, row: str) -> None:
    """An escaped bar, empty cells, cells that are left out."""
    assert warnings(make_site, f"| f | g |\n|---|---|\n{row}") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("访问 https://example.org，谢谢。", "https://example.org"),
        ("见 https://example.org/docs（说明）后续", "https://example.org/docs"),
        ("参见 https://example.org/a?b=c。", "https://example.org/a?b=c"),
        ("「https://example.org/a」を見る", "https://example.org/a"),
        ("（https://example.org/b）", "https://example.org/b"),
        ("“https://example.org/c”", "https://example.org/c"),
        ("看https://example.org/e！好", "https://example.org/e"),
        ("邮箱me@example.org，谢谢", "mailto:me@example.org"),
        ("日本語www.example.org・次", "http://www.example.org"),
        ("한글https://example.org/f", "https://example.org/f"),
        ("xhttps://example.org", ""),
        ("هنا https://example.org/g، ثم", "https://example.org/g"),
        ("यहाँ https://example.org/h।", "https://example.org/h"),
        ("https://example.org/i\u200bx", "https://example.org/i"),
        ("- https://example.org/j，x", "https://example.org/j"),
        ("> https://example.org/k；x", "https://example.org/k"),
        ("| a |\n|---|\n| https://example.org/l、x |", "https://example.org/l"),
        ("*https://example.org/m*，x", "https://example.org/m"),
        ("见 www.example.org、谢谢", "http://www.example.org"),
        ("see https://example.org/d… and", "https://example.org/d"),
        ("HTTPS://EXAMPLE.ORG/Z。", "HTTPS://EXAMPLE.ORG/Z"),
        ("见Http://example.org/z，", "Http://example.org/z"),
        ("https://example.org/日本語/é", "https://example.org/%E6%97%A5%E6%9C%AC%E8%AA%9E/%C3%A9"),
    ],
)
def test_11_a_bare_address_ends_before_full_width_punctuation(
    make_site: Maker, text: str, address: str
) -> None:
    """Never does a link lead to another host than the one that is written."""
    assert re.findall(r'href="([^"]*)"', publish(make_site, text)) == ([address] if address else [])


SMART = {
    "'90s and '24, the 'nineties'": "’90s and ’24, the ‘nineties’",
    "'tis 'Twas 'em": "’tis ’Twas ’em",
    "'round' and 'til'": "‘round’ and ‘til’",
    '他说"你好"。': "他说“你好”。",
    '"你好"，"再见"': "“你好”，“再见”",
    '¿"Qué"? «"x"»': "¿“Qué”? «“x”»",
    "\"'a'\"": "“‘a’”",
    '"—" a "b --" c': "“—” a “b –” c",
    '"a":"b" $"c" #"d" <"e"> "f…"': "“a”:“b” $“c” #“d” <“e”> “f…”",
    'at "https://example.org/" and "(", "/" or "[--"': "at “https://example.org/” and “(”, “/” or “[–”",
    '"a"/"b" ("c") "so (\'d\' and "e")"': "“a”/“b” (“c”) “so (‘d’ and “e”)”",
    '"a"-"b" c - "d" ("--")': "“a”-“b” c - “d” (“–”)",
}


@pytest.mark.parametrize("text", SMART)
def test_17_quotes_turn_the_right_way(text: str) -> None:
    """Decades, elisions, languages without spaces, other openers."""
    assert replace_marks(text) == SMART[text]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('See <b>"bold"</b>.', "See <b>“bold”</b>."),
        ("<span class=\"x\">'one'</span>", '<span class="x">‘one’</span>'),
        ('A<br>"b"', "A<br>“b”"),
        ("https://example.org/a--b...c", ">https://example.org/a--b...c<"),
        ("<https://example.org/x--y>", ">https://example.org/x--y<"),
        ('"https://example.org/a--b...c"', "“https://example.org/a--b...c”"),
        ("'git://example.org/x--y' -- z", "‘git://example.org/x--y’ – z"),
        ('`--x` and "`code`"', "<code>--x</code> and “<code>code</code>”"),
    ],
)
def test_17_tags_and_addresses_do_not_confuse_quotes(make_site: Maker, text: str, html: str) -> None:
    """A tag is passed over; the text of an address stays as it is."""
    site = make_site(
        {
            "sitegen.toml": "[markdown]\nsmart_punctuation = true",
            "content/a.md": f"---\ntitle: A page\n---\n\n{text}\n",
        }
    )
    assert site.build().ok
    assert html in site.page("a/index.html")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("one[^2]", 4),
        ("a [link][nowhere]", 3),
        ("an ![image][nowhere]", 5),
        ("a [link][]", 3),
        ("a [^with space]", 3),
        ("**[bold][nowhere]**", 3),
    ],
)
def test_23_what_nothing_defines_is_told(make_site: Maker, text: str, column: int) -> None:
    """It would be shown as text without a word."""
    assert warnings(make_site, text) == [("reference-undefined", 1, column)]


@pytest.mark.parametrize(
    "text",
    [
        "one[^1]\n\n[^1]: Note.",
        "a [link][here]\n\n[here]: https://example.org",
        "`[^2]` and `[a][b]`",
        "    [a][b]",
        "the cell a[i][j], f(x)[a][b] and \\[a][b]",
        "[1][2] and [ ] and [x]",
        "*f*(*a*[, b=1][, c=2])",
        "the set [^a-z] and [^\\d]",
        "- [ ] to do\n- [x] done",
    ],
)
def test_23_nothing_is_told_of_what_is_meant_as_text(make_site: Maker, text: str) -> None:
    """Code, subscripts, sets of characters, tasks."""
    assert warnings(make_site, text) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("> teaser\n>\n> <!-- more -->\n>\n> more", 3, 3),
        ("Teaser. <!-- more --> The rest.", 1, 9),
        ("- one\n\n  <!-- more -->\n\n- two", 3, 3),
        ("A.\n\n<!--more-->\n\nB.\n\n<!--more-->\n\nC.", 7, 1),
        ("A.\n\n<div>\n<!-- more -->\n</div>\n\nB.", 4, 1),
        ("A.\n\n<!-- more --> Read on\n\nB.", 3, 1),
        ("A.\n\n<div><!-- a comment --> <!-- more --></div>\n\nB.", 3, 25),
        ("[^1]\n\n[^1]: A note.\n    <!-- more -->", 4, 5),
        ("| a |\n|---|\n| <!-- more --> |", 3, 3),
    ],
)
def test_28_a_marker_that_ends_no_summary_is_told(
    make_site: Maker, text: str, line: int, column: int
) -> None:
    """In a list, a quote, a paragraph, or a second one."""
    assert warnings(make_site, text) == [("summary-marker", line, column)]


LINKS_SHOWN_AS_TEXT = {
    "[a file](my file.md)": 1,
    "![a photo](my photo.jpg)": 2,
    'Read [a file](my file.md "Title").': 6,
    "- [a file](my file.md)": 3,
    "> ![a photo](my photo.jpg)": 4,
    "| [a](b c.md) |\n|---|": 3,
    "# Read [a file](my file.md#part)": 8,
    "[中文](文 件.md)": 1,
    "[a](https://exa mple.com)": 1,
    "[a](/my folder/)": 1,
    "[a page] (page.md)": 1,
    "[a page] (https://example.com/)": 1,
    "(a page)[page.md]": 1,
    "(a page)[https://example.com/]": 1,
    "[页面]（page.md）。": 1,
    "[a](page.md and more": 1,
    "[a](page.md": 1,
}


@pytest.mark.parametrize(("text", "column"), LINKS_SHOWN_AS_TEXT.items())
def test_23_a_link_that_is_shown_as_text_is_told(make_site: Maker, text: str, column: int) -> None:
    """A space in the address or before it, brackets of the wrong kind, no end."""
    assert warnings(make_site, text) == [("link-as-text", 1, column)]


@pytest.mark.parametrize(
    "text",
    [
        "as in [1] (https://example.com/paper.pdf) and [a](see below) and [b] (or c)",
        "f(x)[0], a[i] (main.c), a[i](x, main.c), [optional] (e.g. here), `[a](b c.md)`",
        "\\[a](b c.md) and [x] (done.md)",
        "[a](<page.md>) and [b]( page.md )",
    ],
)
def test_23_what_is_meant_as_text_is_no_link(make_site: Maker, text: str) -> None:
    """Citations, code, remarks in parentheses."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}\n", "content/page.md": "# P"})
    assert site.build().problems == ()


@pytest.mark.parametrize("dialect", ["mkdocs", "pelican", "jekyll"])
def test_23_python_markdown_and_kramdown_read_addresses_with_spaces(make_site: Maker, dialect: str) -> None:
    """They also take the last of two definitions."""
    site = make_site(
        {
            "sitegen.toml": f'dialect = "{dialect}"\n[paths]\ncontent = "content"\nstatic = "s"\noutput = "public"\n',
            "content/a.md": "---\ntitle: A\n---\n"
            '[one](my file.md) [two](my file.md "Title") ![three](my photo.png)\n\n[four]\n\n'
            "[four]: https://example.com/first\n[four]: https://example.com/last\n",
            "content/my file.md": "---\ntitle: F\n---\nText.",
            "content/my photo.png": PNG,
        }
    )
    assert [problem.code for problem in site.build().problems] == ["reference-duplicate"]
    page = next(
        page.decode() for path, page in site.publish().items() if re.fullmatch(r"a(/index)?\.html", path)
    )
    links = re.findall(r'<a href="([^"]+)"[^>]*>(one|two|four)</a>', page)
    assert [text for _, text in links] == ["one", "two", "four"]
    assert links[0][0] == links[1][0]
    assert links[2][0] == "https://example.com/last"
    assert 'title="Title"' in page
    assert 'alt="three"' in page


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[a]: /x/\n[a]: /y/", 2),
        ("[a]: https://example.com/\n[A]: <https://example.com/> 'Title'", 2),
        ("- [a]: #b\n\n> [ a ]: #c", 3),
        ("[ß]: #b\n[SS]: #c", 2),
    ],
)
def test_23_a_second_definition_is_told(make_site: Maker, text: str, line: int) -> None:
    """Whatever its case and blanks, and wherever it is."""
    assert [found[:2] for found in warnings(make_site, text)] == [("reference-duplicate", line)]


def test_23_the_same_definition_twice_loses_nothing(make_site: Maker) -> None:
    """Such as that of a file of definitions that several files include."""
    publish(make_site, "[a]: https://example.com/\n[a]: https://example.com/\n")


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("![x](p.png)\n\n- one\n- two", "x one two"),
        ("- one\n- two", "one two"),
        ("> Quoted.", "Quoted."),
        ("| a |\n|---|\n| b |", "a b"),
        ("。\n\nMore.", "。 More."),
        ("<!-- more -->\n\nThe rest.", "The rest."),
        ("```\ncode\n```", ""),
        ("", ""),
    ],
)
def test_25_a_summary_is_never_empty_or_one_character(make_site: Maker, text: str, summary: str) -> None:
    """In feeds with all of the text or without, and in no element where a page says nothing."""
    for full in ("true", "false"):
        site = make_site(
            {
                "sitegen.toml": f'base_url = "https://blog.test"\n[feeds]\nfull_text = {full}\n',
                "content/a.md": f"---\ntitle: A\ndate: 2025-01-01\n---\n{text}",
                "content/p.png": PNG,
            }
        )
        assert site.build().ok
        feed = site.page("atom.xml")
        assert re.findall(r"<summary>(.*?)</summary>", feed) == [summary] * bool(summary)
        assert f"<description>{summary}</description>" in site.page("rss.xml") or not summary
        assert full == "true" or not summary or f"&lt;p&gt;{summary}&lt;/p&gt;" in feed


@pytest.mark.parametrize("mark", ["Read more", "excerpt", "end_excerpt", "TEASER_END", "PELICAN_END_SUMMARY"])
def test_28_marks_of_other_generators_end_a_summary(make_site: Maker, mark: str) -> None:
    """As they do for Eleventy, Jekyll, Nikola and Pelican."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\nOne.\n\nTwo.\n\n<!-- {mark} -->\n\nThe rest."})
    assert site.build().problems == ()
    assert 'name="description" content="One. Two."' in site.page("a/index.html")


@pytest.mark.parametrize("info", ["php?start_inline=1", "php7", "phtml", "blade", "PHP", 'php title="a?b"'])
def test_18_other_names_of_php(make_site: Maker, info: str) -> None:
    """Those of GitHub, Jekyll and Laravel."""
    code = "<b>x</b>" if info in ("phtml", "blade") else "return 1;"
    html = publish(make_site, f"```{info}\n{code}\n```")
    assert "<span class=k>" in html


def test_48_two_characters_without_spaces_are_a_word() -> None:
    """5,000 Chinese characters take some 11 minutes, not 23."""
    assert count_words("字" * 5000) == 2500
    assert count_words("字") == 1
    assert count_words("two words 字字") == 3
    assert count_words("カタカナ and ひらがな") == 5
    assert count_words("、。！") == 1


@pytest.mark.parametrize("letter", ["\u0e01", "\u0e81", "\u1000", "\u1780"])
def test_48_five_characters_of_the_south_east_are_a_word(letter: str) -> None:
    """Thai, Lao, Burmese and Khmer have no blanks between words either."""
    assert count_words(letter * 5000) == 1000
    assert count_words(f"{letter * 5} two words") == 3


def test_48_korean_has_blanks() -> None:
    """It is counted as English is."""
    assert count_words("한국어 단어 셋") == 3


def test_calls_on_one_line_stay_in_their_item(make_site: Maker) -> None:
    """Two that begin or end on one line, with code at the margin, as Docsy's pages have them."""
    text = """1. One:

    {{< tabpane text=true >}} {{% tab Make %}}

```shell
make
```

    {{% /tab %}} {{% tab "Docker" %}}

```shell
docker
```

    {{% /tab %}} {{< /tabpane >}}

2. Two
"""
    names = ("tabpane", "tab")
    layouts = {f"layouts/directives/{name}.html": "<div>{{ body }}</div>" for name in names}
    config = 'title = "T"\ndialect = "hugo"\n[paths]\nlayouts = "layouts"\noutput = "public"\n'
    site = make_site({"sitegen.toml": config, "content/a.md": f"# A\n\n{text}", **layouts})
    assert [problem.code for problem in site.build().problems if problem.code != "base-url-missing"] == []
    page = site.page("a/index.html").partition("<main")[2]
    assert page.count("<ol>") == 1
    assert page.count("<pre") == 2
    assert page.index("docker") < page.index("Two") < page.index("</ol>")


@pytest.mark.parametrize("marker", ["<!-- More -->", "<!-- truncate -->", "<!--MORE-->"])
def test_28_the_markers_of_other_generators_end_the_summary(make_site: Maker, marker: str) -> None:
    """Docusaurus has a word of its own; letter case says nothing."""
    layout = "{% extends 'builtin/page.html' %}{% block content %}[{{ page.summary }}]{% endblock %}"
    text = f"---\ntitle: A\n---\nOne.\n\nTwo.\n\n{marker}\n\nThree.\n"
    site = make_site({"content/a.md": text, "layouts/page.html": layout})
    assert site.build().problems == ()
    assert "[<p>One.</p>\n<p>Two.</p>" in site.page("a/index.html")
    assert "Three" not in site.page("a/index.html")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这是第一行\n第二行，\n第三行", "这是第一行第二行，第三行"),
        ("これは\n  テスト\nです", "これはテストです"),
        ("中文\nEnglish words\n中文", "中文 English words 中文"),
        ("한국어\n문장", "한국어 문장"),
        ("two\nlines", "two lines"),
    ],
)
def test_lines_of_chinese_and_japanese_join_without_a_blank(text: str, expected: str) -> None:
    """In excerpts and titles; Korean and other languages have a blank between words."""
    assert (cut_excerpt(text), join_words(text)) == (expected, expected)


@pytest.mark.parametrize("fence", ["```{note}", "```{code-block} python", "~~~{figure} a.png"])
def test_06_a_directive_of_myst_is_told_as_one(make_site: Maker, fence: str) -> None:
    """The name in braces is no misspelt language."""
    (problem,) = make_site({"content/a.md": f"# A\n\n{fence}\ntext\n{fence[:3]}\n"}).build().problems
    assert (problem.code, problem.line) == ("unknown-language", 3)
    assert 'dialect = "myst"' in problem.hint

"""`convert`: titles, summaries, words, positions, budgets."""

from __future__ import annotations

import re

import msgspec
import pytest

from sitegen.config import Config, Limits, Markdown, RawHtml
from sitegen.content.markdown import convert
from sitegen.core.codes import CODES
from sitegen.core.model import Converted, FrontMatter, Image, Link

CONFIG = Config()


def convert_body(
    body: str, *, title: str = "T", path: str = "blog/a.md", line: int = 1, config: Config = CONFIG
) -> Converted:
    return convert(path, FrontMatter(title=title), body, line, "digest", config)


def text_of(converted: Converted) -> str:
    return "".join(part for part in converted.body.content if isinstance(part, str))


def codes_of(converted: Converted) -> list[str]:
    return [problem.code for problem in converted.document.problems]


@pytest.mark.parametrize(
    "body",
    [
        "# The “Title”\n\nText.\n",
        '# the  "title"\n\nText.\n',
        "The *“Title”*\n\nText.\n",
        "The “Title”\nText.\n",
        'The "Title"\n===\nText.\n',
        "<!-- note -->\n\n# The “Title” {#t}\n\nText.\n",
    ],
)
def test_a_first_block_that_repeats_the_title_goes(body: str) -> None:
    """Letter case, spaces, kinds of quotes and markup do not count; links to a heading still lead there."""
    html = text_of(convert_body(body, title='The "Title"'))
    assert re.sub(r'^<span id="(the-title|t)"></span>\n', "", html) == "<p>Text.</p>\n"
    assert html.startswith("<span") == ("#" in body or "===" in body)


@pytest.mark.parametrize(
    "text",
    [
        "![Title](x.png)",
        "[Title](b.md)",
        "[![Title](x.png)](b.md)",
        "<b class='x'>Title</b>",
        "Title\n[more](b.md)",
    ],
)
def test_a_first_paragraph_that_shows_more_than_the_title_stays(text: str) -> None:
    """An image with that text, a link or HTML would be lost without a word."""
    converted = convert_body(f"{text}\n\nText.\n", title="Title")
    assert len(converted.body.content) > 1 or "<b" in text_of(converted)
    assert text_of(converted).count("<p>") == 2


def test_a_later_repetition_stays() -> None:
    """Only the first block may repeat the title."""
    assert "Title</h2>" not in text_of(convert_body("## Title\n", title="Title"))
    config = Config(markdown=Markdown(heading_anchors=False))
    assert "Title</h2>" in text_of(convert_body("Text.\n\n## Title\n", title="Title", config=config))


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("a.md", "# Big *news*\n\nText.\n", "Big news"),
        ("a.md", "Intro.\n\n## Part `x` {#p}\n", "Part x"),
        ("blog/my-first_post.md", "Text.\n", "My first post"),
        ("docs/get-started/index.md", "", "Get started"),
        ("docs/_index.md", "", "Docs"),
        ("_index.md", "", "Home"),
    ],
)
def test_title_without_front_matter(path: str, body: str, expected: str) -> None:
    """The first heading is the title, else the file's name, an index's folder's."""
    assert expected == convert_body(body, title="", path=path).document.title


def test_the_heading_that_became_the_title_goes() -> None:
    """An h1 anywhere, or a heading that is the first block."""
    assert text_of(convert_body("# A\n\nText.\n", title="")) == '<span id="a"></span>\n<p>Text.</p>\n'
    assert '<h2 id="a">' in text_of(convert_body("Text.\n\n## A\n", title=""))


def test_summary_repeats_no_id() -> None:
    """Ids, notes and anchors of the page are left out of its summary."""
    summary = convert_body("{#intro .lead}\nOne `a`{#b}[^1].\n\n[^1]: x\n").document.summary
    assert summary == ('<p class="lead">One <code>a</code>.</p>\n',)


def test_excerpt_is_cut_after_a_word() -> None:
    """At most 160 characters, with an ellipsis."""
    excerpt = convert_body("word, " * 100).document.excerpt
    assert len(excerpt) <= 160
    assert excerpt.endswith("word…")


@pytest.mark.parametrize(("body", "words"), [("One two\n\n- three", 3), ("日本語 text です", 4), ("", 0)])
def test_words(body: str, words: int) -> None:
    """A character of a script without spaces counts as a word."""
    assert words == convert_body(body).document.words


def test_places_count_from_the_front_matter() -> None:
    """The first line of the body has the number that the caller says."""
    content = convert_body("\n[a](b.md)\n", line=7).body.content
    assert [(hole.line, hole.column) for hole in content if isinstance(hole, Link)] == [(8, 5)]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems(newline: str) -> None:
    """The result is the same as with plain line ends."""
    body = "# A\n\n- [b](c.md)\n  d\n"
    assert convert_body(body) == convert_body(body.replace("\n", newline))


def test_every_id_is_an_anchor() -> None:
    """Headings, attributes, footnotes and raw HTML."""
    body = '## H\n\n`a`{#b} [^n]\n\n<i id="c">x</i>\n\n[^n]: note\n'
    assert set(convert_body(body).document.anchors) == {"h", "b", "c", "fn-1", "fnref-1"}


def test_heading_anchor_is_accessible() -> None:
    """The link after a heading says what it is, without the heading's words once more."""
    expected = (
        '<h2 id="a-b">A &amp; “b”<a class="anchor" href="#a-b" aria-label="Link to this section"></a></h2>\n'
    )
    assert expected == text_of(convert_body("## A & “b” {#a-b}\n"))


def test_4000_equal_headings_have_unique_ids() -> None:
    """Numbers go on; nothing is searched twice."""
    headings = convert_body("# a\n\n" * 4000).body.headings
    assert len({heading.id for heading in headings}) == 4000
    assert headings[-1].id == "a-3999"


def test_nesting_is_an_error_and_never_silent() -> None:
    """Content too deep would be lost."""
    converted = convert_body("x\n\n" + ">" * 200 + " deep\n")
    assert codes_of(converted) == ["nesting-too-deep"]
    assert converted.document.problems[0].line == 3


def test_a_table_cannot_explode() -> None:
    """Cells that rows leave out are counted over the page."""
    body = "|" + "a|" * 250 + "\n|" + "-|" * 250 + "\n" + "|a\n" * 400
    assert codes_of(convert_body(body)) == ["output-too-large"]


def test_repeated_definitions_are_counted_as_output() -> None:
    """A long URL that is referred to often is output, too."""
    limits = Limits(output_bytes=100_000)
    body = f"[a]: https://example.org/{'x' * 5000}\n\n" + "[a] " * 100
    converted = convert_body(body, config=Config(limits=limits))
    assert codes_of(converted) == ["output-too-large"]
    assert converted.body.content == ()


def test_raw_html_none_is_text() -> None:
    """Every tag is shown."""
    config = Config(markdown=Markdown(raw_html=RawHtml.NONE))
    assert text_of(convert_body("<b>x</b>\n\n<div>\n", config=config)) == (
        "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;div&gt;</p>\n"
    )


def test_raw_html_all_passes_whole() -> None:
    """Scripts, comments and handlers stay."""
    config = Config(markdown=Markdown(raw_html=RawHtml.ALL))
    html = '<!-- c -->\n<script>x(\'<img src="y">\')</script>\n<p onclick="x()" style="y">\n'
    converted = convert_body(html, config=config)
    assert text_of(converted) == html
    assert codes_of(converted) == []


def test_values_travel() -> None:
    """A converted file is the same after msgpack."""
    converted = convert_body("[a](b.md) ![c](d.png)\n\n::: note x y=z\n[e](f.md)\n:::\n")
    packed = msgspec.msgpack.encode(converted)
    assert converted == msgspec.msgpack.decode(packed, type=Converted)


def test_external_images_keep_their_address() -> None:
    """Percent-encoding is undone for files of the site only."""
    content = convert_body("![a](https://example.org/a%20b.png) ![c](d%20e.png)\n").body.content
    targets = [hole.target for hole in content if isinstance(hole, Image)]
    assert targets == ["https://example.org/a%20b.png", "d e.png"]


def test_codes_are_documented() -> None:
    """Every Problem that these bodies make has a sentence in the manual."""
    body = (
        "![](a)\n\n```zzz\n```\n\n::: a 'b\n\n<script></script>\n\n"
        "[a](javascript:x) `a`{style=x #i} `b`{#i}\n"
    )
    found = set(codes_of(convert_body(body)))
    assert found == {
        "image-alt-missing",
        "unknown-language",
        "directive-arguments",
        "directive-unclosed",
        "unsafe-html",
        "unsafe-url",
        "unsafe-attribute",
        "duplicate-id",
    }
    assert found <= set(CODES)

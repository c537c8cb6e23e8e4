"""Pages whose source is HTML with front matter, as Jekyll, Eleventy and Hugo have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect
from sitegen.content.convert import convert_source
from sitegen.content.dialects.html_page import drop_indents
from sitegen.content.dialects.lines import Line
from sitegen.core.model import Directive, Link, Source
from sitegen.site.routes import count_alias
from sitegen.sources import SourceFile, scan
from sitegen.sources.choose import choose_sources, is_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def convert(body: str, dialect: Dialect = Dialect.JEKYLL, front: str = "") -> tuple[str, str]:
    """Return the title and the HTML of a page, with links and calls in braces."""
    source = Source("a/index.html", f"---\n{front}\n---\n{body}".encode())
    document, content = convert_source(source, Config(dialect=dialect))
    assert document.problems == ()
    parts = []
    for segment in content.content:
        if isinstance(segment, str):
            parts.append(segment)
        elif isinstance(segment, Link):
            parts.append(f"{{{segment.target}}}")
        elif isinstance(segment, Directive):
            parts.append(f"{{{segment.name}}}")
    return document.title, "".join(parts)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<div>\n\n      <p>*Text*</p>\n\n\n</div>\n", "<div>\n\n<p>*Text*</p>\n\n\n</div>\n"),
        ("<a href='/b/'>B</a>\n", '<a href="{/b/}">B</a>\n'),
        ("<pre>\n    deep\n\n  # no heading\n</pre>\n", "<pre>\n    deep\n\n  # no heading\n</pre>\n"),
        ("<div>\n  {% include card.html a='b' %}\n</div>\n", "<div>\n{card}</div>\n"),
        ("<p>{{ page.title }}</p>\n", "<p>T</p>\n"),
    ],
)
def test_html_stays_html(body: str, html: str) -> None:
    """Blank lines, indents and marks of Markdown mean nothing in it; Liquid and links do."""
    assert ("T", html) == convert(body, front="title: T")


def test_the_first_h1_is_the_title() -> None:
    """It goes where the front matter has none, and where it repeats that."""
    body = "<div>\n  <h1 class=x>A &amp; B</h1>\n  <p>Text</p>\n</div>\n"
    title, html = convert(body)
    assert ("A & B", False) == (title, "<h1" in html)
    assert "<h1" in convert(body, front="title: Other")[1]


def test_code_of_jekyll_keeps_its_indent() -> None:
    lines = [Line(text, row) for row, text in enumerate(["  ~~~ruby", "    def x", "  ~~~", "  <p>"])]
    dropped = drop_indents(lines, None)  # type: ignore[arg-type]  # it notes nothing
    assert ["~~~ruby", "    def x", "  ~~~", "  <p>"] != [line.text for line in lines]
    assert [(line.text, line.shift) for line in dropped] == [
        ("~~~ruby", 2),
        ("    def x", 0),
        ("  ~~~", 0),
        ("<p>", 2),
    ]


def test_shortcodes_of_hugo_work_in_html() -> None:
    title, html = convert("<div>\n    {{< box >}}\n</div>\n", Dialect.HUGO, "title: T")
    assert ("T", "<div>\n{box}</div>\n") == (title, html)


@pytest.mark.parametrize(
    ("alias", "url", "address"),
    [
        ("/old/", "/docs/a/", "/old/"),
        ("/:parent/old", "/docs/a/", "/docs/old"),
        ("/:parent/:parent/old/", "/docs/a/", "/old/"),
        ("/:parent/:parent/:parent/old", "/docs/a/", "/old"),
        ("/:parent/old", "/docs/a%20b/c.html", "/docs/a b/old"),
        ("/:parent/old", "/", "/old"),
    ],
)
def test_aliases_may_be_counted_from_their_page(alias: str, url: str, address: str) -> None:
    assert address == count_alias(alias, url)


def test_pages_in_html_are_published_and_listed(make_site: Maker) -> None:
    """Their drafts are not; HTML without front matter is copied."""
    site = make_site(
        {
            "sitegen.toml": 'dialect = "jekyll"\npaths = {output = "public"}\n',
            "_posts/2024-01-02-p.md": "---\ntitle: P\n---\nText\n",
            "about.html": "---\ntitle: About\n---\n<p>{{ site.posts.first.title }}</p>\n",
            "blog/index.html": "---\ntitle: B\n---\n"
            "{% for p in paginator.posts %}<b>{{ p.title }}</b>{% endfor %}\n",
            "draft.html": "---\npublished: false\n---\n<p>Draft</p>\n",
            "plain.html": "<!doctype html><title>Plain</title>\n",
        }
    )
    published = site.publish()
    assert b"<p>P</p>" in published["about.html"]
    assert b"<b>P</b>" in published["blog/index.html"]
    assert ("draft.html" in published, published["plain.html"][:9]) == (False, b"<!doctype")
    site.write("about.html", "---\ntitle: About\n---\n<p>New</p>\n")
    assert b"<p>New</p>" in site.publish()["about.html"]


@pytest.mark.parametrize(
    ("name", "front", "is_page"),
    [
        ("about.njk", "layout: base", True),
        ("index.liquid", "title: A", True),
        ("a.html", "permalink: /b/c.html", True),
        ("a.html", "permalink: /b/", True),
        ("feed.njk", "permalink: feed.xml", False),
        ("a.njk", "permalink: false", False),
        ("a.html", "permalink: '/search.json'", False),
        ("tags.njk", "pagination:\n  size: 1\n  data: collections.tags", False),
        ("index.html", "pagination:\n  enabled: true", True),
        ("a.txt", "title: A", False),
    ],
)
def test_only_html_is_a_page(tmp_path: Path, name: str, front: str, is_page: bool) -> None:
    """Templates of other formats, and of many pages, are named in a warning."""
    (tmp_path / name).write_text(f"---\n{front}\n---\n<p>Text</p>\n")
    (tmp_path / "part.njk").write_text("<p>Part</p>\n")
    entries, _ = scan(tmp_path)
    config = Config(dialect=Dialect.JEKYLL)
    chosen, problems = choose_sources(
        lambda path: SourceFile(str(tmp_path), path), entries, "content", config
    )
    assert ([name] if is_page else []) == [entry.path for entry in chosen if is_document(entry)]
    assert ([] if is_page else ["not-converted"]) == [problem.code for problem in problems]


def test_ids_of_hugo_are_made_from_the_source_of_headings() -> None:
    """As Goldmark does: the target of a link and the name of a footnote count, but no HTML."""
    text = (
        "---\ntitle: T\n---\n## [a](https://b.example/c) *D*\n\n## E [^f]\n\n[^f]: G\n\n"
        '## H <a id="i"></a>\n\n## {{% icon j %}} <https://k.example>\n'
    )
    _, content = convert_source(Source("a.md", text.encode()), Config(dialect=Dialect.HUGO))
    ids = [heading.id for heading in content.headings]
    assert ids == ["ahttpsbexamplec-d", "e-f", "h", "httpskexample"]


def test_a_backslash_is_a_slash_where_a_browser_would_see_it() -> None:
    """In HTML of every dialect, and in links of generators that don't encode it; CommonMark does."""
    text = '---\ntitle: T\n---\n<img src="b\\c.png" alt="">\n\n![x](d\\e.png)\n'
    for dialect, second in ((Dialect.JEKYLL, "d/e.png"), (Dialect.SITEGEN, "d\\e.png")):
        document, _ = convert_source(Source("a.md", text.encode()), Config(dialect=dialect))
        assert set(document.references) == {"b/c.png", second}

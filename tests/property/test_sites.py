"""Whole sites of anything, from front matter to templates: never a traceback, never half a site."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.check import check
from sitegen.core.codes import CODES
from tests.site_maker import NOW, SiteFolder, read_tree

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
#: Pieces that mean something: at random they would never come.
PIECES = st.sampled_from(
    [
        "# A\n",
        "## A {#a}\n",
        "- x\n",
        "> ",
        "    ",
        "\t",
        "\n\n",
        "***",
        "**",
        "_",
        "`",
        "```\n",
        "```py {1}\n",
        "~~~\n",
        "[a](b.md)",
        "[a](#a)",
        "![a](x.png)",
        "[a]: /b/ 't'\n",
        "[^1]",
        "[^1]: n\n",
        "<div>",
        "</div>",
        '<b x="',
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "<script>",
        "| a | b |\n|---|---|\n",
        ":::note\n",
        ":::note{x=1}\n",
        ":::\n",
        "::::\n",
        "{{ x }}",
        "{% x %}",
        "$$",
        "$x$",
        "\\",
        "&amp;",
        "&#0;",
        "\x00",
        "\x0c",
        "\u2028",
        "\ufeff",
        "\u202e",
        "---\n",
        "+++\n",
        "term\n: x\n",
        "<!-- more -->",
        "[x] ",
        "http://a.b",
        "javascript:",
        "\r",
        "\ud7ff",
        "\U0001f600",
    ]
)
MARKDOWN = st.lists(st.one_of(PIECES, TEXT), max_size=20).map("".join)
KEYS = st.sampled_from(
    [
        "title",
        "date",
        "tags",
        "slug",
        "url",
        "aliases",
        "draft",
        "layout",
        "weight",
        "image",
        "toc",
        "extra",
        "math",
        "x",
    ]
)
VALUES = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "2025-01-01",
            "[a, b]",
            "{a: 1}",
            "true",
            "null",
            "/a/",
            "../x",
            "page",
            "x.png",
            "-1",
            "[",
            "'",
            "1e999",
        ]
    ),
)
FRONT = st.one_of(
    st.just(""),
    st.lists(st.tuples(KEYS, VALUES), max_size=5).map(
        lambda members: "---\n" + "".join(f"{key}: {value}\n" for key, value in members) + "---\n"
    ),
    st.lists(st.tuples(KEYS, TEXT), max_size=3).map(
        lambda members: "+++\n" + "".join(f"{key} = {value!r}\n" for key, value in members) + "+++\n"
    ),
)
NAMES = st.one_of(
    st.sampled_from(
        [
            "_index",
            "index",
            "a",
            "b",
            "A",
            "2025-01-01-a",
            "404",
            "page",
            "tags",
            "é",
            "e\u0301",
            "a b",
            "%2e",
            "con",
        ]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_characters="/\0", exclude_categories=["Cc"]),
        min_size=1,
        max_size=12,
    ).filter(lambda name: name not in {".", ".."}),
)
PATHS = st.builds(
    lambda folders, name, suffix: "/".join([*folders, name]) + suffix,
    st.lists(st.sampled_from(["blog", "docs", "Blog", "a", "b"]), max_size=2),
    NAMES,
    st.sampled_from([".md", ".md", ".md", ".png", ".svg", ""]),
)
TEMPLATES = st.lists(
    st.sampled_from(
        [
            "{{ page.content }}",
            "{{ page.title }}",
            "{{ page.nothing }}",
            "{% for p in site.pages %}{{ p.url }}{% endfor %}",
            "{% include 'x.html' %}",
            "{% if %}",
            "{{ site.extra.x.y }}",
            "{{ page.extra | tojson }}",
            "{{ asset('x.css') }}",
            "{{ url_for('a.md') }}",
            "{{ load_data('x.yaml') }}",
            "{{ 1 // 0 }}",
            "{{ page.date | date }}",
            "<a href='/'>",
            "{{",
            "{{ image('x.png').width }}",
            "{{ get_page('a.md').title }}",
            "{{ 'x' * page.weight }}",
            "{{ range(9) | list }}",
        ]
    ),
    max_size=4,
).map("".join)
SETTINGS = st.sampled_from(
    [
        "",
        "title = ''",
        "x = 1",
        "base_url = 'https://example.org/p'",
        "urls.style = 'bare'",
        "markdown.raw_html = 'none'",
        "markdown.raw_html = 'all'",
        "markdown.smart_punctuation = true",
        "paginate = 1",
        "llms = { pages = true, index = true }",
        "urls.lowercase = true",
        "menu = [{ name = 'a', target = 'a.md' }]",
        "[",
        "dialect = 'hugo'",
        "dialect = 'mkdocs'",
    ]
)


def place(files: dict[str, str], root: Path) -> SiteFolder:
    """Write the files that this system can hold beside each other."""
    site = SiteFolder(root)
    for path, text in files.items():
        try:
            site.write(path, text)
        except OSError:  # a file where a folder is, or a name too long
            continue
    return site


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    pages=st.dictionaries(PATHS, st.tuples(FRONT, MARKDOWN), min_size=1, max_size=5),
    template=st.one_of(st.none(), TEMPLATES),
    toml=SETTINGS,
    data=st.one_of(st.none(), TEXT),
)
def test_any_site_is_built_or_explained(
    pages: dict[str, tuple[str, str]], template: str | None, toml: str, data: str | None
) -> None:
    """A site is published, or nothing is and there is an error; the manual explains each Problem."""
    files = {f"content/{path}": front + body for path, (front, body) in pages.items()}
    files |= {"sitegen.toml": f"images.enabled = false\npaths.output = 'public'\n{toml}"}
    files |= {"layouts/page.html": template} if template is not None else {}
    files |= {"data/x.yaml": data} if data is not None else {}
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        site = place(files, Path(folder))
        result = site.build()
        assert {problem.code for problem in result.problems} <= CODES.keys()
        assert all(problem.message.isprintable() for problem in result.problems)
        assert result.ok == all(problem.severity != "error" for problem in result.problems)
        assert (site.root / "public").exists() == result.ok
        if result.ok:
            before = read_tree(site.root / "public")
            assert check(site.options(lenient=True), now=NOW).pages == result.pages
            assert site.publish(force=True) == before

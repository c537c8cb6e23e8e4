"""What the published policy blocks is an error where the author wrote it: part 5."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.core.problems import Problem
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = 'title = "T"\nbase_url = "https://example.org"\n'
HEAD = "{% extends 'builtin/page.html' %}\n{% block content %}\n{{ page.content }}\n"
CODE = "document.title = 'x';"
HASH = f"sha256-{b64encode(sha256(CODE.encode()).digest()).decode()}"


def build(make_site: Maker, layout: str, config: str = "", content: str = "Text.") -> tuple[Problem, ...]:
    """Return the problems of a site with this in its own page.html."""
    site = make_site(
        {
            "sitegen.toml": CONFIG + config,
            "content/a.md": f"---\ntitle: A\n---\n{content}\n",
            "content/b.md": f"---\ntitle: B\n---\n{content}\n",
            "layouts/page.html": HEAD + layout + "\n{% endblock %}\n",
        }
    )
    return site.build().problems


@pytest.mark.parametrize(
    ("layout", "column", "shown"),
    [
        (f"<script>{CODE}</script>", 1, "<script>"),
        ('<p>A</p><script type="module">run();</script>', 9, "<script>"),
        ("<script async>window.x = {{ page.title | tojson }};</script>", 1, "<script>"),
        ("<script>{{ page.title | tojson }}</script>", 1, "<script>"),
        ('<script type="importmap">{"imports": {}}</script>', 1, "<script>"),
        ("<style>p { color: red }</style>", 1, "<style>"),
        ('<p style="color: red">A</p>', 4, "style="),
        ('<p {% if page.title %}style="width: {{ 3 }}px"{% endif %}>A</p>', 23, "style="),
        ('<button type="button" onclick="go()">A</button>', 23, "onclick="),
        ("<img src='/x.png' alt='' ONERROR=go()>", 26, "onerror="),
        ('<a class=x href="javascript:void(0)">A</a>', 12, "javascript: address"),
        ("<form action='JavaScript:go({{ 3 }})'></form>", 7, "javascript: address"),
    ],
)
def test_inline_code_of_a_layout(make_site: Maker, layout: str, column: int, shown: str) -> None:
    """One error for all pages, at its place, with the ways out."""
    problems = [one for one in build(make_site, layout) if one.code == "inline-code"]
    assert [(one.path, one.line, one.column, one.more_pages) for one in problems] == [
        ("layouts/page.html", 4, column, 1)
    ]
    assert shown in problems[0].message
    assert "layouts/assets/" in problems[0].hint
    assert "[privacy]" in problems[0].hint or '"all"' in problems[0].hint


@pytest.mark.parametrize(
    "layout",
    [
        '<script type="application/ld+json">{"a": 1}</script>',
        '<script type="text/template"><p>A</p></script>',
        '<script src="/x.js" defer></script>',
        "<!-- <script>run()</script> <p style='x'> -->",
        "{# <script>run()</script> #}",
        "<pre><code>&lt;script&gt;run()&lt;/script&gt; onclick=</code></pre>",
        '<p title="style=x" data-style="x" one="1">on = off, style = nice</p>',
        "<textarea><script>run()</script></textarea>",
        '<form action="/search/"><button formaction="b">A</button></form>',
        '<form action="{{ page.url }}"></form>',
        "{% if false %}<script>run()</script>{% endif %}",
    ],
)
def test_what_no_policy_blocks_is_no_error(make_site: Maker, layout: str) -> None:
    """Data, files, comments, examples, and what no page shows."""
    assert [one for one in build(make_site, layout) if one.code == "inline-code"] == []


@pytest.mark.parametrize(
    ("policy", "blocked"),
    [("'none'", 1), ("'self'", 1), ("https://forms.example", 0), ("'self' forms.example", 0), ("https:", 0)],
)
def test_a_form_that_the_policy_keeps_from_being_sent_is_told(
    make_site: Maker, policy: str, blocked: int
) -> None:
    """Readers would press the button, and nothing would happen."""
    layout = '<form method="post"\n action="https://forms.example/a"></form>'
    head = f"""{{% filter replace("form-action 'none'", "form-action {policy}") %}}"""
    head += "{% include 'builtin/partials/head.html' %}{% endfilter %}"
    site = make_site(
        {
            "sitegen.toml": CONFIG,
            "content/a.md": "---\ntitle: A\n---\nText.\n",
            "layouts/page.html": HEAD + layout + "\n{% endblock %}\n",
            "layouts/partials/head.html": head,
        }
    )
    problems = [(one.path, one.line, one.column) for one in site.build().problems]
    assert problems == [("layouts/page.html", 5, 2)] * blocked


@pytest.mark.parametrize("allowed", [HASH, "all"])
def test_the_ways_of_the_configuration(make_site: Maker, allowed: str) -> None:
    """The hash that the message names, and all; both stand in the policy."""
    (problem,) = (one for one in build(make_site, f"<script>{CODE}</script>") if one.code == "inline-code")
    assert HASH in problem.hint
    config = f'[privacy]\nallow_inline = ["{allowed}"]\n'
    assert build(make_site, f"<script>{CODE}</script>", config) == ()


@pytest.mark.parametrize(
    ("content", "column", "shown"),
    [
        ("Text <span style='color: red'>A</span>.", 12, "style="),
        ("<p align=left\nstyle=x>A</p>", 1, "style="),
        (f"<script>\n{CODE}\n\nrun();\n</script>", 1, "<script>"),
        ("- item\n\n  <style>\n  p { color: red }\n  </style>", 3, "<style>"),
        ("> <button onclick='go()'>A</button>", 11, "onclick="),
        ('::: details More\n<i onmouseover="x(1 < 2)">A</i>\n:::', 4, "onmouseover="),
        ("Text <script>run()</script>.", 6, "<script>"),
        ('<a href="b.md" style="x: &quot;">B</a> x', 16, "style="),
        ('<svg viewBox="0 0 1 1"><style>g { fill: red }</style></svg>', 24, "<style>"),
    ],
)
def test_inline_code_of_raw_html(make_site: Maker, content: str, column: int, shown: str) -> None:
    """An error in each page, at its place, with the ways out; nothing with any of them."""
    config = '[markdown]\nraw_html = "all"\n'
    problems = [one for one in build(make_site, "", config, content) if one.code == "inline-code"]
    lines = content.splitlines()
    line = 4 + next(number for number, text in enumerate(lines) if shown.rstrip(">") in text)
    assert [(one.path, one.line, one.column) for one in problems] == [
        ("content/a.md", line, column),
        ("content/b.md", line, column),
    ]
    assert shown in problems[0].message
    assert ("sha256-" in problems[0].hint) == (content.startswith(("<script", "-")))
    allowed = f'{config}[privacy]\nallow_inline = ["all"]\n'
    assert [one for one in build(make_site, "", allowed, content) if one.severity == "error"] == []


@pytest.mark.parametrize(
    "content",
    [
        '<script type="application/ld+json">{"a": 1}</script>',
        '<script src="/x.js" defer></script>',
        "<!-- <script>run()</script> <p style='x'> -->",
        "    <script>run()</script>\n\n`<p style=x>`",
        "```html\n<p style=x onclick=y>\n```",
        "<p title='style=x' data-style=x one=1>on = off</p>",
    ],
)
def test_raw_html_that_no_policy_blocks(make_site: Maker, content: str) -> None:
    """Data, files, comments and examples."""
    problems = build(make_site, "", '[markdown]\nraw_html = "all"\n', content)
    assert [one for one in problems if one.code == "inline-code"] == []


def test_the_hash_of_raw_html_allows_it(make_site: Maker) -> None:
    """The hash in the message is the one that browsers compare."""
    config, content = '[markdown]\nraw_html = "all"\n', f"<script>{CODE}</script>"
    problems = [one for one in build(make_site, "", config, content) if one.code == "inline-code"]
    assert [HASH in one.hint for one in problems] == [True, True]
    config += f'[privacy]\nallow_inline = ["{HASH}"]\n'
    assert [one for one in build(make_site, "", config, content) if one.severity == "error"] == []


def test_style_attributes_alone_can_be_allowed(make_site: Maker) -> None:
    """In HTML and in lists of attributes, which refuse them otherwise; scripts stay blocked."""
    content = "<p style='color: red'>A</p>\n\n{style=\"color: red\"}\nB\n"
    html = '[markdown]\nraw_html = "all"\n'
    assert {one.code for one in build(make_site, "", html, content)} >= {"inline-code", "unsafe-attribute"}
    config = f'{html}[privacy]\nallow_inline = ["style-attributes"]\n'
    assert [one for one in build(make_site, "", config, content) if one.severity == "error"] == []
    script = build(make_site, "<script>go()</script>", config, content)
    assert {one.code for one in script if one.severity == "error"} == {"inline-code"}


def test_inline_code_of_a_page_in_a_list(make_site: Maker) -> None:
    """A list with the whole text of its pages names the page that has the code, once."""
    site = make_site(
        {
            "sitegen.toml": CONFIG + '[markdown]\nraw_html = "all"\n',
            "content/blog/_index.md": "# Blog\n",
            "content/blog/a.md": "---\ntitle: A\n---\n<p style='x: y'>A</p>\n",
            "layouts/section.html": HEAD.replace("page.html", "section.html")
            + "{% for one in page.pages %}{{ one.content }}{% endfor %}{% endblock %}",
        }
    )
    problems = [one for one in site.build().problems if one.code == "inline-code"]
    assert {(one.path, one.line, one.column) for one in problems} == {("content/blog/a.md", 4, 4)}


def test_inline_code_of_a_python_directive(make_site: Maker) -> None:
    """At the directive, whatever raw_html allows; what it returns without such code is no error."""
    code = """def chart(values):
    return "<div style='width: 3px'></div><script>draw()</script>" if values["arguments"] else "<p>A</p>"
"""
    site = make_site(
        {
            "sitegen.toml": CONFIG + '[markdown.directives]\nchart = "policy_charts:chart"\n',
            "policy_charts.py": code,
            "content/a.md": "---\ntitle: A\n---\nText.\n\n::: chart x\n:::\n\n::: chart\n:::\n",
        }
    )
    problems = [one for one in site.build().problems if one.code == "inline-code"]
    assert [(one.path, one.line, one.column) for one in problems] == [("content/a.md", 6, 1)] * 2
    assert {"style=" in one.message for one in problems} == {True, False}


def test_a_hash_allows_no_other_code(make_site: Maker) -> None:
    """Nor the same code with a blank more; nor an event handler."""
    config = f'[privacy]\nallow_inline = ["{HASH}"]\n'
    for layout in (f"<script> {CODE}</script>", f'<p onclick="{CODE}">A</p>'):
        assert "inline-code" in {one.code for one in build(make_site, layout, config)}


def test_a_page_without_a_policy_is_left_alone(make_site: Maker) -> None:
    """A base template of the site's own may have none, until headers are written for a host."""
    layout = (
        "<!doctype html><html lang=en><head><title>T</title></head><body><script>go()</script></body></html>"
    )
    files = {"content/a.md": "# A\n", "layouts/page.html": layout}
    assert "inline-code" not in {
        one.code for one in make_site({"sitegen.toml": CONFIG, **files}).build().problems
    }
    config = CONFIG + '[headers]\nfiles = ["netlify"]\n'
    assert "inline-code" in {
        one.code for one in make_site({"sitegen.toml": config, **files}).build().problems
    }


def test_a_page_with_a_policy_of_its_own_is_held_to_that(make_site: Maker) -> None:
    """What a layout writes into its head counts."""
    head = '<!doctype html><html lang=en><head><title>T</title><meta http-equiv=Content-Security-Policy content="{}"></head>'
    for policy, is_blocked in (
        ("script-src 'unsafe-inline'", False),
        ("img-src 'self'", False),
        ("script-src 'nonce-abc'", False),
        ("script-src 'self'", True),
        ("default-src 'self'", True),
        ("script-src 'unsafe-inline' 'nonce-other'", True),
    ):
        layout = head.replace("{}", policy) + "<body><script nonce=abc>go()</script></body></html>"
        site = make_site({"sitegen.toml": CONFIG, "content/a.md": "# A\n", "layouts/page.html": layout})
        codes = {one.code for one in site.build().problems}
        assert (policy, "inline-code" in codes) == (policy, is_blocked)


@pytest.mark.parametrize(
    ("tag", "option"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "allow_scripts"),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', "allow_scripts"),
        ('<link rel="icon" href="https://cdn.example/x.ico">', "allow_hosts"),
        ('<img src="https://cdn.example/x.png" alt="">', "allow_hosts"),
        ('<iframe src="https://cdn.example/" title="x"></iframe>', "allow_hosts"),
    ],
)
def test_the_hint_names_the_option_that_helps(make_site: Maker, tag: str, option: str) -> None:
    """A script or style needs allow_scripts; with it the site builds."""
    problems = [one for one in build(make_site, tag) if one.code == "third-party-request"]
    assert {f"{option} under [privacy]" in one.hint for one in problems} == {True}
    config = f'[privacy]\n{option} = ["cdn.example"]\n'
    assert [one for one in build(make_site, tag, config) if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("css", "place", "option"),
    [
        ('a {}\n@import url("https://fonts.example.com/css?family=A");', (2, 14), "allow_scripts"),
        ("@import 'https://fonts.example.com/a.css';", (1, 10), "allow_scripts"),
        ("@font-face { src: url(//fonts.example.com/a.woff2) }", (1, 23), "allow_scripts"),
        ("a { background: url('https://fonts.example.com/a.png') }", (1, 22), "allow_hosts"),
    ],
)
@pytest.mark.parametrize("path", ["layouts/assets/mine.css", "static/css/mine.css"])
def test_a_style_sheet_that_loads_from_another_host(
    make_site: Maker, path: str, css: str, place: tuple[int, int], option: str
) -> None:
    """The policy blocks it, so it is told at its place, and the option that allows it works."""
    url = "{{ asset('mine.css') }}" if "assets" in path else "/css/mine.css"
    files = {"content/a.md": "---\ntitle: A\n---\nText.", path: css, "sitegen.toml": CONFIG}
    files["layouts/page.html"] = HEAD + f'<link rel="stylesheet" href="{url}">' + "{% endblock %}"
    (problem,) = make_site(files).build().problems
    assert (problem.code, problem.path, (problem.line, problem.column)) == (
        "third-party-request",
        path,
        place,
    )
    assert f"{option} under" in problem.hint
    if option == "allow_scripts":
        files["sitegen.toml"] = CONFIG + '[privacy]\nallow_hosts = ["fonts.example.com"]\n'
        assert [one.code for one in make_site(files).build().problems] == ["third-party-request"]
        files["sitegen.toml"] = CONFIG
    files["sitegen.toml"] += f'[privacy]\n{option} = ["fonts.example.com"]\n'
    assert make_site(files).build().problems == ()


def test_a_style_sheet_that_no_page_loads_is_free(make_site: Maker) -> None:
    """A copied tree has pages of its own, without the policy."""
    css = "@import 'https://fonts.example.com/a.css';"
    files = {"content/a.md": "---\ntitle: A\n---\nText.", "static/api/x.css": css, "sitegen.toml": CONFIG}
    assert make_site(files).build().problems == ()


def test_the_hash_of_a_script_with_markdown_in_it_allows_it(make_site: Maker) -> None:
    """A blank line ends its block of HTML: the hash is that of the code on the page."""
    config, content = '[markdown]\nraw_html = "all"\n', "<div></div>\n<script>\n\nrun(*1*)\n</script>"
    problems = [one for one in build(make_site, "", config, content) if one.code == "inline-code"]
    config += f'[privacy]\nallow_inline = ["{problems[0].subject}"]\n'
    assert [one for one in build(make_site, "", config, content) if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("element", "is_told"),
    [
        ('<script src="https://cdn.example.com/x.js"></script>', True),
        ('<link rel="stylesheet" href="https://cdn.example.com/x.css">', True),
        ('<link rel="modulepreload" href="https://cdn.example.com/x.js">', True),
        ('<link rel="icon" href="https://cdn.example.com/x.png">', False),
        ('<link rel="preconnect" href="https://cdn.example.com">', False),
        ('<img src="https://cdn.example.com/x.png" alt="">', False),
        ('<iframe src="https://cdn.example.com/"></iframe>', False),
    ],
)
def test_a_host_for_images_is_none_for_scripts(make_site: Maker, element: str, is_told: bool) -> None:
    """The policy blocks scripts and style sheets of a host that is only in allow_hosts."""
    config = '[privacy]\nallow_hosts = ["cdn.example.com"]\n'
    problems = build(make_site, element, config)
    assert [one.code for one in problems] == (["third-party-request"] if is_told else [])
    assert all("to allow_scripts under" in one.hint for one in problems)
    assert all(
        one.message.startswith("browsers will not load https://cdn.example.com/x.") for one in problems
    )
    assert build(make_site, element, config.replace("allow_hosts", "allow_scripts")) == ()

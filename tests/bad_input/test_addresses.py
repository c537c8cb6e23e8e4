"""Addresses that could run code are refused at every place where content can put one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.render.unsafe import find_unsafe
from sitegen.theme.layouts import Layouts, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = 'title = "T"\nbase_url = "https://example.org"\n'
SCRIPTS = (
    "javascript:f()",
    "JaVaScript:f()",
    "java\tscript:f()",
    " javascript:f()",
    "data:text/html,x",
    "vbscript:f()",
    "FILE:///etc/passwd",
)


def find_codes(make_site: MakeSite, files: Mapping[str, str | bytes]) -> set[tuple[str, int, str]]:
    result = make_site({"sitegen.toml": CONFIG, "content/_index.md": "# Home\n", **files}).build()
    assert not result.ok
    return {(p.path, p.line, p.code) for p in result.problems if p.severity == "error"}


@pytest.mark.parametrize("url", SCRIPTS)
@pytest.mark.parametrize(
    "directive",
    [
        '::: video src="{}"\n:::\n',
        '::: video "{}"\n:::\n',
        '::: video src="/a.mp4" poster="{}"\n:::\n',
        '::: video src="/a.mp4" captions="{}"\n:::\n',
        '::: figure src="{}" alt=x\n:::\n',
        '::: own "{}"\n:::\n',
    ],
)
def test_in_the_arguments_of_directives(make_site: MakeSite, directive: str, url: str) -> None:
    """Of the theme's and of the site's own: `url_for` and `image` refuse them at the directive's line."""
    files: dict[str, str | bytes] = {
        "content/a.md": "# A\n\n" + directive.format(url),
        "static/a.mp4": b"x",
        "layouts/directives/own.html": '<a href="{{ url_for(arguments[0]) }}">x</a>',
    }
    assert ("content/a.md", 3, "unsafe-url") in find_codes(make_site, files)


@pytest.mark.parametrize("url", SCRIPTS)
@pytest.mark.parametrize(
    "template",
    [
        '<a href="{{ page.extra.link }}">x</a>',
        "<a href='{{ page.extra.link }}'>x</a>",
        '<form ACTION = "{{ page.extra.link }}"></form>',
        '<button formaction="{{ page.extra.link }}">x</button>',
        '<svg><a xlink:href="{{ page.extra.link }}">x</a></svg>',
        '<meta http-equiv="refresh" content="0; url={{ page.extra.link }}">',
        "<a href=\"{{ load_data('d.json').link }}\">x</a>",
    ],
)
def test_in_what_a_template_writes(make_site: MakeSite, template: str, url: str) -> None:
    """Escaping does not make an address harmless, so the page as it is rendered is looked at."""
    link = url.replace("\t", "\\t")
    files = {
        "content/a.md": f'---\ntitle: A\nextra: {{link: "{link}"}}\n---\n',
        "data/d.json": f'{{"link": "{link}"}}',
        "layouts/page.html": f"<!doctype html><html lang=en><title>x</title>{template}</html>",
    }
    assert ("content/a.md", 0, "unsafe-url") in find_codes(make_site, files)


@pytest.mark.parametrize("url", SCRIPTS)
def test_in_the_menu_and_in_front_matter(make_site: MakeSite, url: str) -> None:
    """The place of the entry, and of the key, is told."""
    written = url.replace("\t", "\\t")
    files = {
        "sitegen.toml": f'{CONFIG}[[menu]]\nname = "x"\ntarget = "{written}"\n',
        "content/a.md": f'---\ntitle: A\nimage: "{written}"\n---\n',
    }
    found = find_codes(make_site, files)
    assert {("sitegen.toml", 5, "unsafe-url"), ("content/a.md", 3, "unsafe-url")} <= found


TEMPLATES = Layouts({"a.html": Template("layouts/a.html", '<a href="javascript:history.back()">x</a>')}, "")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:history.back()">x</a>',  # the template's own
        '<meta name="description" content="JavaScript: the good parts">',
        '<p title="javascript:x">x</p>',
        "<p>&lt;a href=javascript:f()&gt; and href='javascript:f()' and href = \"data:text/html,x\"</p>",
        '<a title="href=javascript:f()" data-x="&amp;">x</a><p to="javascript:x">x</p>',
        '<meta name="description" content="A walk, JavaScript: the good parts"><a href="/?a=data:x">x</a>',
        '<img src="data:image/png;base64,AAAA"><audio src="DATA:audio/ogg,x">',
        '<a href="/javascript:x">x</a><a href="https://example.org/?a=javascript:x">x</a>',
        '<a data-x="data:text/html,x">x</a>',
        "<a href=&gt;javascript:f()>x</a><a href='&amp;#106;avascript:f()'>x</a>",
    ],
)
def test_what_is_right_passes(html: str) -> None:
    """Words are no addresses, and what the author of a template wrote is trusted."""
    assert find_unsafe(html, TEMPLATES, "content/a.md") == []


@pytest.mark.parametrize(
    "value",
    [
        "&#106;avascript:f()",
        "'&#x6A;avascript:f()'",
        "&Tab;javascript:f()",
        '"&NewLine; javascript:f()"',
        '"&#34javascript:f()" href="&#100;ata:text/html,x"',
        "&#00100;ata:text/html,x",
    ],
)
def test_disguised_behind_harmless_entities(value: str) -> None:
    """Entities of mere punctuation, which code examples are full of, do not hide those of letters."""
    html = f"<p><code>x =&gt; y, z=&quot;&#39;</code> <a data-x=&amp; href={value}>x</a>"
    assert ["unsafe-url"] == [problem.code for problem in find_unsafe(html, TEMPLATES, "content/a.md")]

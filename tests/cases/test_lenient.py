"""``--lenient`` lets through all that it promises, and an error says how to go on: part 2."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.core.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PROBLEMS = Path("content/docs/problems.md").read_text("utf-8")


def test_the_manual_and_the_table_name_the_same_codes() -> None:
    """Whatever the manual promises of ``--lenient``, and nothing else."""
    sections = re.split(r"^### ", PROBLEMS, flags=re.MULTILINE)[1:]
    promised = {
        text.split("\n", 1)[0] for text in sections if "`--lenient`" in text and "this is a warning" in text
    }
    # Warnings without it, too.
    always = {"external-broken", "code-unclosed", "foreign-markup", "translation-outdated"}
    assert promised == {code for code, facts in CODES.items() if facts.lenient} - always


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"content/a.md": "[x](nope.md)"}, "broken-link"),
        ({"content/a.md": "[x](#nope)"}, "broken-anchor"),
        ({"content/a.md": '<a href="nope.md">x</a>'}, "broken-link"),
        ({"content/a.md": "[x](/nope/)\n\n[y][z]\n\n[z]: nope.md"}, "broken-link"),
        ({"content/a.md": "[x](htp://nope)"}, "broken-link"),
        ({"content/a.md": "![x](nope.png)"}, "missing-image"),
        ({"content/a.md": '<img src="nope.png" alt="x">'}, "broken-link"),
        ({"content/a.md": '<video src="nope.mp4"></video>'}, "broken-link"),
        ({"content/a.md": "::: figure src=nope.png\n:::"}, "missing-image"),
        ({"content/a.md": "---\nimage: nope.png\n---\nText."}, "missing-image"),
        ({"content/a.md": "---\nlayout: nope.html\n---\nText."}, "unknown-layout"),
        ({"content/a.md": "::: nope\n:::"}, "unknown-directive"),
        ({"content/a.md": "[x]{onclick=y}"}, "unsafe-attribute"),
        (
            {
                "sitegen.toml": 'title="T"\ndialect="next"\n[paths]\ncontent="content"\n',
                "content/a.mdx": "---\ntitle: A\n---\n{f(x)}",
            },
            "foreign-syntax",
        ),
        (
            {"content/a.md": "# A", "sitegen.toml": 'title="T"\n[[menu]]\nname="x"\ntarget="nope.md"\n'},
            "broken-link",
        ),
        (
            {
                "content/a.md": "# A",
                "layouts/page.html": "{% extends 'builtin/page.html' %}{% block content %}<a href='/nope/'>x</a>{% endblock %}",
            },
            "broken-reference",
        ),
        (
            {
                "content/blog/a.md": "---\nsee: nope.md\n---\n# A",
                "sitegen.toml": 'title="T"\n[schemas.blog.fields]\nsee = { type = "page" }\n',
            },
            "broken-link",
        ),
    ],
)
def test_lenient_publishes_with_each_of_these(
    make_site: Maker, files: dict[str, str | bytes], code: str
) -> None:
    """An error without it, a warning with it."""
    site = make_site(files)
    strict = site.build()
    assert (strict.ok, {one.code for one in strict.problems if one.severity == "error"}) == (False, {code})
    lenient = site.build(lenient=True)
    assert (lenient.ok, {one.code for one in lenient.problems}) == (True, {code})
    assert {one.severity for one in lenient.problems} == {"warning"}


GRAVE: dict[str, str | bytes] = {
    "front-matter-date": "---\ndate: 2025-02-30\n---\nText.",
    "front-matter-unclosed": "---\ntitle: A\n\nText.",
    "front-matter-key-case": "---\nDraft: true\n---\nText.",
    "file-encoding": b"# Caf\xe9\n",
    "directive-unclosed": "::: note\nText.",
    "unbalanced-html": "<div>\n\nText.",
    "unsafe-html": "<script>x()</script>",
    "nesting-too-deep": ">" * 200 + " x",
    "url-collision": "---\nurl: /b/\n---\nText.",
}


@pytest.mark.parametrize("code", GRAVE)
def test_an_error_of_one_page_says_how_to_publish_the_others(
    make_site: Maker, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    """Doing what it says publishes them."""
    site = make_site({"content/old/a.md": GRAVE[code], "content/b.md": "# B\n\n[a](old/a.md)\n"})
    assert main(["build", "--root", str(site.root)]) == 1
    said = capsys.readouterr().err
    assert f"[{code}]" in said
    (advice,) = re.findall(
        r"^To publish without this page, write (ignore = .*) in sitegen.toml;", said, re.MULTILINE
    )
    site.write("sitegen.toml", f'title = "T"\n{advice}\n')
    assert main(["build", "--root", str(site.root), "--lenient"]) == 0
    assert (site.root / "public/b/index.html").is_file()


def test_errors_that_lenient_turns_into_warnings_name_it(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing need be left out for them."""
    site = make_site({"content/a.md": "[x](nope.md)"})
    assert main(["build", "--root", str(site.root)]) == 1
    assert "To publish nevertheless, add --lenient: it" in capsys.readouterr().err
    assert main(["build", "--root", str(site.root), "--lenient"]) == 0


@pytest.mark.parametrize(
    "files",
    [
        {"content/a.md": "Text.", "layouts/page.html": "{% nope %}"},
        {"content/a.md": "---\ndate: x\n---\n", "sitegen.toml": "title = 1\n"},
        {"content/a.md": "Text."},
    ],
)
def test_nothing_is_advised_where_no_page_is_to_blame(
    make_site: Maker, capsys: pytest.CaptureFixture[str], files: dict[str, str | bytes]
) -> None:
    """Leaving out pages would help nobody."""
    site = make_site(files)
    main(["build", "--root", str(site.root)])
    assert "To publish" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "code", "written"),
    [
        ('<a href="{{ url_for("blog/gone.md") }}">x</a>', "broken-link", 'href="/blog/gone.md"'),
        ('<a href="{{ url_for("/gone/") }}">x</a>', "broken-link", 'href="/gone/"'),
        ('<a href="{{ url_for("a.md#gone") }}">x</a>', "broken-anchor", 'href="/a.md#gone"'),
        (
            '<a href="{{ url_for("gone.md", absolute=true) }}">x</a>',
            "broken-link",
            'href="https://example.org/gone.md"',
        ),
        ('<img alt="" src="{{ image("gone.png").url }}">', "missing-image", 'src="/gone.png"'),
        ('{{ image("gone.png").html("A cat") }}', "missing-image", 'src="/gone.png"'),
    ],
)
def test_a_reference_of_a_template_that_leads_nowhere_is_let_through(
    make_site: Maker, call: str, code: str, written: str
) -> None:
    """It is an error at its line without ``--lenient``, and a warning with it."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\n',
            "content/a.md": "# A\n",
            "layouts/page.html": "<!doctype html>\n<title>{{ page.title }}</title>\n" + call + "\n",
        }
    )
    result = site.build()
    assert not result.ok
    assert [(one.code, one.path, one.line) for one in result.problems] == [(code, "layouts/page.html", 3)]
    result = site.build(lenient=True)
    assert result.ok
    assert [(one.code, one.severity) for one in result.problems] == [(code, "warning")]
    assert written in site.page("a/index.html")

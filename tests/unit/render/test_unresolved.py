"""Addresses in templates and copied files of a site: none that leads nowhere is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.build.run import build
from sitegen.build.site_state import Session
from tests.site_maker import NOW, SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FOOT = "{# <a href='/none/'> #}\n<a href=\"/about/\">x</a>\n"
#: What is not looked through a second time.
LONG = "\n## Part one\n\n" + "[words](a.md) and [more](#part-one) " * 40
SITE: dict[str, str | bytes] = {
    "content/about.md": "# About\n",
    "content/a.md": "# A\n\n## Part one\n",
    "content/b.md": "# B\n",
    "layouts/page.html": "{{ page.content }}{% include 'foot.html' %}",
    "layouts/foot.html": FOOT,
}


def found(site: SiteFolder, *, lenient: bool = False) -> list[tuple[str, str, int, int]]:
    problems = site.build(lenient=lenient).problems
    return [(str(one.severity), one.path, one.line, one.column) for one in problems]


def test_an_address_that_leads_nowhere_fails_the_build(make_site: Maker) -> None:
    """Once, at its place in the template, whether pages are made now or were made when it led somewhere."""
    site = make_site(SITE)
    site.publish()
    site.remove("content/about.md")
    (problem,) = site.build().problems
    assert (problem.path, problem.line, problem.column, problem.code) == (
        "layouts/foot.html",
        2,
        10,
        "broken-reference",
    )
    assert problem.full_message == "'/about/' leads to no published file (on content/a.md and 1 more)"
    assert found(site, lenient=True) == [("warning", "layouts/foot.html", 2, 10)]
    site.write("content/abouts.md", "# About\n")
    assert site.build().problems[0].hint == "did you mean /abouts/?"
    site.write("content/about.md", "# About\n")
    assert found(site) == []


def test_what_no_page_shows_is_no_mistake(make_site: Maker) -> None:
    """A template may have a place for what the site has not, until a page does show it."""
    told = "{% if page.draft or 'Tell' in page.title %}\n<a href='/none/'>x</a>{% endif %}"
    site = make_site({**SITE, "layouts/foot.html": told})
    site.publish()
    site.write("content/a.md", "# Tell\n")
    assert found(site) == [("error", "layouts/foot.html", 2, 10)]


@pytest.mark.parametrize(
    ("html", "is_wrong"),
    [
        ('<a href="/a/">', False),
        ('<a href="/a">', False),
        ("<a href='/a/index.html#part-one'>", False),
        ("<a href='/a/index.html#part'>", True),
        ("<a href=/none/>", True),
        ('<a href="/sitemap.xml?x">', False),
        ('<img src="/x.png">', False),
        ('<img src="/y.png">', True),
        ('<img src="/x.png" srcset="/x.png 1x, /y.png 2x">', True),
        ('<video poster="/y.png"></video>', True),
        ('<a poster="/y.png">', False),
        ('<a data-href="/none/">', False),
        ('<a href="https://example.org/a/">', False),
        ('<a href="https://EXAMPLE.org/none/">', True),
        ('<a href="https://example.com/none/">', False),
        ('<a href="//example.com/none/">', False),
        ('<a href="mailto:me@example.org">', False),
        ('<a href="/{{ page.title }}/">', True),
        ('<a href="/{{ page.title|lower }}/">', False),
        ('<a href="{{ page.url }}#nowhere">', True),
        ('<a href="../a/">', False),
        ('<a href="none/">', True),
        ('<base href="/a/"><a href="none/">', False),
        ('<a href="#none">', True),
        ('<a href="#it"></a><p id=it>', False),
        ('<a href="#caf%C3%A9"></a><p id="café">', False),
        ('<a href="#top">', False),
        ('<a href="#part-one">', False),
        ("<!-- <a href='/none/'> -->", False),
        ("<pre>&lt;a href='/none/'&gt;</pre>", False),
        ('<script>let a = "<b>"; let b = \' href="/none/"\';</script>', False),
        ("<form action='/none'>", True),
        ('<img src="/x.png" srcset="data:image/png;base64,AA== 1x, /x.png 2x">', False),
        ('<img src="/x.png" srcset="/x.png 1x,/y.png 2x">', True),
        ('<template><a href="none/">x</a></template>', False),
        ("<style>a { background: url(/y.png) } b { background: url('/x.png') }</style>", True),
        ("<style>a { background: url(/x.png) url(#id) url(data:,) }</style><b id=id>", False),
        ('<p style="background: url(&quot;y.png&quot;)">', True),
        ("<p>url(/y.png)", False),
    ],
)
def test_which_addresses_are_judged(make_site: Maker, html: str, is_wrong: bool) -> None:
    """All that a browser would follow, whether they stand in a template or are put together by it."""
    site = make_site(
        {
            **SITE,
            "sitegen.toml": 'base_url = "https://example.org"',
            "layouts/foot.html": html,
            "static/x.png": b"",
            "content/b.md": "# A\n" if "title|lower" in html else "# B\n" + LONG,
            "content/about.md": "# A\n" if "title|lower" in html else "# B\n" + LONG,
        }
    )
    assert bool(found(site)) == is_wrong


def test_an_address_that_is_put_together_is_told_where_that_is_done(make_site: Maker) -> None:
    """Of two forms that it may have come from, at the one with more of it."""
    foot = '<a href="/{{ page.url }}"></a>\n <a href="/by/{{ page.title }}/"></a>'
    site = make_site({**SITE, "layouts/foot.html": foot.replace('"/{{', '"{{')})
    problems = site.build().problems
    assert [(one.path, one.line, one.column) for one in problems] == [("layouts/foot.html", 2, 11)] * 3
    assert problems[0].full_message.startswith("'/by/A/' leads to no published file (on content/a.md")


def test_an_address_outside_the_base_path_is_told(make_site: Maker) -> None:
    """It works on the author's machine, at the root, and nowhere else."""
    site = make_site({**SITE, "sitegen.toml": 'base_url = "https://example.org/sub"'})
    (problem,) = site.build().problems
    assert problem.message.startswith("'/about/' is outside the site's base path /sub/")
    assert problem.hint == "write /sub/about/; in templates url_for does"
    site.write("layouts/foot.html", "<a href='/sub/about/'>x</a>")
    assert found(site) == []


def test_the_theme_is_not_judged(make_site: Maker) -> None:
    """Nobody who builds a site could mend it; what takes its place is, and finds nothing to tell."""
    site = make_site({"content/a.md": "", "layouts/404.html": "{% extends 'builtin/404.html' %}"})
    assert found(site) == []


def test_a_list_page_that_is_not_there_is_told(make_site: Maker) -> None:
    """Those that are there need not be asked for; whether it is, may change with the number of pages."""
    site = make_site(
        {
            **{f"content/blog/{n}.md": f"# {n}\n" for n in range(3)},
            "content/blog/_index.md": "# Blog\n",
            "sitegen.toml": "paginate = 1\n",
            "layouts/section.html": "{% for n in [1, 2, 3] %}"
            "<a href='{{ paginator.url(n) }}'>x</a>{% endfor %}",
        }
    )
    site.publish()
    site.remove("content/blog/2.md")
    problems = site.build().problems
    assert {one.message for one in problems} == {"'/blog/page/3/' leads to no published file"}
    assert problems == site.build(force=True).problems


@pytest.mark.parametrize(
    ("template", "is_wrong"),
    [
        ("{{ '<a href=\"/none/\">' | safe }}", True),
        ("<a {{ {'hr' ~ 'ef': '/none/'} | xmlattr }}>", True),
        ("{{ page.content | replace('/b/', '/none/') }}", True),
        ("{{ page.extra.get('html') }}", False),
        ("{{ '<a hr' ~ 'ef=\"/none/\">' }}", False),
    ],
)
def test_a_template_that_cannot_write_an_address_is_not_looked_at(
    make_site: Maker,
    template: str,
    is_wrong: bool,
) -> None:
    """Whoever can is, by whatever filter."""
    page = "---\nextra:\n  html: '<a href=\"/none/\">'\n---\n# A\n\n[x](b.md)\n"
    site = make_site({"content/a.md": page, "content/b.md": "# B\n", "layouts/page.html": template})
    assert bool(found(site)) == is_wrong


def test_what_a_directive_in_python_writes_is_judged(make_site: Maker) -> None:
    """Its HTML is published as it is."""
    site = make_site(
        {
            "content/a.md": "# A\n\n::: made\n:::\n",
            "made.py": "def make(values):\n    return '<a href=\"/none/\">x</a>'\n",
            "sitegen.toml": '[markdown.directives]\nmade = "made:make"\n',
        }
    )
    assert [(one.path, one.code) for one in site.build().problems] == [("content/a.md", "broken-reference")]


@pytest.mark.parametrize(
    ("host", "places"), [("blog.dev", [("content/a.md", 3, 5)]), ("example.org", []), ("x.test:80", [])]
)
def test_the_whole_address_of_a_page_in_content_is_judged(
    make_site: Maker, host: str, places: list[tuple[str, int, int]]
) -> None:
    """Where the site has a host of its own: with one of those that are nobody's an author means nobody's."""
    text = f"# A\n\n[x](https://{host}/none/) [y](https://{host}/a/) [z](https://other.dev/none/)\n"
    site = make_site({"content/a.md": text, "sitegen.toml": f'base_url = "https://{host}"'})
    assert [(one.path, one.line, one.column) for one in site.build().problems] == places


def test_pages_made_by_workers_are_judged_alike(make_site: Maker) -> None:
    """They have a slice of the site alone."""
    pages: dict[str, str | bytes] = {f"content/p{n}.md": f"# Page {n}\n" for n in range(300)}
    site = make_site({**SITE, **pages, "layouts/foot.html": '<a href="/{{ page.title }}s/">x</a>'})
    alone = site.build().problems
    together = site.build(jobs=2, force=True).problems
    assert len(alone) == 303
    assert together == alone


def test_a_preview_judges_alike(make_site: Maker) -> None:
    """A part that an edit takes away is missed by the template that refers to it, and by a copied file."""
    site = make_site({**SITE, "layouts/foot.html": '<a href="/a/#part-one">x</a>'})
    session = Session()
    assert build(site.options(), now=NOW, session=session).ok
    session.hints = frozenset({str(site.root / "content/a.md")})
    site.write("content/a.md", "# A\n\n## Part two\n")
    (problem,) = build(site.options(), now=NOW, session=session).problems
    assert (problem.path, problem.hint) == ("layouts/foot.html", "did you mean '#part-two'?")
    session.close()
    site.write("layouts/foot.html", "")
    site.write("static/d.html", '<a href="a/#part-two">x</a>')
    session = Session()
    assert build(site.options(), now=NOW, session=session).ok
    session.hints = frozenset({str(site.root / "content/a.md")})
    site.write("content/a.md", "# A\n\n## Part three\n")
    (problem,) = build(site.options(), now=NOW, session=session).problems
    assert (problem.path, problem.line, problem.column) == ("static/d.html", 1, 10)
    session.close()


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("static/s.css", 'a {}\nb { background: url("none.png") }', (2, 22)),
        ("static/s.css", "a { background: url(x.png?v#i) }", None),
        ("static/s.css", "/* url(none.png) */ a { background: url(data:image/png;base64,AA) }", None),
        ("static/d/p.html", '<p>\n<a href="../none/">x</a>', (2, 10)),
        ("static/d/p.html", '<a href="../a/#part-one">x</a> <a href="../a/">x</a>', None),
        ("static/d/p.html", '<a href="../a/#none">x</a>', (1, 10)),
        ("static/d/p.html", '<a href="#here"></a><b id=here></b>', None),
        ("static/d/p.html", "<style>\na { background: url(none.png) }</style>", (2, 21)),
        ("static/d/r.md", "`[x](none.md)` [a](/a/)\n\n![y](<no ne.png>)\n", (3, 7)),
        ("content/s.svg", '<svg><image href="none.png"/></svg>', (1, 19)),
        ("layouts/assets/css/own.css", "a {\n  background: url(../img/none.png);\n}", (2, 19)),
    ],
)
def test_copied_files_are_judged(
    make_site: Maker, path: str, text: str, place: tuple[int, int] | None
) -> None:
    """Style sheets, pages and drawings that are published as they lie."""
    site = make_site({"content/a.md": "# A\n\n## Part one\n", "static/x.png": b"", path: text})
    places = [(one.path, one.line, one.column) for one in site.build().problems]
    assert places == ([(path, *place)] if place else [])


def test_a_copied_file_is_read_again_when_it_changed_alone(make_site: Maker) -> None:
    """And judged again whenever anything else did."""
    site = make_site(
        {"content/a.md": "# A\n", "content/b.md": "# B\n", "static/d.html": '<a href="b/">x</a>'}
    )
    site.publish()
    site.remove("content/b.md")
    assert found(site) == [("error", "static/d.html", 1, 10)]
    site.write("static/d.html", '\n<a href="b/">x</a>')
    assert found(site) == [("error", "static/d.html", 2, 10)]
    site.write("static/d.html", '<a href="a/">x</a>')
    assert found(site) == []


def test_a_site_may_say_what_its_old_files_weigh(make_site: Maker, tmp_path: Path) -> None:
    """What somebody else wrote long ago need not keep a site from being published."""
    rules = '[check.severity]\n"broken-reference:static/old/*" = "{}"\n'
    site = make_site(
        {
            "content/a.md": "# A\n",
            "static/old/d.html": '<a href="none/">x</a>',
            "sitegen.toml": rules.format("warning"),
        }
    )
    assert found(site) == [("warning", "static/old/d.html", 1, 10)]
    site.write("sitegen.toml", rules.format("off"))
    assert found(site) == []
    site.write("sitegen.toml", rules.format("off").replace("broken-reference", "front-matter-syntax"))
    assert found(site) == [("error", "static/old/d.html", 1, 10)]
    del tmp_path


def test_an_incremental_build_finds_what_a_clean_one_does(make_site: Maker) -> None:
    """However pages come and go to which a template refers."""
    site = make_site({**SITE, "layouts/foot.html": '<a href="/by/{{ page.title|lower }}/">x</a>'})
    for name in ("a", "b", "about"):
        assert site.build().problems
        site.write(f"content/by/{name}.md", f"---\ntitle: {name}\nlayout: plain\n---\n")
        site.write("layouts/plain.html", "{{ page.content }}")
    site.publish()
    kept = read_tree(site.root / "public")
    assert site.build(force=True).problems == ()
    assert read_tree(site.root / "public") == kept
    site.remove("content/by/a.md")
    assert site.build().problems == site.build(force=True).problems != ()

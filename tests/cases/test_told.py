"""Mistakes that were silent, or told twice or in the wrong words: each has one message, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

JEKYLL = 'title = "T"\ndialect = "jekyll"\n[paths]\noutput = "public"\n'


def told(make_site: Maker, files: Mapping[str, str], dialect: str = "sitegen") -> list[tuple[str, int, str]]:
    """Return (code, line, hint) of each problem of a site of another generator."""
    config = (
        f'title = "T"\nbase_url = "https://e.test/"\ndialect = "{dialect}"\n[paths]\ncontent = "content"\n'
    )
    result = make_site({"sitegen.toml": config, **files}).build()
    return [(problem.code, problem.line, problem.hint) for problem in result.problems]


@pytest.mark.parametrize("name", ["redirect", "redirect.html", "navigation"])
def test_a_layout_of_another_generator_is_no_template_of_ours(make_site: Maker, name: str) -> None:
    """The theme's redirect.html is for no page; [layouts] may name one."""
    text = f"---\ntitle: A\nlayout: {name}\n---\nText."
    hint = "map it to a template under [layouts] in sitegen.toml"
    assert told(make_site, {"content/a.md": text}, "hugo") == [("unknown-layout", 3, hint)]


@pytest.mark.parametrize("name", ["home", "base", "section.html", "list", "404"])
def test_a_layout_for_another_kind_of_page_is_that_of_its_own_kind(make_site: Maker, name: str) -> None:
    """The theme's home.html needs a list of posts, and its base.html shows no text."""
    files = {"sitegen.toml": JEKYLL, "a.md": f"---\ntitle: A\nlayout: {name}\n---\nWords."}
    assert b"<p>Words.</p>" in make_site(files).publish()["a.html"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The CSS.\n\n*[CSS]: Style sheets", '<p>The <abbr title="Style sheets">CSS</abbr>.</p>'),
        ("A {% unless x %}B{% endunless %} {{ none | odd: 1 }}C", "<p>A B C</p>"),
        ("`{% if x %}` {% raw %}{{ x }}{% endraw %}", "<p><code>{% if x %}</code> {{ x }}</p>"),
    ],
)
def test_what_kramdown_and_liquid_read_is_no_text(make_site: Maker, text: str, shown: str) -> None:
    """What can't be evaluated is told, and left out as Jekyll leaves out what nothing says."""
    site = make_site({"sitegen.toml": JEKYLL, "a.md": f"---\ntitle: A\n---\n{text}\n"})
    assert site.build(tolerant=True).ok
    assert shown in (site.root / "public/a.html").read_text("utf-8")


@pytest.mark.parametrize("line", ["image: img/a.svg", "image: /img/a.svg", "paginate: true"])
def test_front_matter_of_jekyll_means_what_its_themes_read(make_site: Maker, line: str) -> None:
    """An image in a folder counts from the top of the site, and ``paginate: true`` is no number."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A</title></svg>'
    files = {"sitegen.toml": JEKYLL, "img/a.svg": svg, "b/a.md": f"---\ntitle: A\n{line}\n---\nText\n"}
    assert not make_site(files).build().problems


@pytest.mark.parametrize(
    ("base_url", "target", "is_told"),
    [
        ("https://me.github.io", "https://me.github.io/project/", False),
        ("https://me.github.io", "https://me.github.io/project/docs/a.html#b", False),
        ("https://me.github.io", "https://me.github.io/blog/none/", True),
        ("https://me.github.io", "https://me.github.io/none.html", True),
        ("https://me.github.io", "/project/", True),
        ("https://me.org", "https://me.org/project/", True),
    ],
)
def test_a_host_can_have_other_projects_beside_the_site(
    make_site: Maker, base_url: str, target: str, is_told: bool
) -> None:
    files = {
        "sitegen.toml": f'title = "T"\nbase_url = "{base_url}"\n',
        "content/blog/a.md": f"---\ntitle: A\n---\n[b]({target})\n",
    }
    assert is_told is bool(make_site(files).build().problems)


@pytest.mark.parametrize(
    "line", ["permalink: https://e.org/a", "permalink: http://e.org", "redirect_from: https://e.org/b"]
)
def test_an_address_of_another_site_is_told(make_site: Maker, line: str) -> None:
    """No page can have it."""
    hint = "remove it, or link there from the text or the menu"
    files = {"content/a.md": f"---\ntitle: A\n{line}\n---\nText."}
    assert told(make_site, files, "jekyll") == [("front-matter-path", 3, hint)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<!-- c -->\n---\ntitle: A\ndraft: true\n---\nText.", 2),
        ("<!--\nc\n-->\n\n<!-- d -->\n---\ntitle: A\n---\nText.", 6),
        ("\n<!-- c -->\n+++\ntitle = 'A'\n+++\nText.", 3),
    ],
)
def test_front_matter_below_a_comment_is_an_error(make_site: Maker, text: str, line: int) -> None:
    """It would be shown, and a draft published."""
    hint = "move it above the comment: front matter begins in the first line of a file"
    assert told(make_site, {"content/a.md": text}) == [("front-matter-fence", line, hint)]


@pytest.mark.parametrize(
    "text", ["<!-- c -->\n\n---\n\nText.", "<!-- c -->\n\nnote: this\n", "<!-- c\n---\ntitle: x\n---\n-->\n"]
)
def test_other_text_below_a_comment_is_text(make_site: Maker, text: str) -> None:
    """A rule, a line with a colon, and front matter in a comment."""
    assert [
        code for code, *_ in told(make_site, {"content/a.md": text}) if code == "front-matter-fence"
    ] == []


def test_an_output_of_a_template_is_told_once(make_site: Maker) -> None:
    """Although two rules read it."""
    text = "# A\n\nsee {{ y.z }} there {% if a %}b{% endif %}\n\n{{ x }}\n"
    lines = [line for _, line, _ in told(make_site, {"content/a.md": text}, "mkdocs")]
    assert lines == [3, 3, 3, 5]


@pytest.mark.parametrize(
    "text",
    [
        "x ^[note with *markup*] y",
        "word^[A note, after it.]",
        "x ^[note with [a link](b.md) in it]",
        "x ^[short]",
        "x ^[note with `code` in it]",
        "x ^[`code` alone]",
    ],
)
def test_a_footnote_of_pandoc_is_told(make_site: Maker, text: str) -> None:
    """With markup in it, and without a blank before it."""
    files = {"content/a.md": f"# A\n\n{text}\n", "content/b.md": "# B"}
    assert [(code, line) for code, line, _ in told(make_site, files)] == [("foreign-markup", 3)]


@pytest.mark.parametrize("text", ["2^[3] and x^[n]", "`a ^[b c]`", "a \\\\^[b c]", "[^1]\n\n[^1]: x"])
def test_a_power_is_no_footnote(make_site: Maker, text: str) -> None:
    """Nor is code."""
    assert told(make_site, {"content/a.md": f"# A\n\n{text}\n"}) == []


@pytest.mark.parametrize(
    ("language", "hint"), [("foo", "leave the name out, or write text"), ("pyhton", "did you mean 'python'?")]
)
def test_only_a_name_that_is_near_is_offered(make_site: Maker, language: str, hint: str) -> None:
    """`foo` is no misspelling of `ooc`."""
    assert told(make_site, {"content/a.md": f"# A\n\n```{language}\nx\n```\n"}) == [
        ("unknown-language", 3, hint)
    ]


def test_an_alias_with_a_part_is_a_redirect(make_site: Maker) -> None:
    """[redirects] can have one."""
    hint = "write it under [redirects] in sitegen.toml"
    files = {"content/a.md": "---\ntitle: A\naliases: /x/#y\n---\nText."}
    assert told(make_site, files) == [("front-matter-path", 3, hint)]


@pytest.mark.parametrize(
    ("language", "hint"),
    [("plantuml", "to draw it, name its language"), ("d2", "to draw it"), ("math", "set math = true")],
)
def test_a_diagram_is_no_misspelt_language(make_site: Maker, language: str, hint: str) -> None:
    """The hint says what to do instead of a similar name."""
    ((code, _, remedy),) = told(make_site, {"content/a.md": f"# A\n\n```{language}\nx\n```\n"})
    assert code == "unknown-language"
    assert remedy.startswith(hint)


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ("[path]\ncontent = 'src'\n", "config-unknown-key"),
        ("[paths]\nconten = 'src'\n", "config-unknown-key"),
        ("[paths]\ncontent = 3\n", "config-value"),
        ("[paths]\ncontent = 'src\n", "config-syntax"),
        ("[paths]\ncontent = 'srcs'\n", "no-content"),
    ],
)
def test_a_mistake_in_the_paths_comes_before_what_it_causes(make_site: Maker, config: str, code: str) -> None:
    """A missing folder is only reported where the configuration is right."""
    result = make_site({"sitegen.toml": config, "src/a.md": "# A"}).build()
    assert [problem.code for problem in result.problems] == [code]
    assert code != "no-content" or "[paths]" in result.problems[0].hint


def test_a_terminal_shows_the_first_problems_of_each_kind(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is counted; --all and --json have each of them."""
    pages = {
        f"content/{n}.md": f"# {n}\n\n[x](no{n}.md) and [y][no{n}] {{{{< z{n} >}}}}\n" for n in range(40)
    }
    site = make_site(pages)
    counts = {}
    for option in ("-q", "--all", "--json"):
        assert main(["check", "--root", str(site.root), option]) == 1
        streams = capsys.readouterr()
        counts[option] = (streams.out + streams.err).count("leads nowhere")
        assert ("15 more like these: error [broken-link]: --all lists them" in streams.err) == (
            option == "-q"
        )
    assert counts == {"-q": 25, "--all": 40, "--json": 40}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See {{< param version >}}.", "<p>See 1.2.</p>"),
        ("{{% param Version %}}", "<p>1.2</p>"),
        ('<a href="https://e.org/{{% param version %}}/x">x</a>', '<a href="https://e.org/1.2/x">x</a>'),
        ("```text\n{{< param `version` >}}\n```", "1.2"),
        ('{{< param "own" >}}', "<p>mine</p>"),
        ("{{< param deep.er >}}", "<p>5</p>"),
        ("`{{</* param version */>}}`", "<code>{{&lt; param version &gt;}}</code>"),
    ],
)
def test_a_parameter_of_hugo_is_filled_in(make_site: Maker, text: str, html: str) -> None:
    """Also in code and in addresses; front matter comes before [extra]."""
    config = 'title = "T"\nbase_url = "https://e.test/"\ndialect = "hugo"\n[paths]\noutput = "public"\n'
    config += '[extra]\nversion = "1.2"\nown = "theirs"\ndeep = { er = 5 }\n'
    site = make_site(
        {"sitegen.toml": config, "content/a.md": f"---\ntitle: A\nparams: {{own: mine}}\n---\n{text}\n"}
    )
    assert site.build().problems == ()
    assert html in site.page("a/index.html")


CATEGORIES = "---\ntitle: A\ncategories: [x]\n---\nText."
NO_TAXONOMY = 'set taxonomies = ["tags", "categories"] in sitegen.toml, or put the key under extra'


def test_categories_without_such_a_taxonomy_are_told_once(make_site: Maker) -> None:
    """The first page is named, however many there are; what something reads is no mistake."""
    pages = {"content/a.md": CATEGORIES, "content/b.md": CATEGORIES}
    assert told(make_site, pages) == [("front-matter-unknown-key", 3, NO_TAXONOMY)]


@pytest.mark.parametrize(
    ("files", "dialect"),
    [
        ({}, "hugo"),
        ({}, "mkdocs"),
        ({"layouts/page.html": "<p>{{ page.extra.categories[0] }}</p>"}, "sitegen"),
        ({"content/a.md": "---\nextra:\n  categories: [x]\n---\nText."}, "sitegen"),
        ({"content/a.md": "---\ncategories: []\n---\nText."}, "sitegen"),
    ],
)
def test_categories_that_something_reads_are_no_mistake(
    make_site: Maker, files: Mapping[str, str], dialect: str
) -> None:
    """Another generator's dialect has them, a template shows them, or they are data below extra."""
    assert told(make_site, {"content/a.md": CATEGORIES, **files}, dialect) == []


@pytest.mark.parametrize(
    ("path", "text", "codes"),
    [
        ("layout/page.html", "{{ page.title }}", ["layouts-unread"]),
        ("templates/post.html", "{% extends 'builtin/page.html' %}", ["layouts-unread"]),
        ("_layouts/a.html", '{% include "builtin/partials/head.html" %}', ["layouts-unread"]),
        ("templates/page.html", "{{ page.title }}", []),
        ("layout/readme.html", "Of the building.", []),
        ("templates/page.html/a.txt", "builtin/", []),
        ("layouts/page.html", "<p>{{ page.content }}</p>", []),
    ],
)
def test_a_folder_of_layouts_by_another_name_is_told(
    make_site: Maker, path: str, text: str, codes: list[str]
) -> None:
    """The templates of an application beside the site are none of ours."""
    assert [code for code, _, _ in told(make_site, {"content/a.md": "Text.", path: text})] == codes


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("content/c:d.md", ["source-name"]),
        ("content/why?.md", ["source-name"]),
        ("static/a*b.txt", ["source-name"]),
        ("content/x:y/a.md", ["source-name"]),
        ("content/a .md", ["output-name"]),
        ("content/b..md", ["output-name"]),
        ("content/a b.md", []),
        ("content/a.b (c) & d'e.md", []),
        ("static/a .txt", []),
    ],
)
def test_names_that_windows_refuses_are_told(make_site: Maker, path: str, codes: list[str]) -> None:
    """They are published all the same: where the site is built, they work."""
    assert [code for code, _, _ in told(make_site, {"content/index.md": "Text.", path: "Text."})] == codes


@pytest.mark.parametrize(("text", "codes"), [("", ["layout-empty"]), (" \n", ["layout-empty"]), ("x", [])])
def test_an_empty_layout_is_told(make_site: Maker, text: str, codes: list[str]) -> None:
    """An empty part removes that part, so it is no mistake; nor is a layout that no page uses."""
    files = {"layouts/page.html": text, "layouts/partials/footer.html": "", "layouts/unused.html": ""}
    assert [code for code, _, _ in told(make_site, {"content/a.md": "Text.", **files})] == codes


def test_headers_of_your_own_stand_in_for_the_generated_file(make_site: Maker) -> None:
    """The manual says so: a copy in static/ is published as it is, once the host isn't listed any more."""
    head = 'title = "T"\nbase_url = "https://e.test/"\n'
    files = {"content/a.md": "Text.", "static/_headers": "/*\n  X-Mine: yes\n"}
    clash = make_site({"sitegen.toml": f'{head}[headers]\nfiles = ["netlify"]\n', **files}).build().problems
    assert [(problem.code, problem.hint) for problem in clash] == [
        ("url-collision", "remove the file, or its host from headers.files or urls.redirects_for")
    ]
    assert make_site({"sitegen.toml": head, **files}).publish()["_headers"] == b"/*\n  X-Mine: yes\n"

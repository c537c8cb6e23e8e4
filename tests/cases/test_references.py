"""Nothing right is called wrong: cases 62 and 63; and emphasis beside Chinese punctuation, case 46."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.check.external import is_asked
from sitegen.config import External
from sitegen.core.problems import format_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

MARKUP = '<link rel="stylesheet" href="https://fonts.example.org/a.css">\n<img src=https://img.example.org/x.png>\n'
LANGUAGES = (
    "html", "html+jinja", "jinja", "django", "diff", "diff-html", "php", "html+php", "erb", "vue", "jsx", "markdown",
    "md", "yaml", "xml", "text", "", "js", "go-html-template", "handlebars", "ini", "python", "http", "rst",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_62_markup_in_code_is_text(make_site: Maker, language: str) -> None:
    """Whatever the language, however it is highlighted, also as added and removed lines."""
    marked = "".join(f"{sign}{line}\n" for sign in "+- " for line in MARKUP.splitlines())
    indented = "".join(f"    {line}\n" for line in MARKUP.splitlines())
    text = f"# A\n\n```{language}\n{MARKUP}{marked}```\n\n`{MARKUP.splitlines()[1]}`\n\n{indented}"
    site = make_site({"content/a.md": text})
    assert [format_problem(problem) for problem in site.build().problems] == []


@pytest.mark.parametrize(
    "element",
    [
        "<img alt='a > b' src='https://img.example.org/x.png'>",
        '<img title="a<b" src="https://img.example.org/x.png">',
        "<img src=//img.example.org/x.png>",
        '<link rel="stylesheet" href="https://img.example.org/x.css">',
    ],
)
def test_62_what_a_template_loads_is_still_found(make_site: Maker, element: str) -> None:
    """A tag is one even where its attributes hold angle brackets."""
    layout = "{% extends 'builtin/page.html' %}{% block content %}" + element + "{% endblock %}"
    site = make_site({"layouts/page.html": layout, "content/a.md": "# A\n\nText."})
    problems = site.build().problems
    assert [(problem.code, problem.path, problem.line) for problem in problems] == [
        ("third-party-request", "layouts/page.html", 1)
    ]


@pytest.mark.parametrize(
    "description",
    [
        """An <img src="/gone.svg" alt="x"> icon""",
        """An <a href='/gone/'>icon</a>""",
        "See <link href=/gone/> here",
        "Write href=/gone/ < src=/gone.png",
    ],
)
def test_62_markup_in_a_description_is_text(make_site: Maker, description: str) -> None:
    """Its addresses lead nowhere, and nobody can follow them: not with a template of the site's own either."""
    layout = "{% extends 'builtin/page.html' %}{% block content %}<p>A</p>{{ page.content }}{% endblock %}"
    text = f"---\ntitle: A\ndescription: >-\n  {description}\n---\nText.\n"
    site = make_site({"layouts/page.html": layout, "content/a.md": text})
    assert [format_problem(problem) for problem in site.build().problems] == []


@pytest.mark.parametrize(
    "address",
    [
        "https://ada.github.io/engine/",
        "https://ada.github.io/engine/guide.html#part",
        "https://ada.github.io/",
        "https://ada.github.io",
        "https://ada.github.io/notes-old/",
        "//ada.github.io/engine/",
        "HTTPS://ADA.github.io/engine/",
    ],
)
def test_63_another_path_of_the_same_host_is_another_site(make_site: Maker, address: str) -> None:
    """Links to it are external ones, in content and in templates, to builds and to checks."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://ada.github.io/notes"',
            "content/a.md": f'# A\n\n[there]({address}) and <a href="{address}">there</a>\n',
            "layouts/partials/footer.html": f'<footer><a href="{address}">there</a></footer>',
        }
    )
    assert [format_problem(problem) for problem in site.build().problems] == []
    assert is_asked(address, "https://ada.github.io/notes", External())


@pytest.mark.parametrize("address", ["https://ada.github.io/notes/b/", "//ada.github.io/notes/nowhere"])
def test_63_an_address_of_the_site_itself_must_lead_somewhere(make_site: Maker, address: str) -> None:
    """As before."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://ada.github.io/notes"',
            "content/a.md": f"# A\n\n[there]({address})\n",
        }
    )
    assert [problem.code for problem in site.build().problems] == ["broken-reference"]
    assert not is_asked(address, "https://ada.github.io/notes", External())


EMPHASIS = {
    "**重要：**请注意。": "<strong>重要：</strong>请注意。",
    "这是**「重点」**内容。": "这是<strong>「重点」</strong>内容。",
    "*（注）*です": "<em>（注）</em>です",
    "이것은 **(중요)**합니다": "이것은 <strong>(중요)</strong>합니다",
    "**重要：**Python 3": "<strong>重要：</strong>Python 3",
    "~~删除。~~后": "<del>删除。</del>后",
    "a~~「b」~~c": "a<del>「b」</del>c",
    "**a:**b": "**a:**b",
    "2 * 3 * 4": "2 * 3 * 4",
}


@pytest.mark.parametrize("text", EMPHASIS)
@pytest.mark.parametrize(
    "config",
    ['language = "zh-CN"', 'language = "ja"', 'language = "yue-HK"', "[markdown]\ncjk_emphasis = true"],
)
def test_46_emphasis_beside_punctuation_works_without_blanks(
    make_site: Maker, text: str, config: str
) -> None:
    """On by itself in such languages, elsewhere by a setting."""
    site = make_site({"sitegen.toml": config, "content/a.md": f"---\ntitle: A\n---\n{text}"})
    assert site.build().ok
    expected = EMPHASIS[text]
    assert f"<p>{expected}</p>" in site.page("a/index.html")


def test_46_lines_of_chinese_and_japanese_follow_without_a_space(make_site: Maker) -> None:
    """Browsers show the end of a line as a space; Korean and Latin words keep theirs."""
    text = (
        "日本語の文章は \n  改行されても\nEnglish\n空白。\n[「次」](b.md)\n한국\n사람\n\n- 一\n  二  \n  三"
    )
    site = make_site({"sitegen.toml": 'language = "ja"', "content/a.md": text, "content/b.md": "B"})
    site.publish()
    page = site.page("a/index.html")
    assert "日本語の文章は改行されても\nEnglish\n空白。\n<a " in page
    assert "</a>\n한국\n사람</p>" in page
    assert "一二<br>\n三" in page


@pytest.mark.parametrize("config", ["", 'language = "zh"\n[markdown]\ncjk_emphasis = false'])
def test_46_elsewhere_the_rules_of_commonmark_hold(make_site: Maker, config: str) -> None:
    """Also where the setting turns it off."""
    site = make_site({"sitegen.toml": config, "content/a.md": "---\ntitle: A\n---\n**重要：**请"})
    assert site.build().ok
    assert "<p>**重要：**请</p>" in site.page("a/index.html")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("**重要：**请注意", 6),
        ("这是**「重点」**内容", 3),
        ("a **x。**は", 7),
        ("- **「한국」**어", 9),
        ("~~删除。~~后", 6),
        ("**重要：** 请", 0),
        ("**重要**：请", 0),
        ("`**重要：**请`", 0),
        (r"\*\*重要：\*\*请", 0),
    ],
)
def test_46_stars_that_readers_would_see_are_told(make_site: Maker, text: str, column: int) -> None:
    """Where no setting says how to read them; with its remedy."""
    site = make_site({"content/a.md": f"---\ntitle: A\n---\n{text}"})
    problems = [one for one in site.build().problems if one.code == "foreign-markup"]
    assert [one.column for one in problems][:1] == [column] * bool(column)
    assert all("cjk_emphasis" in one.hint for one in problems)


def test_46_another_language_reads_every_page_anew(make_site: Maker) -> None:
    """What the cache has was read by other rules."""
    site = make_site({"content/a.md": "---\ntitle: A\n---\n**重要：**请"})
    site.publish()
    site.write("sitegen.toml", 'language = "zh"')
    assert b"<strong>" in site.publish()["a/index.html"]


def test_62_every_request_to_another_host_is_told_in_one_run_at_its_line(make_site: Maker) -> None:
    """Those of images, raw HTML, labels, quotes, lists, directives and layouts together."""
    lines = [
        "![x](https://one.example.org/x.png)",
        '<img src="https://two.example.org/x.png" alt="x">',
        'Words <img src="https://three.example.org/x.png" alt="x">.',
        "> ![x][label]",
        '- <audio src="//five.example.org/a.mp3" controls></audio>',
        '::: video src="https://six.example.org/a.mp4"\n:::',
        "::: player https://seven.example.org/b.mp4\n:::",
        "[label]: https://eight.example.org/x.png",
    ]
    site = make_site(
        {
            "content/a.md": "---\ntitle: A\n---\n" + "\n\n".join(lines) + "\n",
            "content/b.md": "# B\n\n![x](https://nine.example.org/x.png)\n",
            "layouts/directives/player.html": '<video src="{{ arguments[0] }}" controls></video>',
            "layouts/page.html": "{% extends 'builtin/page.html' %}\n{% block content %}\n"
            '<script src="https://ten.example.org/s.js"></script>{{ super() }}{% endblock %}',
        }
    )
    told = [
        (one.path, one.line, one.message.split("//")[1].split(".")[0])
        for one in site.build().problems
        if one.code == "third-party-request"
    ]
    assert told == [
        ("content/a.md", 4, "one"),
        ("content/a.md", 6, "two"),
        ("content/a.md", 8, "three"),
        ("content/a.md", 12, "five"),
        ("content/a.md", 14, "six"),
        ("content/a.md", 17, "seven"),
        ("content/a.md", 20, "eight"),
        ("content/b.md", 3, "nine"),
        ("layouts/page.html", 3, "ten"),
    ]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("b.html", "/guide/b/"),
        ("b.html#part", "/guide/b/#part"),
        ("../top.html", "/top/"),
        ("/guide/b.html", "/guide/b/"),
        ("deep/c.html?x=1", "/guide/deep/c/?x=1"),
        ("index.html", "/guide/"),
    ],
)
def test_a_link_to_a_page_as_mdbook_publishes_it_leads_there(make_site: Maker, link: str, url: str) -> None:
    """The Rust book has 150 of them: ``ch01.html`` for ``ch01.md``."""
    site = make_site(
        {
            "content/guide/a.md": f"[x]({link})",
            "content/guide/b.md": "## Part",
            "content/guide/deep/c.md": "C.",
            "content/guide/index.md": "G.",
            "content/top.md": "T.",
        }
    )
    assert site.build().problems == ()
    assert f'href="{url}"' in site.page("guide/a/index.html")


@pytest.mark.parametrize("link", ["nowhere.html", "b.html#nowhere", "b.htm"])
def test_other_links_to_html_are_still_broken(make_site: Maker, link: str) -> None:
    """There is no such page, or no such part of it."""
    site = make_site({"content/a.md": f"[x]({link})", "content/b.md": "B."})
    assert [one.severity for one in site.build().problems] == ["error"]


def test_a_file_of_that_name_comes_first(make_site: Maker) -> None:
    """It may be another page."""
    site = make_site(
        {
            "content/a.md": "[x](b.html)",
            "content/b.md": "B.",
            "content/b.html": "<!doctype html><title>B</title>",
        }
    )
    assert site.build().problems == ()
    assert 'href="/b.html"' in site.page("a/index.html")


BOOK = 'title = "T"\ndialect = "mdbook"\n[paths]\ncontent = "content"\noutput = "public"\nstatic = "s"\n'


@pytest.mark.parametrize(
    ("path", "target", "address"),
    [
        ("a.md", "../std/index.html", "https://docs.example/std/index.html"),
        ("a.md", "../std/", "https://docs.example/std/"),
        ("a.md", "./../reference/a%20b.html?x=1#part", "https://docs.example/reference/a%20b.html?x=1#part"),
        ("deep/b.md", "../../std/vec.html", "https://docs.example/std/vec.html"),
    ],
)
def test_63_a_relative_link_leads_to_a_neighbour(
    make_site: Maker, path: str, target: str, address: str
) -> None:
    """The site is at /book/ of its host, so what is above it are other sites."""
    files = {f"content/{path}": f"# A\n\n[x]({target})\n", "content/index.md": "# B\n\nText."}
    site = make_site({"sitegen.toml": f'base_url = "https://docs.example/book/"\n{BOOK}', **files})
    assert [format_problem(problem) for problem in site.build().problems] == []
    assert f'href="{address}"' in site.page(path.replace(".md", ".html"))


@pytest.mark.parametrize(
    ("config", "target", "codes"),
    [
        ('base_url = "https://docs.example/book/"\n', "../../std/", ["broken-link"]),
        ('base_url = "https://docs.example/book/"\n', "../README.md", ["broken-link"]),
        ('base_url = "https://docs.example/book/"\n', "../x/../std.html", []),
        ('base_url = "https://docs.example/"\n', "../std/", ["broken-link"]),
        ("", "../std/", ["link-beside-site"]),
        ("", "std/", ["broken-link"]),
        ("", "../README.md", ["broken-link"]),
        ("", "../b.html", []),  # as browsers read it: the root has nothing above it
    ],
)
def test_63_what_lies_above_the_host_is_broken(
    make_site: Maker, config: str, target: str, codes: list[str]
) -> None:
    """Above the root there is nothing; without an address nobody knows."""
    files = {"content/a.md": f"# A\n\n[x]({target})\n", "content/b.md": "# B\n\nText."}
    problems = make_site({"sitegen.toml": config + BOOK, **files}).build().problems
    assert [problem.code for problem in problems if problem.code != "base-url-missing"] == codes


def test_63_in_a_site_of_ours_a_link_out_of_it_is_broken_until_it_has_an_address(make_site: Maker) -> None:
    """It is likelier a path of the repository."""
    site = make_site({"content/a.md": "# A\n\n[x](../static/x.zip)\n"})
    assert "broken-link" in {problem.code for problem in site.build().problems}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[x](/docs/latest/)", "/docs/latest/"),
        ("[x](/docs/latest)", "/docs/latest"),
        ("[x](docs/latest/install/?a=b#part)", "/docs/latest/install/?a=b#part"),
        ("[x](./docs/latest/install)", "/docs/latest/install"),
        ('<a href="/docs/latest/install/">x</a>', "/docs/latest/install/"),
        ("[x](/docs/1.76/old/a/)", "/docs/1.76/old/a/"),
    ],
)
def test_63_an_address_that_the_host_serves_is_good(make_site: Maker, link: str, address: str) -> None:
    """It and all below it, also in the menu and in the check of what is published."""
    config = 'title = "T"\nmenu = [{ name = "Docs", target = "/docs/latest/" }]\n[urls]\nhosted = ["/docs/latest", "/docs/1.*/old/"]\n'
    site = make_site(
        {"sitegen.toml": config, "content/a.md": f"# A\n\n{link}", "content/docs/_index.md": "D"}
    )
    assert [one.message for one in site.build().problems if one.code != "base-url-missing"] == []
    assert f'href="{address}"' in site.page("a/index.html")
    assert [code for _, code in site.check_apart() if code.startswith("broken")] == []


@pytest.mark.parametrize("word", ["[x](g)", '<a href="g">x</a>', "[x][g]\n\n[g]: g"])
def test_63_a_word_stands_for_a_page(make_site: Maker, word: str) -> None:
    """As Hugo's render hooks let it; a word that stands for no page is an error."""
    config = 'title = "T"\n[urls.words]\ng = "/terms/"\nx = "x"\ny = "/nowhere/"\n'
    files = {"sitegen.toml": config, "content/a.md": f"# A\n\n{word}\n", "content/terms.md": "# T"}
    site = make_site(files)
    assert [one.message for one in site.build().problems if one.code != "base-url-missing"] == []
    assert 'href="/terms/"' in site.page("a/index.html")
    site.write("content/a.md", "# A\n\n[1](x) [2](y) [3](h) [4](terms.md)\n")
    assert [one.column for one in site.build().problems if one.code == "broken-link"] == [5, 12, 19]


@pytest.mark.parametrize(
    "link", ["/docs/latestly/", "/docs/", "latest/", "/docs/old/latest/", "/docs/1.7/x/old/", "/docs/10/old/"]
)
def test_63_other_addresses_are_looked_for(make_site: Maker, link: str) -> None:
    """Those that merely begin alike, and those above."""
    config = 'title = "T"\n[urls]\nhosted = ["/docs/latest/", "/docs/1.*/old/"]\n'
    site = make_site({"sitegen.toml": config, "content/a.md": f"# A\n\n[x]({link})"})
    assert [one.code for one in site.build().problems if one.code != "base-url-missing"] == ["broken-link"]


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("content/b.md", "did you mean b.md?"),
        ("/content/b.md", "did you mean /b.md?"),
        ("/static/x.pdf", "did you mean /x.pdf?"),
        ("static/x.pdf", "did you mean x.pdf?"),
    ],
)
def test_63_a_folder_of_the_site_in_an_address_is_understood(
    make_site: Maker, target: str, hint: str
) -> None:
    """Addresses begin inside ``content/`` and ``static/``."""
    site = make_site({"content/a.md": f"# A\n\n[x]({target})", "content/b.md": "# B", "static/x.pdf": "%PDF"})
    (problem,) = site.build().problems
    assert (problem.code, problem.line, problem.hint) == ("broken-link", 3, hint)

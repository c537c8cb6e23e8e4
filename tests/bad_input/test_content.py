"""Hostile Markdown, HTML and data: the numbers are those of the table in `test_table.py`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config
from sitegen.content.convert import convert_source
from sitegen.core.model import Source
from sitegen.theme.data import parse_data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

BARE = {"layouts/page.html": "{{ page.content }}"}


def codes(site: SiteFolder) -> list[str]:
    """Build, and return the code of each Problem."""
    return [problem.code for problem in site.build().problems]


def show(make_site: Maker, body: str, settings: str = "") -> str:
    """Return the HTML of one page, of which nothing may be wrong."""
    site = make_site(BARE | {"content/a.md": body, "sitegen.toml": settings})
    assert codes(site) == []
    return site.page("a/index.html")


def make_bomb(opening: str, line: str, levels: int = 40) -> bytes:
    lines = [opening, *(line.format(before=number, name=number + 1) for number in range(levels))]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("list.yaml", make_bomb("k0: &k0 [x, x]", "k{name}: &k{name} [*k{before}, *k{before}]"), 15),
        ("merge.yaml", make_bomb("k0: &k0 {x: 1}", "k{name}: &k{name} {{<<: [*k{before}, *k{before}]}}"), 15),
        ("self.yaml", b"a: &a [*a]", 1),
        ("deep.yaml", b"[" * 30_000, 1),
        ("twice.yaml", b"a: 1\nb: 2\na: 3\n", 3),
        ("run.yaml", b"a: !!python/object/apply:os.getcwd []", 1),
        ("deep.json", b"[" * 100_000, 0),
        ("twice.json", b'{"a": 1, "a": 2}', 0),
        ("nan.json", b"[NaN]", 0),
        ("half.json", b'["\\ud83d"]', 0),
        ("long.json", b"1" * 5_000, 0),
        ("deep.toml", b"a = " + b"[" * 100_000, 1),
        ("twice.csv", b"a,a\n1,2\n", 1),
    ],
)
def test_14_15_16_17_data_that_would_explode_crash_or_be_lost(name: str, content: bytes, line: int) -> None:
    """Data files are held to what front matter is held to; small aliases are allowed in them."""
    values, problems = parse_data({name: content}, "data")
    assert values == {}
    assert [(problem.path, problem.line, problem.code) for problem in problems] == [
        (f"data/{name}", line, "data-syntax")
    ]


_WIDE = ",".join(f"c{number}" for number in range(200_000))


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("wide.csv", ",".join(f"c{number}" for number in range(200_000)) + "\n", None, ""),
        ("wide.csv", ",".join(f"c{number}" for number in range(200_000)) + ",c9\n", 1, "named twice"),
        (
            "wide.json",
            "{" + ",".join(f'"c{number}": 1' for number in range(200_000)) + ', "c9": 2}',
            0,
            "twice",
        ),
        ("deep.toml", "a." * 100_000 + "b = 1\n", 1, "levels deep"),
        ("deep.toml", f"[{'a.' * 100_000}b]\n", 1, "levels deep"),
        (
            "gaps.csv",
            ",".join(f"c{number}" for number in range(1000)) + "\n" + "x\n" * 100_000,
            102,
            "leave out",
        ),
        ("keys.yaml", "".join(f"{number * (2**61 - 1)}: 1\n" for number in range(100_000)), 1002, "digits"),
        (
            "keys.yaml",
            "".join(f"- &a{number} {number * (2**61 - 1)}\n" for number in range(50_000))
            + "-\n"
            + "".join(f" *a{number} : 1\n" for number in range(50_000)),
            51_003,
            "digits",
        ),
        ("time.yaml", "a: !!int 1" + ":00" * 1_000_000 + "\n", 1, "colons"),
        ("time.yaml", "a: 1" + ":00" * 1_000_000 + ".5\n", None, ""),
        ("time.yaml", "a: !!float 1" + ":00" * 200 + "\n", 1, "colons"),
        ("quoted.yaml", '"1' + ":00" * 200 + '": 1\n', None, ""),
        (
            "quoted.yaml",
            "".join(f"'{number * (2**61 - 1)}': {number}{'0' * 20}\n" for number in range(20_000)),
            None,
            "",
        ),
    ],
)
def test_14_data_of_any_shape_takes_time_by_its_length_alone(
    name: str, text: str, line: int | None, said: str
) -> None:
    """Wide tables, long keys, and rows that leave out what they stand for."""
    _, problems = parse_data({name: text.encode()}, "data")
    assert [problem.line for problem in problems] == ([] if line is None else [line])
    assert all(said in problem.message for problem in problems)


def test_14_aliases_in_data_are_read() -> None:
    text = b"base: &base {x: 1}\npage:\n  <<: *base\n  more: [*base, *base]\n"
    values, problems = parse_data({"a.yaml": text}, "data")
    assert problems == ()
    assert values["a.yaml"]["page"] == {"x": 1, "more": [{"x": 1}, {"x": 1}]}


@pytest.mark.parametrize("character", list(">[(*<!_`"))
def test_19_many_of_one_character(make_site: Maker, character: str) -> None:
    """Quotes nested too deep are an error, backticks a fence; any other run is a page, in the usual time."""
    site = make_site(BARE | {"content/a.md": character * 100_000})
    expected = {">": ["nesting-too-deep"], "`": ["code-unclosed"]}
    assert codes(site) == expected.get(character, [])


@pytest.mark.parametrize("row", ["|-| ", "| a | b ", "|--", "> | a |", "| a | b |x\n"])
def test_19_bars_that_make_no_table_cost_no_more_than_their_length(row: str) -> None:
    """Each bar could be the first of a row: trying every one took minutes."""
    document, _ = convert_source(Source("a.md", (row * 60_000).encode()), Config())
    assert {problem.code for problem in document.problems} <= {"foreign-markup"}


@pytest.mark.parametrize("unit", ['"', "'", "\"'", 'a"', '"a ', "'a\" "])
def test_20_quotes_are_bounded(make_site: Maker, unit: str) -> None:
    """A page of quotes is shown, or is too slow; it never keeps the build."""
    settings = "markdown.smart_punctuation = true\nlimits.page_seconds = 5"
    site = make_site(BARE | {"content/a.md": unit * 50_000, "sitegen.toml": settings})
    assert codes(site) in ([], ["too-slow"])


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "a <ScRiPt>x</sCrIpT>",
        '<iframe src="/x"></iframe>',
        "<style>body { display: none }</style>",
        '<img src="/x.png" alt="x" onerror="alert(1)">',
        '<img src="/x.png" alt="x"\nOnLoad\n=alert(1)>',
        '<div><svg/onload="alert(1)"></svg></div>',
        '<div><img src=/x.png x=a"b=" onerror=alert(1) c="></div>',
        '<div><a title="\n\n<p>" onclick=alert(1) x="</p>',
        "<div><![CDATA[ > <script>alert(1)</script> ]]></div>",
        '<div><svg><a><animate attributeName=href values="x;javascript:alert(1)"/></a></svg></div>',
        '<a href="java&#x0A;script:alert(1)">x</a>',
        '<object data="/x"></object>',
        '<embed src="/x">',
        '<base href="//x.example">',
        '<meta http-equiv="refresh" content="0;url=//x.example">',
        '<form action="javascript:alert(1)"></form>',
        '<p style="position: fixed">x</p>',
    ],
)
def test_23_html_that_could_run_code_is_an_error_at_its_line(make_site: Maker, html: str) -> None:
    site = make_site(BARE | {"content/a.md": f"Text.\n\n{html}\n", "static/x.png": b""})
    found = {(problem.path, problem.code) for problem in site.build().problems if problem.severity == "error"}
    assert found & {("content/a.md", "unsafe-html"), ("content/a.md", "unsafe-url")}
    assert not (site.root / "public").exists()
    assert all(problem.line >= 3 for problem in site.build().problems if problem.path == "content/a.md")


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](&#x6A&#x61;vascript&colon;alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](\x01javascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](javascript:alert(1))",
        "![x](data:image/svg+xml,<svg/>)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "[x](file:///etc/passwd)",
    ],
)
def test_24_no_link_runs_code(make_site: Maker, link: str) -> None:
    """Whatever the disguise: an error, or text."""
    site = make_site(BARE | {"content/a.md": link})
    if not site.build().ok:
        return
    targets = re.findall(r"(?:href|src)=\"([^\"]*)\"", site.page("a/index.html"))
    assert [target for target in targets if not target.startswith(("#", "/", "http"))] == []


@pytest.mark.parametrize(
    "body",
    [
        '```"><b id=out>\nx\n```',
        '```x{title="\\"><b id=out>"}\nx\n```',
        '``` {.a"><b/id=out>}\nx\n```',
        '```python title="</figure><b id=out>"\nx\n```',
        "```\n</code></pre><b id=out>\n```",
    ],
)
def test_25_nothing_breaks_out_of_code(make_site: Maker, body: str) -> None:
    site = make_site(BARE | {"content/a.md": body, "sitegen.toml": 'markdown.raw_html = "none"'})
    site.build(lenient=True)
    page = site.root / "public/a/index.html"
    assert "<b" not in (page.read_text("utf-8") if page.exists() else "")


@pytest.mark.parametrize(
    "body",
    [
        '[x](/y.png "\\"><b id=out>")',
        "[x](/y.png '\"><b id=out>')",
        '![\\"><b id=out>](/y.png)',
        "![a](/y.png '\" onload=\"b')",
        '[x](/y.png?"><b>)',
        '[x](</y.png#"><b>>)',
        '# a {#x"><b>}',
    ],
)
def test_26_nothing_breaks_out_of_an_attribute(make_site: Maker, body: str) -> None:
    site = make_site(
        BARE
        | {
            "content/a.md": body,
            "static/y.png": b"",
            "sitegen.toml": 'markdown.raw_html = "none"\nimages.enabled = false',
        }
    )
    site.build(lenient=True)
    page = site.root / "public/a/index.html"
    tags = re.findall(r"<b\b|\sonload=\"", page.read_text("utf-8") if page.exists() else "")
    assert tags == []


def test_45_data_in_a_script_element_stays_data(make_site: Maker) -> None:
    """JSON in a page ends no element and no line."""
    template = '<script type="application/ld+json">{{ page.extra | tojson }}</script>'
    text = "</script><script>alert(1)</script><!-- \u2028\u2029 '&"
    site = make_site({"layouts/page.html": template, "content/a.md": f'+++\n[extra]\nx = "{text}"\n+++\n'})
    site.publish()
    page = site.page("a/index.html")
    assert page.count("<") == 2
    assert "\u2028" not in page
    assert "\u2029" not in page


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_45_json_without_numbers_of_its_own(make_site: Maker, value: str) -> None:
    """NaN is no JSON: browsers would refuse the whole block."""
    site = make_site(
        {
            "layouts/page.html": "{{ load_data('x.toml') | tojson }}",
            "data/x.toml": f"x = {value}",
            "content/a.md": "",
        }
    )
    assert "template-error" in codes(site)


@pytest.mark.parametrize(
    "html",
    [
        '<div><![CDATA[ <a title="]]><script>alert(1)</script>"></a></div>',
        "<div><? \"<a title='?><script>alert(1)</script>'\"></a></div>",
        "<div><!x \"<a title='><script>alert(1)</script>'\"></a></div>",
        '<noscript><p title="</noscript><script>alert(1)</script>"></p></noscript>',
        '<textarea><p title="</textarea><script>alert(1)</script>"></p></textarea>',
        "<!-- a --!><script>alert(1)</script> -->",
    ],
)
def test_23_what_parsers_read_differently_is_made_harmless(make_site: Maker, html: str) -> None:
    """Whether a value, a comment or an element ends here is not left to the reader's browser."""
    site = make_site(BARE | {"content/a.md": f"{html}\n"})
    if site.build().ok:
        assert "<script" not in site.page("a/index.html")


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_48_feeds_hold_no_control_characters(make_site: Maker, name: str) -> None:
    """XML 1.0 has no way to write them."""
    body = "Bell \x07, escape \x1b[0m, form feed \x0c, \ufffe and \uffff.\n"
    site = make_site(
        {
            "content/blog/_index.md": "",
            "content/blog/a.md": f"---\ntitle: A\ndate: 2025-01-01\n---\n{body}",
            "sitegen.toml": 'base_url = "https://example.org"',
        }
    )
    site.publish()
    feed = site.page(name)
    assert re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", feed) == []
    assert "Bell" in feed


def test_49_an_svg_with_entities_is_not_expanded(make_site: Maker) -> None:
    """Neither for its size nor for its place: what a file says of others is not read."""
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + number)} "{f"&{chr(97 + number)};" * 10}">' for number in range(20))
        + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text>&u;&file;</text></svg>'
    )
    site = make_site(BARE | {"content/x.svg": bomb, "content/a.md": "![x](x.svg)"})
    published = site.publish()
    assert published["x.svg"] == bomb.encode()
    assert b"aaaaaaaaaaa" not in published["a/index.html"]

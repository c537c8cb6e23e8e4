"""The table [theme], the menu with submenus, and the footer: what pages look like because of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from docs.reference import MANUAL
from docs.theme_pictures import SCENES, picture_of
from sitegen.config import read_config
from sitegen.config.theme import GROUNDS, LEAST_CONTRAST, TEXTS, Theme, contrast
from tests.unit.test_theme import TOKENS, luminance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGE = {"content/blog/a.md": "---\ntitle: A\ndate: 2025-11-01\nimage: a.svg\n---\nText.\n"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32"></svg>'
FILES = {**PAGE, "content/blog/a.svg": SVG, "content/about.md": "# About\n"}
SECTIONS = {"content/blog/_index.md": "# Blog\n", "content/_index.md": "Hi"}


def with_theme(make_site: MakeSite, text: str, **files: str) -> SiteFolder:
    site = make_site({**FILES, "sitegen.toml": f"[theme]\n{text}\n", **files})
    site.publish()
    return site


def styles_of(site: SiteFolder) -> str:
    (path,) = (path for path in (site.root / "public").rglob("site.css"))
    return path.read_text()


def mistakes_in(text: str) -> list[tuple[str, str]]:
    return [(problem.message, problem.hint) for problem in read_config(text, "sitegen.toml")[1]]


def test_the_colours_that_options_are_judged_with_are_those_of_the_theme() -> None:
    shorts = {"text": "ink", "background": "paper"}
    for name, (light, dark, _) in {**TEXTS, **GROUNDS}.items():
        token = TOKENS[shorts.get(name, name)]
        assert [luminance(light), luminance(dark)] == [luminance(colour) for colour in token]


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000", "#ffffff"), 2) == 21
    assert contrast("#767676", "#fff") >= LEAST_CONTRAST > contrast("#777777", "#fff")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('accent = ["#7a1f5c", "#f0a6d6"]', "--accent:light-dark(#7a1f5c,#f0a6d6)"),
        ('background = ["#fffdf8", "#14110f"]', "--paper:light-dark(#fffdf8,#14110f)"),
        ('text = ["#111111", "#eeeeee"]', "--ink:light-dark(#111111,#eeeeee)"),
        ('font = "Charter, Georgia, serif"', "--sans:Charter,Georgia,serif"),
        ('heading_font = "Georgia, serif"', "h1,h2,h3,h4,h5,h6{font-family:var(--heading)}"),
        ("code_font = '\"Cascadia Code\", monospace'", '--mono:"Cascadia Code",monospace'),
        ('scheme = "dark"', ":root,[data-theme]{color-scheme:dark}.theme{display:none}"),
        ('header = "line"', "body>header{border-bottom:1px solid var(--line)}"),
        ('header = "sticky"', "body>header{position:sticky;top:0"),
    ],
)
def test_an_option_adds_its_rule_after_those_of_the_theme(make_site: MakeSite, text: str, rule: str) -> None:
    plain = styles_of(with_theme(make_site, ""))
    styles = styles_of(with_theme(make_site, text))
    assert rule in styles.replace(", ", ",")
    assert styles.startswith(plain[:1000])
    assert len(styles) > len(plain)


def test_a_file_of_a_font_is_declared_and_published(make_site: MakeSite) -> None:
    font = {"layouts/assets/css/inter.woff2": "wOF2"}
    site = with_theme(make_site, 'font = "inter.woff2"', **font)
    styles = styles_of(site)
    (rule,) = re.findall(r"@font-face\{[^}]*\}", styles)
    assert [text in rule for text in ("site-sans", "inter.woff2", "woff2")] == [True] * 3
    assert re.search(r'--sans:"?site-sans"?, ?system-ui', styles)
    assert [path for path in site.publish() if path.endswith("/inter.woff2")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('logo = "img/lgo.svg"', "theme.logo: there is no file layouts/assets/img/lgo.svg"),
        ('code_font = "x.woff2"', "theme.code_font: there is no file layouts/assets/css/x.woff2"),
    ],
)
def test_a_missing_file_is_reported_where_it_is_named(make_site: MakeSite, text: str, message: str) -> None:
    site = make_site({**FILES, "sitegen.toml": f"\n[theme]\n{text}\n", "layouts/assets/img/logo.svg": SVG})
    (problem,) = site.build().problems
    assert (problem.message, problem.line) == (message, 3)
    assert problem.hint in ("did you mean 'img/logo.svg'?", "put the file there")


def test_the_manual_shows_a_picture_of_each_option() -> None:
    """Drawn by docs/theme_pictures.py."""
    options = [field.name for field in msgspec.structs.fields(Theme)]
    assert sorted(options) == sorted(scene.option for scene in SCENES)
    pages = "".join(path.read_text("utf-8") for path in MANUAL.glob("*.md"))
    assert [option for option in options if f"({picture_of(option)})" not in pages] == []


def test_the_logo_stands_for_the_title(make_site: MakeSite) -> None:
    site = with_theme(make_site, 'logo = "img/logo.svg"', **{"layouts/assets/img/logo.svg": SVG})
    header = site.page("index.html").partition("</header>")[0]
    assert '/logo.svg" alt="A site made with sitegen"></a>' in header
    assert ".brand img{" in styles_of(site)


def test_dates_pictures_and_the_credit_follow_their_options(make_site: MakeSite) -> None:
    before = with_theme(make_site, "").page("index.html")
    assert [text in before for text in ("1 November 2025", "<img", "Made with sitegen")] == [True] * 3
    home = with_theme(make_site, 'date_format = "%Y-%m-%d"\npictures = false\ncredit = false').page(
        "index.html"
    )
    assert [text in home for text in ("1 November 2025", "<img", "Made with sitegen")] == [False] * 3
    assert '<time datetime="2025-11-01">2025-11-01</time>' in home


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            'accent = ["#66cccc", "#66cccc"]',
            "theme.accent makes links on the page (#66cccc on #ffffff) hard to read in the light scheme",
            "the contrast is 1.9 : 1, and must be at least 4.5 : 1",
        ),
        (
            'background = ["#ffffff", "#777777"]',
            "theme.background makes text on the page (#ddeeee on #777777) hard to read in the dark scheme",
            "the contrast is 3.7 : 1, and must be at least 4.5 : 1",
        ),
        (
            'accent = ["red", "#66cccc"]',
            "theme.accent: 'red' is not a colour",
            'write one for each scheme, light and dark: ["#006666", "#66cccc"]',
        ),
        (
            'accent = ["#006666"]',
            "theme.accent needs two colours",
            'write one for each scheme, light and dark: ["#006666", "#66cccc"]',
        ),
        (
            'font = "x; } body { display: none"',
            "theme.font is not a list of fonts",
            'write names as in CSS, "Charter, serif", or the name of a file, "inter.woff2"',
        ),
        ('logo = "../x.svg"', "theme.logo: '../x.svg' is not a path in layouts/assets", "write img/logo.svg"),
    ],
)
def test_what_readers_could_not_read_is_a_mistake(text: str, message: str, hint: str) -> None:
    assert mistakes_in(f"[theme]\n{text}\n") == [(message, hint)]


def test_a_scheme_that_pages_do_not_have_is_not_judged() -> None:
    assert mistakes_in('[theme]\nscheme = "light"\naccent = ["#006666", "#006666"]\n') == []


MENU = """
[[menu]]
name = "Learn"
target = "blog/_index.md"
items = [
  { name = "Second", target = "https://example.org/", weight = 2 },
  { name = "About", target = "about.md" },
]

[[menu]]
name = "Home"
target = "_index.md"
weight = -1

[[footer]]
name = "Mastodon"
target = "https://mastodon.social/@me"

[[footer]]
name = "About us"
target = "about.md"
"""


def test_a_menu_has_submenus_and_the_footer_links(make_site: MakeSite) -> None:
    site = make_site({**FILES, **SECTIONS, "sitegen.toml": MENU})
    site.publish()
    page = site.page("about/index.html")
    header = page.partition("</header>")[0].split("<nav", 1)[1]
    order = [
        'href="/"',
        ">Home</a>",
        "<summary>Learn</summary>",
        'href="/blog/"',
        ">About</a>",
        ">Second</a>",
    ]
    places = [header.index(text) for text in order]
    assert places == sorted(places)
    assert '<a href="/about/" aria-current="page">About</a>' in header
    assert ".menu>ul{" in styles_of(site)
    footer = page.rpartition("<footer>")[2]
    assert (
        '<a rel="me" href="https://mastodon.social/@me">Mastodon</a> · <a href="/about/">About us</a>'
        in footer
    )


def test_a_target_that_leads_nowhere_is_reported_where_it_is_written(make_site: MakeSite) -> None:
    text = MENU.replace('"About", target = "about.md"', '"About", target = "abuot.md"').replace(
        'name = "About us"\ntarget = "about.md"', 'name = "About us"\ntarget = "aboot.md"'
    )
    site = make_site({**FILES, **SECTIONS, "sitegen.toml": text})
    problems = site.build().problems
    assert [(problem.line, problem.code) for problem in problems] == [(7, "broken-link"), (21, "broken-link")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[menu]]\nname = "A"\n', "the menu entry 'A' has no target"),
        ('[[menu]]\nname = "A"\nitems = [{ name = "B" }]\n', "the menu entry 'B' has no target"),
        (
            '[[menu]]\nname = "A"\nitems = [{ name = "B", items = [{ name = "C", target = "c.md" }] }]\n',
            "the menu entry 'B' is in a submenu and has one itself",
        ),
    ],
)
def test_mistakes_in_a_menu(text: str, message: str) -> None:
    assert [shown for shown, _ in mistakes_in(text)] == [message]

"""A site in several languages: which file is in which, what each language has, and how readers change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.config import Config
from sitegen.config.languages import Language, split_path
from sitegen.core.model import Document, FrontMatter
from sitegen.site import languages
from sitegen.site.assemble import Site, assemble
from sitegen.site.nodes import Node
from sitegen.site.visibility import Show
from tests.site_maker import NOW, SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = """title = "Site"
base_url = "https://example.org/base"
[languages.en]
label = "English"
[languages.de]
title = "Seite"
label = "Deutsch"
[[languages.de.menu]]
name = "Über"
target = "about.md"
[languages.he]
"""
PAGES: dict[str, str | bytes] = {
    "sitegen.toml": CONFIG,
    "content/about.md": "---\ntitle: About\n---\n[a](blog/a.md) [part](/blog/a.md#part)",
    "content/about.de.md": "# Über\n\n[a](blog/a.md) [root](/blog/a) [it](/about/) [en](about.en.md)",
    "content/blog/a.md": "---\ntitle: A\ndate: 2025-01-01\ntags: [x]\n---\n## Part\n\nEnglish words.",
    "content/de/blog/a.md": "---\ntitle: Ah\ndate: 2025-01-02\ntags: [x, y]\n---\nDeutsch. [b](../blog/b.md)",
    "content/blog/b.md": "---\ntitle: B\n---\nOnly English.",
}


FALLBACK = CONFIG + '[translations]\nfallback = "en"\n'
#: Pages that are only in some languages, and whose names differ.
MORE: dict[str, str | bytes] = {
    "content/alone.md": "---\ntitle: Alone\n---\nx",
    "content/nur.de.md": "---\ntitle: Nur\n---\nx",
    "content/nur.he.md": "---\ntitle: Nur\n---\nx",
    "content/firma.de.md": "---\ntitle: Firma\ntranslation_key: blog/b\n---\nx",
}


def read(site: SiteFolder) -> dict[str, str]:
    """Return the text of each published file."""
    return {path: data.decode("utf-8", "replace") for path, data in site.publish().items()}


def test_the_home_page_of_a_language_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page below it asks for it: a search for each of them takes a minute in a flat site."""
    reads = []

    class Nodes(dict[str, Node]):
        def values(self) -> Any:
            reads.append(1)
            return super().values()

    def assemble_counted(*arguments: Any, **options: Any) -> Site:
        site = assemble(*arguments, **options)
        return msgspec.structs.replace(site, nodes=Nodes(site.nodes))

    monkeypatch.setattr(languages, "assemble", assemble_counted)
    config = Config(languages={"en": Language()})
    pages = [Document(f"{name}.md", "", FrontMatter(), "A", (), "", (), 1, ()) for name in range(50)]
    languages.assemble_languages(config, pages, (), (), now=NOW, show=Show())
    assert len(reads) < 5


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is published if missing translations are left out."""
    files = {**PAGES, **MORE, "sitegen.toml": CONFIG + "[llms]\nindex = true\n"}
    return read(SiteFolder(tmp_path_factory.mktemp("plain") / "site", files))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is published if missing translations are shown in English."""
    draft = {"content/blog/b.de.md": "---\ntitle: B\ndraft: true\n---\nBald."}
    files = {**PAGES, **draft, "sitegen.toml": FALLBACK}
    return read(SiteFolder(tmp_path_factory.mktemp("filled") / "site", files))


def links(html: str) -> list[str]:
    """Return where the links in the text of a page lead."""
    prose = re.search(r'<div class="prose">(.*?)</div>', html, re.DOTALL)
    return re.findall(r'href="([^"#][^"]*)"', prose[1] if prose else "")


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', html))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("post.md", ("", "post.md")),
        ("post.de.md", ("de", "post.md")),
        ("de/post.md", ("de", "post.md")),
        ("de/post.de.md", ("de", "post.md")),
        ("blog/index.pt-BR.md", ("pt-BR", "blog/index.md")),
        ("brasil/a/b.md", ("pt-BR", "a/b.md")),
        ("pt-BR/a.md", ("", "pt-BR/a.md")),
        ("de.md", ("", "de.md")),
        ("blog/de.md", ("", "blog/de.md")),
        ("v1.de.x.md", ("", "v1.de.x.md")),
        ("x.png", ("", "x.png")),
    ],
)
def test_a_file_names_its_language(path: str, expected: tuple[str, str]) -> None:
    """By the end of its name, by its folder, or by both."""
    languages = {"en": Language(), "de": Language(), "pt-BR": Language(folder="brasil")}
    assert split_path(languages, path) == expected


def test_each_language_has_its_pages_lists_and_files(plain: dict[str, str]) -> None:
    """Those of the main one are at the root, those of the others below their codes."""
    expected = {
        *("index.html", "404.html", "about/index.html", "blog/a/index.html", "blog/b/index.html"),
        *("blog/index.html", "tags/x/index.html", "atom.xml", "blog/atom.xml", "llms.txt"),
        *("de/index.html", "de/404.html", "de/about/index.html", "de/blog/a/index.html"),
        *("de/tags/x/index.html", "de/tags/y/index.html", "de/atom.xml", "de/blog/atom.xml", "de/llms.txt"),
        *("he/index.html", "he/404.html", "he/llms.txt"),
    }
    assert expected <= plain.keys()
    assert not {"de/blog/b/index.html", "tags/y/index.html", "he/about/index.html"} & plain.keys()


def test_a_list_shows_the_pages_of_its_language(plain: dict[str, str]) -> None:
    shown = {
        path: re.findall(r'<h2><a href="([^"]*)"', plain[path]) for path in ("index.html", "de/index.html")
    }
    assert shown == {"index.html": ["/base/blog/a/"], "de/index.html": ["/base/de/blog/a/"]}
    assert "<title>Seite</title>" in plain["de/atom.xml"]
    assert 'xml:lang="de"' in plain["de/atom.xml"]
    assert "English words" not in plain["de/atom.xml"]


def test_links_lead_to_the_language_of_their_page_first(plain: dict[str, str]) -> None:
    """A page that isn't translated is better than none; `about.en.md` is a certain language."""
    assert links(plain["about/index.html"])[:2] == ["/base/blog/a/", "/base/blog/a/#part"]
    german = ["/base/de/blog/a/", "/base/de/blog/a/", "/base/de/about/", "/base/about/"]
    assert links(plain["de/about/index.html"]) == german
    assert links(plain["de/blog/a/index.html"]) == ["/base/blog/b/"]


def test_a_link_to_a_missing_translation_is_broken(make_site: Maker) -> None:
    """If the author names the language, the page in another one isn't meant."""
    site = make_site({**PAGES, "content/c.md": "[he](about.he.md)"})
    assert [(one.path, one.code) for one in site.build().problems] == [("content/c.md", "broken-link")]


def test_every_page_names_its_translations(plain: dict[str, str]) -> None:
    """Each version has the same list, itself included; a page in one language has none."""
    expected = {
        "en": "https://example.org/base/blog/a/",
        "de": "https://example.org/base/de/blog/a/",
        "x-default": "https://example.org/base/blog/a/",
    }
    assert alternates(plain["blog/a/index.html"]) == expected
    assert alternates(plain["de/blog/a/index.html"]) == expected
    assert alternates(plain["alone/index.html"]) == {}
    assert list(alternates(plain["he/index.html"])) == ["en", "de", "he", "x-default"]
    entry = re.search(r"<url><loc>[^<]*/de/blog/a/</loc>.*?</url>", plain["sitemap.xml"], re.DOTALL)
    assert entry
    assert dict(re.findall(r'hreflang="([^"]*)" href="([^"]*)"', entry[0])) == expected


def test_without_a_main_version_others_get_the_first(plain: dict[str, str]) -> None:
    assert alternates(plain["he/nur/index.html"])["x-default"] == "https://example.org/base/de/nur/"


def test_a_key_joins_pages_of_different_names(plain: dict[str, str]) -> None:
    """`translation_key` is that of both, or the path of the other."""
    expected = "https://example.org/base/de/firma/"
    assert alternates(plain["blog/b/index.html"])["de"] == expected
    assert alternates(plain["de/firma/index.html"])["de"] == expected


def test_the_switcher_stays_on_the_page(plain: dict[str, str]) -> None:
    """Where the page isn't in a language, it leads to the home page of that."""
    html = plain["de/blog/a/index.html"]
    switcher = re.findall(
        r'<li><a href="([^"]*)" hreflang="(\w+)" lang="\w+" dir="(\w+)"( aria-current)?', html
    )
    assert switcher == [
        ("/base/blog/a/", "en", "ltr", ""),
        ("/base/de/blog/a/", "de", "ltr", " aria-current"),
        ("/base/he/", "he", "rtl", ""),
    ]


def test_pages_say_their_language_and_direction(plain: dict[str, str]) -> None:
    heads = {path: re.search(r"<html[^>]*>", plain[path]) for path in ("index.html", "he/index.html")}
    assert [re.findall(r' (lang|dir)="(\w+)"', head[0]) for head in heads.values() if head] == [
        [("lang", "en")],
        [("lang", "he"), ("dir", "rtl")],
    ]


def test_a_missing_translation_falls_back_with_a_notice(filled: dict[str, str]) -> None:
    """Lists and links have the page; search engines are sent to the original. A draft is no translation."""
    html = filled["de/blog/b/index.html"]
    assert "Only English." in html
    assert '<a href="/base/blog/b/" hreflang="en">English</a>' in html
    assert '<link rel="canonical" href="https://example.org/base/blog/b/">' in html
    assert re.search(r'<main id="main" lang="en" dir="ltr">', html)
    assert alternates(html) == {}
    assert "/base/de/blog/b/" not in filled["sitemap.xml"]
    assert links(filled["de/blog/a/index.html"]) == ["/base/de/blog/b/"]
    assert "Only English" not in filled["de/blog/atom.xml"]


def test_a_list_without_a_page_of_its_language_is_borrowed(filled: dict[str, str]) -> None:
    """Readers find it; search engines are sent to the list in the other language."""
    assert '<link rel="canonical" href="https://example.org/base/tags/x/">' in filled["he/tags/x/index.html"]
    assert alternates(filled["he/blog/index.html"]) == {}
    assert list(alternates(filled["de/blog/index.html"])) == ["en", "de", "x-default"]
    assert "/base/he/blog/" not in filled["sitemap.xml"]


def test_a_language_may_leave_out_what_is_missing(make_site: Maker) -> None:
    config = FALLBACK.replace('label = "Deutsch"', 'label = "Deutsch"\nfallback = ""')
    outputs = read(make_site({**PAGES, "sitegen.toml": config})).keys()
    assert "de/blog/b/index.html" not in outputs
    assert "he/blog/b/index.html" in outputs


def test_the_main_language_may_be_below_its_code(make_site: Maker) -> None:
    """The root leads to it; the page for unknown addresses stays there for hosts."""
    outputs = read(
        make_site({**PAGES, "sitegen.toml": CONFIG + "[translations]\ndefault_below_code = true\n"})
    )
    assert "en/blog/a/index.html" in outputs
    assert "blog/a/index.html" not in outputs
    assert 'http-equiv="refresh" content="0; url=/base/en/"' in outputs["index.html"]
    assert "404.html" in outputs
    assert links(outputs["en/about/index.html"])[0] == "/base/en/blog/a/"


def test_dates_and_words_are_those_of_the_language(plain: dict[str, str]) -> None:
    html = plain["de/blog/a/index.html"]
    assert "2. Januar 2025" in html
    assert "Zum Inhalt springen" in html


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ('[languages.de]\ndir = "up"', 2, "'up' is not a direction"),
        ('[languages."d e"]', 1, "'d e' is not a language tag"),
        ('[languages.de]\nfallback = "fr"', 2, "the site has no language 'fr'"),
        ('[translations]\nfallback = "fr"\n[languages.de]', 2, "the site has no language 'fr'"),
        ('[languages.de]\npath = "/x/"', 2, "'/x/' is no path"),
        ('[languages.de]\nfolder = "en"', 2, "the languages en and de have the same folder: en"),
        ('[[languages.de.menu]]\nname = "A"', 1, "the menu entry 'A' has no target"),
        (
            '[[languages.de.menu]]\nname = "A"\ntarget = "b.md"',
            3,
            "the menu entry 'A': '/b.md' leads nowhere",
        ),
        (
            '[[languages.de.nav]]\npage = "b.md"',
            2,
            "the navigation names 'b.md', which isn't a page in content/",
        ),
    ],
)
def test_a_mistake_is_reported_at_its_key(make_site: Maker, lines: str, line: int, message: str) -> None:
    site = make_site({"content/a.md": "x", "sitegen.toml": lines})
    assert (line, message) in [(one.line, one.message) for one in site.build().problems]


def test_a_page_that_goes_takes_its_lists_along(make_site: Maker) -> None:
    """The next build asks again what the lists of the last one asked, also of a term that is gone."""
    site = make_site(PAGES)
    site.publish()
    site.remove("content/de/blog/a.md")
    site.write("content/c.de.md", "---\ntitle: C\n---\n[a](blog/a.md)")
    outputs = read(site)
    assert not {"de/tags/y/index.html", "de/blog/a/index.html"} & outputs.keys()
    assert links(outputs["de/c/index.html"]) == ["/base/blog/a/"]
    assert outputs == {
        path: data.decode("utf-8", "replace") for path, data in site.publish(force=True).items()
    }


def test_a_site_from_right_to_left_has_its_code_from_left_to_right(make_site: Maker) -> None:
    """Arrows point where reading goes; `lang` in front matter is that of one page."""
    pages = {
        f"content/blog/{name}.md": f"---\ndate: 2025-01-0{day}\n---\n# {name}"
        for day, name in enumerate("abc", 1)
    }
    english = {"content/e.md": "---\nlang: en-GB\n---\nx"}
    outputs = read(make_site({**pages, **english, "sitegen.toml": 'language = "fa"'}))
    sheet = next(text for path, text in outputs.items() if path.endswith("site.css"))
    assert "direction:ltr" in sheet.replace(": ", ":")
    assert 'href="/blog/a/">→ a</a>' in outputs["blog/b/index.html"]
    assert 'href="/blog/c/">c ←</a>' in outputs["blog/b/index.html"]
    assert '<html lang="fa" dir="rtl"' in outputs["blog/b/index.html"]
    assert re.search(r'<html lang="en-GB"[^>]*>', outputs["e/index.html"])
    assert 'dir="rtl"' not in outputs["e/index.html"]


def test_a_site_from_left_to_right_loads_no_rule_for_others(plain: dict[str, str], make_site: Maker) -> None:
    sheets = [
        next(text for path, text in outputs.items() if path.endswith("site.css"))
        for outputs in (plain, read(make_site({"content/a.md": "x", "sitegen.toml": "[languages.de]"})))
    ]
    assert ["unicode-bidi" in sheet for sheet in sheets] == [True, False]


def test_hugo_counts_addresses_with_a_slash_from_the_root(make_site: Maker) -> None:
    """Others are those of a page in its language."""
    pages = {
        "content/a.de.md": "---\ntitle: A\nurl: /x/\naliases: [/alt/, y]\n---\n",
        "content/b.de.md": "---\ntitle: B\nslug: z\n---\n",
    }
    outputs = read(
        make_site({**pages, "sitegen.toml": 'dialect = "hugo"\npaths.output = "public"\n[languages.de]\n'})
    ).keys()
    assert {"x/index.html", "alt/index.html", "de/z/index.html"} <= outputs
    assert "de/x/index.html" not in outputs


def test_two_files_for_one_page_are_a_mistake(make_site: Maker) -> None:
    site = make_site({**PAGES, "content/de/about.md": "again"})
    problems = [(one.path, one.code) for one in site.build().problems]
    assert ("content/de/about.md", "url-collision") in problems

"""What pages of MyST and notes of Obsidian name: labels, glossaries, parts of notes, notes to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect, Markdown, Paths
from sitegen.content.dialects.translate import translate
from sitegen.core.slugs import hexo_anchor, vitepress_anchor, zola_anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

MYST = 'dialect = "myst"\n[extra.labels]\nfoo = ["b.md", "Foo"]\nrst = ["c.rst", ""]\nb = ["b.md", "-"]\n'
NOTE = "---\npublished: 2020-01-01\n---\nIntro\n\nA block. ^one\n\n# First\n\nText\n\n# Second\n\nMore\n"


def read(site: SiteFolder, path: str) -> str:
    html = (site.root / "sitegen/public" / path).read_text("utf-8")
    return html.partition('<div class="prose">')[2].partition("<footer>")[0]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":::{tip}\n:name: mine\nT\n:::\n\n[to it](#mine)", '<a href="#mine">to it</a>'),
        ("[to it](foo) [page](b)", '<a href="/b.html#foo">to it</a> <a href="/b.html">page</a>'),
        ("[class](lib.Class) [part](#Lib.part) [old](rst)", "<p>class part old</p>"),
        ("[to it](<foo>) [part](<#Lib.part>)", '<p><a href="/b.html#foo">to it</a> part</p>'),
        ("```{literalinclude} x.txt\n---\nstart-after: 'two'\n---\n```", "three\n</code>"),
        (":::{include} x.txt\n:relative-docs: docs/\n:::", '<a href="/b.html">b</a>'),
        ("```{glossary}\none\n  Text.\n\n  More.\n\ntwo\n  Next.\n```", "<dt>two</dt>\n<dd>\n<p>Next.</p>"),
        ("::::{card} T\n:link: foo\n:link-type: ref\nC\n::::", "/b.html#foo"),
    ],
)
def test_names_of_myst(make_site: Maker, text: str, html: str) -> None:
    """What no page in Markdown has, such as a class, is text."""
    files = {"sitegen.toml": MYST, "a.md": f"# A\n\n{text}\n", "b.md": "# B\n\n(foo)=\n## Foo\n"}
    site = make_site({**files, "x.txt": "[b](docs/b.md)\ntwo\nthree\n"})
    result = site.build()
    assert {problem.code for problem in result.problems} <= {"reference-undefined"}
    assert html in read(site, "a.html")


@pytest.mark.parametrize(
    ("text", "there", "missing"),
    [
        ("![[sub note]]", "Intro", ""),
        ("![[Sub Note#Second]]", "More", "Text"),
        ("![[Sub Note#^one]]", "A block.", "Intro"),
        ("[[To come]] ![[To come]]", '<a href="#top">To come</a>', ""),
    ],
)
def test_notes_in_notes(make_site: Maker, text: str, there: str, missing: str) -> None:
    """By their names in any folder, whole or in part; a note that isn't written yet is a link to the top."""
    site = make_site({"sitegen.toml": 'dialect = "obsidian"\n', "A.md": text, "x/Sub Note.md": NOTE})
    result = site.build()
    assert {problem.code for problem in result.problems} <= {"unwritten-note"}
    assert there in read(site, "a/index.html")
    assert not missing or missing not in read(site, "a/index.html")


def test_a_note_that_appears_is_put_in(make_site: Maker) -> None:
    """A build with a cache sees it."""
    site = make_site({"sitegen.toml": 'dialect = "obsidian"\n', "A.md": "![[New]]", "B.md": "b"})
    assert site.build().ok
    site.write("deep/new.md", "appeared\n")
    assert site.build().ok
    assert "appeared" in read(site, "a/index.html")
    site.write("deep/new.md", "changed\n")
    assert site.build().ok
    assert "changed" in read(site, "a/index.html")


def test_ids_of_headings_as_other_generators_make_them() -> None:
    """Links to them keep leading there."""
    heads = ["2. get_page, Ünder", "Include/Exclude & Files", "--", "コード（A）"]
    assert [zola_anchor(head) for head in heads] == [
        "2-get-page-under",
        "include-exclude-files",
        "--",
        "コード-a",
    ]
    assert [hexo_anchor(head) for head in heads] == [
        "2-get-page-Under",
        "Include-Exclude-amp-Files",
        "--",
        "コード（A）",
    ]


def test_aliases_stand_for_folders_of_the_old_project() -> None:
    """Relative paths count where they leave the content, which is not where code is."""
    aliases = {"src/assets/": "/_assets/", "@assets/": "/_assets/"}
    config = Config(
        dialect=Dialect.STARLIGHT,
        paths=Paths(content="src/content/docs"),
        markdown=Markdown(aliases=aliases),
    )
    body = "![a](../../../assets/a.png) ![b](@assets/b.png) [c](../c.md) `](@assets/d)`"
    text, _, problems = translate("guide/x.md", body, 1, config)
    assert "![a](/_assets/a.png) ![b](/_assets/b.png) [c](../c.md) `](@assets/d)`" == text
    assert () == problems


def test_headings_have_the_ids_of_vitepress() -> None:
    """Signs are hyphens, Latin letters lose their accents, and no id begins with a digit."""
    heads = ("What's `new`?", "2. File_name", "Déjà vu & more", "公開")
    assert ["what-s-new", "_2-file-name", "deja-vu-more", "公開"] == [
        vitepress_anchor(head) for head in heads
    ]

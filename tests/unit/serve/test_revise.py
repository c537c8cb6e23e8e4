"""Builds in memory: after every edit, what a server shows is byte for byte what a clean build publishes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sitegen.build.in_memory import prepare
from sitegen.build.run import build
from sitegen.build.site_state import Session
from sitegen.cache.spill import SpillFile
from sitegen.sources import digest
from tests.site_maker import NOW, SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

POSTS = ("one", "two", "three", "four")
FILES: dict[str, str | bytes] = {
    "sitegen.toml": 'title = "Notes"\nbase_url = "https://example.org"\n',
    "content/_index.md": "---\ntitle: Home\n---\n\nHello.\n",
    "content/blog/_index.md": "---\ntitle: Blog\n---\n\nAll posts.\n",
    **{
        f"content/blog/{name}.md": (
            f"---\ntitle: {name}\ndate: 2025-01-0{day}\ntags: [a, t{day % 2}]\n---\n\nFirst.\n"
        )
        for day, name in enumerate(POSTS, 1)
    },
}


class Writer:
    """A site being edited, built in one process again and again."""

    def __init__(self, site: SiteFolder) -> None:
        self.site = site
        self.session = Session()
        self.hints: set[str] = set()

    def write(self, path: str, text: str) -> None:
        self.site.write(path, text)
        self.hints.add(str(self.site.root / path))

    def build(self, hints: Iterable[str] | None = None, now: datetime = NOW) -> bool:
        """Build with these hints, or with what was written; tell whether it succeeded."""
        self.session.hints = frozenset(self.hints if hints is None else hints)
        result = build(self.site.options(), now=now, session=self.session)
        if result.ok:
            self.hints.clear()
        self.problems = result.problems
        return result.ok

    def was_in_memory(self) -> bool:
        return self.session.changed is not None

    def shown(self) -> dict[str, bytes]:
        """Return every file as the server hands it out."""
        site_state = self.session.site_state
        assert site_state is not None
        public = self.site.root / "public"
        return {
            path: self.session.fresh.get(path) or (public / path).read_bytes() for path in site_state.files
        }


@pytest.fixture
def writer(make_site: Callable[[Mapping[str, str | bytes]], SiteFolder]) -> Iterator[Writer]:
    """A site of four posts, built once."""
    writer = Writer(make_site(FILES))
    assert writer.build()
    prepare(writer.session)
    yield writer
    writer.session.close()


def test_bodies_of_a_large_site_are_there_until_they_are_in_the_cache(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """More of them than memory holds lie in a file, which a server's build needs until it has a moment."""
    monkeypatch.setattr("sitegen.cache.store.SpillFile", partial(SpillFile, most_held=1))
    writer = Writer(make_site(FILES))
    assert writer.build()
    prepare(writer.session)
    writer.write("content/blog/two.md", "---\ntitle: two\ndate: 2025-01-02\ntags: [a, t0]\n---\n\nSecond.\n")
    assert writer.build()
    assert writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")
    writer.session.close()
    assert writer.site.build().ok
    assert read_tree(writer.site.root / "public") == clean(writer.site, tmp_path / "again")


def test_a_clock_that_was_put_back_asks_for_a_full_build(writer: Writer) -> None:
    """Any page may say what day it is, and need not be the one that was saved."""
    writer.write("content/blog/two.md", body_edit("two", "Second."))
    assert writer.build(now=NOW - timedelta(days=1))
    assert not writer.was_in_memory()


def clean(site: SiteFolder, folder: Path) -> dict[str, bytes]:
    """Return what a build from nothing publishes."""
    result = site.build(output=folder, force=True, forget=True)
    assert result.ok
    return read_tree(folder)


def post(name: str, body: str, front: str = "tags: [a]") -> str:
    return f"---\ntitle: {name}\ndate: 2025-01-0{POSTS.index(name) + 1}\n{front}\n---\n\n{body}\n"


def body_edit(name: str, body: str) -> str:
    """Return a post whose front matter is as it was."""
    day = POSTS.index(name) + 1
    return f"---\ntitle: {name}\ndate: 2025-01-0{day}\ntags: [a, t{day % 2}]\n---\n\n{body}\n"


@pytest.mark.parametrize(
    "body",
    [
        "Other words.",
        "First.\n\nAnd more, which no list shows.",
        "## A heading\n\nFirst.",
        "[Two](two.md) and [itself](#x)\n\n## X",
        "::: note\nInside.\n:::",
        "",
    ],
)
def test_a_body_is_built_in_memory(writer: Writer, tmp_path: Path, body: str) -> None:
    """The page, the lists with its summary and the feeds that hold it: as a clean build makes them."""
    writer.write("content/blog/one.md", body_edit("one", body))
    assert writer.build()
    assert writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


@pytest.mark.parametrize("words", ["title: Another", "title: one\ndescription: What it says."])
def test_what_a_page_is_called_is_built_in_memory(writer: Writer, tmp_path: Path, words: str) -> None:
    """With every list, neighbour and feed that shows it."""
    text = f"---\n{words}\ndate: 2025-01-01\ntags: [a, t1]\n---\n\nFirst.\n"
    writer.write("content/blog/one.md", text)
    assert writer.build()
    assert writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


def test_a_link_without_a_text_follows_the_title_and_the_heading(writer: Writer, tmp_path: Path) -> None:
    """A heading may say something else under the same id."""
    writer.write("content/blog/one.md", body_edit("one", "[](two.md) and [](two.md#here)"))
    writer.write("content/blog/two.md", body_edit("two", "## Old {#here}"))
    assert writer.build()
    prepare(writer.session)
    for title, heading in (("two", "New"), ("2", "New")):
        text = body_edit("two", f"## {heading} {{#here}}").replace("title: two", f"title: {title}")
        writer.write("content/blog/two.md", text)
        assert writer.build()
        assert writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


def test_the_published_files_wait_for_a_full_build(writer: Writer, tmp_path: Path) -> None:
    """In memory nothing is written; the next full build publishes what was built in memory, too."""
    before = read_tree(writer.site.root / "public")
    writer.write("content/blog/one.md", body_edit("one", "Other words."))
    assert writer.build()
    assert read_tree(writer.site.root / "public") == before
    writer.write("content/blog/two.md", post("two", "First.", "tags: [b]"))
    assert writer.build()
    assert not writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/blog/one.md", post("one", "First.", "tags: [other]")),
        ("content/blog/one.md", "---\ntitle: one\ndate: 2025-01-09\ntags: [a, t1]\n---\n\nFirst.\n"),
        ("content/blog/_index.md", "---\ntitle: All\n---\n\nAll posts.\n"),
        ("content/blog/five.md", "---\ntitle: five\n---\n\nNew.\n"),
        ("layouts/partials/footer.html", "<footer>Own</footer>"),
        ("sitegen.toml", 'title = "Renamed"\n'),
        ("static/new.txt", "New."),
    ],
    ids=["tags", "date", "title of a section", "new page", "layout", "configuration", "file"],
)
def test_everything_else_is_built_in_full(writer: Writer, tmp_path: Path, path: str, text: str) -> None:
    """What can move pages or change lists is left to the whole pipeline."""
    writer.write(path, text)
    assert writer.build()
    assert not writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


@pytest.mark.parametrize("path", ["content/_index.md", "content/blog/_index.md"])
def test_the_draft_of_a_list_stays_hidden(writer: Writer, tmp_path: Path, path: str) -> None:
    """The list stands at its address without it."""
    writer.write(path, "---\ntitle: Secret\ndraft: true\n---\n\nNot yet.\n")
    assert writer.build()
    prepare(writer.session)
    writer.write(path, "---\ntitle: Secret\ndraft: true\n---\n\nNot yet for you.\n")
    assert writer.build()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")
    assert not any(b"Not yet" in data for data in writer.shown().values())


def test_a_deleted_page_is_gone(writer: Writer, tmp_path: Path) -> None:
    """A hint whose file is no more."""
    writer.site.remove("content/blog/one.md")
    assert writer.build([str(writer.site.root / "content/blog/one.md")])
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


def test_an_anchor_that_goes_breaks_the_links_to_it(writer: Writer, tmp_path: Path) -> None:
    """The problem is in a page that was not touched; with the anchor back, all is well again."""
    writer.write("content/blog/one.md", body_edit("one", "## Here"))
    assert writer.build()
    writer.write("content/blog/two.md", body_edit("two", "[There](one.md#here)"))
    assert writer.build()
    writer.write("content/blog/one.md", body_edit("one", "## Elsewhere"))
    assert not writer.build()
    assert [(one.path, one.code) for one in writer.problems] == [("content/blog/two.md", "broken-anchor")]
    writer.write("content/blog/one.md", body_edit("one", "Before.\n\n## Here"))
    assert writer.build()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


def test_a_mistake_leaves_the_last_good_site(writer: Writer, tmp_path: Path) -> None:
    """It is reported, nothing is shown of it, and its page is still to be built when another is saved."""
    good = writer.shown()
    writer.write("content/blog/one.md", body_edit("one", "[gone](nowhere.md)"))
    assert not writer.build()
    assert [one.code for one in writer.problems] == ["broken-link"]
    assert writer.shown() == good
    writer.write("content/blog/two.md", body_edit("two", "Other."))
    assert not writer.build()
    writer.write("content/blog/one.md", body_edit("one", "Mended."))
    assert writer.build()
    assert writer.was_in_memory()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")


TWO = "---\ntitle: Two\ndate: 2025-01-02\n---\n\nBorrowed in German.\n"
DIGEST = digest(TWO.encode())[:12]
LANGUAGE_SETTINGS = """languages = {en = {}, de = {fallback = "en"}, fr = {}}
translations.show_outdated = true
"""
LANGUAGES: dict[str, str | bytes] = {
    "sitegen.toml": LANGUAGE_SETTINGS,
    "content/blog/one.md": "---\ntitle: One\ndate: 2025-01-01\n---\n\n## Part\n\n[Two](two.md)\n",
    "content/blog/one.de.md": "---\ntitle: Eins\nsource_digest: '0'\n---\n\n[Zwei](two.md)\n",
    "content/blog/two.md": TWO,
    "content/fr/blog/two.md": f"---\ntitle: Deux\nsource_digest: '{DIGEST}'\n---\n\nDu texte.\n",
}
#: Files of that site, what is written there, and how many translations are behind then.
SAVES = (
    ("blog/one.md", "[Two](two.md)", "[Two](two.md). More.", 1),
    ("blog/one.de.md", "(two.md)", "(two.md), [Teil](one.md#teil)\n\n## Teil", 1),
    ("blog/two.md", "Borrowed", "[](one.md). Borrowed", 2),
    ("blog/two.md", "title: Two", "title: Second\ndescription: D", 2),
    ("fr/blog/two.md", "title: Deux", "title: Deux\ndescription: D", 2),
    ("blog/two.md", "---\ntitle: Second\ndescription: D", "---\ntitle: Two", 2),
    ("blog/two.md", "[](one.md). Borrowed", "Borrowed", 1),
)


def test_a_site_in_several_languages_is_built_in_memory(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], tmp_path: Path
) -> None:
    """Texts of originals, of translations and of borrowed pages; what falls behind has a warning at once."""
    writer = Writer(make_site(LANGUAGES))
    assert writer.build()
    for number, (path, old, new, outdated) in enumerate(SAVES):
        prepare(writer.session)
        text = (writer.site.root / "content" / path).read_text()
        assert old in text
        writer.write(f"content/{path}", text.replace(old, new))
        assert writer.build()
        assert writer.was_in_memory()
        clean_folder = tmp_path / f"clean{number}"
        expected = writer.site.build(output=clean_folder, force=True, forget=True)
        assert writer.problems == expected.problems
        assert [problem.code for problem in writer.problems].count("translation-outdated") == outdated
        assert writer.shown() == read_tree(clean_folder)
    writer.session.close()


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_edits_equals_a_clean_build(writer: Writer, tmp_path: Path, seed: int) -> None:
    """Bodies, anchors, links and fronts at random, in memory and in full by turns."""
    choice = random.Random(seed)
    bodies = (
        "First.",
        "## Here\n\nText.",
        "[Link](two.md)",
        "`code`\n\n- a\n- b",
        "Other.\n\n<!-- more -->\n\nRest.",
    )
    for _ in range(12):
        name = choice.choice(POSTS)
        body = choice.choice(bodies)
        is_whole = choice.random() < 0.2
        writer.write(f"content/blog/{name}.md", post(name, body) if is_whole else body_edit(name, body))
        assert writer.build()
    assert writer.shown() == clean(writer.site, tmp_path / "clean")

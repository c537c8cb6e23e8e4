"""When nothing but bodies changed, a build takes from the last one how the site hangs together."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sitegen.build import assembly, pipeline, planning
from sitegen.cache.saved_documents import SavedDocuments
from sitegen.cache.state import load_structure
from sitegen.core.folder import Folder
from tests.property.edits import png
from tests.site_maker import NOW, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.core.model import Document
    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FRONT = "---\ntitle: {}\ndate: 2025-10-0{}\ntags: [one, {}]\n---\n"
SITE: dict[str, str | bytes] = {
    "sitegen.toml": 'title = "N"\nmenu = [{name = "All", target = "blog/"}, {name = "Up", target = "/"}]\n',
    "content/_index.md": "Hello.\n",
    "content/404.md": "# Not here\n\nAsk.\n",
    "content/blog/_index.md": "---\ntitle: Blog\n---\n\nAll of it.\n",
    "content/blog/a.md": FRONT.format("A", 1, "two") + "Text of a.\n\n## Part\n\n[b](b.md), [b](/blog/b/)\n",
    "content/blog/b.md": FRONT.format("B", 2, "two") + "Text of b, [a](a.md#part).\n",
    "content/blog/c.md": FRONT.format("C", 3, "three") + "```no-such-language\nx\n```\n",
    "content/blog/c2.md": FRONT.format("Z after C", 3, "three"),
    "content/blog/d.md": "---\ntitle: D\ndraft: true\n---\nNot yet.\n",
    "content/blog/e/index.md": FRONT.format("E", 4, "four") + "[more](more.txt)\n",
    "content/blog/e/more.txt": "More.",
    "static/x.txt": "x",
    "static/x.png": png(2, 2),
}


@pytest.fixture
def assembled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put together anew; meanwhile all files were written an hour ago."""
    clock = SimpleNamespace(
        time_ns=lambda: time.time_ns() + 3_600_000_000_000, perf_counter=time.perf_counter
    )
    monkeypatch.setattr("sitegen.build.run.time", clock)
    names: list[str] = []
    for module, name in ((assembly, "assemble_site"), (planning, "plan"), (pipeline, "take_fingerprints")):
        function = getattr(module, name)

        def note(
            *arguments: object, _name: str = name, _function: Callable[..., object] = function
        ) -> object:
            names.append(_name)
            return _function(*arguments)

        monkeypatch.setattr(module, name, note)
    return names


def problems_and_pages(
    site: SiteFolder, assembled: list[str]
) -> tuple[list[str], dict[str, bytes], list[str]]:
    """Build; hold all of it against a clean build; return the problems, the pages, and what was made anew."""
    assembled.clear()
    result = site.build()
    anew = list(assembled)
    clean = site.root.parent / "clean"
    expected = site.build(output=clean, force=True, forget=True)
    assert result.problems == expected.problems
    published = read_tree(site.root / "public")
    assert published == read_tree(clean)
    return [f"{problem.path} {problem.code}" for problem in result.problems], published, anew


BODIES = {
    "a post": ("content/blog/a.md", FRONT.format("A", 1, "two") + "Other text.\n\n## Part\n\n[c](c.md)\n"),
    "a section": ("content/blog/_index.md", "---\ntitle: Blog\n---\n\nNone of it.\n"),
    "the home page": ("content/_index.md", "Good morning.\n"),
    "the page for what is not there": ("content/404.md", "# Not here\n\nGo.\n"),
    "a draft": ("content/blog/d.md", "---\ntitle: D\ndraft: true\n---\nSoon.\n"),
    "a title": ("content/blog/a.md", FRONT.format("Another", 1, "two") + "Text of a.\n\n## Part\n"),
    "a description": (
        "content/blog/a.md",
        FRONT.format("A\ndescription: Of a", 1, "two") + "Text of a.\n\n## Part\n",
    ),
    "the title of a draft": ("content/blog/d.md", "---\ntitle: Draft\ndraft: true\n---\nNot yet.\n"),
    "a bundle": ("content/blog/e/index.md", FRONT.format("E", 4, "four") + "[the rest](more.txt)\n"),
    "what had a problem": ("content/blog/c.md", FRONT.format("C", 3, "three") + "Fine now.\n"),
    "what has a problem now": (
        "content/blog/b.md",
        FRONT.format("B", 2, "two") + "[a](a.md#part)\n\n```none-such\nx\n```\n",
    ),
}


@pytest.mark.parametrize("which", BODIES)
def test_after_a_change_of_a_body_nothing_is_put_together(
    make_site: Maker, assembled: list[str], which: str
) -> None:
    """And again after the next one: what was not looked at is remembered, warnings included."""
    site = make_site(SITE)
    first, _, anew = problems_and_pages(site, assembled)
    assert (first, anew) == (
        ["content/blog/c.md unknown-language"],
        ["assemble_site", "plan", "take_fingerprints"],
    )
    path, text = BODIES[which]
    site.write(path, text)
    second, _, anew = problems_and_pages(site, assembled)
    assert anew == []
    assert ("content/blog/c.md unknown-language" in second) == (which != "what had a problem")
    site.write("content/blog/e/index.md", FRONT.format("E", 4, "four") + "Once more.\n")
    third, published, anew = problems_and_pages(site, assembled)
    assert (third, anew) == (second, [])
    assert b"Once more." in published["blog/e/index.html"]


OTHERS = {
    "a title that changes the order": ("content/blog/c2.md", FRONT.format("Before C", 3, "three")),
    "the title of a section": ("content/blog/_index.md", "---\ntitle: All\n---\n\nAll of it.\n"),
    "the title of the page for what is not there": ("content/404.md", "# Nowhere\n\nAsk.\n"),
    "a picture": (
        "content/blog/a.md",
        FRONT.format("A\nimage: /x.png", 1, "two") + "Text of a.\n\n## Part\n",
    ),
    "a tag": ("content/blog/a.md", FRONT.format("A", 1, "five") + "Text of a.\n\n## Part\n"),
    "a heading that others link to": (
        "content/blog/a.md",
        FRONT.format("A", 1, "two") + "## Piece {#part}\n\n## New\n",
    ),
    "a new page": ("content/blog/f.md", FRONT.format("F", 5, "two")),
    "a new file": ("content/blog/e/some.txt", "Some."),
    "a copied file": ("static/x.txt", "y"),
    "a template": ("layouts/page.html", "{{ page.title }}"),
    "the configuration": ("sitegen.toml", 'title = "Others"\n'),
}


@pytest.mark.parametrize("which", OTHERS)
def test_any_other_change_is_looked_at(make_site: Maker, assembled: list[str], which: str) -> None:
    """Also together with that of a body."""
    site = make_site(SITE)
    site.publish()
    site.write("content/_index.md", "Good evening.\n")
    site.write(*OTHERS[which])
    _, _, anew = problems_and_pages(site, assembled)
    assert anew == ["assemble_site", "plan", "take_fingerprints"]


def test_an_address_made_of_a_title_is_looked_at(make_site: Maker, assembled: list[str]) -> None:
    """Where the site has its addresses so."""
    site = make_site({**SITE, "sitegen.toml": 'urls.patterns = { blog = "/blog/:slug/" }\n'})
    site.publish()
    site.write("content/blog/a.md", FRONT.format("Another", 1, "two") + "Text of a.\n\n## Part\n")
    _, published, anew = problems_and_pages(site, assembled)
    assert anew == ["assemble_site", "plan", "take_fingerprints"]
    assert "blog/another/index.html" in published


def test_a_line_that_was_blamed_is_looked_at_when_it_moves(make_site: Maker, assembled: list[str]) -> None:
    """A layout that there is not is told of at its line."""
    front = "---\ntitle: A{}\nlayout: fancy\ndate: 2025-10-01\n---\n## Part\n"
    site = make_site(
        {
            **SITE,
            "sitegen.toml": 'dialect = "hugo"\npaths.output = "public"\n',
            "content/blog/a.md": front.format(""),
        }
    )
    site.publish()
    site.write("content/blog/a.md", front.format("\ndescription: Of a"))
    problems, _, anew = problems_and_pages(site, assembled)
    assert "content/blog/a.md unknown-layout" in problems
    assert anew == ["assemble_site", "plan", "take_fingerprints"]


def test_a_page_that_is_due_meanwhile_appears(make_site: Maker, assembled: list[str]) -> None:
    """The site of the last build is no longer that of today."""
    site = make_site({**SITE, "content/blog/later.md": "---\ntitle: Later\ndate: 2025-12-02\n---\n"})
    site.publish()
    site.write("content/_index.md", "Good night.\n")
    assembled.clear()
    assert "blog/later/index.html" in site.publish(now=NOW + timedelta(days=2))
    assert "assemble_site" in assembled


def test_after_a_failed_build_all_is_looked_at(make_site: Maker, assembled: list[str]) -> None:
    """The documents are newer than the book."""
    site = make_site(SITE)
    site.publish()
    site.write("content/_index.md", "[x](nowhere.md)\n")
    assert not site.build().ok
    site.write("content/_index.md", "Hello again.\n")
    _, published, anew = problems_and_pages(site, assembled)
    assert anew[0] == "assemble_site"
    assert b"Hello again." in published["index.html"]


def test_a_damaged_structure_is_not_read(make_site: Maker, assembled: list[str]) -> None:
    """Nor one that is whole, but of another build."""
    site = make_site(SITE)
    site.publish()
    place = site.root / ".sitegen-cache" / "structure"
    older = place.read_bytes()
    site.write(*OTHERS["a tag"])
    site.publish()
    for data in (older, place.read_bytes()[:-3], b""):
        place.write_bytes(data)
        site.write("content/_index.md", f"Hello {len(data)}.\n")
        assert "assemble_site" in problems_and_pages(site, assembled)[2]
    assert load_structure(Folder.open(str(place.parent)), 0) is None


def test_a_link_that_every_page_has_needs_no_look_at_the_others(
    make_site: Maker, assembled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the theme, /site.webmanifest; redirects, which each page may have, are looked through after that."""
    site = make_site(SITE)
    problems_and_pages(site, assembled)

    def look_through(site: object) -> Iterator[object]:
        raise AssertionError(site)

    monkeypatch.setattr("sitegen.site.links.list_old_addresses", look_through)
    path, text = BODIES["a post"]
    site.write(path, text)
    assert site.build().ok


def test_an_edit_reads_the_documents_of_few_pages(
    make_site: Maker, assembled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 40 pages, an edit of one reads that page and those that its neighbours and its section show."""
    posts = {f"content/blog/p{number:02}.md": f"---\ntitle: P{number}\n---\nText.\n" for number in range(40)}
    site = make_site({"sitegen.toml": 'title = "N"\npaginate = 5\nrelated = 0\n', **posts})
    assert site.build().ok
    site.write("content/blog/p20.md", "---\ntitle: P20\n---\nOther text.\n")
    read: list[str] = []
    original = SavedDocuments.__getitem__

    def note(documents: SavedDocuments, path: str) -> Document:
        read.append(path)
        return original(documents, path)

    monkeypatch.setattr(SavedDocuments, "__getitem__", note)
    result = site.build()
    assert result.ok
    assert result.pages == 40
    assert assembled.count("assemble_site") == 1  # of the first build
    assert len(set(read)) < 12

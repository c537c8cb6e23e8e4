"""The search index: the same whatever came before, made anew only when a text differs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import format_problem
from sitegen.resources import pagefind
from tests.site_maker import SiteFolder, read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES = {
    "sitegen.toml": 'base_url = "https://example.org/notes"\n[search]\nenabled = true\n',
    "content/one.md": "# One\n\nA walrus sings.\n",
    "content/two.md": "# Two\n\nA seal dives.\n",
}
needs_pagefind = pytest.mark.skipif(not pagefind.find_indexer(), reason="Pagefind is not installed")

#: Writes the names of the texts as the index, and counts how often it was asked.
STAND_IN = """#!{python}
import sys, pathlib
texts, index = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4])
index.mkdir(exist_ok=True)
(index / "pagefind.js").write_text("\\n".join(sorted(p.read_text() for p in texts.rglob("*.html"))))
(index / "pagefind-ui.js").write_text("not published")
with open({count!r}, "a") as file:
    file.write("x")
"""


@pytest.fixture
def count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of Pagefind's; the file grows by one character with each run."""
    program, count = tmp_path / "indexer", tmp_path / "count"
    count.write_text("")
    program.write_text(STAND_IN.format(python=sys.executable, count=str(count)))
    program.chmod(0o755)
    monkeypatch.setattr("sitegen.resources.pagefind.find_indexer", lambda: str(program))
    monkeypatch.setattr("sitegen.resources.search_index.find_indexer", lambda: str(program))
    pagefind.describe_indexer.cache_clear()
    return count


def test_pages_are_found_by_their_text_and_address(make_site: MakeSite, count: Path) -> None:
    """The index holds what stands in <main>, and where; the interfaces of Pagefind stay behind."""
    published = make_site(FILES).publish()
    index = published["pagefind/pagefind.js"].decode()
    assert "A walrus sings." in index
    assert 'content="/one/"' in index
    assert "Light or dark" not in index
    assert "pagefind/pagefind-ui.js" not in published
    assert len(count.read_text()) == 1


@pytest.mark.usefixtures("count")
def test_pages_are_found_by_their_description(make_site: MakeSite) -> None:
    """What stands in the head for search engines counts here, too."""
    page = "---\ntitle: One\ndescription: Sea mammals & more.\n---\n\nA walrus sings.\n"
    index = make_site({**FILES, "content/one.md": page}).publish()["pagefind/pagefind.js"].decode()
    assert 'data-pagefind-meta="description[content]" content="Sea mammals &amp; more."' in index


def test_the_index_is_made_anew_only_when_a_text_differs(make_site: MakeSite, count: Path) -> None:
    """Neither a build without changes nor another title of the site costs an index; another word does."""
    site = make_site(FILES)
    site.publish()
    site.publish()
    site.write("sitegen.toml", 'title = "Other"\n' + FILES["sitegen.toml"])
    assert "Other" in site.publish()["one/index.html"].decode()
    assert len(count.read_text()) == 1
    site.write("content/one.md", "# One\n\nA walrus sleeps.\n")
    assert "sleeps" in site.publish()["pagefind/pagefind.js"].decode()
    assert len(count.read_text()) == 2


@pytest.mark.usefixtures("count")
def test_a_page_that_is_gone_is_not_found(make_site: MakeSite) -> None:
    """What is not published any more is in no index."""
    site = make_site(FILES)
    site.publish()
    site.remove("content/two.md")
    assert "seal" not in site.publish()["pagefind/pagefind.js"].decode()


@pytest.mark.usefixtures("count")
def test_a_lost_cache_costs_time_only(make_site: MakeSite) -> None:
    """Half a cache, or none, gives the same index; nothing is written where nothing differs."""
    site = make_site(FILES)
    first = site.publish()
    (site.root / ".sitegen-cache/search/known").unlink()
    site.write("content/_index.md", "Home.")
    assert {path for path, data in site.publish().items() if first.get(path) != data} == {"index.html"}
    before = read_times(site.root / "public")
    site.publish()
    assert before == read_times(site.root / "public")


def test_without_pagefind_the_site_is_told(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that wants search and cannot have it is not published without."""
    for name in ("sitegen.resources.pagefind.find_indexer", "sitegen.resources.search_index.find_indexer"):
        monkeypatch.setattr(name, lambda: "")
    report = [format_problem(problem) for problem in make_site(FILES).build().problems]
    what = "sitegen.toml: error: search is enabled and Pagefind is not installed [search-indexer]"
    assert report == [f"{what}\n    hint: install it: pip install 'sitegen-ssg[search]'"]


def test_what_pagefind_says_when_it_fails_is_passed_on(make_site: MakeSite, count: Path) -> None:
    """The last line of a failed run is in the message, and the site stays as it was."""
    (count.parent / "indexer").write_text("#!/bin/sh\necho no room >&2\nexit 3\n")
    site = make_site(FILES)
    result = site.build()
    assert [problem.message for problem in result.problems] == ["Pagefind failed: no room"]
    assert not (site.root / "public").exists()


@needs_pagefind
def test_the_index_of_an_edited_site_is_that_of_a_new_one(make_site: MakeSite, tmp_path: Path) -> None:
    """Pagefind's own output depends on the texts alone."""
    site = make_site(FILES)
    site.publish()
    site.write("content/one.md", "# One\n\nA walrus sleeps.\n")
    edited = site.publish()
    other = SiteFolder(tmp_path / "other", FILES | {"content/one.md": "# One\n\nA walrus sleeps.\n"})
    other.publish()
    assert edited == read_tree(other.root / "public")
    assert sum(path.startswith("pagefind/fragment/") for path in edited) == 2

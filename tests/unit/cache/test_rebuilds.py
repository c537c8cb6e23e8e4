"""Cases in which a build with a cache once gave something else than a clean one, or may."""

from __future__ import annotations

import time
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.cache.snapshot import read_checked, write_checked
from sitegen.cache.state import StoredState
from sitegen.core.folder import Folder
from sitegen.publish.claim import claim
from tests.property.edits import PATHS, png
from tests.site_maker import read_times, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

POST = "---\ntitle: {}\ndate: 2025-10-01\n---\nText.\n"
POSTS = {"content/blog/a.md": POST.format("Before"), "content/blog/b.md": POST.format("Other")}


def codes(site: SiteFolder, **wishes: Any) -> list[str]:
    return [problem.code for problem in site.build(**wishes).problems]


def is_clean(site: SiteFolder, **wishes: Any) -> bool:
    """Whether public/ is what a clean build gives."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True, **wishes).ok
    return read_tree(clean) == read_tree(site.root / "public")


def test_an_edit_made_while_another_file_was_broken_reaches_every_page(make_site: Maker) -> None:
    """The failed build keeps what it converted, but the pages on disk are older than that."""
    site = make_site(POSTS)
    site.publish()
    site.write("content/blog/a.md", POST.format("After"))
    site.write("content/blog/b.md", "---\ntitle: [\n---\n")
    assert not site.build().ok
    site.write("content/blog/b.md", POST.format("Other"))
    site.publish()
    assert "After" in site.page("index.html")
    assert is_clean(site)


def test_what_was_fine_leniently_fails_when_judged_again(make_site: Maker) -> None:
    """That nothing has changed does not mean that nobody judges otherwise today."""
    site = make_site({"content/blog/a.md": "[x](nowhere.md)\n"})
    assert site.build(lenient=True).ok
    assert codes(site) == ["broken-link"]
    assert not site.build().ok


def test_warnings_fail_an_unchanged_site_when_asked_to(make_site: Maker) -> None:
    """``--strict`` looks at the warnings of a build that is not repeated."""
    site = make_site({"content/a.md": "```no-such-language\nx\n```\n"})
    assert site.build().ok
    assert not site.build(strict=True).ok
    assert site.build().ok


def test_two_pages_at_one_address_are_a_problem_not_a_crash(make_site: Maker) -> None:
    """Every page is rendered nevertheless: other problems are reported in the same run."""
    site = make_site({"content/a.md": "one [x](nowhere.md)", "content/a/index.md": "two"})
    assert codes(site) == ["broken-link", "url-collision"]
    assert not (site.root / "public").exists()


def test_a_page_at_the_address_of_a_kept_one_tells_what_is_wrong_with_it(make_site: Maker) -> None:
    """As a clean build does, whichever of the two comes first."""
    site = make_site({"content/b.md": "two", "content/d.md": "four"})
    assert site.build().ok
    for name, slug in (("a", "b"), ("e", "d")):
        site.write(f"content/{name}.md", f"---\nslug: {slug}\n---\n[x](nowhere.md)")
    assert sorted(codes(site)) == ["broken-link", "broken-link", "url-collision", "url-collision"]
    assert codes(site) == codes(site, force=True)


def test_checking_does_not_cost_the_next_build_its_memory(make_site: Maker) -> None:
    """``sitegen check`` on a broken site leaves the cache as it was."""
    site = make_site(POSTS)
    site.publish()
    before = read_tree(site.root / ".sitegen-cache")
    site.write("content/blog/b.md", "---\ntitle: [\n---\n")
    assert not site.build(dry=True).ok
    assert before == read_tree(site.root / ".sitegen-cache")


@pytest.mark.parametrize("name", ["state", "snapshot", "bodies", "documents", "traces"])
def test_damaged_cache_files_are_not_trusted(make_site: Maker, name: str) -> None:
    """Whatever byte of the cache is wrong, the site is right."""
    site = make_site(POSTS)
    site.publish()
    place = site.root / ".sitegen-cache" / name
    place.write_bytes(bytes(byte ^ 0x55 for byte in place.read_bytes()))
    site.write("layouts/page.html", "{{ page.title }}{{ page.content }}")
    site.publish()
    assert is_clean(site)


def test_a_book_of_another_shape_is_not_read(make_site: Maker) -> None:
    """Another version of sitegen wrote it, whole: its checksum is right, and what it says is not ours."""
    site = make_site(POSTS)
    site.publish()
    folder = site.root / ".sitegen-cache"
    data = msgspec.msgpack.encode([["a.md"], {"shape": "another"}])
    (folder / "traces").write_bytes(data)
    cache = Folder.open(str(folder))
    body = read_checked(cache, "state")
    assert body is not None
    stored = msgspec.structs.replace(msgspec.msgpack.decode(body, type=StoredState), traces=zlib.crc32(data))
    write_checked(cache, "state", msgspec.msgpack.encode(stored))
    site.write("content/blog/a.md", POST.format("After"))
    site.publish()
    assert is_clean(site)


def test_a_cache_that_cannot_be_written_is_only_slower(make_site: Maker) -> None:
    """Here a file stands where the cache's directory should be."""
    site = make_site({**POSTS, ".sitegen-cache": "mine"})
    site.publish()
    site.write("content/blog/a.md", POST.format("After"))
    site.publish()
    assert is_clean(site)
    assert (site.root / ".sitegen-cache").read_text() == "mine"


@pytest.mark.parametrize("name", ["robots.txt", "atom.xml", "redirect.html"])
def test_outputs_beside_a_page_follow_its_front_matter(make_site: Maker, name: str) -> None:
    """A feed or redirect that shows its page's description is made again when that changes."""
    home = "---\ntitle: Home\ndescription: {}\naliases: [/old/]\n---\n"
    site = make_site(
        {f"layouts/{name}": "{{ page.description }}", "content/_index.md": home.format("Before")}
    )
    site.publish()
    site.write("content/_index.md", home.format("After"))
    site.publish()
    assert is_clean(site)


def test_a_date_with_an_offset_stays_the_authors(make_site: Maker) -> None:
    """The same moment, written with another offset, is another date to readers."""
    post = "---\ntitle: T\ndate: {}\n---\nText.\n"
    site = make_site({"content/a.md": post.format("2025-10-01T23:30:00-05:00"), "content/b.md": "B"})
    site.publish()
    assert "1 October 2025" in site.page("a/index.html")
    site.write("layouts/partials/post-card.html", "{{ post.date }}")
    site.publish()
    assert "2025-10-01 23:30:00-05:00" in site.page("index.html")
    site.write("content/a.md", post.format("2025-10-02T04:30:00Z"))
    site.publish()
    assert "2025-10-02 04:30:00+00:00" in site.page("index.html")


def test_the_fault_of_an_image_is_the_same_each_time(make_site: Maker) -> None:
    """No address of an object in a message: builds are compared."""
    site = make_site({"content/a.md": "![a](x.png)", "content/x.png": b"no picture"})
    assert [problem.message for problem in site.build().problems] == [
        "'x.png' cannot be shown: it isn't a PNG, JPEG, GIF, WebP, AVIF or SVG file"
    ]


def test_an_image_of_another_size_reaches_the_pages_that_show_it(make_site: Maker) -> None:
    site = make_site({"content/a.md": "![a](x.png)", "content/x.png": png(3, 2)})
    site.publish()
    site.write("content/x.png", png(7, 5))
    site.publish()
    assert 'width="7" height="5"' in site.page("a/index.html")


def test_when_the_state_cannot_be_written_no_snapshot_vouches_for_it(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk may take the small record and refuse the large one."""
    site = make_site(POSTS)
    site.publish()
    site.write("content/blog/a.md", POST.format("After"))
    write = type(site.root).write_bytes

    def refuse_state(path: Path, data: bytes) -> int:
        if path.name == "state.new":
            raise OSError(28, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(type(site.root), "write_bytes", refuse_state)
        site.publish()
    site.write("layouts/page.html", "{{ page.title }}{{ page.content }}")
    site.publish()
    assert is_clean(site)


def test_a_build_with_nothing_to_do_writes_nothing(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a time, of any file of the site's folder, its cache included."""
    site = make_site(POSTS)
    later = time.time_ns() + 60_000_000_000  # files written a moment ago are looked at again; these were not
    monkeypatch.setattr(
        "sitegen.build.run.time", SimpleNamespace(time_ns=lambda: later, perf_counter=time.perf_counter)
    )
    site.publish()
    before = read_times(site.root)
    result = site.build()
    assert (result.ok, result.rendered) == (True, 0)
    assert before == read_times(site.root)


def test_a_small_site_has_no_standby_tree_made_ahead(make_site: Maker) -> None:
    """Its first edit would not notice, and a build in CI has no second one."""
    site = make_site(POSTS)
    site.publish()
    assert not Path(claim(site.root / "public", site.root, []).standby).exists()


def test_the_first_edit_finds_the_standby_tree_ready(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build that makes a large site prepares it; nothing that is published is touched by that."""
    monkeypatch.setattr("sitegen.build.saving._WORTH_PREPARING", 3)
    site = make_site(POSTS)
    site.publish()
    output = claim(site.root / "public", site.root, [])
    standby = read_tree(Path(output.standby))
    assert standby == read_tree(site.root / "public")
    site.write("content/blog/a.md", POST.format("After"))
    site.publish()
    assert is_clean(site)
    site.write("sitegen.toml", 'title = "All of it is made again"\n')
    site.publish()
    assert read_tree(Path(output.standby)) == read_tree(site.root / "public")
    assert is_clean(site)


@pytest.mark.parametrize("dialect", ["hugo", "jekyll", "mkdocs"])
def test_another_dialect_is_another_text(make_site: Maker, dialect: str) -> None:
    """Every page is read anew, though no page changed."""
    lines = "{{< highlight go >}}x{{< /highlight >}}\n\n{% raw %}a{% endraw %}\n\n!!! note\n    Inside.\n"
    paths = f"{PATHS}\n"
    site = make_site({"content/a.md": lines, "sitegen.toml": paths})
    site.publish()
    site.write("sitegen.toml", f'{paths}dialect = "{dialect}"\n')
    assert site.build(lenient=True).ok
    assert is_clean(site, lenient=True)


def test_a_template_that_is_empty_is_not_one_that_is_missing(make_site: Maker) -> None:
    """Of the templates that may be included the first that is there counts, be it empty."""
    site = make_site(
        {
            "content/a.md": "A",
            "layouts/page.html": "{% include ['one.html', 'two.html'] %}",
            "layouts/two.html": "two",
        }
    )
    site.publish()
    assert site.page("a/index.html") == "two"
    site.write("layouts/one.html", "")
    site.publish()
    assert site.page("a/index.html") == ""


def test_a_hint_names_a_directive_that_came_later(make_site: Maker) -> None:
    """What a page was told of what it has not got depends on all that there is."""
    site = make_site({"content/a.md": "::: bxo\n:::\n"})
    assert "box" not in str(site.build(lenient=True).problems)
    site.write("layouts/directives/box.html", "box")
    assert "did you mean 'box'?" in str(site.build(lenient=True).problems)


def test_a_warning_follows_a_template_to_its_new_place(make_site: Maker) -> None:
    """The same text under the same name may come from another file."""
    site = make_site({"content/a.md": "A", "layouts/partials/footer.html": "<img src='https://x.test/y'>"})
    site.build(lenient=True)
    site.write("sitegen.toml", 'paths.layouts = "theme"\n')
    (site.root / "layouts").rename(site.root / "theme")
    assert {one.path for one in site.build(lenient=True).problems} == {"theme/partials/footer.html"}


def test_a_file_that_no_page_is_made_of_is_told_of_though_nothing_else_changed(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no part of the site, so the site is what it was; its warning is news."""
    site = make_site({"content/a.md": "A", "sitegen.toml": 'dialect = "hugo"\n'})
    later = time.time_ns() + 60_000_000_000
    clock = SimpleNamespace(time_ns=lambda: later, perf_counter=time.perf_counter)
    monkeypatch.setattr("sitegen.build.run.time", clock)
    site.publish()
    assert codes(site) == []
    site.write("content/old.rst", "Old\n===\n")
    assert codes(site) == ["not-converted"]
    site.remove("content/old.rst")
    assert codes(site) == []


def test_what_the_code_of_a_directive_imports_is_its_code_too(
    make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modules and packages beside it, however they are imported."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "importing_of_a_test.py").write_text(
        "from words_of_a_test.all import WORD\n\ndef run(_): return WORD\n"
    )
    (tmp_path / "words_of_a_test").mkdir()
    (tmp_path / "words_of_a_test/__init__.py").write_text("")
    (tmp_path / "words_of_a_test/all.py").write_text("from .one import WORD\n")
    (tmp_path / "words_of_a_test/one.py").write_text("WORD = 'before'\n")
    config = 'markdown.directives.x = "importing_of_a_test:run"\n'
    site = make_site({"sitegen.toml": config, "content/a.md": "::: x\n:::\n"})
    site.publish()
    assert "before" in site.page("a/index.html")
    (tmp_path / "words_of_a_test/one.py").write_text("WORD = 'afterwards'\n")
    site.publish()
    assert "afterwards" in site.page("a/index.html")


def test_touching_a_file_changes_nothing_that_is_published(make_site: Maker) -> None:
    site = make_site(POSTS)
    site.publish()
    before = read_times(site.root / "public")
    for path in (site.root / "content").rglob("*.md"):
        path.touch()
    site.publish()
    assert before == read_times(site.root / "public")


def test_new_code_of_a_directive_makes_its_pages_again(
    make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module that holds the function is an input like any other."""
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "directive_of_a_test.py"
    module.write_text("def render(values): return 'before'\n")
    site = make_site(
        {
            "sitegen.toml": 'markdown.directives.x = "directive_of_a_test:render"\n',
            "content/a.md": "::: x\n:::\n",
        }
    )
    site.publish()
    module.write_text("def render(values): return 'afterwards'\n")
    site.publish()
    assert "afterwards" in site.page("a/index.html")

"""Builds that share a store publish what builds without one do, whatever the store does."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.build.documents import convert_sources
from sitegen.sharing.manifest import put_manifest, read_manifest
from sitegen.site.skeleton import make_frame
from sitegen.store import Result, compress, join_pack, open_store
from tests.property.edits import png
from tests.site_maker import SiteFolder, read_tree
from tests.unit.store.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sitegen.core.model import Document, Source

PAGES = 8
FILES = {
    "sitegen.toml": 'title = "Shared"\nbase_url = "https://example.org"\n',
    **{
        f"content/blog/p{number}.md": f"---\ntitle: Post {number}\ndate: 2025-01-0{number + 1}\n---\n\n"
        f"See [another](p{(number + 1) % PAGES}.md). Text {number}.\n"
        for number in range(PAGES)
    },
    "static/robots.txt": "User-agent: *\n",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A store in a folder, which every build reads and writes."""
    (tmp_path / "store").mkdir()
    monkeypatch.setenv("SITEGEN_CACHE_REMOTE", str(tmp_path / "store"))
    monkeypatch.setenv("SITEGEN_CACHE_MODE", "write")
    return monkeypatch


@pytest.fixture
def stored(tmp_path: Path) -> SiteFolder:
    """A site that was built, and so is in the store."""
    site = SiteFolder(tmp_path / "first", {**FILES, "sitegen.toml": FILES["sitegen.toml"] + PATIENT})
    site.publish()
    return site


PATIENT = "[cache]\nseconds = 60\n"


def clone(site: SiteFolder, name: str = "second") -> SiteFolder:
    """Return the same site in another folder: nothing generated, other times and inodes."""
    root = site.root.with_name(name)
    shutil.copytree(
        site.root,
        root,
        ignore=shutil.ignore_patterns("public", ".sitegen*"),
        copy_function=shutil.copyfile,
    )
    return SiteFolder(root)


def codes(result: Any) -> list[str]:
    return [problem.code for problem in result.problems]


def test_another_machine_renders_nothing(stored: SiteFolder) -> None:
    """And publishes the same bytes; so does a build after that, which has nothing to do."""
    second = clone(stored)
    result = second.build()
    assert (True, 0, []) == (result.ok, result.rendered, codes(result))
    assert read_tree(stored.root / "public") == read_tree(second.root / "public")
    result = second.build()
    assert (True, 0) == (result.ok, result.rendered)


def test_an_edit_is_made_and_the_rest_restored(stored: SiteFolder) -> None:
    second = clone(stored)
    second.write("content/blog/p3.md", FILES["content/blog/p3.md"].replace("Text", "Other text"))
    result = second.build()
    assert (True, []) == (result.ok, codes(result))
    assert 0 < result.rendered < result.outputs / 2
    assert_clean(second)


def test_other_settings_take_conversions_alone(stored: SiteFolder) -> None:
    second = clone(stored)
    second.write("sitegen.toml", FILES["sitegen.toml"] + "paginate = 3\n" + PATIENT)
    assert [] == codes(second.build())
    assert_clean(second)


def test_a_change_is_stored_for_others(stored: SiteFolder) -> None:
    second = clone(stored)
    second.write("content/blog/new.md", "---\ntitle: New\ndate: 2025-03-01\n---\n\nText.\n")
    assert second.build().rendered > 0
    third = clone(second, "third")
    assert 0 == third.build().rendered
    assert_clean(third)


def test_a_reader_writes_nothing(tmp_path: Path, stored: SiteFolder, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SITEGEN_CACHE_MODE", "read")
    before = read_tree(tmp_path / "store")
    second = clone(stored)
    second.write("content/blog/new.md", "New.\n")
    assert second.build().rendered > 0
    assert before == read_tree(tmp_path / "store")


@pytest.mark.parametrize("wishes", [{"safe": True}, {"force": True}, {"dry": True}])
def test_some_builds_use_no_store(tmp_path: Path, wishes: dict[str, Any]) -> None:
    """Untrusted sites say nothing about stores, and who wants everything made again gets it."""
    site = SiteFolder(
        tmp_path / "site", {**FILES, "sitegen.toml": 'base_url = "https://example.org"\n' + PATIENT}
    )
    assert site.build(**wishes).ok
    assert [] == list((tmp_path / "store").iterdir())


def test_a_store_that_is_not_there_costs_one_warning(tmp_path: Path, stored: SiteFolder) -> None:
    shutil.rmtree(tmp_path / "store")
    second = clone(stored)
    result = second.build(strict=True)
    assert (True, ["cache-store"]) == (result.ok, codes(result))
    (problem,) = result.problems
    assert "the folder doesn't exist" in problem.message
    assert_clean(second)


@pytest.mark.parametrize("trouble", ["500", "redirect", "drop", "slow"])
def test_a_store_that_misbehaves_costs_one_warning(
    tmp_path: Path, environment: pytest.MonkeyPatch, trouble: str
) -> None:
    site = SiteFolder(tmp_path / "site", FILES)
    with serving() as server:
        environment.setenv("SITEGEN_CACHE_REMOTE", server.address)
        if trouble != "slow":
            environment.setenv("SITEGEN_CACHE_SECONDS", "60")
        server.trouble = trouble
        result = site.build()
    assert (True, ["cache-store"]) == (result.ok, codes(result))
    assert ("it took too long" in result.problems[0].message) == (trouble == "slow")
    assert_clean(site)


@pytest.mark.parametrize("damage", ["cut", "exchanged", "removed", "flipped", "of another site"])
def test_a_damaged_store_is_not_believed_and_is_repaired(
    tmp_path: Path, stored: SiteFolder, damage: str
) -> None:
    store = tmp_path / "store"
    files = sorted(path for path in (store / "cas").rglob("*") if path.is_file())
    contents = [path.read_bytes() for path in files]
    if damage == "of another site":
        site = SiteFolder(tmp_path / "another", {"sitegen.toml": PATIENT, "content/a.md": "Other.\n"})
        site.publish()
        entries = sorted((path for path in (store / "ac").rglob("*") if path.is_file()), key=os.path.getmtime)
        for path in entries:
            path.write_bytes(entries[-1].read_bytes())
    else:
        for number, path in enumerate(files):
            data = contents[number]
            match damage:
                case "cut":
                    path.write_bytes(data[:-1])
                case "exchanged":
                    path.write_bytes(contents[number - 1])
                case "removed":
                    path.unlink()
                case _:
                    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    result = clone(stored).build()
    assert (True, ["cache-store"] if damage != "removed" else []) == (result.ok, codes(result))
    third = clone(stored, "third")
    result = third.build()
    assert (0, []) == (result.rendered, codes(result))
    assert_clean(third)


def test_only_entries_with_the_right_signature_are_believed(
    stored: SiteFolder, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SITEGEN_CACHE_KEY", "secret")
    second = clone(stored)
    result = second.build()
    assert ["cache-store"] == codes(result)
    assert result.rendered > 0
    assert 0 == clone(stored, "third").build().rendered
    environment.setenv("SITEGEN_CACHE_KEY", "another")
    environment.setenv("SITEGEN_CACHE_MODE", "read")
    assert clone(stored, "fourth").build().rendered > 0


def test_a_list_with_other_names_is_not_believed(tmp_path: Path, stored: SiteFolder) -> None:
    """Whoever may write to a store can't have files written elsewhere."""
    store = open_store(str(tmp_path / "store"))
    entries = [path.name for path in (tmp_path / "store/ac").rglob("*") if path.is_file()]
    result = store.find(entries[0])
    assert result
    build = read_manifest(store, result)
    assert build
    for name in ("../../escaped", "lock"):
        evil = msgspec.structs.replace(build, files={**build.files, name: build.files["state"]})
        put_manifest(store, evil, tuple(entries))
        second = clone(stored, f"second-{name[-4:]}")
        assert ["cache-store"] == codes(second.build())
        assert_clean(second)
    assert [] == list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "both"),
        ("SECONDS", "-1"),
        ("SECONDS", "soon"),
        ("REMOTE", "ftp://host/"),
        ("REMOTE", "http:x"),
    ],
)
def test_wrong_variables_are_errors(
    tmp_path: Path, environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(f"SITEGEN_CACHE_{name}", value)
    result = SiteFolder(tmp_path / "site", FILES).build()
    assert (False, ["config-value"]) == (result.ok, codes(result))
    assert f"SITEGEN_CACHE_{name}" in result.problems[0].message


def test_pictures_are_not_made_again(stored: SiteFolder, environment: pytest.MonkeyPatch) -> None:
    """Encoding takes longer than everything else; a picture that is damaged in the store is made."""
    stored.write("content/blog/b/index.md", "---\ntitle: B\n---\n\n![A picture](a.png)\n")
    stored.write("content/blog/b/a.png", png(1600, 20))
    stored.publish()
    second = clone(stored)
    with environment.context() as patched:
        patched.setattr("sitegen.resources.pictures.PictureStore.put", None)
        assert (True, []) == ((result := second.build()).ok, codes(result))
    assert_clean(second)


def test_a_forged_structure_is_not_believed(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """It costs one warning; the site is that of a build without a store, and the store is repaired."""
    first = SiteFolder(tmp_path / "first", {**FILES, "sitegen.toml": FILES["sitegen.toml"] + PATIENT})
    with environment.context() as patch:
        patch.setattr(
            "sitegen.build.saving.make_frame",
            lambda site: msgspec.structs.replace(make_frame(site), members={"_index.md": [99]}),
        )
        first.publish()
    second = clone(first)
    second.write("content/blog/p0.md", FILES["content/blog/p0.md"] + "More.\n")
    result = second.build()
    assert (True, ["cache-store"]) == (result.ok, codes(result))
    assert "numbers of pages that it doesn't name" in result.problems[0].message
    third = clone(second, "third")
    result = third.build()
    assert (True, 0, []) == (result.ok, result.rendered, codes(result))
    environment.setenv("SITEGEN_CACHE_MODE", "off")
    assert clone(second, "fourth").build().ok
    assert read_tree(tmp_path / "fourth/public") == read_tree(third.root / "public")


def test_a_site_in_several_languages_is_restored(tmp_path: Path) -> None:
    languages = '[languages.en]\ntitle = "One"\n[languages.de]\ntitle = "Zwei"\n'
    files = {**FILES, "content/blog/p1.de.md": "---\ntitle: Eins\n---\nText\n"}
    site = SiteFolder(
        tmp_path / "first", {**files, "sitegen.toml": f"{FILES['sitegen.toml']}{PATIENT}{languages}"}
    )
    site.publish()
    result = clone(site).build()
    assert (True, 0, []) == (result.ok, result.rendered, codes(result))


def test_a_pack_that_holds_something_else_is_not_believed(tmp_path: Path, stored: SiteFolder) -> None:
    """An output that is missing in it, or has other bytes, is rendered."""
    store = open_store(str(tmp_path / "store"))
    entries = [path.name for path in (tmp_path / "store/ac").rglob("*") if path.is_file()]
    build = read_manifest(store, store.find_all(entries)[entries[0]])
    assert build
    (pack,) = build.packs
    for records in ([], [("index.html", b"something else")]):
        joined = join_pack(records)
        other = msgspec.structs.replace(pack, blob=store.put(compress(joined)), size=len(joined))
        put_manifest(store, msgspec.structs.replace(build, packs=(other,)), tuple(entries))
        second = clone(stored, f"second-{len(records)}")
        assert ["cache-store"] == codes(second.build())
        assert_clean(second)


def write_many(site: SiteFolder) -> None:
    """Make the site large enough for several batches."""
    for number in range(150):
        site.write(f"content/notes/n{number}.md", f"---\ntitle: Note {number}\n---\n\nText {number}.\n")


def test_parts_convert_a_site_for_the_build_of_the_whole(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    """Each converts its own pages; the build of the whole converts none, and publishes the same bytes."""
    site = SiteFolder(tmp_path / "site", {**FILES, "sitegen.toml": FILES["sitegen.toml"] + PATIENT})
    write_many(site)
    parts = [clone(site, f"part-{number}").build(part=(number, 3)) for number in (1, 2, 3)]
    assert [True] * 3 == [part.ok for part in parts]
    assert PAGES + 150 == sum(part.pages for part in parts)
    assert not (tmp_path / "part-1/public").exists()
    converted: list[int] = []

    def count(sources: Sequence[Source], *rest: Any) -> Iterator[tuple[Document, bytes]]:
        converted.append(len(sources))
        return convert_sources(sources, *rest)

    environment.setattr("sitegen.build.documents.convert_sources", count)
    assert [] == codes(site.build())
    assert [0] == converted
    assert_clean(site)


def test_a_batch_of_other_pages_is_not_believed(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "site", {**FILES, "sitegen.toml": FILES["sitegen.toml"] + PATIENT})
    write_many(site)
    assert clone(site, "part").build(part=(1, 1)).ok
    store = open_store(str(tmp_path / "store"))
    entries = sorted(path.name for path in (tmp_path / "store/ac").rglob("*") if path.is_file())
    results = store.find_all(entries)
    store.record_all(zip(entries, [*list(results.values())[1:], Result()], strict=True))
    assert site.build().ok
    assert_clean(site)


def test_a_part_needs_a_store_to_write_to(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SITEGEN_CACHE_MODE", "read")
    result = SiteFolder(tmp_path / "site", FILES).build(part=(1, 2))
    assert (False, ["config-value"]) == (result.ok, codes(result))


def test_a_part_that_cannot_be_stored_is_an_error(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SITEGEN_CACHE_REMOTE", "http://127.0.0.1:9")
    result = SiteFolder(tmp_path / "site", FILES).build(part=(1, 1))
    assert (False, ["cache-store"]) == (result.ok, codes(result))


def assert_clean(site: SiteFolder) -> None:
    """The published site is what a build without cache and store gives."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    assert read_tree(clean) == read_tree(site.root / "public")

"""Records from a store that no build writes aren't read, though their checksums are right."""

from __future__ import annotations

import copy
import zlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.cache.state import StoredState
from sitegen.cache.trace_table import StoredTraces
from sitegen.core.folder import Folder
from sitegen.sharing.soundness import check_cache
from sitegen.site.frame_check import check_frame
from sitegen.site.skeleton import Frame
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Folder]:
    """The cache of a site that was built."""
    site = SiteFolder(tmp_path / "site", {"content/a.md": "# A\n\nSee [B](b.md).\n", "content/b.md": "# B\n"})
    site.publish()
    with Folder.open(str(site.root / ".sitegen-cache")) as folder:
        yield folder


def forge(folder: Folder, state: dict[str, Any], traces: dict[str, Any]) -> None:
    """Change fields of the cache's records, and make the checksums right."""
    table = msgspec.msgpack.decode(folder.read("traces"), type=StoredTraces)
    stored = msgspec.msgpack.decode(folder.read("state")[4:], type=StoredState)
    data = msgspec.msgpack.encode(msgspec.structs.replace(table, **traces))
    folder.write("traces", data)
    body = msgspec.msgpack.encode(msgspec.structs.replace(stored, **state, traces=zlib.crc32(data)))
    folder.write("state", zlib.crc32(body).to_bytes(4, "big") + body)


def test_what_a_build_writes_is_sound(cache: Folder) -> None:
    check_cache(cache)
    forge(cache, {}, {})
    check_cache(cache)


@pytest.mark.parametrize(
    "traces",
    [
        {"kinds": b"\xff\xff"},
        {"kinds": b"\x00"},
        {"digests": b""},
        {"subjects": b"\xff\xff\xff\xff"},
        {"attributes": ["nothing"]},
        {"other_rows": b"\xff\xff\xff\x7f"},
        {"others": []},
        {"names": []},
    ],
)
def test_tables_that_refer_to_nothing_are_refused(cache: Folder, traces: dict[str, Any]) -> None:
    forge(cache, {}, traces)
    with pytest.raises((ValueError, TypeError)):
        check_cache(cache)


def test_records_of_another_shape_are_refused(cache: Folder) -> None:
    """Whatever their checksums say: a body that is no body, ranges outside of the file."""
    data = cache.read("bodies")
    for ranges in ({"a.md": (0, 3, zlib.crc32(data[:3]))}, {"a.md": (-1, 5, 0)}, {"a.md": (0, -5, 0)}):
        forge(cache, {"bodies": ranges}, {})
        with pytest.raises(ValueError, match=r"bodies|truncated"):
            check_cache(cache)


def test_a_document_under_the_name_of_another_is_refused(cache: Folder) -> None:
    stored = msgspec.msgpack.decode(cache.read("state")[4:], type=StoredState)
    forge(cache, {"places": {"a.md": stored.places["b.md"]}}, {})
    with pytest.raises(ValueError, match="name of another"):
        check_cache(cache)


RICH = {
    "content/docs/_index.md": "---\ntitle: Docs\nsidebar: true\n---\n",
    "content/docs/part/_index.md": "# Part\n",
    "content/docs/part/a.md": "# A\n",
    "content/blog/one.md": "---\ntitle: One\ndate: 2025-01-01\ntags: [x, y]\n---\n",
    "content/blog/two.md": "---\ntitle: Two\ndate: 2025-01-02\ntags: [x]\n---\n",
}


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The frame of a site with sections, terms and a navigation, as plain values by their names."""
    site = SiteFolder(tmp_path_factory.mktemp("rich") / "site", RICH)
    site.publish()
    with Folder.open(str(site.root / ".sitegen-cache")) as folder:
        structure = msgspec.json.decode(folder.read("structure")[4:])
    return dict(zip((field.name for field in msgspec.structs.fields(Frame)), structure[0], strict=True))


PATHS = {path.removeprefix("content/") for path in RICH}
NODE = ("id", "kind", "route", "label", "path", "date", "parent", "reach")


def number_of(frame: dict[str, Any], id_: str) -> int:
    return [node[0] for node in frame["nodes"]].index(id_)


def change_node(id_: str, field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(frame: dict[str, Any]) -> None:
        frame["nodes"][number_of(frame, id_)][NODE.index(field)] = value

    return change


def change_entry(field: int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(frame: dict[str, Any]) -> None:
        next(entry for entry in frame["navigation"][0].values() if entry[1])[field] = value

    return change


def change_field(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(frame: dict[str, Any]) -> None:
        frame[name] = value(frame[name]) if callable(value) else value

    return change


FORGERIES = {
    "no pages": change_field("nodes", []),
    "a page twice": change_field("nodes", lambda nodes: [*nodes, nodes[0]]),
    "no home page": change_node("_index.md", "kind", "section"),
    "more pages": change_field("pages", 100),
    "fewer pages": change_field("pages", -1),
    "unlisted pages": change_field("unlisted", 1),
    "a page without a file": change_node("blog/one.md", "path", ""),
    "a page of no file": change_node("docs/_index.md", "path", "docs/none.md"),
    "a page as a section": change_node("blog/one.md", "kind", "section"),
    "a parent that isn't there": change_node("blog/one.md", "parent", "none"),
    "a section in itself": change_node("docs/part/_index.md", "parent", "docs/part/_index.md"),
    "members of nothing": change_field("members", lambda members: {**members, "none": []}),
    "members that aren't there": change_field("members", lambda members: {**members, "docs/_index.md": [99]}),
    "members from behind": change_field("members", lambda members: {**members, "docs/_index.md": [-1]}),
    "members of another section": change_field(
        "members", lambda members: {**members, "docs/_index.md": members["docs/part/_index.md"]}
    ),
    "members twice": change_field(
        "members", lambda members: {key: [*pages, *pages] for key, pages in members.items()}
    ),
    "children that aren't there": change_field("children", {"docs/_index.md": ["none"]}),
    "children of another section": change_field("children", {"_index.md": ["docs/part/_index.md"]}),
    "terms that aren't there": change_field("terms", {"tags": [["Z", "z", []]]}),
    "terms of pages that aren't there": change_field("terms", {"tags": [["x", "x", [99]]]}),
    "no taxonomy": change_field("terms", {}),
    "tags of nothing": change_field("tagged", {"none": []}),
    "tags that aren't there": change_field("tagged", {"blog/one.md": [["tags", "term:tags/z"]]}),
    "an order of nothing": change_field("weighted", ["none"]),
    "an entry of nothing": change_entry(3, "none"),
    "an entry below nothing": change_entry(1, "none"),
    "an entry with another name": change_entry(0, "none"),
    "an entry above nothing": change_entry(8, ["none"]),
    "a navigation of nothing": change_field("navigation", lambda value: [value[0], ["none"], *value[2:]]),
}


def test_the_structure_of_a_site_is_sound(frame: dict[str, Any]) -> None:
    check_frame(msgspec.convert([*frame.values()], Frame), PATHS)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_structure_that_names_what_it_does_not_have_is_refused(name: str, frame: dict[str, Any]) -> None:
    forged = copy.deepcopy(frame)
    FORGERIES[name](forged)
    assert frame != forged
    with pytest.raises(ValueError, match="has a structure with"):
        check_frame(msgspec.convert([*forged.values()], Frame), PATHS)


def test_outputs_outside_of_the_site_are_refused(cache: Folder) -> None:
    table = msgspec.msgpack.decode(cache.read("traces"), type=StoredTraces)
    target = msgspec.structs.replace(table.entries[0].target, output="../elsewhere")
    forge(cache, {}, {"entries": [msgspec.structs.replace(table.entries[0], target=target)]})
    with pytest.raises(ValueError, match="normal path"):
        check_cache(cache)

"""Records from a store that no build writes aren't read, though their checksums are right."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.cache.state import StoredState
from sitegen.cache.trace_table import StoredTraces
from sitegen.core.folder import Folder
from sitegen.sharing.soundness import check_cache
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
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

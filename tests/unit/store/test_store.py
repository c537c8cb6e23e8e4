"""A shared store gives back what was put into it, and believes nothing that it can't check."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from sitegen.store import Blob, Result, Store, StoreError, describe_blob, digest_action, open_store
from sitegen.store.entries import MAX_ENTRY_BYTES
from sitegen.store.model import Table
from sitegen.store.packs import expand, read_pack, split_records, write_pack
from tests.unit.store.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.store.servers import CacheServer

ACTION = digest_action("convert", "a.md")
OTHER_ACTION = digest_action("convert", "b.md")


@pytest.fixture
def server() -> Iterator[CacheServer]:
    with serving() as server:
        yield server


@pytest.fixture(params=["folder", "http"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(str(tmp_path))
    server: CacheServer = request.getfixturevalue("server")
    return open_store(server.address)


def test_a_store_gives_back_what_was_put_into_it(store: Store) -> None:
    blobs = store.put_all([b"one", b"two", b""])
    result = Result({"page": blobs[0]}, b"note")
    assert store.find(ACTION) is None
    store.record_all([(ACTION, result), (OTHER_ACTION, Result())])
    assert {ACTION: result, OTHER_ACTION: Result()} == store.find_all([ACTION, OTHER_ACTION, "0" * 64])
    assert dict(zip(blobs, [b"one", b"two", b""], strict=True)) == store.get_all(blobs)
    assert store.get(Blob("0" * 64, 3)) is None
    assert [] == list(store.doubts)


def test_parts_of_an_action_are_kept_apart() -> None:
    assert digest_action("a", "bc", b"d") != digest_action("a", "b", b"cd")


def test_a_blob_that_is_there_is_not_sent_again(server: CacheServer) -> None:
    store = open_store(server.address)
    store.put(b"one")
    store.put(b"one")
    assert ["HEAD", "PUT", "HEAD"] == [method for method, _ in server.requests]


def test_paths_are_those_of_bazel_caches(server: CacheServer, tmp_path: Path) -> None:
    """`/ac/<sha256>` and `/cas/<sha256>`; in a folder, as `bazel --disk_cache` has them."""
    blob = describe_blob(b"one")
    for location in (server.address, f"{server.address}/cache/", tmp_path.as_uri()):
        store = open_store(location)
        assert blob == store.put(b"one")
        store.record(ACTION, Result({"page": blob}))
    assert {
        f"{prefix}/{path}" for prefix in ("", "/cache") for path in (f"cas/{blob.digest}", f"ac/{ACTION}")
    } == set(server.entries)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {f"cas/{blob.digest[:2]}/{blob.digest}", f"ac/{ACTION[:2]}/{ACTION}"} == files


def test_an_entry_is_an_action_result_of_bazel(server: CacheServer) -> None:
    """One field of a protocol buffer: number 5, `stdout_raw`, with its length, and nothing behind it."""
    open_store(server.address).record(ACTION, Result({}, b"x" * 300))
    (data,) = server.entries.values()
    length = (data[1] & 0x7F) | (data[2] << 7)
    assert (5 << 3 | 2, len(data) - 3) == (data[0], length)


@pytest.mark.parametrize("damage", ["truncated", "swapped", "huge", "another action", "unsigned", "not ours"])
def test_what_cannot_be_checked_is_a_miss_and_a_doubt(tmp_path: Path, damage: str) -> None:
    store = open_store(str(tmp_path), key=b"secret")
    blob, second = store.put_all([b"some bytes", b"more bytes"])
    store.record(ACTION, Result({"page": blob}))
    store.record(OTHER_ACTION, Result({"page": second}))

    def locate(table: Table, key: str) -> Path:
        return tmp_path / table / key[:2] / key

    entry = locate(Table.ACTIONS, ACTION)
    match damage:
        case "truncated":
            entry.write_bytes(entry.read_bytes()[:-5])
            locate(Table.BLOBS, blob.digest).write_bytes(b"some")
        case "swapped":
            entry.write_bytes(entry.read_bytes().replace(blob.digest.encode(), second.digest.encode()))
            locate(Table.BLOBS, blob.digest).write_bytes(b"more bytes")
        case "huge":
            entry.write_bytes(b"x" * (MAX_ENTRY_BYTES + 1))
            locate(Table.BLOBS, blob.digest).write_bytes(b"x" * 1000)
        case "another action":
            entry.write_bytes(locate(Table.ACTIONS, OTHER_ACTION).read_bytes())
            locate(Table.BLOBS, blob.digest).write_bytes(b"")
        case "unsigned":
            open_store(str(tmp_path)).record(ACTION, Result({"page": blob}))
            locate(Table.BLOBS, blob.digest).write_bytes(b"SOME BYTES")
        case _:
            entry.write_bytes(b"\x2a\x03abc")
            locate(Table.BLOBS, blob.digest).write_bytes(b"\0" * 10)
    assert (None, None) == (store.find(ACTION), store.get(blob))
    assert 2 == len(store.doubts)


def test_a_reader_without_the_key_does_not_believe_signed_entries(tmp_path: Path) -> None:
    open_store(str(tmp_path), key=b"secret").record(ACTION, Result())
    store = open_store(str(tmp_path))
    assert store.find(ACTION) is None
    assert "SITEGEN_CACHE_KEY" in store.doubts[0]


@pytest.mark.parametrize("digest", ["../../../secret", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_a_digest_that_leads_elsewhere_is_not_believed(tmp_path: Path, digest: str) -> None:
    """A store that someone else writes to names no other file of the machine, nor another address."""
    store = open_store(str(tmp_path))
    action = digest_action("test")
    store.record(action, Result({"pages": Blob(digest, 6)}))
    assert store.find(action) is None
    assert "is damaged" in store.doubts[0]


@pytest.mark.parametrize("trouble", ["500", "403", "redirect", "drop"])
def test_a_store_that_misbehaves_is_an_error_of_one_kind(server: CacheServer, trouble: str) -> None:
    store = open_store(server.address)
    blob = store.put(b"one")
    store.record(ACTION, Result({"page": blob}))
    server.trouble = trouble
    for call in (
        lambda: store.find_all([ACTION, OTHER_ACTION]),
        lambda: store.get(blob),
        lambda: store.put(b"2"),
    ):
        with pytest.raises(StoreError):
            call()
    assert not [path for _, path in server.requests if "elsewhere" in path]


def test_an_answer_that_ends_early_is_a_miss(server: CacheServer) -> None:
    store = open_store(server.address)
    blob = store.put(b"some bytes")
    server.trouble = "truncated"
    assert store.get(blob) is None


@pytest.mark.parametrize(
    ("token", "header"), [("", None), ("abc", "Bearer abc"), ("me:abc", "Basic bWU6YWJj")]
)
def test_a_token_is_sent_as_what_it_is(server: CacheServer, token: str, header: str | None) -> None:
    open_store(server.address, token=token).put(b"one")
    assert {header} == server.authorizations


@pytest.mark.parametrize("location", ["http://127.0.0.1:9", "/nowhere/at/all", "http://127.0.0.1:9/ac"])
def test_a_store_that_is_not_there_is_an_error(location: str) -> None:
    with pytest.raises(StoreError):
        open_store(location).find(ACTION)


def test_an_address_of_another_kind_is_refused() -> None:
    for location in ("ftp://host/x", "file://host/x", "javascript:x", "https://me:pass@host/", "s3:///x"):
        with pytest.raises(ValueError, match="must"):
            open_store(location)


def test_in_a_folder_nothing_is_followed_or_waited_for(tmp_path: Path) -> None:
    """Neither a link nor a pipe in the place of a blob."""
    store = open_store(str(tmp_path))
    blob = store.put(b"one")
    path = tmp_path / "cas" / blob.digest[:2] / blob.digest
    path.unlink()
    (tmp_path / "elsewhere").write_bytes(b"one")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError):
        store.get(blob)
    path.unlink()
    os.mkfifo(path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert store.get(blob) is None


def test_writers_of_the_same_blob_do_not_meet(tmp_path: Path) -> None:
    """Each writes a file of its own and renames it; nothing is left over."""
    stores = [open_store(str(tmp_path)) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        (blob,) = {*threads.map(lambda store: store.put(b"x" * 100_000), stores * 5)}
    assert [blob.digest] == [path.name for path in tmp_path.rglob("*") if path.is_file()]


def test_a_pack_holds_records() -> None:
    records = [("a", b"1" * 1000), ("b", b""), ("ä", b"2")]
    assert records == [(name, bytes(data)) for name, data in read_pack(write_pack(records))]
    assert [] == list(read_pack(write_pack([])))


def test_a_damaged_pack_is_an_error() -> None:
    pack = write_pack([("a", b"1" * 1000)])
    for damaged in (pack[:-1], pack[1:], b"", pack + b"x", write_pack([])[:-1]):
        with pytest.raises(ValueError, match="is"):
            list(read_pack(damaged))


def test_a_bomb_is_not_expanded() -> None:
    with pytest.raises(ValueError, match="too large"):
        expand(write_pack([("a", b"\0" * 100_000)]), 50_000)


def test_records_are_split_into_packs_of_one_size() -> None:
    records = [(str(number), b"x" * 1_000_000) for number in range(10)]
    assert [5, 5] == [len(group) for group in split_records(records)]
    assert [] == list(split_records([]))

"""Pieces of blobs in a store: whole, or a mistake that says so; a store that is away is waited for."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from sitegen.cache.store import Store, read_reference, refer
from sitegen.cluster import pieces as module
from sitegen.cluster.pieces import LostBlobError, Piece, Pieces
from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def test_contents_come_back_in_order(tmp_path: Path) -> None:
    """Also empty ones, and again from another process's store."""
    contents = [b"one", b"", b"three" * 1000, b"one"]
    put = Pieces(str(tmp_path / "store")).put(contents)
    assert len({piece.digest for piece in put if isinstance(piece, Piece)}) == 1
    assert Pieces(str(tmp_path / "store")).get([put[2], put[0], put[1], put[3]]) == [
        contents[2], b"one", b"", b"one",
    ]  # fmt: skip


def test_blobs_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is begun in time, and what is larger than a blob isn't stored."""
    monkeypatch.setattr(module, "_BLOB_BYTES", 10)
    store = Pieces(str(tmp_path / "store"))
    contents = [b"12345", b"12345", b"1", b"x" * 11, b"1"]
    put = store.put(contents)
    assert [piece.size if isinstance(piece, Piece) else len(piece) for piece in put] == [10, 10, 1, 11, 1]
    assert put[3] == contents[3]
    assert store.get(put) == contents


def test_what_is_held_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blob is read again when others have taken its place."""
    monkeypatch.setattr(module, "_MOST_HELD", 4)
    store = Pieces(str(tmp_path / "store"))
    first, second = (store.put([data])[0] for data in (b"123", b"456"))
    assert store.get([first, second, first]) == [b"123", b"456", b"123"]
    shutil.rmtree(tmp_path / "store" / "cas")
    assert store.get([first]) == [b"123"]
    with pytest.raises(LostBlobError):
        store.get([second])


def test_damage_is_a_loss(tmp_path: Path) -> None:
    """Never other bytes than those that were put."""
    (piece,) = Pieces(str(tmp_path / "store")).put([b"content"])
    (file,) = (path for path in (tmp_path / "store").rglob("*") if path.is_file())
    file.write_bytes(b"Content")
    with pytest.raises(LostBlobError):
        Pieces(str(tmp_path / "store")).get([piece])


def test_a_store_that_is_away_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is back, or patience ends with an error that names it."""
    away, there = tmp_path / "away", tmp_path / "store"
    (piece,) = Pieces(str(there)).put([b"content"])
    there.rename(away)
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 5:
            away.rename(there)

    monkeypatch.setattr(time, "sleep", nap)
    assert Pieces(str(there)).get([piece]) == [b"content"]
    assert naps == [0.1, 0.2, 0.4, 0.8, 1.6]
    with pytest.raises(ProblemError) as raised:
        Pieces(str(away), patience=0).get([piece])
    (problem,) = raised.value.problems
    assert problem.code == "cluster-failed"
    assert str(away) in problem.message


def test_the_cache_saves_what_references_stand_for(tmp_path: Path) -> None:
    """What a cluster converted is in the cache itself, and read by references until then."""
    asked: list[Sequence[bytes]] = []

    def fetch(locations: Sequence[bytes]) -> list[bytes]:
        asked.append(locations)
        return [b"body of " + location for location in locations]

    with Folder.open(str(tmp_path)) as folder:
        store = Store(folder, "bodies", {})
        store.fetch = fetch
        store.add("a.md", refer(b"A"))
        store.add("b.md", b"\x93plain")
        store.add("c.md", refer(b"C"))
        assert (read_reference(store.get_unresolved("a.md")), store.get("a.md")) == (b"A", b"body of A")
        ranges = store.save({"a.md": 0, "b.md": 0, "c.md": 0})
        store.close()
        saved = Store(folder, "bodies", ranges)
        assert [saved.get(path) for path in ranges] == [b"body of A", b"\x93plain", b"body of C"]
        saved.close()
    assert asked == [[b"A"], [b"A", b"C"]]

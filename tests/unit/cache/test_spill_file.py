"""Records wait to be saved, in memory or beside it: which of the two nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.cache.spill import SpillFile
from sitegen.core.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=[0, 25, 1 << 20], ids=["all written out", "some written out", "all in memory"])
def pile(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SpillFile]:
    pile = SpillFile(Folder.open(str(tmp_path)), most_held=request.param)
    for number in range(9):
        pile.add(f"{number}.md", f"record {number}".encode())
    yield pile
    pile.close()


def test_what_was_put_on_the_pile_is_there(pile: SpillFile) -> None:
    """By path, and all of it."""
    expected = {f"{number}.md": f"record {number}".encode() for number in range(9)}
    assert expected == {path: pile.get(path) for path in expected}
    assert expected == dict(pile.items())
    assert (9, sum(map(len, expected.values()))) == (len(pile), pile.size)
    assert pile.get("9.md") is None


def test_the_last_record_of_a_path_counts(pile: SpillFile) -> None:
    """Whether the first was written out or not."""
    pile.add("3.md", b"another")
    assert (b"another", 9) == (pile.get("3.md"), len(pile))
    assert b"another" == dict(pile.items())["3.md"]


def test_nothing_is_left_in_the_folder(pile: SpillFile, tmp_path: Path) -> None:
    """The file has no name."""
    assert "8.md" in pile
    assert [] == list(tmp_path.iterdir())


def test_memory_does_where_there_is_no_folder(tmp_path: Path) -> None:
    """The cache cannot be written: the build goes on."""
    (tmp_path / "cache").mkdir()
    pile = SpillFile(Folder.open(str(tmp_path / "cache")), most_held=1)
    (tmp_path / "cache").rmdir()
    pile.add("a.md", b"one")
    pile.add("b.md", b"two")
    assert {"a.md": b"one", "b.md": b"two"} == dict(pile.items())

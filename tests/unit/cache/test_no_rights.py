"""A cache that may not even be looked at is done without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cache.snapshot import Snapshot, load, save
from sitegen.cache.store import Store, remove
from sitegen.cache.templates import SavedTemplates
from sitegen.core.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path


def test_a_cache_that_may_not_be_entered(as_nobody: Path) -> None:
    """Nothing is read, nothing written, nothing raised."""
    cache = as_nobody / "cache"
    cache.mkdir(mode=0)
    folder = Folder.open(str(cache))
    store = Store(folder, "bodies", {"a.md": (0, 1, 2)})
    store.add("b.md", b"x")
    assert store.save({"a.md": 0, "b.md": 0}) == {}
    store.close()
    assert save(folder, "templates", SavedTemplates("", {}, {})) is False
    assert load(folder, "snapshot", Snapshot) is None
    assert remove(folder, "templates") is False
    cache.chmod(0o700)
    assert list(cache.iterdir()) == []

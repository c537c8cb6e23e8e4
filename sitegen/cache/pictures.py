"""Images made from others, on disk, by what they were made from and how.

Encoding takes a hundred times as long as everything else that a build does with an image. So this part
of the cache is kept when sitegen's own code changes: the key of a picture names the recipe and the
encoders, and nothing else decides its bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.state import load, save
from sitegen.files import digest
from sitegen.images import Derived, Variant  # noqa: TC001  msgspec reads the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Pictures that no page shows any longer are kept until they are as many as those in use, and this many more:
#: a page that comes back, or another branch, need not wait for them.
_SPARE = 200


class Index(msgspec.Struct, array_like=True):
    """What is known of each picture, by key."""

    pictures: dict[str, Derived] = {}


class PictureStore:
    """Pictures by key. With ``keep`` off, or where nothing can be written, they last as long as the build."""

    def __init__(self, folder: Path, *, believe: bool, keep: bool) -> None:
        self._keep = keep and _is_writable(folder)
        self._temporary = None if self._keep else tempfile.TemporaryDirectory(prefix="sitegen-pictures-")
        self._folder = Path(self._temporary.name) if self._temporary else folder
        index = load(folder / "index", Index) if believe and self._keep else None
        self._known = index.pictures if index else {}
        self._is_changed = False

    def get(self, key: str) -> Derived | None:
        """Return what is known of a picture."""
        return self._known.get(key)

    def path(self, key: str, variant: Variant) -> Path:
        """Return where the bytes of one version lie."""
        return self._folder / key[:2] / f"{key}.{variant.width}.{variant.format}"

    def holds(self, key: str, variant: Variant) -> bool:
        """Tell whether the bytes are there, and whole."""
        try:
            return digest(self.path(key, variant).read_bytes()) == variant.digest
        except OSError:
            return False

    def put(self, key: str, derived: Derived, contents: Mapping[Variant, bytes]) -> None:
        """Hold a picture that was made now."""
        for variant, data in contents.items():
            place = self.path(key, variant)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        self._known[key] = derived
        self._is_changed = True

    def save(self, used: Collection[str]) -> None:
        """Remember what is held, and drop what was not used for long."""
        unused = self._known.keys() - set(used)
        if len(unused) > len(used) + _SPARE:
            for key in unused:
                self._remove(key)
        if self._keep and self._is_changed:
            save(self._folder / "index", Index(dict(sorted(self._known.items()))))

    def close(self) -> None:
        """Remove what must not outlast the build."""
        if self._temporary:
            self._temporary.cleanup()

    def _remove(self, key: str) -> None:
        for variant in self._known.pop(key).variants:
            self.path(key, variant).unlink(missing_ok=True)
        self._is_changed = True


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = tempfile.mkdtemp(dir=folder)
    except OSError:
        return False
    shutil.rmtree(probe)
    return True

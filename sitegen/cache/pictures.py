"""Images made from others, on disk, by what they were made from and how.

Encoding takes a hundred times as long as everything else that a build does with an image. So this part
of the cache is kept when sitegen's other code changes: the key of a picture stands for the settings, the
encoders and the code in sitegen/images/, and nothing else decides its bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.state import load, save
from sitegen.cache.store import remove
from sitegen.files import digest
from sitegen.images.derive import Derived, Variant  # noqa: TC001  msgspec reads the annotations at run time

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Collection, Mapping

#: Pictures that no page shows any longer are kept until they are as many as those in use, and this many more:
#: a page that comes back, or another branch, need not wait for them.
_SPARE = 200


class Index(msgspec.Struct, array_like=True):
    """What is known of each picture, by key."""

    pictures: dict[str, Derived] = {}


class PictureStore:
    """Pictures by key. With ``keep`` off, or where nothing can be written, they last as long as the build.

    What is there is used with ``believe`` on; otherwise all is made anew.
    """

    def __init__(self, folder: Path, *, believe: bool, keep: bool) -> None:
        self._folder = folder
        self._keep = keep
        self._believe = believe
        index = load(folder / "index", Index) if believe and keep else None
        self._known = index.pictures if index else {}
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._elsewhere: set[str] = set()  # keys of pictures that could not be kept
        self._is_changed = False

    def get(self, key: str) -> Derived | None:
        """Return what is known of a picture."""
        return self._known.get(key)

    def path(self, key: str, variant: Variant) -> Path:
        """Return where the bytes of one version lie."""
        folder = self._folder
        if self._temporary and key in self._elsewhere:
            folder = Path(self._temporary.name)
        return folder / key[:2] / f"{key}.{variant.width}.{variant.format}"

    def holds(self, key: str, variant: Variant) -> bool:
        """Tell whether the bytes are there, and whole."""
        try:
            return digest(self.path(key, variant).read_bytes()) == variant.digest
        except OSError:
            return False

    def put(self, key: str, derived: Derived, contents: Mapping[Variant, bytes]) -> None:
        """Hold a picture that was made now."""
        self._known[key] = derived
        if self._keep:
            try:
                self._write(key, contents)
            except OSError:  # no space or no right: the next build is only slower
                self._keep = False
            else:
                self._is_changed = True
                return
        import tempfile  # noqa: PLC0415  only where a picture is made

        self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="sitegen-pictures-")
        self._elsewhere.add(key)
        self._write(key, contents)

    def save(self, used: Collection[str]) -> None:
        """Remember what is held, and drop what was not used for long."""
        unused = self._known.keys() - set(used)
        if len(unused) > len(used) + _SPARE:
            for key in unused:
                del self._known[key]
            self._is_changed = True
        if not (self._is_changed and self._keep):
            return
        if not self._believe or unused - self._known.keys():
            self._sweep()
        save(self._folder / "index", Index(dict(sorted(self._known.items()))))

    def close(self) -> None:
        """Remove what must not outlast the build."""
        if self._temporary:
            self._temporary.cleanup()

    def _write(self, key: str, contents: Mapping[Variant, bytes]) -> None:
        for variant, data in contents.items():
            place = self.path(key, variant)
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.is_dir():
                remove(place)
            place.write_bytes(data)

    def _sweep(self) -> None:
        """Remove the files of pictures that are no longer known."""
        for path in self._folder.glob("??/*"):
            if path.name.partition(".")[0] not in self._known:
                remove(path)

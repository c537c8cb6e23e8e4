"""Images made from others, on disk, by what they were made from and how.

Encoding takes a hundred times as long as everything else that a build does with an image. So this part
of the cache is kept when sitegen's other code changes: the key of a picture stands for the settings, the
encoders and the code in sitegen/images/, and nothing else decides its bytes.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.snapshot import load, save
from sitegen.cache.store import remove
from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError
from sitegen.core.text import lazy_compile
from sitegen.images.derive import Derived, Variant
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sitegen.core.location import Location

#: Unused pictures are kept until there are as many as used ones, and this many more:
#: a page that comes back, or another branch, need not wait for them.
_SPARE = 200
_FOLDER = "pictures"  #: in the cache's folder
_INDEX_NAME = "index"
_INDEX = f"{_FOLDER}/{_INDEX_NAME}"
#: The names that are ours.
_PREFIX = lazy_compile("[0-9a-f]{2}")
_PICTURE = lazy_compile(r"[0-9a-f]{32}\.[0-9]+\.[a-z0-9]+")


class Index(msgspec.Struct, array_like=True):
    """What is known about each picture, by key."""

    pictures: dict[str, Derived] = {}


class PictureStore:
    """Pictures by key. Without ``keep``, or if nothing can be written, they last as long as the build.

    What is there is used if ``trusts_cache``; otherwise everything is made again.
    """

    def __init__(
        self, folder: Folder, *, trusts_cache: bool, keep: bool, other_caches: Sequence[Location] = ()
    ) -> None:
        """``other_caches`` are other caches: what is whole in one of them doesn't have to be made again."""
        self._folder = folder
        self._lenders = other_caches
        self._keep = keep
        self._trusts_cache = trusts_cache
        index = load(folder, _INDEX, Index) if trusts_cache and keep else None
        self._known = index.pictures if index else {}
        self._temporary: ExitStack | None = None
        self._spare: Folder | None = None  # for pictures that can't be kept
        self._elsewhere: set[str] = set()  # keys of pictures that could not be kept
        self._is_changed = False

    def get(self, key: str) -> Derived | None:
        """Return what is known about a picture, in this cache or another one."""
        if key not in self._known:
            self._borrow(key)
        return self._known.get(key)

    def _borrow(self, key: str) -> None:
        """Copy a picture from another cache, whose files may change meanwhile."""
        for location, pictures in self._lent:
            derived = pictures.get(key)
            if derived is None:
                continue
            with suppress(OSError, ProblemError), location.open() as folder:
                contents = {variant: folder.read(_name(key, variant)) for variant in derived.variants}
                if all(digest(data) == one.digest for one, data in contents.items()):
                    self.put(key, derived, contents)
                    return

    @cached_property
    def _lent(self) -> list[tuple[Location, dict[str, Derived]]]:
        """The pictures of other caches."""
        lent = []
        for location in self._lenders:
            with suppress(OSError, ProblemError), location.open() as folder:
                if index := load(folder, _INDEX, Index):
                    lent.append((location, index.pictures))
        return lent

    def read(self, key: str, variant: Variant) -> bytes:
        """Return the bytes of one version; OSError when they aren't there."""
        folder = self._spare if self._spare and key in self._elsewhere else self._folder
        return folder.read(_name(key, variant))

    def holds(self, key: str, variant: Variant) -> bool:
        """Return whether the bytes are there, and whole."""
        try:
            return digest(self.read(key, variant)) == variant.digest
        except OSError:
            return False

    def put(self, key: str, derived: Derived, contents: Mapping[Variant, bytes]) -> None:
        """Add a new picture."""
        self._known[key] = derived
        if self._keep:
            try:
                _write(self._folder, key, contents)
            except OSError:  # no space or no right: the next build is only slower
                self._keep = False
            else:
                self._is_changed = True
                return
        self._elsewhere.add(key)
        _write(self._open_spare(), key, contents)

    def save(self, used: Collection[str]) -> None:
        """Save the index, and drop pictures that were not used for long."""
        unused = self._known.keys() - set(used)
        if len(unused) > len(used) + _SPARE:
            for key in unused:
                del self._known[key]
            self._is_changed = True
        if not (self._is_changed and self._keep):
            return
        if not self._trusts_cache or unused - self._known.keys():
            self._sweep()
        save(self._folder, _INDEX, Index(dict(sorted(self._known.items()))))

    def close(self) -> None:
        """Remove what must not outlast the build."""
        if self._temporary:
            self._temporary.close()

    def _open_spare(self) -> Folder:
        if self._spare is None:
            from tempfile import TemporaryDirectory

            self._temporary = ExitStack()
            path = self._temporary.enter_context(TemporaryDirectory(prefix="sitegen-pictures-"))
            self._spare = self._temporary.enter_context(Folder.open(path))
        return self._spare

    def _sweep(self) -> None:
        """Remove the files of unknown pictures, but no other files."""
        with suppress(OSError), self._folder.enter(_FOLDER) as pictures:
            for prefix in filter(_PREFIX.fullmatch, pictures.list_names()):
                if not pictures.is_directory(prefix):
                    continue
                with pictures.enter(prefix) as part:
                    for name in filter(_PICTURE.fullmatch, part.list_names()):
                        if name.partition(".")[0] not in self._known:
                            remove(part, name)


def list_pictures(cache: Folder) -> list[str]:
    """Return the paths in the folder of a cache of all that belongs to pictures; the index is the last."""
    try:
        with cache.enter(_FOLDER) as folder:
            paths = [f"{_FOLDER}/{path}" for path in folder.list_files()]
    except FileNotFoundError:
        return []
    return [*filter(is_picture, paths), _INDEX] if _INDEX in paths else []


def is_picture(path: str) -> bool:
    """Return whether a path is one that a picture can have in the folder of a cache."""
    folder, _, rest = path.partition("/")
    prefix, _, name = rest.partition("/")
    return folder == _FOLDER and bool(_PREFIX.fullmatch(prefix) and _PICTURE.fullmatch(name))


def is_index(path: str) -> bool:
    """Return whether a path is that of the index of pictures, without which there are none."""
    return path == _INDEX


def _name(key: str, variant: Variant) -> str:
    return f"{_FOLDER}/{key[:2]}/{key}.{variant.width}.{variant.format}"


def _write(folder: Folder, key: str, contents: Mapping[Variant, bytes]) -> None:
    for variant, data in contents.items():
        folder.write(_name(key, variant), data)

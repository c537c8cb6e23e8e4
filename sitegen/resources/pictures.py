"""The images that pages show -> smaller versions of them, created by workers and cached."""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from posixpath import basename, splitext
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Images
from sitegen.core.problems import Problem, ProblemError, error, warning
from sitegen.core.progress import ignore_progress
from sitegen.core.text import lazy_compile
from sitegen.images import SUFFIXES, choose, pick_widths
from sitegen.resources.picture_store import PictureStore
from sitegen.site.routes import route_file
from sitegen.site.values import Versions
from sitegen.sources import digest
from sitegen.workers.on_demand import WORTH_A_POOL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.core.folder import Folder
    from sitegen.core.location import Location
    from sitegen.core.progress import OnProgress
    from sitegen.images import Derived, Variant
    from sitegen.images.encode import EncodeJob
    from sitegen.publish.manifest import File
    from sitegen.resources.static_files import Copies
    from sitegen.site.assemble import Site
    from sitegen.site.values import Drawing
    from sitegen.workers.on_demand import Workers

FOLDER = "assets/pictures"
_NOT_A_WORD = lazy_compile(r"[^a-z0-9]+")
_NAME_LENGTH = 40
_RASTER = SUFFIXES - {".svg"}


class Pictures:
    """The pictures of one build: what pages may ask about them, and what must be published."""

    def __init__(self, store: PictureStore, live: Mapping[str, File]) -> None:
        self.store = store
        self.versions: dict[str, Versions] = {}  #: file -> its smaller versions
        self.cards: dict[str, str] = {}  #: page -> URL of its card
        self.drawings: dict[str, Drawing] = {}  #: diagram -> what was drawn
        self.problems: list[Problem] = []
        self.kept: set[str] = set()  #: published paths that stay as they are
        self._changed: dict[str, tuple[str, Variant]] = {}  # path -> its key in the store
        self._live = live
        self._used: set[str] = set()

    @cached_property
    def stamp(self) -> str:
        """Changes if any answer about a version may have changed; read it when all versions exist."""
        return digest(msgspec.json.encode(sorted(self.versions.items())))

    def changes(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path of each picture that isn't yet published, and its bytes."""
        for path, (key, variant) in self._changed.items():
            yield path, self.store.read(key, variant)

    def is_ready(self, key: str, name: str) -> bool:
        """Return whether a picture exists already: all its files are published, or in the store."""
        derived = self.store.get(key)
        return derived is not None and all(
            self._is_live(picture_path(name, key, variant.width, variant.format), variant.digest)
            or self.store.holds(key, variant)
            for variant in derived.variants
        )

    def publish(self, key: str, name: str) -> Derived:
        """Have a picture published that is ready, and return what it consists of."""
        derived = self.store.get(key)
        if derived is None:
            raise KeyError(key)
        self._used.add(key)
        for variant in derived.variants:
            path = picture_path(name, key, variant.width, variant.format)
            if self._is_live(path, variant.digest):
                self.kept.add(path)
            else:
                self._changed[path] = (key, variant)
        return derived

    def save(self) -> None:
        """Save the pictures of this build for later builds."""
        self.store.save(self._used)

    def _is_live(self, path: str, expected: str) -> bool:
        published = self._live.get(path)
        return published is not None and published.digest == expected


@contextmanager
def open_pictures(
    folder: Folder,
    live: Mapping[str, File],
    *,
    trusts_cache: bool,
    keep: bool,
    other_caches: Sequence[Location] = (),
) -> Iterator[Pictures]:
    """Yield the pictures of one build; new ones are saved even if the build fails.

    ``other_caches`` are other caches, from which they may be copied.
    """
    store = PictureStore(folder, trusts_cache=trusts_cache, keep=keep, other_caches=other_caches)
    pictures = Pictures(store, live)
    try:
        yield pictures
    finally:
        pictures.save()
        store.close()


def picture_path(name: str, key: str, width: int, format_: str) -> str:
    """Return where a version is published: at an address that no other bytes will ever have."""
    return f"{FOLDER}/{name}.{key[:10]}.{width}.{format_}"


def name_of(path: str) -> str:
    """Return the name of a file, or a title, as it is in an address: ``my-photo``."""
    text = unicodedata.normalize("NFKD", splitext(basename(path))[0]).encode("ascii", "ignore").decode()
    return _NOT_A_WORD.sub("-", text.lower())[:_NAME_LENGTH].strip("-") or "picture"


def make_versions(
    site: Site,
    copies: Copies,
    pictures: Pictures,
    workers: Workers,
    on_progress: OnProgress = ignore_progress,
) -> None:
    """Create the missing smaller versions of every image that a page shows."""
    images = site.config.images
    if not images.enabled:
        return
    shown = find_shown(site, copies)
    if not shown and images.formats == Images().formats:
        return
    from sitegen.images.encode import encode, missing_encoders

    if missing := missing_encoders(images.formats):
        message = f"this installation of Pillow cannot write {' and '.join(missing)}"
        hint = "install Pillow from PyPI, or name other formats below [images]"
        pictures.problems.append(error("image-encoder", message, path="sitegen.toml", hint=hint))
        return
    keys = {file: _key(copies.digest(file), images) for file in shown}
    waiting = {key: file for file, key in keys.items() if not pictures.is_ready(key, name_of(file))}
    work = len(waiting) * max(1, len(images.widths)) * WORTH_A_POOL
    jobs = ((key, width) for key, file in waiting.items() for width in _widths(file, copies, images))
    results = workers.run_bounded(encode, _read_jobs(waiting, copies, images), work)
    on_progress("Encoding images", 0, len(waiting))
    encoding = groupby(zip(jobs, results, strict=True), key=lambda pair: pair[0][0])
    for done, (key, group) in enumerate(encoding, 1):
        encoded = (result for _, result in group)
        pictures.store.put(key, *choose(copies.weight(waiting[key]), encoded, digest))
        on_progress("Encoding images", done, len(waiting))
    for file, key in keys.items():
        derived = pictures.publish(key, name_of(file))
        pictures.versions[file] = _versions(file, key, derived, images)
        if derived.located:
            pictures.problems.append(_located(file))


def find_shown(site: Site, copies: Copies) -> list[str]:
    """Return the files, by their keys in ``Site.files``, that a page may show as an image.

    A page is taken to show every image of a name that it mentions: to be sure would cost an answer for each
    link of the site. Only a few files are made without need.
    """
    candidates = [file for file in site.files if splitext(file)[1].lower() in _RASTER]
    if not candidates:
        return []
    names: set[str] = set()
    for node in site.nodes.values():
        if node.document:
            mentioned = (node.document.front.image, *(target for target, _ in node.document.images))
            names.update(_file_name(target) for target in mentioned if target)
    return sorted(file for file in candidates if basename(file) in names and not copies.size(file).fault)


def _file_name(target: str) -> str:
    path = re.split("[?#]", target, maxsplit=1)[0]
    return unicodedata.normalize("NFC", basename(path))


def _key(content: str, images: Images) -> str:
    from sitegen.images.encode import encoder_release

    settings = msgspec.structs.replace(images, enabled=True, sizes="")
    return digest(msgspec.json.encode((encoder_release(), settings, content)))


def _widths(file: str, copies: Copies, images: Images) -> tuple[int, ...]:
    """Return the widths to encode; (0,) only checks the image: damage is a mistake at any size."""
    return pick_widths(copies.size(file).width, copies.weight(file), images.widths) or (0,)


def _read_jobs(waiting: Mapping[str, str], copies: Copies, images: Images) -> Iterator[EncodeJob]:
    from sitegen.images.encode import EncodeJob

    qualities = {"avif": images.avif_quality, "webp": images.webp_quality}
    for key, file in waiting.items():
        data = copies.read(file)
        if _key(digest(data), images) != key:
            raise ProblemError(
                error("source-unsettled", "changed while it was read", path=file, hint="build again")
            )
        for width in _widths(file, copies, images):
            yield EncodeJob(data, width, images.formats, tuple(qualities[name] for name in images.formats))


def _versions(file: str, key: str, derived: Derived, images: Images) -> Versions:
    sources: dict[str, list[tuple[str, int]]] = {name: [] for name in images.formats}
    for variant in derived.variants:
        url = route_file(picture_path(name_of(file), key, variant.width, variant.format)).url
        sources[variant.format].append((url, variant.width))
    url_sets = tuple((f"image/{name}", tuple(urls)) for name, urls in sources.items() if urls)
    return Versions(url_sets, derived.tone, derived.fault)


def _located(file: str) -> Problem:
    hint = (
        "remove it from the file, as with `exiftool -gps:all= FILE`: the versions that readers load have none"
    )
    return warning(
        "image-location", "this image contains the location where it was taken", path=file, hint=hint
    )

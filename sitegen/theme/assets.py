"""Files under layouts/assets/ -> what is published: minified, at addresses that change with the content.

A file in ``css/`` is published in a folder that carries the fingerprint of all of ``css/``: so the
modules and images of one folder refer to each other by plain relative paths, and every file may be
cached forever. Modules that a page loads together are one file (``bundle``). Only favicon.ico and
the service worker are at the root, where browsers need them.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections import defaultdict
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.core.releases import find_release
from sitegen.images.formats import ICONS
from sitegen.theme import bundle as bundling
from sitegen.theme.bundle import bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}

#: Where the installation puts the theme's minified assets.
AHEAD = Path(__file__).parent / "minified"

#: The SVG from which all forms of the site's icon are drawn.
ICON = "img/icon.svg"
#: Browsers ask for the icon at the root by themselves; a service worker serves only what is below it.
_AT_ROOT = ("favicon.ico", "calculator-offline.js")

_MINIFIER = "tdewolff_minify"
_DRAWERS = ("resvg_py", "pillow")
_CHECKED = (".css", ".js", ".mjs")


class Assets(msgspec.Struct, frozen=True):
    """Every asset that a template may ask for."""

    urls: dict[str, str]  #: name under assets/ -> URL without the base path
    folders: dict[str, str]  #: name -> the key of its folder in ``outputs``
    outputs: dict[str, dict[str, bytes]]  #: folder -> path under public/ -> content
    integrity: dict[str, str]  #: name of a style sheet or script -> its integrity digest
    faults: dict[str, str]  #: name -> why it can't be minified


def make_assets(files: Mapping[str, bytes]) -> Assets:
    """Bundle, minify and fingerprint; ``files`` maps names under assets/ to their content.

    For the theme as it is, installing did so.
    """
    mark = _mark_all(files)
    if mark in _list_ahead():
        return msgspec.msgpack.decode((AHEAD / mark).read_bytes(), type=Assets)
    return _make_assets(files)


def _make_assets(files: Mapping[str, bytes]) -> Assets:
    folders: dict[str, dict[str, bytes]] = defaultdict(dict)
    faults: dict[str, str] = {}
    icons, fault = _make_icons(files.get(ICON))
    if fault:
        faults[ICON] = fault
    bundled = bundle(files, minify)
    faults |= bundled.faults
    for name, data in sorted((icons | bundled.files).items()):
        folder = name.partition("/")[0] if "/" in name else f"/{name}"
        try:
            folders[folder][name] = minify(name, data)
        except ValueError as mistake:
            folders[folder][name] = data
            faults.setdefault(name, str(mistake).splitlines()[0])
    urls: dict[str, str] = {}
    outputs: dict[str, dict[str, bytes]] = {}
    places: dict[str, str] = {}
    integrity: dict[str, str] = {}
    for folder, members in folders.items():
        mark = _fingerprint(members)
        outputs[folder] = {}
        for name, data in members.items():
            path = _published(folder, name, mark)
            urls[name], places[name] = "/" + quote(path), folder
            outputs[folder][path] = data
            if name.endswith(_CHECKED):
                integrity[name] = f"sha256-{b64encode(sha256(data).digest()).decode()}"
    return Assets(urls, places, outputs, integrity, faults)


def minify(name: str, data: bytes) -> bytes:
    """Return minified CSS, JavaScript or SVG; anything else as it is.

    ValueError says what is wrong with the file.
    """
    media_type = _MEDIA_TYPES.get(splitext(name)[1])
    if media_type is None:
        return data
    mark = _mark(_MINIFIER, media_type, data)
    if mark in _list_ahead():
        return (AHEAD / mark).read_bytes()
    return _minify(media_type, data)


def _make_icons(svg: bytes | None) -> tuple[dict[str, bytes], str]:
    """Return the forms of the site's icon, and what is wrong with it; a site's own files replace them."""
    if svg is None:
        return {}, ""
    marks = {name: _mark_icon(name, svg) for name in ICONS}
    if _list_ahead().issuperset(marks.values()):
        return {name: (AHEAD / mark).read_bytes() for name, mark in marks.items()}, ""
    from sitegen.images.icons import draw_icons

    try:
        return draw_icons(svg), ""
    except ValueError as mistake:
        # The forms are there, so that this is all that is reported.
        return dict.fromkeys(ICONS, b""), f"it cannot be drawn: {str(mistake).splitlines()[0]}"


def minify_ahead(files: Iterable[tuple[str, bytes]], folder: Path = AHEAD) -> None:
    """Write each minified asset of the theme, and all of them as one, for later builds; remove all else."""
    folder.mkdir(exist_ok=True)
    sources = dict(files)
    minified = {_mark_all(sources): msgspec.msgpack.encode(_make_assets(sources))}
    sheets = {name: data for name, data in sources.items() if name.endswith(".css")}
    for name, data in (*sheets.items(), *bundle(sources, minify).files.items()):
        if media_type := _MEDIA_TYPES.get(splitext(name)[1]):
            minified[_mark(_MINIFIER, media_type, data)] = _minify(media_type, data)
        if name == ICON:
            from sitegen.images.icons import draw_icons

            minified |= {_mark_icon(form, data): drawn for form, drawn in draw_icons(data).items()}
    for path in folder.iterdir():
        if path.name not in minified:
            path.unlink()
    for mark, data in minified.items():
        (folder / mark).write_bytes(data)
    _list_ahead.cache_clear()


@cache
def _list_ahead() -> frozenset[str]:
    if not all(map(find_release, (_MINIFIER, *_DRAWERS))):  # unknown version
        return frozenset()
    try:
        return frozenset(os.listdir(AHEAD))
    except OSError:
        return frozenset()


def _mark(maker: str, kind: str, data: bytes) -> str:
    """Return a digest of an asset and its maker: another release may give other bytes."""
    digest = blake2b(f"{find_release(maker)} {kind}\0".encode(), digest_size=16)
    digest.update(data)
    return digest.hexdigest()


def _mark_icon(name: str, svg: bytes) -> str:
    return _mark(_DRAWERS[0], f"{find_release(_DRAWERS[1])} {name}", svg)


def _mark_all(files: Mapping[str, bytes]) -> str:
    """Return a digest of all assets, and of everything that affects their published form."""
    makers = {name: find_release(name).encode() for name in (_MINIFIER, *_DRAWERS)}
    code = {Path(path).name: Path(path).read_bytes() for path in (__file__, bundling.__file__)}
    return f"{_fingerprint(makers | code | dict(sorted(files.items())), size=16)}.assets"


def _minify(media_type: str, data: bytes) -> bytes:
    import minify as tdewolff

    return str(tdewolff.string(media_type, data.decode())).encode()


def _fingerprint(members: Mapping[str, bytes], size: int = 5) -> str:
    digest = blake2b(digest_size=size)
    for name, data in members.items():
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _published(folder: str, name: str, mark: str) -> str:
    if name in _AT_ROOT:
        return name
    if folder.startswith("/"):
        stem, suffix = splitext(name)
        return f"assets/{stem}.{mark}{suffix}"
    return f"assets/{folder}.{mark}/{name.partition('/')[2]}"

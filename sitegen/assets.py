"""Files under layouts/assets/ -> what is published: minified, at addresses that change with the content.

A file in ``css/`` is published in a folder that carries the fingerprint of all of ``css/``: so the
modules and images of one folder refer to each other by plain relative paths, and every file may be
cached for ever.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from hashlib import blake2b, sha256
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}

_CHECKED = (".css", ".js", ".mjs")


class Assets(msgspec.Struct, frozen=True):
    """Every asset that a template may ask for."""

    urls: dict[str, str]  #: name under assets/ -> URL without the base path
    folders: dict[str, str]  #: name -> the key of its folder in ``outputs``
    outputs: dict[str, dict[str, bytes]]  #: folder -> path under public/ -> content
    integrity: dict[str, str]  #: name of a style sheet or script -> what browsers check it against
    faults: dict[str, str]  #: name -> why it cannot be minified


def make_assets(files: Mapping[str, bytes]) -> Assets:
    """Fingerprint and minify; ``files`` maps names under assets/ to their content."""
    folders: dict[str, dict[str, bytes]] = defaultdict(dict)
    faults: dict[str, str] = {}
    for name, data in sorted(files.items()):
        folder = name.partition("/")[0] if "/" in name else f"/{name}"
        try:
            folders[folder][name] = minify(name, data)
        except ValueError as mistake:
            folders[folder][name] = data
            faults[name] = str(mistake).splitlines()[0]
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
    """Return CSS, JavaScript or SVG without what only people need; anything else as it is.

    ValueError says what is wrong with the file.
    """
    media_type = _MEDIA_TYPES.get(splitext(name)[1])
    if media_type is None:
        return data
    import minify as tdewolff  # noqa: PLC0415  a shared library of some megabytes, needed only when an asset changed

    return str(tdewolff.string(media_type, data.decode())).encode()


def _fingerprint(members: Mapping[str, bytes]) -> str:
    digest = blake2b(digest_size=5)
    for name, data in members.items():
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _published(folder: str, name: str, mark: str) -> str:
    if folder.startswith("/"):
        stem, suffix = splitext(name)
        return f"assets/{stem}.{mark}{suffix}"
    return f"assets/{folder}.{mark}/{name.partition('/')[2]}"

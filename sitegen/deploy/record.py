"""What a deployment to a bucket sent <-> the record of it there, which the next one compares with."""

from __future__ import annotations

import gzip
from hashlib import md5
from typing import TYPE_CHECKING

import msgspec

from sitegen.deploy.difference import header, is_asset, read_manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.publish.output import Output

_COMPRESSED = "+gzip"
#: Smaller files aren't worth it.
_WORTH_COMPRESSING = 1024
_TEXTS = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """The files of a site in a bucket."""

    files: dict[str, str] = {}  #: path -> MD5 of the content, with ``+gzip`` for one that is compressed
    etags: dict[str, str] = {}  #: of those where it isn't the MD5
    retired: dict[str, int] = {}  #: path of an asset -> since when no page needs it, seconds since 1970
    releases: dict[str, int] = {}  #: name of an older release -> since when it isn't published

    def find_etag(self, path: str) -> str:
        """Return the ETag of a file when it was sent; "" if that isn't known."""
        return self.etags.get(path) or self.files.get(path, "")


def read_record(data: bytes) -> Record:
    """Return the record in the bytes of an object; an older one has paths alone, other data nothing."""
    try:
        return msgspec.json.decode(data, type=Record)
    except msgspec.MsgspecError:
        return Record(dict.fromkeys(read_manifest(data), ""))


def note_etags(files: dict[str, str], etags: Mapping[str, str]) -> Record:
    """Return the record of files with these digests and ETags."""
    return Record(files, {path: etag for path, etag in etags.items() if etag != files[path]})


def digest_files(output: Output, paths: Collection[str], *, compress: bool) -> dict[str, str]:
    """Return the digests of built files, as a record has them."""
    digests = {}
    for path in paths:
        data = output.read(path)
        form = _COMPRESSED if compress and _is_worth_compressing(path, data) else ""
        digests[path] = md5(data, usedforsecurity=False).hexdigest() + form
    return digests


def encode(data: bytes, digest: str) -> tuple[bytes, str]:
    """Return the bytes of a file as its digest says that they are stored, and their Content-Encoding."""
    if digest.endswith(_COMPRESSED):
        return gzip.compress(data, mtime=0), "gzip"
    return data, ""


def decode(data: bytes, digest: str) -> bytes:
    """Return the bytes of a file that ``encode`` was given."""
    return gzip.decompress(data) if digest.endswith(_COMPRESSED) else data


def find_retired(record: Record, built: Collection[str], now: float) -> dict[str, int]:
    """Return the assets that no page of the new site needs, and since when."""
    leaving = [path for path in record.files if is_asset(path) and path not in built]
    since = {**dict.fromkeys(leaving, int(now)), **record.retired}
    return {path: time for path, time in since.items() if path not in built}


def split_overdue(times: Mapping[str, int], now: float, grace: float) -> tuple[dict[str, int], list[str]]:
    """Return what isn't as old as ``grace`` seconds, and the names of the rest."""
    young = {name: time for name, time in times.items() if now - time < grace}
    return young, sorted(times.keys() - young.keys())


def _is_worth_compressing(path: str, data: bytes) -> bool:
    return len(data) >= _WORTH_COMPRESSING and header(path).content_type.startswith(_TEXTS)

"""What the last import wrote into a site -> what a new one may write over."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from sitegen.core.folder import Folder

NAME = ".sitegen-import.json"


class Record(msgspec.Struct, frozen=True):
    """What an import wrote, so that a second one can tell the user's changes from its own texts."""

    source: str = ""  #: the old site's folder, relative to the new one
    generator: str = ""
    texts: dict[str, str] = {}  #: path -> the text that was written
    copies: dict[str, str] = {}  #: path -> digest of the file that was copied


def read_record(site: Folder) -> Record:
    """Return the record of a site; or an empty one if it is missing or can't be read."""
    try:
        return msgspec.json.decode(site.read(NAME), type=Record)
    except (FileNotFoundError, msgspec.DecodeError):
        return Record()


def write_record(site: Folder, record: Record) -> None:
    """Write it, sorted, so that changes to it can be read."""
    site.write(NAME, msgspec.json.format(msgspec.json.encode(record, order="sorted"), indent=1) + b"\n")


def digest_of(data: bytes) -> str:
    """Return a digest of the bytes of a file."""
    return blake2b(data, digest_size=12).hexdigest()

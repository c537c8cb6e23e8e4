"""A file's name -> whether to ignore the file, and whether another system could not store it."""

from __future__ import annotations

import re
import unicodedata

#: Marks each directory that sitegen creates to publish in.
MARKER = ".sitegen-output"
#: The folder of a site's own extensions.
EXTENSIONS = "extensions"
#: Hidden names that hosts need; published if they are at the top of a tree.
PUBLISHED_HIDDEN = frozenset((".well-known", ".nojekyll", ".htaccess"))
#: Of pages in HTML, in any letter case; the last two are Eleventy's.
HTML_SUFFIXES = (".html", ".htm", ".njk", ".liquid")
_LITTER = frozenset(("thumbs.db", "desktop.ini"))
_LITTER_ENDINGS = (".swp", ".swo")
_MAX_BYTES = 255
#: Windows opens a device when a file's name up to the first dot is one of these, in any case.
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789"))
)
_REFUSED_BY_WINDOWS = frozenset('<>:"|?*')
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029))


#: Names that need no closer look, nearly all: no litter, no fault, and equal to their folded form.
is_plain = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)|thumbs\.db\Z|desktop\.ini\Z)[a-z0-9_](?:[a-z0-9_.-]{0,98}[a-z0-9_])?(?<!\.sw[op])\Z"
).match


def is_litter(name: str) -> bool:
    """Return whether a file or directory is hidden or an editor's backup, so never part of a site."""
    return name[0] == "." or name[-1] in "~#" or name.lower() in _LITTER or name.endswith(_LITTER_ENDINGS)


def fold(name: str) -> str:
    """Return what a file system that ignores case and Unicode form takes this name for."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def find_fault(name: str) -> str:
    """Return why a name can't be used everywhere, as the end of a sentence; "" when it can."""
    if name.partition(".")[0].lower() in _DEVICES:
        return "is reserved by Windows"
    if name[-1] in ". ":
        return "ends with a dot or a space, which Windows drops"
    if "\\" in name or len(name.translate(_CONTROLS)) != len(name):
        return "holds a backslash or a control character"
    if not name.isascii() and not _is_utf8(name):
        return "is not valid UTF-8"
    if len(name) > _MAX_BYTES // 4 and len(name.encode("utf-8", "surrogateescape")) > _MAX_BYTES:
        return f"is longer than {_MAX_BYTES} bytes"
    return ""


def find_windows_fault(name: str) -> str:
    """Return why Windows alone can't store a name, as the end of a sentence; "" when it can."""
    character = next(filter(_REFUSED_BY_WINDOWS.__contains__, name), "")
    return f"holds {character!r}, which Windows refuses" if character else ""


def show(name: str) -> str:
    """Return a name or path fit to print: bytes that aren't UTF-8 and controls are escaped."""
    return name if name.isprintable() else ascii(name)[1:-1]


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

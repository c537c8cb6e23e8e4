"""Slugs, URLs and aliases as authors write them -> the same, safe on every file system, or a reason."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from sitegen.core.hosts import is_elsewhere

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\Z", re.IGNORECASE)
_CODED = re.compile(r"%[0-9A-Fa-f]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(r'[<>:"|?*#]')
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

#: The longest name, in bytes of UTF-8, that file systems take; and the longest path that is sure to work.
MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024

#: Schemes that could run code or hide content.
_UNSAFE = ("javascript:", "vbscript:", "data:", "file:")
#: Browsers skip some of these when they look for the scheme; so does whoever hides one.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")


def is_unsafe(url: str) -> bool:
    """Return whether an address could run code or hide content, however its scheme is coded."""
    if ":" not in url and "%" not in url and "&" not in url:
        return False
    if "&" in url:
        from html import unescape

        url = unescape(url)
    return _IGNORED.sub("", unquote(url)).lower().startswith(_UNSAFE)


def describe_unsafe(url: str) -> tuple[str, str]:
    """Return (message, hint) about such an address."""
    shown = url if len(url) <= 60 else url[:60] + "…"
    return (
        f"the URL {shown!r} could run code or hide content, so it isn't linked",
        "link to a page, a file or an http(s) address",
    )


def check_slug(text: str) -> str:
    """Return the one path segment that a slug is, in NFC; ValueError says why it can't be one."""
    if "/" in text:
        raise ValueError("must be one name, without '/'; a whole path goes into 'url'")
    name = _normalise(text)
    _check_segment(name)
    return name


def check_path(text: str) -> str:
    """Return the path segments that a slug of another generator is, in NFC; or ValueError."""
    return check_url(f"/{text.strip('/')}").strip("/")


def check_url(text: str) -> str:
    """Return the path of a page on its site, in NFC: ``/about/`` or ``/about.html``; or ValueError."""
    if is_elsewhere(text):
        raise ValueError("must be a path on this site, not an address of another one")
    if not text.startswith("/"):
        raise ValueError("must begin with '/': it starts at the root of the site")
    path = _normalise(text)
    segments = path[1:].split("/")
    if segments[-1] == "":
        segments.pop()
    for segment in segments:
        _check_segment(segment)
    if len(path.encode()) > MAX_PATH_BYTES:
        raise ValueError(f"is longer than {MAX_PATH_BYTES} bytes")
    return path


def _normalise(text: str) -> str:
    if _SURROGATE.search(text):  # so Python shows the bytes of an argument that isn't UTF-8
        raise ValueError("must be UTF-8")
    return unicodedata.normalize("NFC", text)


def _check_segment(name: str) -> None:
    if not name:
        raise ValueError("has an empty part")
    if name in (".", ".."):
        raise ValueError(f"must not contain '{name}'")
    if "\\" in name:
        raise ValueError("must not contain a backslash")
    if control := _CONTROL.search(name):
        raise ValueError(f"must not contain the control character U+{ord(control[0]):04X}")
    if coded := _CODED.search(name):
        raise ValueError(f"must not be percent-encoded ({coded[0]}): write the character itself")
    if special := _SPECIAL.search(name):
        raise ValueError(f"must not contain '{special[0]}'")
    if name[-1] in ". " or name[0] == " ":
        raise ValueError("must not end in a dot or a space, nor begin with a space")
    if _RESERVED.match(name.split(".", 1)[0].rstrip(" ")):
        raise ValueError(f"must not be '{name}', a reserved name on Windows")
    if len(name.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"has a part longer than {MAX_NAME_BYTES} bytes")

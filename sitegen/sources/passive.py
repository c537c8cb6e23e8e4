"""The files of an untrusted site -> those that can't run anything, and a warning about each other kind.

Only types on a list are published, and what decides is what a server or browser would make of a file: any
part of its name, since old servers run `x.php.jpg`, and its first bytes, since a browser that is told no type
looks at those.
"""

from __future__ import annotations

import re
from posixpath import basename
from typing import TYPE_CHECKING

from sitegen.core.problems import Problem, warning
from sitegen.core.safe_paths import is_unsafe
from sitegen.sources.choose import is_document
from sitegen.sources.reading import LONGEST_START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sitegen.sources import Entry, SourceFile

# fmt: off
_PASSIVE = frozenset((
    "png", "jpg", "jpeg", "gif", "webp", "avif", "apng", "bmp", "ico", "jxl",  # images
    "woff", "woff2", "ttf", "otf",  # fonts
    "mp3", "ogg", "oga", "opus", "wav", "flac", "m4a", "aac", "weba",  # sounds
    "mp4", "m4v", "webm", "ogv", "mov",  # films
    "vtt", "srt", "txt", "csv", "tsv",  # text
    "pdf", "epub", "zip", "gz", "bz2", "xz", "tar", "7z",  # to be saved
))
#: What servers run or read as more than data, wherever it is in a name.
_ACTIVE = frozenset((
    "html", "htm", "xhtml", "xht", "shtml", "shtm", "stm", "svg", "svgz", "xml", "xsl", "xslt", "mathml",
    "js", "mjs", "cjs", "ts", "wasm", "swf", "jar", "css", "php", "phtml", "phar", "pht", "phps", "inc",
    "cgi", "fcgi", "pl", "py", "pyc", "rb", "lua", "sh", "asp", "aspx", "asa", "asax", "ashx", "asmx",
    "cer", "cdx", "config", "jsp", "jspx", "jspf", "jhtml", "cfm", "cfml", "cfc", "var", "asis", "htaccess",
    "htpasswd", "hta", "htc", "mht", "mhtml", "eml", "webmanifest", "appcache",
))
_SHAPES = frozenset((
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle", "ellipse",
    "line", "polyline", "polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask", "pattern", "marker", "image", "filter", "switch", "view", "style", "a",
))
# fmt: on
_SVG = "http://www.w3.org/2000/svg"
#: The namespaces whose elements mean something to a browser.
_MEANT = frozenset(("", _SVG, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"))
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,", re.IGNORECASE)
_START = 512
#: Bytes of a drawing: larger ones aren't looked at, nor published.
_LARGEST = LONGEST_START - 1
#: A file that tells a host not to process the site.
_EMPTY = frozenset((".nojekyll",))
_HINT = "remove it from the site, or build without --safe once you have looked at it"


def choose_passive(
    source: Callable[[str], SourceFile], entries: Sequence[Entry], shown: str, *, pages: bool
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return (the files that may be published, warnings about the others); ``pages``: some are pages."""
    chosen: list[Entry] = []
    problems: list[Problem] = []
    for entry in entries:
        if pages and is_document(entry):
            chosen.append(entry)
        elif fault := find_activity(source(entry.path), entry.path):
            message = f"this file is not published: {fault}"
            problems.append(warning("active-file", message, path=f"{shown}/{entry.path}", hint=_HINT))
        else:
            chosen.append(entry)
    return tuple(chosen), tuple(problems)


def find_activity(file: SourceFile, path: str) -> str:
    """Return why a file might be run, by its name below its tree and its content; "" for one that is data."""
    if fault := _judge_name(path):
        return fault
    try:
        with file.open() as opened:
            return judge_content(opened.read(_LARGEST + 1 if _is_drawing(path) else _START), path)
    except OSError:  # publishing the file reports why it can't be read
        return ""


def _judge_name(path: str) -> str:
    if path in _EMPTY:
        return ""
    if path.startswith(".well-known/"):
        return "it would apply to the whole host"
    stem, _, rest = basename(path).lower().partition(".")
    if not stem or not rest:
        return "its name has no known type"
    kind = rest.rpartition(".")[2]
    is_drawing = kind == "svg"
    parts = re.split(r"\W+", rest.removesuffix(kind) if is_drawing else rest)
    if active := next((part for part in parts if part in _ACTIVE or re.fullmatch(r"php\d+", part)), ""):
        return f"a browser or server may run .{active}"
    if is_drawing or kind in _PASSIVE:
        return ""
    return f"{f'.{kind}' if kind else 'a name that ends in a dot'} is not on the list of passive types"


def judge_content(start: bytes, path: str) -> str:
    """Return why a file might be run, by its first bytes (a drawing by all); "" for one that is data."""
    if path in _EMPTY:
        return ""
    if not _is_drawing(path):
        return "it begins as HTML or XML does" if _is_markup(start[:_START]) else ""
    if len(start) > _LARGEST:
        return f"as a drawing, it has more than {_LARGEST} bytes"
    return find_activity_in_drawing(start)


def _is_drawing(path: str) -> bool:
    return path.lower().endswith(".svg")


def _is_markup(start: bytes) -> bool:
    """Return whether a browser that is told no type could take a file for HTML or XML."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        start = start.removeprefix(mark)
    return start.lstrip(b"\t\n\x0c\r \0").startswith(b"<")


class _ActiveError(Exception):
    """Something in a drawing can run code or load documents."""


def find_activity_in_drawing(data: bytes) -> str:
    """Return what of an SVG could run code or load a document; "" when it only draws."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _judge_element
    parser.StartDoctypeDeclHandler = _refuse("it has a document type")
    parser.ProcessingInstructionHandler = _refuse("it has a processing instruction")
    parser.XmlDeclHandler = _judge_declaration
    try:
        data.decode("utf-8")  # browsers and this parser agree on that encoding
        parser.Parse(data, True)
    except _ActiveError as fault:
        return f"as a drawing, {fault}"
    except (expat.ExpatError, UnicodeError):
        return "as a drawing, it is not well-formed XML in UTF-8"
    return ""


def _refuse(fault: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise _ActiveError(fault)

    return refuse


def _judge_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
        raise _ActiveError(f"it is in {encoding}")


def _judge_element(name: str, attributes: Mapping[str, str]) -> None:
    space, _, local = name.rpartition(" ")
    if space in _MEANT and not (space == _SVG and (local in _SHAPES or local.startswith("fe"))):
        raise _ActiveError(f"it has <{local}>")
    for written, value in attributes.items():
        attribute = written.rpartition(" ")[2].lower()
        if attribute.startswith("on"):
            raise _ActiveError(f"it has the attribute {attribute!r}")
        if attribute in {"href", "src"} and is_unsafe(value) and not _PICTURE.match(value.strip()):
            raise _ActiveError("it has an address that could run code")

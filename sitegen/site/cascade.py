"""Documents -> the same with the visibility that the ``cascade`` of Hugo's sections gives them."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import dirname, splitext
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sitegen.core.model import Cascade, Document

#: The fields that are inherited, each with the keys by which a page sets it.
_FIELDS = {
    "draft": ("draft", "build", "_build", "headless"),
    "publish_date": ("publish_date",),
    "expiry_date": ("expiry_date",),
    "unlisted": ("unlisted", "listed", "build", "_build"),
    "noindex": ("noindex", "unlisted"),
    "in_sitemap": ("sitemap",),
    "in_search": ("search",),
}
_GLOB = re.compile(r"\*\*|\*|\?|\{[^{}]*\}")


def inherit(documents: Sequence[Document], indexes: Collection[str]) -> Sequence[Document]:
    """Return the documents with what they inherit; ``indexes`` are the files that describe sections."""
    sections = {
        dirname(one.path): one.front.cascade for one in documents if one.front.cascade and one.path in indexes
    }
    if not sections:
        return documents
    return [_inherit(document, tuple(_around(document.path, sections)), indexes) for document in documents]


def _around(path: str, sections: dict[str, tuple[Cascade, ...]]) -> Iterator[Cascade]:
    """Yield the cascades of the sections around a file, the nearest first; a section's own included."""
    folder = dirname(path)
    while True:
        yield from sections.get(folder, ())
        if not folder:
            return
        folder = dirname(folder)


def _inherit(document: Document, cascades: Sequence[Cascade], indexes: Collection[str]) -> Document:
    said = {key.name for key in document.front.keys}
    changes: dict[str, Any] = {}
    for cascade in cascades:
        if not _is_meant(document, cascade, indexes):
            continue
        for field, keys in _FIELDS.items():
            value = getattr(cascade.front, field)
            is_given = any(key.name in keys for key in cascade.front.keys)
            if is_given and field not in changes and not said.intersection(keys):
                changes[field] = value
    if not changes:
        return document
    return msgspec.structs.replace(document, front=msgspec.structs.replace(document.front, **changes))


def _is_meant(document: Document, cascade: Cascade, indexes: Collection[str]) -> bool:
    is_section = document.path in indexes
    stem = splitext(document.path)[0]
    folder, _, name = stem.rpartition("/")
    address = "/" + (folder if is_section or name == "index" else stem).lower()
    kind = "page" if not is_section else "section" if folder else "home"
    return (
        (not cascade.path or bool(_pattern(cascade.path.lower()).fullmatch(address)))
        and (not cascade.kind or bool(_pattern(cascade.kind).fullmatch(kind)))
        and (not cascade.environment or bool(_pattern(cascade.environment).fullmatch("production")))
    )


@lru_cache
def _pattern(glob: str) -> re.Pattern[str]:
    """Return the pattern for a glob of Hugo such as ``{/a,/a/**}``."""
    return re.compile(_regex(glob))


def _regex(glob: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _GLOB.finditer(glob):
        parts.append(re.escape(glob[end : match.start()]))
        mark, end = match[0], match.end()
        if mark.startswith("{"):
            parts.append(f"(?:{'|'.join(_regex(part.strip()) for part in mark[1:-1].split(','))})")
        else:
            parts.append({"**": ".*", "*": "[^/]*", "?": "[^/]"}[mark])
    return "".join([*parts, re.escape(glob[end:])])

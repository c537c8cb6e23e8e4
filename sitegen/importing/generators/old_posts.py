"""The posts of an old blog -> the addresses of its lists that are elsewhere here, and where they lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.generators.old_file import read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIXES = (".md", ".markdown", ".html")
_FLAGS = re.MULTILINE | re.IGNORECASE
_HIDDEN = re.compile(r"^(?:status:\s*(?:draft|skip)|published:\s*false|draft:\s*true)", _FLAGS)
_DATE = re.compile(r"^date:\s*[\"']?(\d{4})[-/](\d\d?)[-/]", _FLAGS)
_DATED_NAME = re.compile(r"(\d{4})-(\d\d?)-\d\d?-")


class OldPost(NamedTuple):
    """A post that the old site shows."""

    folder: str  #: below the content; "" at its top
    head: str  #: the text of its front matter
    month: tuple[str, str] | None  #: (year, month), of four and two digits

    def value(self, key: str) -> str:
        """Return what stands behind a key on its line; "" if nothing does."""
        line = re.search(rf"^{key}:[ \t]*(.+)", self.head, _FLAGS)
        return line[1].strip() if line else ""


def read_posts(content: Path) -> Iterator[OldPost]:
    """Yield the posts below a folder, without drafts."""
    for path, text in read_texts(content, _SUFFIXES):
        folder, _, name = path.rpartition("/")
        stripped = text.strip()
        head = stripped.partition("\n---" if stripped.startswith("---") else "\n\n")[0]
        if not _HIDDEN.search(head):
            date = _DATE.search(head) or _DATED_NAME.match(name)
            yield OldPost(folder, head, (date[1], date[2].zfill(2)) if date else None)


def lead_list_pages(old: str, target: str, entries: int, size: int) -> dict[str, str]:
    """Return a redirect to a list from each of its old list pages but the first: ``/page:num/`` -> ``/``.

    ``size`` is how many entries a list page has; 0 if the list is on one page.
    """
    numbers = range(2, -(-entries // size) + 1) if size else ()
    return {old.replace(":num", str(number)): target for number in numbers}

"""A reference in a published file -> the place that has it: a page, a template, a file as it lies."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitegen.config import Config

#: What may stand before and after an address: else it is part of a longer one.
_BEFORE, _AFTER = r"(?<![\w/.:%-])", r"(?![\w/%-]|[.?#&]\w)"
_TEMPLATES = ("*.html", "*.xml")


class Place(NamedTuple):
    """Where something is written: line and column count from 1, 0 where only the file is known."""

    path: str
    line: int = 0
    column: int = 0


class Sources:
    """The texts that a site is made of, read when something in what they made is wrong."""

    def __init__(self, root: Path, config: Config, pages: Mapping[str, str], base_path: str) -> None:
        """``pages`` has the Markdown file of each output that shows one."""
        self._root = root
        self._config = config
        self._pages = pages
        self._base_path = base_path
        self._read = lru_cache(maxsize=64)(self._read_text)
        self._layouts: tuple[tuple[str, str], ...] | None = None

    def blame(self, output: str) -> str:
        """Return the file to blame for an output: its page, the file that was copied, or itself."""
        if output in self._pages:
            return self._pages[output]
        folders = (self._config.paths.static, self._config.paths.content)
        lying = (f"{folder}/{output}" for folder in folders)
        return next((path for path in lying if (self._root / path).is_file()), f"public/{output}")

    def is_page(self, output: str) -> bool:
        """Tell whether an output shows a Markdown file."""
        return output in self._pages

    def find(self, output: str, reference: str) -> Place:
        """Return where a reference in an output is written: in its own file, else in a template."""
        own = self.blame(output)
        texts = [] if own.startswith("public/") else [(own, self._read(own))]
        for path, text in (*texts, *self._templates()):
            for written in self._spellings(reference):
                if found := re.search(f"{_BEFORE}{re.escape(written)}{_AFTER}", text):
                    return _place(path, text, found.start())
        return Place(own)

    def _spellings(self, reference: str) -> Iterator[str]:
        """Yield an address as its author may have written it."""
        bare = reference.removeprefix(self._base_path) if self._base_path else reference
        for address in dict.fromkeys((reference, bare)):
            yield from dict.fromkeys((address, escape(address), unquote(address)))

    def _templates(self) -> tuple[tuple[str, str], ...]:
        if self._layouts is None:
            folder = self._root / self._config.paths.layouts
            paths = sorted(path for pattern in _TEMPLATES for path in folder.rglob(pattern))
            shown = [path.relative_to(self._root).as_posix() for path in paths]
            self._layouts = tuple((path, self._read_text(path)) for path in shown)
        return self._layouts

    def _read_text(self, path: str) -> str:
        text = (self._root / path).read_bytes().decode("utf-8", "replace")
        return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _place(path: str, text: str, index: int) -> Place:
    return Place(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))

"""A reference in a published file -> the place that has it: a page, a template, a file as it lies."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sitegen.findings import locate_reference
from sitegen.text import place_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sitegen.config import Config

_TEMPLATES = ("*.html", "*.xml")
#: What the folder of an asset has in its published name and not in its own.
_FINGERPRINT = re.compile(r"(?<=\w)\.[0-9a-f]{10}(?=[./])")


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
        lying = [f"{folder}/{output}" for folder in folders]
        lying.append(f"{self._config.paths.layouts}/{_FINGERPRINT.sub('', output)}")
        return next((path for path in lying if (self._root / path).is_file()), f"public/{output}")

    def is_page(self, output: str) -> bool:
        """Tell whether an output shows a Markdown file."""
        return output in self._pages

    def find(self, output: str, reference: str) -> Place:
        """Return where a reference in an output is written: in its own file, else in a template."""
        own = self.blame(output)
        texts = [] if own.startswith("public/") else [(own, self._read(own))]
        for path, text in (*texts, *self._templates()):
            if (found := locate_reference(text, reference, self._base_path)) >= 0:
                return _place(path, text, found)
        return Place(own)

    def place_of(self, output: str) -> Place:
        """Return the file to blame, where nothing is known of the line."""
        return Place(self.blame(output))

    def find_fault(self, output: str, code: str, clue: str) -> Place | None:
        """Return where what is amiss in an output is written: in its own file, else in a template.

        With "" as the output only templates are looked at.
        """
        own = self.blame(output) if output else ""
        texts = [(own, self._read(own))] if own and not own.startswith("public/") else []
        for path, text in (*texts, *self._templates()):
            if code == "heading-skipped":
                found = _find_heading(text, clue)
            else:
                found = max((match.start() for match in _FAULTS[code](clue, text)), default=-1)
            if found >= 0:
                return _place(path, text, found)
        return None

    def key_place(self, output: str, key: str) -> tuple[int, int]:
        """Return (line, column) of a front matter key of a page; (0, 0) where it has none."""
        text = self._read(self.blame(output))
        found = re.search(rf"^[ \t]*\"?{key}\"?[ \t]*[:=]", text, re.MULTILINE)
        place = _place("", text, found.start()) if found and text.startswith(_FRONTS) else Place("")
        return place.line, place.column

    def content_file(self, output: str) -> str:
        """Return the path of the content file that an output is a copy of, where it lies alike; else ""."""
        path = f"{self._config.paths.content}/{output}"
        return path if (self._root / path).is_file() else ""

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


#: How a text begins that has front matter.
_FRONTS = ("---", "+++", "{")


def _find_image(clue: str, text: str) -> Iterator[re.Match[str]]:
    name = re.escape(clue.rpartition("/")[2])
    return re.finditer(rf"<img\b[^<>]*{name}[^<>]*>", text)


def _find_empty(clue: str, text: str) -> Iterator[re.Match[str]]:
    """Links without words; one of another address would be a wrong place."""
    name = re.escape(clue.strip("/").rpartition("/")[2])
    return re.finditer(rf"\[\s*\]\([^)\n]*{name}[^)\n]*\)|<a\b[^<>]*{name}[^<>]*>", text)


def _find_id(clue: str, text: str) -> Iterator[re.Match[str]]:
    name = re.escape(clue)
    return re.finditer(rf"(?:\bid\s*=\s*[\"']?|\{{[^{{}}\n]*#){name}(?![\w-])", text)


def _find_nothing(_clue: str, _text: str) -> Iterator[re.Match[str]]:
    return iter(())


_FAULTS: dict[str, Callable[[str, str], Iterator[re.Match[str]]]] = {
    "image-alt-missing": _find_image,
    "empty-link": _find_empty,
    "duplicate-id": _find_id,
    "broken-output": _find_nothing,
    "too-slow": _find_nothing,
}


def _find_heading(text: str, clue: str) -> int:
    """Return where a heading of a level with these words begins, whatever markup is in it; else -1."""
    level, _, words = clue.partition(" ")
    wanted = _letters(words)
    for match in re.finditer(
        rf"^[ \t]{{0,3}}#{{{level}}}[ \t]+(.+)$|<h{level}\b[^<>]*>(.*)", text, re.MULTILINE
    ):
        if wanted and _letters(match[1] or match[2]).startswith(wanted):
            return match.start()
    return -1


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"<[^<>]*>|\]\([^)]*\)", "", text))


def _place(path: str, text: str, index: int) -> Place:
    return Place(path, *place_in(text, index))

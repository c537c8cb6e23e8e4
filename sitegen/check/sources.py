"""A reference in a published file -> its position in the sources: a page, a template or a copied file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.check.locate import SourcePosition, find_written, is_alike, position_at
from sitegen.html.references import locate_reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.html.references import Fault

#: What more pages than this have in common comes from their template.
_FEW = 3
#: This many pages are enough to find out which one.
_SAMPLE = 20
_TEMPLATES = ("*.html", "*.xml")
#: The digest that is added to the folder of an asset when it is published.
_FINGERPRINT = re.compile(r"(?<=\w)\.[0-9a-f]{10}(?=[./])")


class Sources:
    """The sources of a site, read when a fault must be located in them."""

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
        """Return whether an output shows a Markdown file."""
        return output in self._pages

    def find(self, output: str, reference: str) -> SourcePosition:
        """Return where a reference in an output is written: in its own file, else in a template."""
        blamed = self.blame(output)
        texts = [] if blamed.startswith("public/") else [(blamed, self._read(blamed))]
        for path, text in (*texts, *self._templates()):
            if (index := locate_reference(text, reference, self._base_path)) >= 0:
                return position_at(path, text, index)
        return SourcePosition(blamed)

    def find_fault(self, output: str, fault: Fault) -> SourcePosition:
        """Return where a fault in an output was written: in its own file, else in a template."""
        blamed = self.blame(output)
        if fault.line and self._is_copy(output, blamed):
            return SourcePosition(blamed, fault.line, fault.column)
        texts = () if blamed.startswith("public/") else ((blamed, self._read(blamed)),)
        if is_alike(fault):
            return find_written(fault, (*texts, *self._templates())) or SourcePosition(blamed)
        return find_written(fault, texts) or find_written(fault, self._templates()) or SourcePosition(blamed)

    def find_faults(self, cases: Sequence[tuple[str, Fault]]) -> list[tuple[str, SourcePosition]]:
        """Return each output with the position of a fault that all of them share.

        What many have in common comes from a template: once a few have shown which, it isn't looked for
        again on behalf of pages whose own file could not have it.
        """
        is_common = len({output for output, _ in cases}) > _FEW
        common = None
        if is_common and not is_alike(cases[0][1]):
            common = find_written(cases[0][1], self._templates())
        located: list[tuple[str, SourcePosition]] = []
        for output, fault in cases:
            if common and (not is_alike(fault) or not self._may_have(output, fault)):
                located.append((output, common))
                continue
            located.append((output, self.find_fault(output, fault)))
            if is_common and len(located) == _SAMPLE:
                places = {spot for _, spot in located}
                shared = places.pop()
                common = (
                    shared
                    if not places and shared.path.startswith(f"{self._config.paths.layouts}/")
                    else None
                )
        return located

    def _may_have(self, output: str, fault: Fault) -> bool:
        blamed = self.blame(output)
        return not blamed.startswith("public/") and fault.clue.split(" ", 1)[0].rstrip(">") in self._read(
            blamed
        )

    def _is_copy(self, output: str, blamed: str) -> bool:
        return (
            output not in self._pages and blamed.endswith(f"/{output}") and not blamed.startswith("public/")
        )

    def position_in(self, output: str, line_column: tuple[int, int]) -> SourcePosition:
        """Return the source position of a position in an output, if it is a copy; else the file to blame."""
        blamed = self.blame(output)
        return (
            SourcePosition(blamed, *line_column) if self._is_copy(output, blamed) else SourcePosition(blamed)
        )

    def key_position(self, output: str, key: str) -> tuple[int, int]:
        """Return (line, column) of a front matter key of a page, or of what stands in for it."""
        text = self._read(self.blame(output))
        match = None
        if text.startswith(_FRONTS):
            match = re.search(rf"^[ \t]*\"?{key}\"?[ \t]*[:=]", text, re.MULTILINE)
        if not match and key == "title":
            match = re.search(r"^# ", text, re.MULTILINE)
        position = position_at("", text, match.start() if match else 0)
        return position.line, position.column

    def content_file(self, output: str) -> str:
        """Return the path of the content file that an output is a copy of, if it is equal; else ""."""
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
        try:
            text = (self._root / path).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:  # an extension generates the page
            return ""
        return text.removeprefix("\ufeff").replace("\r\n", "\n")


#: How a text with front matter begins.
_FRONTS = ("---", "+++", "{")

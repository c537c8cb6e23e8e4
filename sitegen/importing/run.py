"""A folder of another generator -> a working site: its settings, templates, files, and a report."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.config import Dialect
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError, error
from sitegen.core.progress import OnProgress, ignore_progress
from sitegen.importing.copying import copy_folders
from sitegen.importing.generators.imported import Finding, Kind
from sitegen.importing.generators.link_checkers import add_hosted
from sitegen.importing.includes import add_included
from sitegen.importing.pass_through import add_ids, find_unknown_calls, write_template
from sitegen.importing.recognise import find_generator
from sitegen.importing.record import NAME, Record, read_record, write_record
from sitegen.importing.report import Report, gather
from sitegen.importing.shortcodes import Shortcodes, add_constants
from sitegen.importing.sitegen_toml import write_settings
from sitegen.importing.three_way import merge_texts
from sitegen.importing.trial import try_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sitegen.core.folder import Folder
    from sitegen.core.problems import Problem
    from sitegen.importing.generators.imported import ImportedSite
    from sitegen.importing.pass_through import UnknownCall

SETTINGS = "sitegen.toml"


def import_site(
    folder: Path, root: Path, *, now: datetime, generator: str = "", on_progress: OnProgress = ignore_progress
) -> Report:
    """Write what makes a site of ``folder`` into ``root``, which may be the same; ProblemError if it can't.

    The content stays as it is. In another folder it is a copy. What the user changed since the last import
    stays.
    """
    old = add_constants(find_generator(folder, generator).read(folder), folder)
    old = add_hosted(add_included(old, folder), folder)
    target = locate(root, root)
    with target.open(create=True) as site:
        record = read_record(site)
        _refuse_other_site(site, record, root)
        copies = {}
        written: list[str] = []
        left: list[str] = []
        elsewhere = [part for part in old.folders if not part.source.resolve().is_relative_to(root.resolve())]
        unmoved = [part.unmoved for part in old.folders if part.unmoved and part not in elsewhere]
        if elsewhere:
            copied = copy_folders(elsewhere, site, record.copies, folder)
            copies, written, left = copied.digests, [*copied.written], [*copied.left]
        old, result = try_site(old, root, now, on_progress)
        writing = _Writing(site, record)
        layouts = old.config.paths.layouts
        calls = _find_calls(old, folder, root, result.problems)
        for path, text in _templates(calls, record, layouts):
            writing.write(path, text)
        if any(call.translated for call in calls):  # their markup may need more than that of the pages
            old, result = try_site(old, root, now, on_progress)
        writing.write(SETTINGS, write_settings(old))
        source = os.path.relpath(folder, root)
        write_record(site, Record(source, old.generator, writing.texts, copies))
    return Report(
        generator=old.generator,
        source=str(folder),
        target=str(root),
        pages=result.pages,
        written=(*writing.written, *written),
        left=(*writing.left, *left),
        refused=tuple(writing.refused),
        findings=gather(
            (*old.findings, *unmoved, *_find_unchanged(record, writing, calls)),
            calls,
            result.problems,
            f"{layouts}/directives",
        ),
    )


def _refuse_other_site(site: Folder, record: Record, root: Path) -> None:
    """Refuse a site that was not imported: its configuration must not be replaced."""
    if site.stat(SETTINGS) is not None and SETTINGS not in record.texts:
        hint = f"move it away, or name another folder with --to; {NAME} marks a site that was imported"
        path = os.path.join(os.path.relpath(root), SETTINGS)
        raise ProblemError(error("import-target", "there is a configuration already", path=path, hint=hint))


def _find_calls(
    old: ImportedSite, folder: Path, root: Path, problems: Sequence[Problem]
) -> Sequence[UnknownCall]:
    """Return the calls that need a template, with those of the old site in our language."""
    calls = add_ids(find_unknown_calls(problems, _line_reader(root)), problems, folder)
    if old.config.dialect is not Dialect.HUGO or not calls:
        return calls
    shortcodes = Shortcodes(folder, old.config.language)
    return [call._replace(translated=shortcodes.translate(call)) for call in calls]


def _templates(calls: Sequence[UnknownCall], record: Record, layouts: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each template: those that were written before are still needed."""
    current = {f"{layouts}/directives/{call.name}.html": write_template(call) for call in calls}
    before = {path: text for path, text in record.texts.items() if path != SETTINGS}
    yield from sorted((before | current).items())


def _find_unchanged(record: Record, writing: _Writing, calls: Sequence[UnknownCall]) -> Iterator[Finding]:
    """Yield the calls whose template from an earlier import is unchanged."""
    names = {call.name for call in calls}
    for path in sorted(record.texts.keys() - {SETTINGS, *writing.left}):
        name = path.rpartition("/")[2].removesuffix(".html")
        if name not in names:
            yield Finding(Kind.CALL, name, path, 0, "shown as it is: write your own markup in this template")


class _Writing:
    """The texts of one import."""

    def __init__(self, site: Folder, record: Record) -> None:
        self._site = site
        self._record = record
        self.texts: dict[str, str] = {}
        self.written: list[str] = []
        self.left: list[str] = []
        self.refused: list[str] = []

    def write(self, path: str, text: str) -> None:
        """Write a text, or the user's with what has changed in ours."""
        before = self._record.texts.get(path)
        current = self._read(path)
        self.texts[path] = text
        if current is None and before is not None and path != SETTINGS:  # the user removed it
            return
        if current is not None and before is not None and current != before:
            merged = merge_texts(before, current, text)
            self.refused += merged.refused
            if merged.text == current:
                self.left.append(path)
                return
            text = merged.text
        elif current is not None and before is None:  # the user wrote it
            self.left.append(path)
            return
        if text != current:
            self._site.write(path, text.encode())
            self.written.append(path)

    def _read(self, path: str) -> str | None:
        if self._site.stat(path) is None:
            return None
        return self._site.read(path).decode("utf-8", "surrogateescape")


def _line_reader(root: Path) -> Callable[[str, int], str]:
    @cache
    def lines(path: str) -> list[str]:
        try:
            return (root / path).read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return []

    def read_line(path: str, line: int) -> str:
        text = lines(path)
        return text[line - 1] if 0 < line <= len(text) else ""

    return read_line

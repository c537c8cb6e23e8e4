"""Marks ``::: package.module`` -> the Markdown that the build made of what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.content.dialects.lines import find_indented_code, mark_code
from sitegen.core.problems import warning
from sitegen.reference.request import KEY, Generated, read_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.content.dialects.lines import Line, Notes
    from sitegen.core.problems import Problem

_decode = msgspec.msgpack.Decoder(Generated).decode


def read_references(lines: Sequence[Line], notes: Notes, included: Mapping[str, bytes | None]) -> list[Line]:
    """Return lines with each mark replaced by what was made for it; a mark without any stays."""
    texts = [line.text for line in lines]
    indented = find_indented_code(lines)
    out: list[Line] = []
    end = 0
    for index, line, is_code in mark_code(lines):
        if index < end:
            continue
        mark = None if is_code or index in indented else read_mark(texts, index)
        encoded = included.get(mark.key) if mark else None
        if mark is None or encoded is None:
            out.append(line)
            continue
        end = mark.end
        generated = _decode(encoded)
        if generated.fault:
            notes.report(line, len(mark.indent), *generated.fault)
        notes.problems += [_report(*mistake) for mistake in generated.mistakes]
        out += [
            line.says(mark.indent + text if text else "") for text in ("", *generated.markdown.split("\n"))
        ]
    return out


def _report(path: str, line: int, message: str) -> Problem:
    hint = "correct the docstring, or set docstring_style"
    return warning("reference-docstring", message, path=path, line=line, column=1, hint=hint)


def list_objects(included: Iterable[tuple[str, bytes | None]]) -> tuple[tuple[str, str], ...]:
    """Return (name, role) of every object that a page documents."""
    objects: dict[str, str] = {}
    for key, encoded in included:
        if encoded is not None and key.startswith(KEY):
            objects |= dict(_decode(encoded).objects)
    return tuple(objects.items())

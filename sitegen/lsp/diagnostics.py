"""Problems -> what an editor underlines, and the edits that hints suggest."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from sitegen.core.problems import Problem, Severity
from sitegen.core.text import lazy_compile
from sitegen.lsp.positions import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.lsp.edited_site import EditedSite

#: What a hint suggests instead of what is written.
_SUGGESTION = lazy_compile(r"did you mean (['\"]?)(.+)\1\?")
_WORD = lazy_compile(r"[\w-]+|\S")
#: The most Problems of one file that an editor shows.
_MOST = 500


def group_problems(site: EditedSite) -> dict[str, tuple[Problem, ...]]:
    """Return the Problems of each file by its path; those of no file go to the configuration."""
    groups: dict[str, list[Problem]] = {}
    for problem in site.problems:
        path = os.path.join(site.root, problem.path or "sitegen.toml")
        groups.setdefault(path, []).append(problem)
    return {path: tuple(problems[:_MOST]) for path, problems in groups.items()}


def describe_problems(text: str, problems: Sequence[Problem]) -> list[types.Diagnostic]:
    """Return what to show in a file."""
    lines = Text(text)
    return [_describe(lines, problem) for problem in problems]


def _describe(text: Text, problem: Problem) -> types.Diagnostic:
    is_error = problem.severity is Severity.ERROR
    message = f"{problem.full_message}\n{problem.hint}" if problem.hint else problem.full_message
    return types.Diagnostic(
        text.range(*_find_span(text, problem)),
        message,
        severity=types.DiagnosticSeverity.Error if is_error else types.DiagnosticSeverity.Warning,
        code=problem.code,
        source="sitegen",
    )


def _find_span(text: Text, problem: Problem) -> tuple[int, int, int]:
    """Return the line and the columns of what a Problem is about: its subject, a word, or the whole line."""
    number = max(problem.line - 1, 0)
    line, start = text.line(number), max(problem.column - 1, 0)
    if not problem.column:
        return number, len(line) - len(line.lstrip()), len(line)
    at = line.find(problem.subject, start) if problem.subject else -1
    if at >= 0:
        return number, at, at + len(problem.subject)
    word = _WORD.match(line, start)
    return number, start, word.end() if word else max(len(line), start)


def suggest_edits(
    text: str, problems: Sequence[Problem], lines: range
) -> Iterator[tuple[str, types.TextEdit, Problem]]:
    """Yield the edits that hints suggest for some lines of a file: title, edit, and the Problem."""
    here = Text(text)
    for problem in problems:
        match = _SUGGESTION.fullmatch(problem.hint)
        if match and problem.column and problem.line - 1 in lines:
            edit = types.TextEdit(here.range(*_find_span(here, problem)), match[2])
            yield f"Change to {match[2]}", edit, problem

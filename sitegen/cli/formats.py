"""A BuildResult -> the text of a report for machines: JSON, SARIF 2.1.0, GitHub's workflow commands."""

from __future__ import annotations

import json
import os
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from sitegen import __version__
from sitegen.cli.left_out import count_pages, describe_page
from sitegen.core.codes import CODES
from sitegen.core.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.build.options import BuildResult
    from sitegen.core.problems import Problem
    from sitegen.site.visibility import LeftOut

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_json(result: BuildResult, _folder: str = "") -> str:
    """Return the whole result as JSON."""
    told = msgspec.to_builtins(msgspec.structs.replace(result, problems=(), remains=None))
    del told["remains"]
    told["problems"] = list(map(_json_problem, result.problems))
    return json.dumps(told, indent=1, ensure_ascii=False)


def _json_problem(problem: Problem) -> list[str | int]:
    position = (problem.path, problem.line, problem.column)
    return [*position, problem.severity, problem.code, problem.full_message, problem.hint]


def write_sarif(result: BuildResult, folder: str = "") -> str:
    """Return a log that code scanning services read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.

    ``folder`` is the site's, relative to the current folder: usually the top of a repository.
    """
    codes = sorted({problem.code for problem in result.problems})
    rules = [{"id": code, "shortDescription": {"text": CODES[code].sentence}} for code in codes]
    driver = {"name": "sitegen", "version": __version__, "rules": rules}
    results = [_sarif_result(problem, codes.index(problem.code), folder) for problem in result.problems]
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if result.left_out:
        notes = [_sarif_note(page, folder) for page in result.left_out]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)


def _sarif_note(page: LeftOut, folder: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(folder, page.path)}}}
    return {"level": "note", "message": {"text": describe_page(page)}, "locations": [location]}


def _uri(folder: str, path: str) -> str:
    return quote(os.fsencode(_seen_from(folder, path)))


def _sarif_result(problem: Problem, rule: int, folder: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": str(problem.severity),
        "message": {"text": _text(problem)},
    }
    if problem.path:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(folder, problem.path)}}
        if problem.line:
            column = {"startColumn": problem.column} if problem.column else {}
            location["region"] = {"startLine": problem.line, **column}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _seen_from(folder: str, path: str) -> str:
    """Return the path of a file, relative to the current folder."""
    return normpath(join(folder, path)) if path else ""


def write_github(result: BuildResult, folder: str = "") -> str:
    """Return a line for each Problem that a workflow shows beside the code of a pull request.

    A last line counts the pages that were left out.
    """
    lines = [_github_line(problem, folder) for problem in result.problems]
    if result.left_out:
        lines.append(f"::notice title=left-out::{_escape(count_pages(result.left_out))}")
    return "\n".join(lines)


def _github_line(problem: Problem, folder: str) -> str:
    values = {
        "file": _seen_from(folder, problem.path),
        "line": str(problem.line or ""),
        "col": str(problem.column or ""),
        "title": problem.code,
    }
    properties = ",".join(f"{name}={_escape_property(value)}" for name, value in values.items() if value)
    return f"::{problem.severity} {properties}::{_escape(_text(problem))}"


def _text(problem: Problem) -> str:
    return f"{problem.full_message}\n{problem.hint}" if problem.hint else problem.full_message


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(printable(text)).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[BuildResult, str], str]] = {
    "json": write_json,
    "sarif": write_sarif,
    "github": write_github,
}

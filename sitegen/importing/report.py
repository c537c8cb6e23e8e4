"""What an import did and what did not come along -> lines for a terminal, Markdown, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.problems import Severity
from sitegen.importing.generators.imported import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.core.problems import Problem
    from sitegen.importing.pass_through import UnknownCall

#: Problems that the import itself answers, or that no import can mend.
_ANSWERED = frozenset(("unknown-directive",))
_SYNTAX = frozenset(("foreign-syntax", "foreign-markup"))


class Report(msgspec.Struct, frozen=True):
    """The result of an import."""

    generator: str
    source: str  #: the old site's folder
    target: str  #: the new one's
    pages: int
    written: tuple[str, ...] = ()  #: files that are new or changed, relative to the new site
    unchanged: int = 0
    left: tuple[str, ...] = ()  #: files that the user changed, and that stay as they are
    refused: tuple[str, ...] = ()  #: lines of sitegen.toml that gave way to the user's
    findings: tuple[Finding, ...] = ()
    same: int | None = None  #: addresses of the old site that are those of pages; None: not compared
    redirected: int = 0
    lost: tuple[tuple[str, str], ...] = ()  #: (address, what to do)
    feeds: tuple[tuple[str, str], ...] = ()  #: (address, what its readers would notice)


def gather(
    findings: Iterable[Finding],
    calls: Iterable[UnknownCall],
    problems: Iterable[Problem],
    templates: str,
) -> tuple[Finding, ...]:
    """Return everything that did not come along, each once; ``templates`` is the folder of new templates."""
    gathered = [*_merge(findings)]
    ids: set[str] = set()
    for call in calls:
        path, line = _split_place(call.places[0])
        ids.update(call.ids)
        linked = f", with the ids {', '.join(call.ids)}" if call.ids else ""
        file = f"{templates}/{call.name}.html"
        advice = (
            f"shown by {file}, which says in Jinja what the old template does"
            if call.translated
            else f"shown as it is by {file}: write your own markup there{linked}"
        )
        gathered.append(Finding(Kind.CALL, call.name, path, line, advice, call.pages))
    groups: dict[tuple[Kind, str, str], list[Problem]] = {}
    for problem in problems:
        is_answered = problem.code == "broken-anchor" and problem.subject.partition("#")[2] in ids
        if is_answered or problem.code in _ANSWERED:
            continue
        kind = Kind.SYNTAX if problem.code in _SYNTAX else Kind.PAGE
        subject = problem.subject if kind is Kind.SYNTAX and problem.subject else problem.message
        is_alike = problem.code in ("broken-link", "missing-image", "broken-anchor", "not-converted")
        key = (kind, problem.code, "") if is_alike else (kind, subject, problem.hint)
        if problem.severity is Severity.ERROR or kind is Kind.SYNTAX or is_alike:
            groups.setdefault(key, []).append(problem)
    for (kind, subject, _), alike in groups.items():
        first = alike[0]
        pages = len({problem.path for problem in alike})
        shown = subject if subject != first.code else f"{first.message} [{first.code}]"
        gathered.append(Finding(kind, shown, first.path, first.line, first.hint, pages))
    return tuple(sorted(gathered, key=lambda finding: (list(Kind).index(finding.kind), finding)))


def _merge(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once, at its first place."""
    seen: set[tuple[Kind, str, str]] = set()
    for finding in findings:
        key = (finding.kind, finding.subject, finding.advice)
        if key not in seen:
            seen.add(key)
            yield finding


def _split_place(text: str) -> tuple[str, int]:
    path, _, rest = text.partition(":")
    line = rest.partition(":")[0]
    return path, int(line) if line.isdigit() else 0


def write_lines(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [f"Read {report.source}: a site made with {report.generator}, {report.pages:,} pages."]
    if report.written:
        lines.append(f"Wrote {_list(report.written)} in {report.target}.")
    elif not report.left:
        lines.append("Nothing has changed since the last import.")
    if report.left:
        lines.append(f"You changed {_list(report.left)}: left as it is.")
    if report.refused:
        lines += [
            "Lines for sitegen.toml that your own changes replace:",
            *(f"    {line}" for line in report.refused),
        ]
    if report.same is not None:
        lines += ["", _count_addresses(report)]
        lines += [f"  {address}\n      {advice}" for address, advice in (*report.lost, *report.feeds)]
    for kind, findings in _by_kind(report.findings):
        lines += ["", f"{kind.capitalize()} to look at:"]
        lines += [
            f"  {_place(finding)}: {finding.subject}{_on(finding)}\n      {finding.advice}"
            for finding in findings
        ]
    return "\n".join(lines)


def write_markdown(report: Report) -> str:
    """Return the report as a document."""
    lines = [
        f"# Import from {report.generator}",
        "",
        f"{report.pages:,} pages of `{report.source}` in `{report.target}`.",
    ]
    for title, paths in (("Written", report.written), ("Changed by you, and left", report.left)):
        if paths:
            lines += ["", f"## {title}", "", *(f"- `{path}`" for path in paths)]
    if report.refused:
        lines += ["", "## Lines that your own changes replace", "", "```toml", *report.refused, "```"]
    if report.same is not None:
        lines += ["", "## Addresses", "", _count_addresses(report), ""]
        lines += [f"- `{address}`: {advice}" for address, advice in (*report.lost, *report.feeds)]
    for kind, findings in _by_kind(report.findings):
        lines += [
            "",
            f"## {kind.capitalize()}",
            "",
            "| what | where | pages | instead |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_row(finding) for finding in findings]
    return "\n".join(lines) + "\n"


def write_json(report: Report) -> str:
    """Return the report for programs."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def _count_addresses(report: Report) -> str:
    return (
        f"Addresses of the old site: {report.same or 0:,} the same, {report.redirected:,} redirected,"
        f" {len(report.lost):,} lost."
    )


def _by_kind(findings: Sequence[Finding]) -> Iterator[tuple[Kind, list[Finding]]]:
    for kind in Kind:
        if members := [finding for finding in findings if finding.kind is kind]:
            yield kind, members


def _row(finding: Finding) -> str:
    cells = (_cell(finding.subject), f"`{_place(finding)}`", str(finding.pages or ""), _cell(finding.advice))
    return f"| {' | '.join(cells)} |"


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}" if finding.line else finding.path


def _on(finding: Finding) -> str:
    if not finding.pages:
        return ""
    return " (on one page)" if finding.pages == 1 else f" (on {finding.pages:,} pages)"


def _list(paths: Sequence[str]) -> str:
    first = ", ".join(paths[:3])
    return first if len(paths) <= 3 else f"{first} and {len(paths) - 3:,} more files"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

"""Markdown in, HTML with its holes and the Problems out: every feature, as fixtures to read.

A fixture file is a row of cases: title, a line with a full stop, input, full stop, expected, full
stop. A link's hole is shown as ``{target @line:column}``.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from sitegen.config import Config, Markdown
from sitegen.content.markdown import convert
from sitegen.core.model import FrontMatter, Image, InlineCode, Link, Segments

HERE = Path(__file__).parent


class Case(NamedTuple):
    """One title, input and expected output."""

    file: str
    title: str
    source: str
    expected: str


def read_cases(path: Path) -> list[Case]:
    """Read a fixture file; a case that is not closed fails the run."""
    parts = path.read_text("utf-8").split("\n.\n")
    assert len(parts) % 3 == 1, f"{path} has a case without its three full stops"
    assert not parts[-1].strip(), f"{path} has text after its last case"
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=False)
    return [Case(path.stem, title.strip(), f"{source}\n", expected) for title, source, expected in triples]


CASES = [case for path in sorted(HERE.glob("*.txt")) for case in read_cases(path)]


def show(segments: Segments) -> str:
    """Write segments with their holes visible."""
    shown = []
    for segment in segments:
        if isinstance(segment, str):
            shown.append(segment)
        elif isinstance(segment, Link):
            embed = "embed " if segment.embed else ""
            shown.append(f"{{{embed}{segment.target} @{segment.line}:{segment.column}}}")
        elif isinstance(segment, Image):
            rest = "".join(f" {key}={value!r}" for key, value in segment.attributes)
            shown.append(
                f"{{image {segment.target} alt={segment.alt!r} title={segment.title!r}{rest}"
                f" @{segment.line}:{segment.column}}}"
            )
        elif isinstance(segment, InlineCode):
            shown.append(f"{{inline {segment.shown} @{segment.line}:{segment.column}}}")
        else:
            options = dict(segment.options)
            title = f" title={show(segment.title)!r}" if segment.title else ""
            head = f"{segment.name} {segment.arguments} {options}{title} raw={segment.raw!r}"
            shown.append(f"{{::: {head} @{segment.line}:{segment.column}\n{show(segment.body)}:::}}\n")
    return "".join(shown)


def describe(case: Case) -> str:
    """Convert a case and write down what came of it."""
    markdown = Markdown(heading_anchors=False, smart_punctuation=case.file == "smart")
    front = FrontMatter(title="Another title", math=case.file == "math")
    converted = convert("a.md", front, case.source, 1, "", Config(markdown=markdown))
    document, body = converted.document, converted.body
    lines = [show(body.content).rstrip("\n")]
    if case.file == "summary":
        lines += ["-- summary", show(document.summary).rstrip("\n"), f"-- excerpt: {document.excerpt}"]
    if case.file == "headings":
        lines += [f"-- {heading.level} {heading.id}: {heading.html}" for heading in body.headings]
    lines += [
        f"!! {problem.line}:{problem.column} {problem.severity} {problem.code}: {problem.message}"
        for problem in document.problems
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.title}" for case in CASES])
def test_case(case: Case) -> None:
    """A fixture's input gives its expected output."""
    assert case.expected == describe(case)

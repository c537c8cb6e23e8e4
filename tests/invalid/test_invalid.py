"""Each code of sitegen/core/codes.py: a site with that mistake, and the report on it, to the letter."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sitegen.core.codes import CODES
from sitegen.core.problems import format_problem
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in HERE.glob("*.case"))
MANUAL = HERE.parent.parent / "content/docs/problems.md"
TESTS = HERE.parent

#: Codes that need more than files to be shown: another test names each.
ELSEWHERE = frozenset(
    {
        "active-file",
        "already-served",
        "bad-path",
        "baseline",
        "calculator-data",
        "calculator-option",
        "config-missing",
        "deploy-failed",
        "deploy-target",
        "exists",
        "extra-missing",
        "lost-address",
        "namesake",
        "old-addresses",
        "bad-aria",
        "broken-id",
        "broken-output",
        "broken-reference",
        "empty-heading",
        "empty-link",
        "external-broken",
        "external-moved",
        "external-unsure",
        "heading-skipped",
        "invalid-html",
        "no-label",
        "no-name",
        "obsolete-html",
        "orphan",
        "reference-option",
        "page-description",
        "page-language",
        "page-title",
        "highlight-timeout",
        "move-mention",
        "move-refused",
        "translate-refused",
        "output-stray",
        "version-name",
        "versions-published",
        "system-refused",
        "too-much-memory",
        "image-encoder",
        "import-source",
        "import-syntax",
        "import-target",
        "no-editor",
        "no-network",
        "no-port",
        "cache-locked",
        "cache-store",
        "not-identical",
        "output-changed",
        "output-locked",
        "output-not-ours",
        "output-unwritable",
        "source-link",
        "search-indexer",
        "source-not-a-file",
        "source-unreadable",
        "source-unsettled",
        "stale-prices",
        "safe-location",
        "cache-not-ours",
        "state-link",
        "takes-control",
        "too-slow",
        "unused-image",
        "worker-died",
        "cluster-failed",
    }
)


class Case(NamedTuple):
    files: dict[str, bytes]
    options: dict[str, Any]
    report: str


def read_case(path: Path) -> Case:
    files: dict[str, bytes] = {}
    options: dict[str, Any] = {}
    report = ""
    for head, text in _split(path.read_text(encoding="utf-8")):
        name, _, form = head.partition(" ")
        if name == "report":
            report = text
        elif name == "options":
            options = dict.fromkeys(form.split(), True)
        else:
            files[name] = base64.b64decode(text) if form == "base64" else text.encode()
    return Case(files, options, report)


def _split(text: str) -> Iterator[tuple[str, str]]:
    parts = re.split(r"^=== (.*)\n", text, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


@pytest.mark.parametrize("code", CASES)
def test_report(code: str, tmp_path: Path, update_golden: bool) -> None:
    """The report is exactly the one in the file, and has the code that the file is named after."""
    path = HERE / f"{code}.case"
    case = read_case(path)
    site = SiteFolder(tmp_path / "site", case.files)
    problems = site.build(**case.options).problems
    report = "".join(f"{format_problem(problem)}\n" for problem in problems)
    if update_golden:
        text = path.read_text(encoding="utf-8").partition("=== report\n")[0]
        path.write_text(f"{text}=== report\n{report}", encoding="utf-8")
    else:
        assert report == case.report
    assert code in {problem.code for problem in problems}


def test_every_code_has_a_case() -> None:
    """Here, or in a test that can do more than write files."""
    assert sorted({*CASES, *ELSEWHERE}) == sorted(CODES)
    assert set(CASES).isdisjoint(ELSEWHERE)


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_codes_shown_elsewhere_are(code: str) -> None:
    """Some other test names the code."""
    others = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert any(re.search(rf"[\"'\[]{code}[\"'\]\\]", path.read_text(encoding="utf-8")) for path in others)


def test_every_code_in_the_source_is_known() -> None:
    """A Problem is never made with a code that CODES does not explain."""
    made = set()
    for file in (HERE.parent.parent / "sitegen").rglob("*.py"):
        made |= set(re.findall(r"\b(?:error|warning)\(\s*\"([a-z0-9-]+)\"", file.read_text(encoding="utf-8")))
    assert made - CODES.keys() == set()


def test_every_code_is_in_the_manual() -> None:
    """Each has a heading of its own, to link to."""
    headings = set(re.findall(r"^##+ `?([a-z0-9-]+)`?", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))
    assert CODES.keys() - headings == set()

"""`make release`: what keeps a state from being released, and what a package is made of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.reference import ROOT
from sitegen import __version__
from tools import release
from tools.release import NotReadyError, compare, list_parts, read_notes

CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n- New\n\n## [1.2.0] - 2026-01-31\n\n- Old\n\n## [1.1.0]\n\n- Older\n"
)


def test_notes_are_those_of_the_version() -> None:
    assert read_notes(CHANGELOG, "1.2.0") == "- Old"


@pytest.mark.parametrize(
    ("version", "reason"),
    [("1.3.0", "CHANGELOG.md has no part for 1.3.0"), ("1.1.0", "write the day of 1.1.0")],
)
def test_a_version_without_notes_or_a_day_is_not_ready(version: str, reason: str) -> None:
    with pytest.raises(NotReadyError, match=re.escape(reason)):
        read_notes(CHANGELOG, version)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"status": " M x.py"}, "not committed"),
        ({"tag": "v1.2.0", "rev-list": "a", "rev-parse": "b"}, "another commit"),
    ],
)
def test_a_changed_tree_or_a_used_version_is_not_ready(
    answers: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "_git", lambda *words: answers.get(words[0], ""))
    with pytest.raises(NotReadyError, match=reason):
        release.check_state("1.2.0", CHANGELOG)


def test_a_committed_version_with_notes_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_git", lambda *_: "")
    release.check_state("1.2.0", CHANGELOG)
    with pytest.raises(NotReadyError, match="no version like"):
        release.check_state("1.2", CHANGELOG)


def test_two_builds_that_differ_are_not_ready(tmp_path: Path) -> None:
    for name, data in (("a", b"1"), ("b", b"2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.whl").write_bytes(data)
    compare(tmp_path / "a", tmp_path / "a")
    with pytest.raises(NotReadyError, match=r"x\.whl differ"):
        compare(tmp_path / "a", tmp_path / "b")


def test_the_parts_have_names_versions_and_licences() -> None:
    """In CycloneDX; the package itself is the subject, and the installer is no part of it."""
    packages: list[dict[str, dict[str, object]]] = [
        {"metadata": {"name": "sitegen-ssg", "version": "1.2.0", "license_expression": "MIT"}},
        {"metadata": {"name": "pip", "version": "25"}},
        {
            "metadata": {
                "name": "PyYAML",
                "version": "6.0",
                "classifier": ["Typing :: Typed", "License :: OSI Approved :: MIT License"],
            }
        },
    ]
    bill = list_parts(packages)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["purl"] == "pkg:pypi/sitegen-ssg@1.2.0"
    assert bill["metadata"]["component"]["licenses"] == [{"expression": "MIT"}]
    assert bill["components"] == [
        {
            "type": "library",
            "name": "pyyaml",
            "version": "6.0",
            "purl": "pkg:pypi/pyyaml@6.0",
            "bom-ref": "pkg:pypi/pyyaml@6.0",
            "licenses": [{"license": {"name": "MIT License"}}],
        }
    ]


def test_the_version_is_in_one_place() -> None:
    """Only the code has it; the package takes it from there."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'dynamic = ["version"]' in project
    assert not re.search(rf'^version\s*=\s*"{re.escape(__version__)}"', project, re.MULTILINE)


def test_only_the_job_that_publishes_may_prove_who_it_is() -> None:
    """And it holds no secret: PyPI trusts the repository and its environment."""
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "publish": {"id-token": "write"},
    }
    assert jobs["publish"]["environment"] == "pypi"
    assert "secrets." not in text
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ["make release"]


@pytest.mark.slow
def test_packages_are_the_same_from_the_repository_and_from_the_source_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "DIST", tmp_path / "dist")
    names = [path.name for path in release.build_packages()]
    assert names == [
        f"sitegen_ssg-{__version__}-py3-none-any.whl",
        f"sitegen_ssg-{__version__}.tar.gz",
    ]

"""The core without extras: it builds, what is missing is named with the command, and it stays small."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

from docs.reference import MANUAL
from sitegen.cli import main
from sitegen.core.extras import is_installed
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = {"content/a.md": "---\ntitle: A\ndate: 2025-11-01\n---\nText\n"}
#: Runs a command as if these packages weren't there.
PROGRAM = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("tiktoken", "regex", "requests", "boto3", "botocore", "pagefind"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from sitegen.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_core_builds_a_new_site_without_extras(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert main(["new", "site", str(folder), "--quiet"]) == 0
    words = ["build", "--strict", "--root", str(folder), "--base-url", "https://example.org"]
    subprocess.run([sys.executable, "-c", PROGRAM, *words], check=True, timeout=120)
    assert (folder / "public/blog/first-post/index.html").exists()


@pytest.fixture
def without_extras(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sitegen.core.extras.find_spec", lambda _: None)
    is_installed.cache_clear()
    yield
    is_installed.cache_clear()


@pytest.mark.usefixtures("without_extras")
@pytest.mark.parametrize(
    ("files", "message", "place", "extra"),
    [
        (
            {"sitegen.toml": "[llms]\ntokens = true\n"},
            "llms.tokens needs tiktoken",
            ("sitegen.toml", 2),
            "calculator",
        ),
        (
            {"sitegen.toml": "\nurls.ascii = true\n"},
            "urls.ascii needs anyascii",
            ("sitegen.toml", 2),
            "ascii",
        ),
        (
            {"sitegen.toml": '[markdown]\nheading_ids = "ascii"\n'},
            "markdown.heading_ids needs anyascii",
            ("sitegen.toml", 2),
            "ascii",
        ),
        (
            {"content/c.md": "# Costs\n\n::: token-calculator text=hello\n:::\n"},
            "counting the text of a calculator needs tiktoken",
            ("content/c.md", 0),
            "calculator",
        ),
    ],
)
def test_a_missing_extra_is_named_with_its_command(
    tmp_path: Path, files: dict[str, str | bytes], message: str, place: tuple[str, int], extra: str
) -> None:
    result = SiteFolder(tmp_path, {**PAGE, **files}).build()
    (problem,) = (problem for problem in result.problems if problem.code == "extra-missing")
    assert (problem.message, (problem.path, problem.line)) == (message, place)
    assert problem.hint == f"install it: pip install 'sitegen-ssg[{extra}]'"


def walk(name: str, extras: frozenset[str], seen: set[str]) -> set[str]:
    """Return the names of a package and of all that it requires here, with these extras."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        requirements = distribution(name).requires or []
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    seen.add(key)
    for text in requirements:
        requirement = Requirement(text)
        markers = [{"extra": extra} for extra in extras or frozenset({""})]
        if requirement.marker is None or any(map(requirement.marker.evaluate, markers)):
            walk(requirement.name, frozenset(requirement.extras), seen)
    return seen


def test_the_core_is_as_small_as_the_manual_says() -> None:
    """The packages that `pip install` brings, and their size on disk."""
    names = walk("sitegen-ssg", frozenset(), set())
    files = (Path(file.locate()) for name in names for file in distribution(name).files or [])
    size = sum(path.stat().st_size for path in files if path.is_file() and path.suffix != ".pyc")
    table = (MANUAL / "install.md").read_text("utf-8")
    match = re.search(r"\(none\).*\| (\d+) MB, (\d+) packages \|", table)
    assert match
    most_megabytes, packages = int(match[1]), int(match[2])
    assert packages == len(names)
    assert most_megabytes * 0.8 < size / 1e6 <= most_megabytes

"""Two clean builds give the same bytes: wherever, whenever, in whatever surroundings, whoever works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.workers.on_demand import WORTH_A_POOL
from tests.property import edits
from tests.site_maker import SiteFolder, read_tree

EPOCH = "1764600000"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """Posts enough for workers to be started, and every kind of file."""
    site = SiteFolder(tmp_path_factory.mktemp("determinism") / "site")
    bodies = [text for text in edits.BODY if "own_words" not in text]  # a mark that needs `[reference]`
    for number in range(WORTH_A_POOL + 6):
        front = "".join(
            f"{lines[number % len(lines)]}\n" for name, lines in edits.FRONT.items() if name != "slug"
        )
        front = front.replace("aliases: [/", f"aliases: [/{number}/").replace(", /", f", /{number}/")
        body = "\n\n".join(bodies[number % 5 :: 3])
        site.write(f"content/blog/p{number}.md", f"---\n{front}---\n{body}\n")
    site.write("content/docs/top.md", "## First part\n")
    site.write(
        "sitegen.toml",
        'base_url = "https://example.org/sub"\ntaxonomies = ["tags", "topics"]\npaginate = 4\n',
    )
    site.write("layouts/other.html", edits.LAYOUTS["other.html"][0])
    site.write("layouts/directives/box.html", edits.LAYOUTS["directives/box.html"][0])
    for path in edits.IMAGES:
        site.write(path, edits.png(3, 2))
    return site


@pytest.fixture(scope="module")
def expected(site: SiteFolder) -> dict[str, bytes]:
    result = site.build(output=site.root.parent / "expected", force=True, forget=True, lenient=True)
    assert result.ok
    return read_tree(site.root.parent / "expected")


@pytest.fixture(scope="module")
def by_command(site: SiteFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build_by_command(site, tmp_path_factory.mktemp("here"), ".", [], {"TZ": "UTC"})


@pytest.mark.parametrize("jobs", [2, 5])
def test_whoever_does_the_work(
    site: SiteFolder, expected: dict[str, bytes], tmp_path: Path, jobs: int
) -> None:
    """However many workers there are: what each does is a function over values."""
    result = site.build(output=tmp_path / "public", force=True, forget=True, lenient=True, jobs=jobs)
    assert result.ok
    assert expected == read_tree(tmp_path / "public")


@pytest.mark.parametrize(
    ("folder", "words", "environment"),
    [
        (".", [], {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
        (
            "content",
            ["--root", ".."],
            {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
        ),
        ("/", ["--root", "SITE", "--jobs", "2"], {"PYTHONHASHSEED": "3", "PYTHONUTF8": "0", "LANG": "POSIX"}),
    ],
)
def test_wherever_it_is_done(
    site: SiteFolder,
    by_command: dict[str, bytes],
    tmp_path: Path,
    folder: str,
    words: list[str],
    environment: dict[str, str],
) -> None:
    """Working directory, time zone, locale, hash seed, number of processes."""
    assert by_command == build_by_command(site, tmp_path, folder, words, environment)


def build_by_command(
    site: SiteFolder, output: Path, folder: str, words: list[str], environment: dict[str, str]
) -> dict[str, bytes]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHON", "TZ"))
    }
    subprocess.run(
        [
            Path(sys.executable).parent / "sitegen",
            *("build", "--force", "--lenient", "--quiet", "--output", str(output)),
            *(word.replace("SITE", str(site.root)) for word in words),
        ],
        cwd=site.root / folder,
        env={**inherited, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return read_tree(output)

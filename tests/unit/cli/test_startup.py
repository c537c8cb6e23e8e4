"""Starting is part of every command: each imports what it needs, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

from sitegen.cli.commands import ROOT
from sitegen.cli.parser import make_parser
from sitegen.workers.on_demand import WORTH_A_POOL
from tests.site_maker import SiteFolder
from tests.unit.cli.test_extras import walk
from tests.unit.test_manual import read_page

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

#: What takes long to load, by who needs it.
SERVER = {"asyncio", "livereload", "ssl", "tornado", "watchfiles"}
IMAGES = {"PIL"}
MIGRATION = {"sitegen.content.dialects.translate"}
ASSETS = {"minify"}
TOKENS = {"regex", "requests", "tiktoken"}
CONTENT = {"frontmatter", "markdown_it", "mdit_py_plugins", "pygments", "yaml"}
TEMPLATES = {"jinja2", "markupsafe", "tempfile"}  # the last is one of Jinja2's imports
PROCESSES = {"concurrent.futures", "multiprocessing", "subprocess"}
VALUES = {"msgspec", "tomllib"}
#: Parts of the standard library that bring much with them, and that no build needs.
HEAVY = {"ctypes", "difflib", "email", "http", "importlib.metadata", "socket", "unittest", "xml"}

PROGRAM = """
import sys, time
now = time.time_ns
time.time_ns = lambda: now() + 60_000_000_000  # the files are not new: new ones are read once more
from sitegen.cli import main
try:
    code = main(sys.argv[1:])
finally:
    print(*sys.modules, sep="\\n")
assert code == 0, code
"""

FILES = {"content/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nText.\n\n```python\n1\n```\n"}


def find_modules(folder: Path, *command: str) -> set[str]:
    """Return what a command has imported when it ends."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764000000"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return set(done.stdout.splitlines())


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site", FILES)


def test_a_question_about_the_version_needs_nothing(site: SiteFolder) -> None:
    """But for git, which tells the commit of a checkout."""
    everything = SERVER | IMAGES | ASSETS | TOKENS | CONTENT | TEMPLATES | PROCESSES | VALUES | HEAVY
    assert {"subprocess"} >= everything & find_modules(site.root, "--version")


@pytest.mark.parametrize("name", [command.name for command in ROOT.commands])
def test_the_parser_of_one_command_gives_the_same_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Word for word, whatever else there is."""
    assert read_help(make_parser(), name, capsys) == read_help(make_parser(name), name, capsys)


def read_help(parser: argparse.ArgumentParser, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        parser.parse_args([name, "--help"])
    return capsys.readouterr().out


def test_a_build_that_finds_nothing_changed_reads_neither_content_nor_templates(site: SiteFolder) -> None:
    find_modules(site.root, "build", "--quiet")
    unneeded = SERVER | IMAGES | ASSETS | TOKENS | CONTENT | TEMPLATES | PROCESSES | HEAVY
    assert set() == unneeded & find_modules(site.root, "build", "--quiet")


def test_extensions_cost_an_unchanged_build_the_digest_of_their_files(site: SiteFolder) -> None:
    """Nothing imports them, or what reads them; and without any, nothing of their API is loaded."""
    assert not [
        name for name in find_modules(site.root, "build", "--quiet") if name.startswith("sitegen.ext")
    ]
    site.write("extensions/shout.py", "from sitegen.ext import Extension\nextension = Extension()\n")
    find_modules(site.root, "build", "--quiet")
    unneeded = SERVER | IMAGES | ASSETS | TOKENS | CONTENT | TEMPLATES | PROCESSES | HEAVY
    unneeded |= {"extensions", "sitegen.ext.load", "sitegen.build.extension_names"}
    assert set() == unneeded & find_modules(site.root, "build", "--quiet")


def test_a_small_site_is_built_without_pillow_servers_and_processes(site: SiteFolder) -> None:
    """It has no image, no preview, no count of tokens; and a worker alone loads what reads content."""
    found = find_modules(site.root, "build", "--quiet")
    assert set() == (SERVER | IMAGES | MIGRATION | TOKENS | PROCESSES | HEAVY | CONTENT) & found
    assert found >= TEMPLATES


def test_a_large_site_loads_what_reads_content_once_for_all_workers(site: SiteFolder) -> None:
    for number in range(WORTH_A_POOL):
        site.write(f"content/{number}.md", FILES["content/a.md"])
    assert find_modules(site.root, "build", "--quiet") >= CONTENT


def test_a_build_that_finds_other_layouts_alone_reads_no_content(site: SiteFolder) -> None:
    find_modules(site.root, "build", "--quiet")
    site.write("layouts/partials/footer.html", "<p>Another foot.</p>")
    found = find_modules(site.root, "build", "--quiet")
    assert set() == (CONTENT | SERVER | IMAGES) & found
    assert found >= TEMPLATES


def test_commands_load_the_packages_that_the_manual_says(site: SiteFolder) -> None:
    """Of those that the core brings; what else is installed here may be loaded by them."""
    rows = re.findall(
        r"^\| `sitegen ([^`]+)`(?:, ([^|]+))? \| ([^|]+) \|", read_page("install.md"), re.MULTILINE
    )
    core, brought_by = walk("sitegen-ssg", frozenset(), set()), packages_distributions()
    edits = {"after an edit": "More.", "with a new image": "![A square](square.svg)"}
    site.write("content/square.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')
    measured = {}
    for command, case, _ in rows:
        if case in edits:
            site.write("content/a.md", FILES["content/a.md"] + edits[case])
        elif case:
            find_modules(site.root, "build")
        packages = {name.partition(".")[0] for name in find_modules(site.root, command)}
        names = {name for package in packages for name in brought_by.get(package, ())}
        loaded = sorted(name for name in names if name.lower() in core - {"sitegen-ssg"})
        measured[command, case] = ", ".join(loaded) or "nothing"
    assert {(command, case): loads for command, case, loads in rows} == measured
    assert len(measured) == 5


def test_an_image_is_what_pillow_is_loaded_for(site: SiteFolder) -> None:
    site.write("content/a.md", FILES["content/a.md"] + "\n![A square](square.svg)\n")
    site.write("content/square.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')
    assert find_modules(site.root, "build", "--quiet") >= IMAGES

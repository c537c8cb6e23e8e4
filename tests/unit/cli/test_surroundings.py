"""Commands in odd surroundings: an answer in every one, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITEGEN = (sys.executable, "-P", "-m", "sitegen")
COMMANDS = (
    ("build",),
    ("build", "--safe"),
    ("check", "--json"),
    ("check",),
    ("new", "page", "blog/x"),
    ("new", "site", "fresh"),
    ("schema", "schemas"),
    ("clean",),
)
#: Each of them is a process: those that differ most are run in every case, the rest by `make test-slow`.
SAMPLES = [
    pytest.param(COMMANDS[::2], id="sample"),
    pytest.param(COMMANDS[1::2], id="rest", marks=pytest.mark.slow),
]
#: A page with a warning and an error, in letters that ASCII does not have.
TROUBLE = {
    "content/\u00e9.md": "---\ntitle: \u00c9\n---\n[\u4e2d](nowhere-\u00e9.md)\n\n```nonsuch\nx\n```\n"
}


def run(
    *arguments: str | bytes, folder: Path, environment: Mapping[str, str] | None = None, shell: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder; ``shell`` is how its streams are redirected."""
    command: Sequence[str | bytes] = (*SITEGEN, *arguments)
    if shell:
        command = ("bash", "-c", f'"$@" {shell}', "bash", *command)
    given = {**os.environ, "COLUMNS": "100", **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "backslashreplace")
    assert b"Exception ignored" not in done.stderr
    return done


def test_a_folder_of_any_name_holds_a_site(tmp_path: Path) -> None:
    """One that is not UTF-8, and would steer a terminal, is the name of a folder like others."""
    name = b"\x1b[31mred, latin-\xff, two\nlines"
    folder = tmp_path / os.fsdecode(name)
    assert run("new", "site", os.fsencode(folder), folder=tmp_path).returncode == 0
    settings = folder / "sitegen.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('base_url = ""', 'base_url = "https://example.org"'), "utf-8"
    )
    for arguments in (("build",), ("build", "--verify"), ("check", "--json"), ("clean",)):
        done = run(*arguments, folder=folder)
        assert done.returncode == 0, done.stderr
        assert b"\x1b" not in done.stderr + done.stdout
    (folder / "content/bad.md").write_text("[x](nowhere.md)")
    done = run("check", "--format", "sarif", "--root", os.fsencode(folder), folder=tmp_path)
    assert f"{quote(name)}/content/bad.md" in done.stdout.decode()
    (folder / "content/bad.md").unlink()
    output = os.fsencode(folder / "out") + name
    assert run("build", "--root", os.fsencode(folder), "--output", output, folder=tmp_path).returncode == 0
    assert os.path.isfile(output + b"/index.html")
    assert run("clean", "--root", os.fsencode(folder), "--output", output, folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("new", "page", b"blog/\xff"), 1),
        (("new", "page", "blog/x", "--title", b"\xff"), 2),
        (("build", "--base-url", b"https://example.org/\xff"), 2),
        (("build", "--config", b"\xff.toml"), 1),
        (("check", "--baseline", b"\xff.json"), 1),
        ((b"\xff",), 2),
    ],
)
def test_an_argument_that_is_not_utf_8_is_a_mistake(
    make_site: Maker, arguments: tuple[str | bytes, ...], code: int
) -> None:
    """It is told like any other; nothing is written that could not be read again."""
    assert run(*arguments, folder=make_site({"content/a.md": "A"}).root).returncode == code


@pytest.mark.parametrize("command", COMMANDS)
def test_a_directory_that_is_gone_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    """No relative path leads anywhere from there."""
    (tmp_path / "gone").mkdir()
    lines = 'cd gone && rmdir ../gone && exec "$@"'
    done = subprocess.run(
        ("bash", "-c", lines, "bash", *SITEGEN, *command), cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        1,
        b"error: the current directory is gone [system-refused]\n    hint: cd to a directory that exists\n",
    )


@pytest.mark.parametrize("commands", SAMPLES)
@pytest.mark.parametrize("shell", ["<&- >&- 2>&-", ">/dev/full", "2>/dev/full", "2>&1 | true"])
def test_streams_may_be_closed_or_full(
    make_site: Maker, shell: str, commands: tuple[tuple[str, ...], ...]
) -> None:
    """What cannot be said is not said."""
    site = make_site({"content/a.md": "A", **TROUBLE})
    for command in commands:
        run(*command, folder=site.root, shell=shell)


@pytest.mark.parametrize("commands", SAMPLES)
@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "PATH": ""},
        {"TZ": ":::;", "COLUMNS": "-5", "TERM": ""},
        {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2"},
    ],
    ids="+".join,
)
def test_the_environment_may_say_anything(
    make_site: Maker, environment: dict[str, str], commands: tuple[tuple[str, ...], ...]
) -> None:
    """Reports for machines are UTF-8 in each of them."""
    site = make_site({"content/a.md": "A", **TROUBLE})
    for command in commands:
        done = run(*command, folder=site.root, environment=environment)
        if "--json" in command:
            problems = json.loads(done.stdout.decode())["problems"]
            assert "content/\u00e9.md" in {problem[0] for problem in problems}


@pytest.mark.parametrize("epoch", ["253402300799", "253402214400", "-62135596800", "0", "-1"])
def test_a_moment_at_the_edge_of_the_calendar_is_one(make_site: Maker, epoch: str) -> None:
    """A page that shows today's prices holds until midnight: the last day of the calendar has none."""
    site = make_site({"content/a.md": "---\ntitle: A\n---\n\n::: token-calculator\n:::\n"})
    first, second = (run("build", folder=site.root, environment={"SOURCE_DATE_EPOCH": epoch}) for _ in "12")
    assert (first.returncode, second.returncode) == (0, 0)
    assert b"nothing changed" in second.stderr


@pytest.mark.parametrize("epoch", ["1_000", "\u0661", " 12 ", "+5", "1e9", "0x10", "253402300800"])
def test_what_only_looks_like_a_moment_is_none(make_site: Maker, epoch: str) -> None:
    """SOURCE_DATE_EPOCH is what ``date +%s`` prints."""
    done = run("build", folder=make_site({}).root, environment={"SOURCE_DATE_EPOCH": epoch})
    assert (done.returncode, done.stderr.startswith(b"error: SOURCE_DATE_EPOCH is ")) == (1, True)


def test_an_archetype_that_is_not_utf_8_is_told(make_site: Maker) -> None:
    """With the place of the byte."""
    site = make_site({"sitegen.toml": "", "archetypes/default.md": b"---\ntitle: \xff\n---\n"})
    done = run("new", "page", "a", folder=site.root)
    assert (done.returncode, done.stderr.partition(b" error:")[0]) == (1, b"archetypes/default.md:2:8:")

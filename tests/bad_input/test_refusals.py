"""What the machine refuses, to every command as its user runs it: numbers as in `test_table.py`."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.core.os_errors import describe_refusal
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITE = {"content/a.md": "---\ntitle: A\ndescription: d\n---\n[b](blog/ü.md)", "content/blog/ü.md": "Ü"}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a device that is always full")


def run(site: SiteFolder, script: str, **environment: str) -> tuple[int, str]:
    """Return exit code and standard error of a shell's line in which ``sitegen`` is the command."""
    command = f'sitegen() {{ {sys.executable} -m sitegen "$@"; }}; set -o pipefail; {script}'
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=site.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("words", "taken", "hint"),
    [
        ("new page blog/x/y", "content/blog/x", "move it away"),
        ("new page x", "content", "move it away"),
        ("schema x/y", "x", "a folder that you may write to"),
        ("check --update-baseline --baseline x/y", "x", "move it away"),
        ("serve --port 0", ".sitegen-serve", "move it away"),
    ],
)
def test_52_a_file_in_the_way_of_a_command(
    make_site: Maker,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    taken: str,
    hint: str,
) -> None:
    """An error with the path and a remedy, and the file is left alone."""
    site = make_site({"sitegen.toml": "", **({} if taken == "content" else SITE), taken: "mine"})
    monkeypatch.chdir(site.root)
    assert main(words.split()) == 1
    said = capsys.readouterr().err
    assert said.startswith(taken)
    assert hint in said
    assert (site.root / taken).read_text() == "mine"


def test_57_a_check_needs_no_cache(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no folder can be made for it, it works in one of the system's, and leaves nothing behind."""
    site = make_site({**SITE, ".sitegen-cache": "mine"})
    before = read_tree(site.root)
    assert main(["check", "--root", str(site.root)]) == 0
    assert "Checked 2 pages" in capsys.readouterr().err
    assert read_tree(site.root) == before


@pytest.mark.parametrize("words", ["build", "check --format json", "check --format sarif", "completion bash"])
@pytest.mark.parametrize("streams", ["| true", ">&- 2>&- <&-", ">&-"])
def test_nobody_who_reads_is_no_traceback(make_site: Maker, words: str, streams: str) -> None:
    site = make_site(SITE)
    _, said = run(site, f"sitegen {words} {streams}")
    assert "Traceback" not in said
    if words == "build":
        assert site.page("a/index.html")


@LINUX
@pytest.mark.parametrize("words", ["check --format json", "check --format sarif", "completion bash"])
def test_51_a_report_that_does_not_fit_is_no_success(make_site: Maker, words: str) -> None:
    """What was not written is told, not lost."""
    code, said = run(make_site(SITE), f"sitegen {words} > /dev/full")
    assert (code, "Traceback" in said) == (1, False)
    assert run(make_site(SITE), f"sitegen {words} > /dev/full 2> /dev/full")[0] == 1


def test_58_names_whatever_the_locale(make_site: Maker) -> None:
    """A locale of another encoding changes no name and no address."""
    site = make_site({**SITE, "content/c.md": "---\ntags: [ä]\n---\n[b](blog/ü.md)"})
    before = site.publish()
    old = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run(site, "sitegen clean && sitegen build", **old)[0] == 0
    assert read_tree(site.root / "public") == before


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO, errno.EMFILE])
def test_what_a_machine_refuses_is_a_problem(number: int) -> None:
    """With the path, what the system said, and a remedy."""
    problem = describe_refusal(OSError(number, os.strerror(number), "some/file"))
    assert problem is not None
    assert (problem.path, problem.code) == ("some/file", "system-refused")
    assert problem.message == f"the system refused it: {os.strerror(number).lower()}"
    assert problem.hint


def test_a_wrong_call_is_a_bug() -> None:
    """No machine refuses an argument: whoever gave it made a mistake."""
    assert describe_refusal(OSError(errno.EINVAL, "Invalid argument", "x")) is None

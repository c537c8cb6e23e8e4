"""Where a server writes: its own folder, through no link; and under --safe nowhere below the stranger's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.core.private_folder import private_folder
from sitegen.core.problems import ProblemError
from sitegen.serve.single import alone
from tests.served import Served, write_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: What a stranger may have put into his folder: name -> what makes it, given the victim's folder.
TRAPS: dict[str, Callable[[Path, Path], object]] = {
    "folder": lambda root, victim: (root / ".sitegen-serve").symlink_to(victim),
    "serving": lambda root, victim: _below(root).joinpath("serving").symlink_to(victim / "profile"),
    "ignored": lambda root, victim: _below(root).joinpath(".gitignore").symlink_to(victim / "new"),
    "site": lambda root, victim: _below(root).joinpath("site").symlink_to(victim),
    "cache": lambda root, victim: _below(root).joinpath("cache").symlink_to(victim),
    "state": lambda root, victim: _below(root).joinpath(".sitegen-publish-site").symlink_to(victim),
    "hard link": lambda root, victim: _below(root).joinpath("serving").hardlink_to(victim / "profile"),
    "pipe": lambda root, _: os.mkfifo(_below(root) / "serving"),
    "folder for a file": lambda root, _: (_below(root) / "serving/in it").mkdir(parents=True),
}
HARMLESS = {"ignored", "hard link", "pipe", "folder for a file"}


def _below(root: Path) -> Path:
    (root / ".sitegen-serve").mkdir()
    return root / ".sitegen-serve"


def read_all(folder: Path) -> dict[str, object]:
    """Return what lies in a folder: files with content and mode, links with where they lead."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, content)
    return found


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A folder of the one who serves, with a file that a shell runs, and a site that sitegen made."""
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "profile").write_text("echo hello\n")
    (folder / ".sitegen").write_text("made by sitegen")
    return folder


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Served]:
    """A site of somebody else, whose configuration chooses what it can."""
    found = Served(tmp_path / "stranger" / "site")
    write_notes(found)
    found.write("sitegen.toml", 'base_url = "https://x.example/$(touch${IFS}ran)"\n')
    yield found
    found.end(signal.SIGKILL)


@pytest.mark.parametrize("trap", TRAPS)
def test_a_safe_preview_writes_nothing_below_the_folder(
    stranger: Served, victim: Path, tmp_path: Path, trap: str
) -> None:
    """Whatever stands there: not a byte of the folder or behind its links differs, nor is any left over."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    TRAPS[trap](stranger.root, victim)
    before = read_all(stranger.root), read_all(victim)
    stranger.start("--safe", environment={"TMPDIR": str(temporary)})
    private = [path for path in temporary.iterdir() if path.name.startswith("sitegen-serve-")]
    assert [path.stat().st_mode & 0o777 for path in private] == [0o700]
    stranger.end()
    assert (read_all(stranger.root), read_all(victim)) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("trap", TRAPS)
def test_no_preview_goes_through_a_link(stranger: Served, victim: Path, trap: str) -> None:
    """It says which link stands there, and ends; what is no link is only replaced."""
    TRAPS[trap](stranger.root, victim)
    before = read_all(victim)
    if trap in HARMLESS:
        stranger.start()
        stranger.end()
        assert read_all(victim) == before
        return
    command = [sys.executable, "-P", "-m", "sitegen", "serve", "--root", str(stranger.root), "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "[state-link]" in done.stderr) == (1, True), done.stderr
    assert read_all(victim) == before


def test_what_a_server_leaves_for_the_next_is_its_host_and_port(stranger: Served) -> None:
    """Nothing of the site's configuration, so nothing that a stranger chose."""
    stranger.start()
    written = (stranger.root / ".sitegen-serve/serving").read_text()
    assert written == f"127.0.0.1:{stranger.port}\n"


@pytest.mark.parametrize(
    "written", ["$(touch ran)\n", "127.0.0.1:80\n\x1b[2J", "a b:80\n", "x:1/y\n", "\n", ""]
)
def test_what_is_no_host_and_port_is_not_said(tmp_path: Path, written: str) -> None:
    """Whatever a file says that came with a folder."""
    with alone(tmp_path / "folder"):
        (tmp_path / "folder/serving").write_text(written)
        with pytest.raises(ProblemError) as raised, alone(tmp_path / "folder"):
            pass
    assert raised.value.problems[0].message == "this site is being served"


def test_a_folder_for_temporary_files_in_the_site_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python takes the current directory where it finds no other, and that may be the stranger's."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "site/tmp"))
    with pytest.raises(ProblemError, match="is inside the site"), private_folder("x-", tmp_path / "site"):
        pass
    assert list(tmp_path.iterdir()) == []

"""What `sitegen --version` says, and that another project of the same name is noticed."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from docs.reference import ROOT
from sitegen import __version__
from sitegen.cli import main, version
from sitegen.core.namesake import find_namesake

if TYPE_CHECKING:
    from pathlib import Path


def read_head(folder: Path) -> str:
    head = subprocess.run(
        ["git", "-C", folder, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    return head.stdout.strip()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this copy is no repository")
def test_the_version_of_a_checkout_has_its_commit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    expected = f"sitegen {__version__} (commit {read_head(ROOT)[:10]}, Python {platform.python_version()})\n"
    assert (end.value.code, capsys.readouterr().out) == (0, expected)


def test_a_package_has_the_commit_that_its_build_wrote_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "commit.txt"
    note.write_text("0123456789abcdef\n")
    monkeypatch.setattr(version, "_COMMIT_FILE", note)
    assert version.describe_version().startswith(f"sitegen {__version__} (commit 0123456789, Python ")


def test_a_package_in_the_repository_of_somebody_else_has_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment may lie in the repository of a site: its commit is not that of sitegen."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    monkeypatch.setattr(version, "_COMMIT_FILE", tmp_path / "missing")
    monkeypatch.setattr(version, "_PACKAGE", tmp_path / ".venv/lib/python3/site-packages/sitegen")
    assert re.fullmatch(r"sitegen \S+ \(Python \S+\)", version.describe_version())


def test_a_namesake_is_what_comes_from_an_index(tmp_path: Path) -> None:
    """Our own package has another name; an old copy of ours came from a folder."""
    packages = tmp_path / "site-packages"
    (packages / "sitegen_ssg-1.0.dist-info").mkdir(parents=True)
    (packages / "sitegen-0.1.0.dist-info").mkdir()
    (packages / "sitegen-0.1.0.dist-info/direct_url.json").touch()
    assert find_namesake([str(packages)]) == ""
    (packages / "sitegen-0.9.2.dist-info").mkdir()
    assert find_namesake([str(tmp_path), str(tmp_path / "none"), str(packages)]).endswith(
        "sitegen-0.9.2.dist-info"
    )


def install_namesake(packages: Path) -> str:
    """Lay down what the other project brings, and return a program that begins as the command does."""
    (packages / "sitegen-0.9.2.dist-info").mkdir(parents=True)
    return f"import sys; sys.path.append({str(packages)!r}); from sitegen.__main__ import begin; begin()"


@pytest.mark.parametrize("command", [["--version"], ["build"]])
def test_a_command_says_that_a_namesake_is_there(tmp_path: Path, command: list[str]) -> None:
    program = install_namesake(tmp_path / "site-packages")
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "warning: another project called sitegen is installed here, too" in done.stderr
    assert "[namesake]\n    hint: uninstall both" in done.stderr


def test_a_command_that_a_namesake_has_broken_says_why(tmp_path: Path) -> None:
    """Installed after ours, it overwrites ``sitegen/__init__.py``, where our version is."""
    program = install_namesake(tmp_path / "site-packages")
    broken = f"import sitegen; del sitegen.__version__; {program}"
    done = subprocess.run(
        [sys.executable, "-c", broken, "build"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: another project called sitegen is installed here, too")

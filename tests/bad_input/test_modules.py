"""Modules in a stranger's folder: nothing of ours imports them, wherever a command is run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.core.interpreter import python_command
from sitegen.resources import pagefind
from sitegen.serve import restart
from tests.served import Served, write_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SITEGEN = (sys.executable, "-P", "-m", "sitegen")
#: Names that sitegen imports early, late, or in another process.
NAMES = ("jinja2", "yaml", "segno", "pagefind_bin", "sitecustomize", "usercustomize", "json", "own_code")
PAGE = "---\ntitle: A\n---\n\n```python\n" + "x = 1\n" * 2_000 + "```\n\n::: say\n:::\n"
CONFIG = "[search]\nenabled = true\n[markdown.directives]\nsay = 'own_code:run'\n"


def set_traps(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """Write modules that leave a file when they are imported; return its path."""
    ran = folder.parent / "ran"
    code = f"open({str(ran)!r}, 'a').write(__name__)\n"
    for name in names:
        (folder / f"{name}.py").write_text(code)
    (folder / "sitegen").mkdir()
    (folder / "sitegen/__init__.py").write_text(code)
    return ran


@pytest.mark.parametrize(
    "environment", [{}, {"PYTHONPATH": f"{os.pathsep}/nonexistent"}], ids=["", "empty entry"]
)
def test_a_command_imports_nothing_of_a_stranger(make_site: Maker, environment: dict[str, str]) -> None:
    """In his folder; even where the current one is on Python's path, as far as what comes late goes."""
    site = make_site({"sitegen.toml": CONFIG, "content/a.md": PAGE})
    ran = set_traps(site.root, ("jinja2", "segno", "pagefind_bin", "own_code") if environment else NAMES)
    if environment:
        (site.root / "sitegen/__init__.py").unlink()
        (site.root / "sitegen").rmdir()
    for command in (("build", "--safe"), ("check", "--safe"), ("clean",)):
        done = subprocess.run(
            (*SITEGEN, *command),
            cwd=site.root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
    assert not ran.exists()


def test_a_preview_imports_nothing_of_a_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long code is highlighted in a process of its own, which is begun in the current folder."""
    served = Served(tmp_path / "site")
    write_notes(served)
    served.write("content/blog/long.md", PAGE.partition(":::")[0])
    ran = set_traps(served.root)
    monkeypatch.chdir(served.root)
    try:
        served.start("--safe")
        served.post("one", PAGE.partition("---\n\n")[2].partition(":::")[0])
        served.wait_for("(?s)Built.*(Built)")
    finally:
        served.end(signal.SIGKILL)
    assert not ran.exists()


def test_code_of_our_own_in_a_new_process_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lies in the current folder; a server that looks at its own code is one that does it."""
    (tmp_path / "here").mkdir()
    ran = set_traps(tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    code = "import json, sitegen, yaml; print(sitegen.__file__, *sys.argv[1:])"
    done = subprocess.run(python_command(code, "a", "-b"), capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(restart.PACKAGE / "__init__.py"), "a", "-b"]
    assert restart.find_fault() == ""
    assert not ran.exists()


@pytest.mark.skipif(not pagefind.find_indexer(), reason="Pagefind is not installed")
def test_the_indexer_obeys_no_file_of_a_stranger(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its configuration in the current folder could name any file to be written to."""
    site = make_site({"sitegen.toml": "[search]\nenabled = true\n", "content/a.md": "Words."})
    profile = site.root.parent / "profile"
    profile.write_text("mine")
    for name, text in (("toml", f"logfile = {str(profile)!r}\n"), ("yml", f"logfile: {profile}\n")):
        site.write(f"pagefind.{name}", text)
    monkeypatch.chdir(site.root)
    assert site.build(safe=True).ok
    assert profile.read_text() == "mine"


def test_an_indexer_in_the_current_folder_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty entry of PATH stands for that folder."""
    (tmp_path / "pagefind").write_text("#!/bin/sh\n")
    (tmp_path / "pagefind").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ":/nonexistent")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert pagefind.find_indexer() == ""

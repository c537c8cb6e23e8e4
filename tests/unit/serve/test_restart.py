"""A changed checkout of sitegen: the server runs the new code, at the same address, without being asked."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[3]
_LONG = 60.0  # seconds


class Running:
    """A server that runs from a checkout of its own."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "checkout/sitegen"
        shutil.copytree(CHECKOUT / "sitegen", self.package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(CHECKOUT / "layouts", folder / "checkout/layouts")
        (folder / "site/content").mkdir(parents=True)
        (folder / "site/content/_index.md").write_text("Hello.")
        self._log = folder / "log"
        command = [sys.executable, "-m", "sitegen", "serve", "--root", str(folder / "site"), "--port", "0"]
        # The current directory comes before the installed package on the module path of `python -m`.
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder / "checkout", stderr=log)

    def wait_for(self, pattern: str, times: int) -> list[str]:
        """Return what the terminal showed, once a pattern was there so many times."""
        deadline = time.monotonic() + _LONG
        while time.monotonic() < deadline:
            found: list[str] = re.findall(pattern, self._log.read_text("utf-8"))
            if len(found) >= times:
                return found
            time.sleep(0.02)
        raise TimeoutError(self._log.read_text("utf-8"))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server after its first build."""
    found = Running(tmp_path)
    found.wait_for("Built", 1)
    yield found
    found.process.send_signal(signal.SIGKILL)
    found.process.wait(_LONG)


def test_new_code_runs_at_the_same_address(running: Running) -> None:
    """The process is the same, the address too; code that cannot run is said, and the old goes on."""
    version = running.package / "__init__.py"
    text = version.read_text("utf-8")
    version.write_text("this is no Python", encoding="utf-8")
    running.wait_for("cannot run: SyntaxError", 1)
    version.write_text(text + "\n#: Changed.\n", encoding="utf-8")
    addresses = running.wait_for(r"Serving (http://\S+)", 2)
    running.wait_for("Built", 2)
    assert len(set(addresses)) == 1
    assert running.process.poll() is None
    assert _children(running.process.pid) <= (os.cpu_count() or 1)


def _children(process: int) -> int:
    """Return how many processes a process has begun."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return len(listed.stdout.split())

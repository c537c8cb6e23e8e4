"""A small site, and a real `sitegen serve` that shows it: for tests of what its user meets."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Served:
    """A small site, and the `sitegen serve` that shows it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = ""
        self.port = 0  #: 0 for any; once it was served, the same again
        self._log = root.parent / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process id; 0 when there is none."""
        return self._process.pid if self._process else 0

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Serve, on the same port as before if there was one; return when the first build is done."""
        command = [
            sys.executable,
            "-P",
            "-m",
            "sitegen",
            "serve",
            "--root",
            str(self.root),
            "--port",
            str(self.port),
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *arguments],
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
            )
        address = self.wait_for(r"Serving (http://\S+)")
        self.address, self.port = address, int(address.split(":")[2].split("/")[0])
        self.wait_for(r"(Built|Not built)")

    def wait_for(self, pattern: str, seconds: float = 60) -> str:
        """Return the first group once the terminal shows it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.said())
            if found:
                return found[1]
            time.sleep(0.02)
        raise TimeoutError(f"{pattern!r} was not said: {self.said()}")

    def said(self) -> str:
        """Return all that was said on the terminal."""
        return self._log.read_text("utf-8")

    def count(self, pattern: str) -> int:
        """Return how often the terminal shows something."""
        return len(re.findall(pattern, self.said()))

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(30)
        self._process = None
        return code

    def write(self, path: str, text: str) -> None:
        """Save a file as most editors do: beside it, then renamed over it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        spare = file.with_name(f".{file.name}.part")
        spare.write_text(text, encoding="utf-8")
        spare.replace(file)

    def post(self, name: str, body: str, *, title: str = "", more: str = "") -> None:
        """Write content/blog/NAME.md."""
        front = f"title: {title or name.capitalize()}\ndate: 2025-01-0{len(name) % 9 + 1}"
        self.write(
            f"content/blog/{name}.md",
            f"---\n{front}\n{more}---\n\n{body}\n",
        )


def write_notes(served: Served) -> None:
    """Write a site of three posts."""
    served.write("sitegen.toml", 'title = "Notes"\nbase_url = "https://example.org"\n')
    served.write("content/_index.md", "---\ntitle: Home\n---\n\nHello.\n")
    served.write("content/blog/_index.md", "---\ntitle: Blog\n---\n")
    for name in ("one", "three", "eleven"):
        served.post(name, f"The first words of {name}.")

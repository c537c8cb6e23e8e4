"""A real Chromium for tests of what readers see; its absence skips them, except where CI is set."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as needing a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _open_page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a window 1280 wide."""
    yield from _open_page(browser, 1280, 900)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone 360 wide."""
    yield from _open_page(browser, 360, 740)


class Served:
    """A small site, and the `sitegen serve` that shows it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = ""
        self._port = 0
        self._log = root.parent / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        """Serve, on the same port as before if there was one; return when the first build is done."""
        command = [
            sys.executable,
            "-m",
            "sitegen",
            "serve",
            "--root",
            str(self.root),
            "--port",
            str(self._port),
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*command, *arguments], stderr=log, stdin=subprocess.DEVNULL)
        address = self.wait_for(r"Serving (http://\S+)")
        self.address, self._port = address, int(address.split(":")[2].split("/")[0])
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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """A site of three posts, not yet served."""
    served = Served(tmp_path / "site")
    served.write("sitegen.toml", 'title = "Notes"\nbase_url = "https://example.org"\n')
    served.write("content/_index.md", "---\ntitle: Home\n---\n\nHello.\n")
    served.write("content/blog/_index.md", "---\ntitle: Blog\n---\n")
    for name in ("one", "three", "eleven"):
        served.post(name, f"The first words of {name}.")
    yield served
    served.end(signal.SIGKILL)

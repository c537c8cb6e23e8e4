"""The tutorial of the manual, word for word: its commands in their order, its files where it shows them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from docs.reference import MANUAL
from tests.unit.test_manual import FROM_ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "getting-started.md"
#: What sets up the environment; tests/test_wheel.py installs from the wheel.
INSTALL = (
    "python3 -m venv ~/sitegen-env",
    ". ~/sitegen-env/bin/activate",
    "pip install .",
    ". ~/sitegen-env/bin/activate",
)
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_SITEGEN = "import sys; from sitegen.__main__ import begin; sys.exit(begin())"


class Reader:
    """Somebody who does what the tutorial says, in a home of their own."""

    def __init__(self, home: Path, remote: Path) -> None:
        self.home = self.folder = home
        self.skipped: list[str] = []
        self._log = home.parent / "serve.log"
        self._preview: subprocess.Popen[bytes] | None = None
        commands = home.parent / "bin"
        commands.mkdir()
        script = commands / "sitegen"
        script.write_text(f"#!/bin/sh\nexec {sys.executable} -P -c '{_SITEGEN}' \"$@\"\n")
        script.chmod(0o755)
        (home / ".gitconfig").write_text(
            f'[user]\nname = Ada\nemail = ada@example.org\n[url "{remote}"]\n'
            "insteadOf = https://github.com/ada/my-site.git\n"
        )
        self.environment = os.environ | {
            "HOME": str(home),
            "PATH": f"{commands}:{os.environ['PATH']}",
            "BROWSER": "true",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def type(self, line: str) -> None:
        """Run one line of a terminal."""
        words = shlex.split(line.replace("~", str(self.home)))
        if line in INSTALL:
            self.skipped.append(line)
        elif words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve(strict=True)
        elif words[:2] == ["sitegen", "serve"]:
            with self._log.open("wb") as log:
                self._preview = subprocess.Popen(words, cwd=self.folder, env=self.environment, stderr=log)
        else:
            subprocess.run(words, cwd=self.folder, env=self.environment, check=True, timeout=120)

    def save(self, path: str, text: str) -> None:
        """Save a file in the site."""
        (self.home / "my-site" / path).write_text(text, "utf-8")

    def sees(self, words: str, path: str = "") -> bool:
        """Wait until a page of the preview has these words."""
        for _ in range(600):
            if any(words in self._read(f"{base}{path}") for base in ("/my-site/", "/")):
                return True
            time.sleep(0.1)
        return False

    def _read(self, address: str) -> str:
        """Return a page of the preview, which may not be there yet."""
        port = re.search(r"Serving http://127\.0\.0\.1:(\d+)", self._log.read_text("utf-8"))
        if port is None:
            return ""
        connection = HTTPConnection("127.0.0.1", int(port[1]), timeout=30)
        try:
            connection.request("GET", address)
            return connection.getresponse().read().decode("utf-8")
        except OSError:
            return ""
        finally:
            connection.close()

    def leave(self) -> None:
        """End the preview."""
        if self._preview:
            self._preview.send_signal(signal.SIGINT)
            self._preview.wait(30)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """What stands for the repository at GitHub."""
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote.git"], check=True)
    return tmp_path / "remote.git"


@pytest.fixture
def reader(tmp_path: Path, remote: Path) -> Iterator[Reader]:
    home = tmp_path / "home"
    home.mkdir()
    somebody = Reader(home, remote)
    yield somebody
    somebody.leave()


def read_published(remote: Path, path: str) -> str:
    """Return a file of the branch that the host publishes."""
    shown = subprocess.run(
        ["git", "-C", remote, "show", f"gh-pages:{path}"], check=True, capture_output=True, timeout=60
    )
    return shown.stdout.decode("utf-8", "replace")


def test_who_follows_the_tutorial_has_a_post_on_the_web(reader: Reader, remote: Path) -> None:
    """From the first command to the second push, with the preview open all the time."""
    steps = _BLOCK.findall((MANUAL / PAGE).read_text("utf-8"))
    for number, (language, title, text) in enumerate(steps, start=1):
        if number == len(steps):  # "To publish a change"
            reader.save("content/_index.md", "---\ntitle: Notes\n---\nFog today.\n")
        if language == "console":
            for line in text.splitlines():
                reader.type(line.removeprefix("$ "))
        elif title == "content/blog/high-tide.md":
            assert "draft: true" in (reader.home / "my-site" / title).read_text("utf-8")
            photo = FROM_ELSEWHERE[PAGE]["content/blog/harbour.jpg"]
            (reader.home / "my-site/content/blog/harbour.jpg").write_bytes(photo)
            reader.save(title, text)
            assert reader.sees("second step", "blog/high-tide/")
            assert reader.sees("High tide")
        else:
            reader.save(title, text)
            assert reader.sees("Notes from the harbour")
    assert reader.skipped == list(INSTALL)
    assert 'href="/my-site/blog/first-post/"' in read_published(remote, "blog/high-tide/index.html")
    assert "https://ada.github.io/my-site/blog/high-tide/" in read_published(remote, "sitemap.xml")
    assert "Fog today." in read_published(remote, "index.html")
    assert read_published(remote, ".nojekyll") == ""

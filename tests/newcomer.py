"""Somebody new to sitegen, who does what the tutorial says and nothing else.

`make newcomer` plays this with a fresh home, no caches, and only Python, git and make: it installs sitegen
from the repository, and prints what each step took. tests/unit/cli/test_tutorial.py plays the same without
the installation.
"""

from __future__ import annotations

import gzip
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from docs.reference import MANUAL, ROOT
from tests.judges.host import hosted
from tests.unit.deploy.hosts import s3_server
from tests.unit.test_manual import FROM_ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = "getting-started.md"
BUCKET = "my-bucket"
#: Seconds from the first command to the published site.
LIMIT = 300
_SITE = "my-site"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_ACTIVATE = ". ~/sitegen-env/bin/activate"
_INSTALLATION = ("python3 -m venv ~/sitegen-env", "pip install '.[all]'")
_PHOTO = "Copy a photo into `content/blog/` and call it `harbour.jpg`."
_TOOLS = ("python3", "git", "make", "rsync", "ssh")
_SITEGEN = "import sys; from sitegen.__main__ import begin; sys.exit(begin())"
#: What pip needs to reach its index from this machine.
_NETWORK = ("PIP_CERT", "PIP_FIND_LINKS", "PIP_INDEX_URL", "HTTPS_PROXY", "HTTP_PROXY", "SSL_CERT_FILE")


class Step(NamedTuple):
    """A block of the tutorial."""

    language: str
    title: str  #: of a file; "" for commands
    text: str


def read_steps() -> list[Step]:
    """Return the blocks of the tutorial in their order."""
    return [Step(*block) for block in _BLOCK.findall((MANUAL / PAGE).read_text("utf-8"))]


class Newcomer:
    """A home, a terminal and a browser."""

    def __init__(self, folder: Path, *, storage: str, installs: bool) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.folder = self.home
        self.remote = folder / "remote.git"
        self.times: list[tuple[str, float]] = []
        self._installs = installs
        self._log = folder / "serve.log"
        self._preview: subprocess.Popen[bytes] | None = None
        subprocess.run(["git", "init", "--quiet", "--bare", self.remote], check=True)
        (self.home / ".gitconfig").write_text(
            f'[user]\nname = Ada\nemail = ada@example.org\n[url "{self.remote}"]\n'
            "insteadOf = https://github.com/ada/my-site.git\n"
        )
        self.environment = {
            **{name: os.environ[name] for name in _NETWORK if name in os.environ},
            "HOME": str(self.home),
            "PATH": f"{_link_tools(folder / 'bin')}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "BROWSER": "true",
            "GIT_CONFIG_NOSYSTEM": "1",
            "AWS_ENDPOINT_URL": storage,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        if not installs:
            _stand_in(self.home / "sitegen-env/bin/sitegen")

    def play(self, step: Step) -> None:
        """Do what a block says, and look at the preview."""
        if step.language == "console":
            for line in step.text.splitlines():
                started = time.monotonic()
                self._type(line.removeprefix("$ "))
                self.times.append((line, time.monotonic() - started))
            return
        started = time.monotonic()
        if step.title == "content/blog/high-tide.md":
            assert "draft: true" in (self.home / _SITE / step.title).read_text("utf-8")
            assert _PHOTO in (MANUAL / PAGE).read_text("utf-8")
            photo = FROM_ELSEWHERE[PAGE]["content/blog/harbour.jpg"]
            (self.home / _SITE / "content/blog/harbour.jpg").write_bytes(photo)
        self.save(step.title, step.text)
        if "second step" in step.text:
            assert self.sees("second step", "blog/high-tide/")
            assert self.sees("High tide")
        else:
            assert self.sees("Notes from the harbour")
        self.times.append((f"{step.title}, until the preview shows it", time.monotonic() - started))

    def _type(self, line: str) -> None:
        if line == _ACTIVATE:
            self.environment["PATH"] = f"{self.home}/sitegen-env/bin:{self.environment['PATH']}"
        elif line in _INSTALLATION and not self._installs:
            return
        elif line.startswith("cd "):
            self.folder = (self.folder / line[3:].replace("~", str(self.home))).resolve(strict=True)
        elif line.startswith("sitegen serve"):
            words = shlex.split(line)
            words[0] = shutil.which("sitegen", path=self.environment["PATH"]) or "sitegen"
            with self._log.open("wb") as log:
                self._preview = subprocess.Popen(words, cwd=self.folder, env=self.environment, stderr=log)
        else:
            command = ["sh", "-c", line]
            subprocess.run(command, cwd=self.folder, env=self.environment, check=True, timeout=LIMIT)

    def save(self, path: str, text: str) -> None:
        """Save a file in the site."""
        (self.home / _SITE / path).write_text(text, "utf-8")

    def sees(self, words: str, path: str = "") -> bool:
        """Wait until a page of the preview has these words."""
        for _ in range(600):
            if any(words in self._read(f"{base}{path}") for base in (f"/{_SITE}/", "/")):
                return True
            time.sleep(0.1)
        return False

    def _read(self, address: str) -> str:
        """Return a page of the preview, which may not be there yet."""
        port = re.search(r"Serving http://127\.0\.0\.1:(\d+)", self._log.read_text("utf-8"))
        return read_page(f"127.0.0.1:{port[1]}", address) if port else ""

    def leave(self) -> None:
        """End the preview."""
        if self._preview:
            self._preview.send_signal(signal.SIGINT)
            self._preview.wait(30)


def _link_tools(folder: Path) -> Path:
    """Return a folder with the tools that a newcomer has."""
    folder.mkdir()
    for name in _TOOLS:
        path = getattr(sys, "_base_executable", "") if name == "python3" else shutil.which(name)
        if path:
            (folder / name).symlink_to(path)
    return folder


def _stand_in(program: Path) -> None:
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -P -c '{_SITEGEN}' \"$@\"\n")
    program.chmod(0o755)


def read_page(host: str, address: str) -> str:
    """Return a page of a host; "" if it doesn't answer."""
    connection = HTTPConnection(host, timeout=30)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        data = answer.read()
        if answer.getheader("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return data.decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        connection.close()


@contextmanager
def newcomer(folder: Path, *, installs: bool) -> Iterator[tuple[Newcomer, Any]]:
    """Somebody with accounts: a repository, and a bucket, whose client is the second value."""
    import boto3

    with s3_server() as storage:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        client = boto3.client("s3", endpoint_url=storage, region_name="us-east-1", **keys)
        client.create_bucket(Bucket=BUCKET)
        reader = Newcomer(folder, storage=storage, installs=installs)
        try:
            yield reader, client
        finally:
            reader.leave()


def read_branch(reader: Newcomer, folder: Path) -> dict[str, str]:
    """Serve the branch as a host does; return its pages by their addresses."""
    words = ["git", "clone", "--quiet", "--branch", "gh-pages", str(reader.remote), str(folder)]
    subprocess.run(words, check=True, timeout=60)
    with hosted(folder, {}) as host:
        addresses = ("/", "/blog/high-tide/", "/sitemap.xml")
        return {address: read_page(host.removeprefix("http://"), address) for address in addresses}


def read_bucket(client: Any) -> Mapping[str, bytes]:
    """Return the objects of the bucket by their names."""
    listed = client.list_objects_v2(Bucket=BUCKET)["Contents"]
    return {item["Key"]: client.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read() for item in listed}


def main() -> int:
    """Play the tutorial from a clone of this repository; print what each step took."""
    with TemporaryDirectory() as name, newcomer(Path(name), installs=True) as (reader, client):
        subprocess.run(
            ["git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), reader.home / "sitegen"], check=True
        )
        reader.folder = reader.home / "sitegen"
        for step in read_steps():
            reader.play(step)
        branch = read_branch(reader, Path(name, "served"))
        bucket = read_bucket(client)
        assert "second step" in branch["/blog/high-tide/"]
        assert b"second step" in bucket["blog/high-tide/index.html"]
        for line, seconds in reader.times:
            print(f"{seconds:7.1f} s  {line}")
        total = sum(seconds for _, seconds in reader.times)
        print(f"{total:7.1f} s  in all; at most {LIMIT} s")
    return int(total > LIMIT)


if __name__ == "__main__":
    sys.exit(main())

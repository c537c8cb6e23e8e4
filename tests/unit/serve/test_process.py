"""The server as a process: what it answers to strangers, what it starts, and what it leaves behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.serve import network
from tests.served import Served, write_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG = 120.0  # seconds


def ask(served: Served, target: str, *headers: str) -> str:
    """Send a request as it is written, without a browser that would tidy it; return the whole answer."""
    lines = [f"GET {target} HTTP/1.1", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", served.port), _LONG) as line:
        line.sendall("\r\n".join(lines).encode())
        return b"".join(iter(lambda: line.recv(65_536), b"")).decode("utf-8", "replace")


def shake_hands(served: Served, origin: str) -> str:
    """Return the status of a page's wish for a WebSocket: 101 when it is granted."""
    lines = (
        "GET /livereload HTTP/1.1",
        own_host(served),
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Origin: {origin}",
    )
    with socket.create_connection(("127.0.0.1", served.port), _LONG) as line:
        line.sendall("\r\n".join((*lines, "", "")).encode())
        return line.recv(65_536).decode().split()[1]


def own_host(served: Served) -> str:
    """The Host header of a browser that was sent here by the terminal."""
    return f"Host: 127.0.0.1:{served.port}"


def fetch(address: str) -> str:
    """Return what is shown at an address."""
    with urllib.request.urlopen(address, timeout=_LONG) as answer:  # noqa: S310  our own server
        text: str = answer.read().decode()
    return text


def wait_until(holds: object, *arguments: object) -> None:
    """Return when something holds; TimeoutError when it never does."""
    assert callable(holds)
    deadline = time.monotonic() + _LONG
    while not holds(*arguments):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[Served]:
    """Another site."""
    found = Served(tmp_path / "other" / "site")
    write_notes(found)
    yield found
    found.end(signal.SIGKILL)


def test_strangers_are_refused(served: Served) -> None:
    """Bad input 59, 60, 61, 63: ways out of the site, other names, other origins, and no address at all."""
    (served.root / "secret.txt").write_text("secret")
    served.start()
    host = own_host(served)
    (served.root / ".sitegen-serve/site/link.txt").symlink_to(served.root / "secret.txt")
    for target in ("/../secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2fsecret.txt", "/link.txt"):
        answer = ask(served, target, host)
        assert answer.startswith("HTTP/1.1 404"), target
        assert "secret" not in answer.partition("\r\n\r\n")[2].replace(target, "")
    for target in ("/?../secret.txt", "/?/../../secret.txt%00"):
        assert "Hello." in ask(served, target, host), target
    for foreign in ("evil.example", f"evil.example:{served.port}", "192.0.2.1:1"):
        assert ask(served, "/", f"Host: {foreign}").startswith("HTTP/1.1 403"), foreign
        assert ask(served, "/__sitegen__/client.js", f"Host: {foreign}").startswith("HTTP/1.1 403"), foreign
        assert ask(served, "/livereload", f"Host: {foreign}").startswith("HTTP/1.1 403"), foreign
    for target in ("/%00", "/a%00.html", "/%ff"):
        assert ask(served, target, host).startswith("HTTP/1.1 400"), target
    assert shake_hands(served, "http://evil.example") == "403"
    assert shake_hands(served, f"http://127.0.0.1:{served.port}") == "101"


def test_other_sites_may_load_nothing(served: Served) -> None:
    """Bad input 62: no answer allows other origins, each keeps itself to its own."""
    served.start()
    for target in ("/", "/__sitegen__/client.js", "/nowhere/", "/sitemap.xml"):
        head = ask(served, target, own_host(served), "Origin: http://evil.example").partition("\r\n\r\n")[0]
        assert "Access-Control-Allow-Origin" not in head
        assert "Cross-Origin-Resource-Policy: same-origin" in head
        assert "Cache-Control: no-store" in head


def test_two_sites_at_once_take_two_ports(served: Served, neighbour: Served) -> None:
    """The second says which port it takes instead; each shows its own site."""
    served.start()
    neighbour.write("content/_index.md", "---\ntitle: Home\n---\n\nAnother house.\n")
    neighbour.port = wanted = served.port
    neighbour.start()
    assert neighbour.port > wanted
    assert f"Port {wanted} is in use; taking {neighbour.port}." in neighbour.said()
    assert "Hello." in fetch(served.address)
    assert "Another house." in fetch(neighbour.address)


def test_one_site_is_served_once(served: Served) -> None:
    """The second server says where the first one is, and ends."""
    served.start()
    command = [sys.executable, "-m", "sitegen", "serve", "--root", str(served.root)]
    second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LONG)
    assert (second.returncode, f"being served at {served.address}" in second.stderr) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(served: Served, number: int) -> None:
    """However it ends: no process, nothing outside its own folder, and public/ as it was."""
    (served.root / "public").mkdir()
    (served.root / "public/mine.txt").write_text("mine")
    before = {path.name for path in served.root.iterdir()}
    served.start()
    served.post("one", "Some words.")
    served.wait_for(r"(?s)Built.*(Built)")
    family = [served.pid, *find_children(served.pid)]
    served.end(number)
    wait_until(lambda: not any(is_running(process) for process in family))
    assert {path.name for path in served.root.iterdir()} == {*before, ".sitegen-serve"}
    assert [path.name for path in (served.root / "public").iterdir()] == ["mine.txt"]
    served.start()
    assert "Some words." in fetch(f"{served.address}blog/one/")


def test_the_browser_is_opened_at_the_site(served: Served, tmp_path: Path) -> None:
    """With --open, the address that the terminal shows, once."""
    program, opened = tmp_path / "browser", tmp_path / "opened"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    program.chmod(0o755)
    served.start("--open", environment={"BROWSER": f"{program} %s"})
    wait_until(opened.exists)
    wait_until(opened.read_text)
    assert opened.read_text().split() == [served.address]


def test_a_phone_may_read_when_it_is_told_so(served: Served) -> None:
    """With --lan: the risk, a code for the camera, and an answer at this machine's address in the network."""
    try:
        own = network.find_lan_address()
    except ProblemError:
        pytest.skip("this machine is in no network")
    served.start("--lan")
    said = served.said()
    address = f"http://{own}:{served.port}/"
    assert f"can read the preview, drafts included, at {address}" in said
    assert network.draw_code(address) in said
    assert "Hello." in fetch(address)
    assert "Hello." in fetch(served.address)


def test_unless_told_nobody_else_may_read(served: Served) -> None:
    """Bad input 65: at the machine's address in its network there is nothing."""
    try:
        own = network.find_lan_address()
    except ProblemError:
        pytest.skip("this machine is in no network")
    served.start()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((own, served.port), _LONG)


def test_a_warning_is_told_once(served: Served) -> None:
    """It is not told again with every build, and not after a build that failed before it came to it."""
    served.post("one", "```nonsuch\ncode\n```")
    served.start()
    for number in range(3):
        served.write("sitegen.toml", "title = [\n")
        served.wait_for(rf"(?s)(sitegen\.toml:1:.*){{{number + 1}}}")
        built = served.count("Built")
        served.write("sitegen.toml", f'title = "Notes {number}"\n')
        wait_until(lambda built=built: served.count("Built") > built)
    assert served.count("warning: ") == 1
    assert served.count("sitegen.toml:1:") == 3


def test_a_folder_whose_name_is_not_utf_8_is_served(tmp_path: Path) -> None:
    """The watcher cannot be told of it, so that the server looks for changes itself, and says so."""
    served = Served(tmp_path / os.fsdecode(b"latin-\xff") / "site")
    write_notes(served)
    try:
        served.start("--editor-url", "editor:{path}")
        served.wait_for(r"(checking every 2 seconds \(the path is not UTF-8\))")
        served.write("content/_index.md", "[x](nowhere.md)")
        served.wait_for("(Pages without errors are shown)")
        served.write("content/_index.md", "Mended.")
        wait_until(lambda: "Mended." in fetch(served.address))
    finally:
        served.end(signal.SIGKILL)
    assert "Traceback" not in served.said()


def find_children(process: int) -> list[int]:
    """Return the processes that a process has begun."""
    stats = [path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    found = [re.match(r"(\d+) \(.*\) \S (\d+)", stat) for stat in stats]
    return [int(match[1]) for match in found if match and int(match[2]) == process]


def is_running(process: int) -> bool:
    """Tell whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

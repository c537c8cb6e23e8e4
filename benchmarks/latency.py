"""``python -m benchmarks.latency``: from a save to its paint in a real browser, beside other servers."""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from benchmarks.measure import FailedCommandError, describe_machine
from benchmarks.peers.sites import PEERS, TOOLS, write_site
from benchmarks.results import make_table, write_section
from sitegen import __version__
from tests.chromium import launch_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

_START_SECONDS = 600.0  #: for the first build
_EDIT_SECONDS = 120.0
#: Told of every number that a page shows, when it is on the screen: two frames after it is in the document.
_WATCH = """
let last = 0;
const look = () => {
  const text = (document.body?.textContent ?? "") + document.title;
  const newest = Math.max(0, ...[...text.matchAll(/Saved(\\d+)/g)].map(([, number]) => Number(number)));
  if (newest <= last) return;
  last = newest;
  requestAnimationFrame(() => requestAnimationFrame(() => window.tellPainted(newest, Date.now())));
};
new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
"""


class Server(msgspec.Struct, frozen=True):
    """One preview server that runs, and a page of its site in a browser."""

    root: Path
    page: Page
    painted: dict[int, float]  #: number -> when it was on the screen, in seconds since the epoch


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000], metavar="N")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="of each edit, in turns")
    parser.add_argument("--pause", type=float, default=3.0, metavar="SECONDS", help="between two edits")
    parser.add_argument("--only", nargs="+", choices=list(COMMANDS), default=list(COMMANDS), metavar="SERVER")
    parser.add_argument("--dry", action="store_true", help="leave RESULTS.md as it is")
    options = parser.parse_args()
    for posts in options.posts:
        with tempfile.TemporaryDirectory() as folder, launch_browser() as browser:
            text = compare(Path(folder), browser, posts, options)
        print(text, end="\n\n", flush=True)
        if not options.dry:
            write_section(f"latency at {posts} posts", text)


def compare(folder: Path, browser: Browser, posts: int, options: argparse.Namespace) -> str:
    """Return the section of one size."""
    times: dict[tuple[str, str], list[float]] = {}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(start(name, folder / name, posts, browser)) for name in options.only
        }
        number = 0
        for _ in range(options.runs + 1):  # the first of each finds caches cold, and isn't counted
            for edit, change in EDITS.items():
                for name, server in servers.items():
                    number += 1
                    times.setdefault((edit, name), []).append(measure(server, change, number))
                    print(f"{posts} {edit}, {name}: {times[edit, name][-1] * 1000:.0f} ms", flush=True)
                    time.sleep(options.pause)
    return _describe({key: taken[1:] for key, taken in times.items()}, posts, options)


@contextmanager
def start(name: str, root: Path, posts: int, browser: Browser) -> Iterator[Server]:
    """Serve the corpus with one of the servers, and open the page that will be edited."""
    write_site(root, name, posts)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = root / ".benchmark.log"
    with log.open("wb") as said:
        command = COMMANDS[name](port)
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    painted: dict[int, float] = {}
    page = browser.new_page()
    page.expose_function("tellPainted", lambda number, moment: painted.setdefault(number, moment / 1000))
    page.add_init_script(_WATCH)
    try:
        address = f"http://127.0.0.1:{port}/blog/{_post(root).stem}/"
        if not _open(page, address, process):
            raise FailedCommandError(f"{command}\n{log.read_text(errors='replace')[-2000:]}")
        yield Server(root, page, painted)
    finally:
        page.close()
        process.terminate()
        process.wait()


def _open(page: Page, address: str, process: subprocess.Popen[bytes]) -> bool:
    """Open a page once it is there and its server's script is connected; False when it will never be."""
    from playwright.sync_api import Error

    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = page.goto(address)
        except Error:  # nobody listens yet
            answer = None
        if answer and answer.ok:
            page.wait_for_timeout(2000)
            return True
        time.sleep(0.2)
    return False


def measure(server: Server, change: Callable[[str, str], str], number: int) -> float:
    """Save one edit; return the seconds until the browser has painted it."""
    server.page.bring_to_front()
    path = _post(server.root)
    text = change(path.read_text(encoding="utf-8"), f"Saved{number}")
    began = time.time()
    path.write_text(text, encoding="utf-8")
    deadline = time.monotonic() + _EDIT_SECONDS
    while number not in server.painted:
        if time.monotonic() > deadline:
            raise FailedCommandError(f"{path}: the save was never shown")
        server.page.wait_for_timeout(5)  # lets what the page tells come in
    return server.painted[number] - began


def _post(root: Path) -> Path:
    posts = sorted((root / "content" / "blog").glob("post-*.md"))
    return posts[len(posts) // 2]


def _edit_body(text: str, mark: str) -> str:
    return f"{text}\nOne more sentence, {mark}.\n"


def _edit_title(text: str, mark: str) -> str:
    return re.sub(r'(?m)^title: "(?:Saved\d+ )?', f'title: "{mark} ', text, count=1)


def _describe(times: dict[tuple[str, str], list[float]], posts: int, options: argparse.Namespace) -> str:
    rows = [
        (f"{edit}: {name}", _show(median(taken)), _show(min(taken)), _show(max(taken)))
        for (edit, name), taken in times.items()
    ]
    table = make_table(("", "median", "least", "most"), rows)
    others = ", ".join(name for name in COMMANDS if name not in options.only)
    left_out = f" Left out: {others}." if others else ""
    return (
        f"## From a save to its paint at {posts:,} posts\n\n"
        f"{options.runs} of each, in turns, {options.pause:g} s apart; all servers run side by side."
        f"{left_out}\n\n"
        f"{table}\n\n"
        f"sitegen {__version__}; {describe_machine()}."
    )


def _show(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


EDITS: dict[str, Callable[[str, str], str]] = {"body": _edit_body, "title": _edit_title}
COMMANDS: dict[str, Callable[[int], list[str | Path]]] = {
    "sitegen": lambda port: [Path(sys.executable).with_name("sitegen"), "serve", "--port", str(port)],
    "Hugo": lambda port: [PEERS["Hugo"].command[0], "server", "--port", str(port)],
    "Eleventy": lambda port: [PEERS["Eleventy"].command[0], "--serve", f"--port={port}"],
    "MkDocs": lambda port: [TOOLS / "venv/bin/mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
}


if __name__ == "__main__":
    try:
        main()
    except FailedCommandError as failure:
        raise SystemExit(str(failure)) from failure

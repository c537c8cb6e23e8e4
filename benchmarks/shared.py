"""``python -m benchmarks.shared``: a fresh checkout builds from nothing, and from a store that is full.

A checkout has new times and inodes, and nothing that a build leaves. It waits until its files have settled,
as they have in CI, where Python is installed meanwhile. The store is a folder, or a server on this machine
that takes its time for each request.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import make_site
from benchmarks.measure import OUTPUTS, SETTLED, Sample, run
from benchmarks.results import make_table, show_seconds

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

BUILD = (sys.executable, "-P", "-m", "sitegen", "build", "--quiet")


class StoreServer(ThreadingHTTPServer):
    """Serves the folder of a store by HTTP, each answer after a pause."""

    folder: Path
    pause: float  #: seconds

    def handle_error(self, *_: object) -> None:
        """Say nothing of builds that no longer wait."""


class _Handler(BaseHTTPRequestHandler):
    server: StoreServer

    def do_GET(self) -> None:
        time.sleep(self.server.pause)
        _, table, key = self.path.split("/")
        try:
            data = (self.server.folder / table / key[:2] / key).read_bytes()
        except FileNotFoundError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(folder: Path, pause: float, connection: Connection) -> None:
    with StoreServer(("127.0.0.1", 0), _Handler) as server:
        server.folder, server.pause = folder, pause
        connection.send(server.server_port)
        server.serve_forever()


def main() -> None:
    """Measure each size asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.shared", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000, 10_000], metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each case; the fastest is shown")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where to build")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        rows = []
        for posts in options.posts:
            root = Path(folder, str(posts), "site")
            make_site(root, posts)
            rows += measure_store(root, posts, options.runs)
        print(make_table(("fresh checkout", "time", "processor time", "times no store"), rows))


def measure_store(root: Path, posts: int, runs: int) -> list[tuple[str, ...]]:
    """Return the rows of one size: without a store, with one of each kind, and with one that fails."""
    store = root.with_name("store")
    store.mkdir()
    variables = {"SITEGEN_CACHE_REMOTE": str(store), "SITEGEN_CACHE_MODE": "write"}
    run(BUILD, root, {**variables, "SITEGEN_CACHE_SECONDS": "3600"})
    cases = {
        "no store": {},
        "folder": {"SITEGEN_CACHE_REMOTE": str(store)},
        "HTTP": {"SITEGEN_CACHE_REMOTE": "0"},
        "HTTP, 50 ms for each request": {"SITEGEN_CACHE_REMOTE": "0.05"},
        "HTTP, never answers": {"SITEGEN_CACHE_REMOTE": "3600"},
        "HTTP, nobody there": {"SITEGEN_CACHE_REMOTE": "http://127.0.0.1:9"},
    }
    fastest: dict[str, Sample] = {}
    for _ in range(runs):  # in turns, so that other work of the machine meets all cases
        for name, environment in cases.items():
            sample = _measure_checkout(root, store, environment)
            fastest[name] = min(sample, fastest.get(name, sample))
    base = fastest["no store"].wall
    return [
        (f"{posts:,} posts, {name}", show_seconds(one.wall), show_seconds(one.cpu), f"{one.wall / base:.2f}")
        for name, one in fastest.items()
    ]


def _measure_checkout(root: Path, store: Path, environment: dict[str, str]) -> Sample:
    checkout = root.with_name(f"checkout-{time.time_ns()}")
    ignored = shutil.ignore_patterns(*OUTPUTS)
    shutil.copytree(root, checkout, ignore=ignored, copy_function=shutil.copyfile)
    time.sleep(SETTLED)
    try:
        return _build_checkout(checkout, store, environment)
    finally:
        shutil.rmtree(checkout)


def _build_checkout(checkout: Path, store: Path, environment: dict[str, str]) -> Sample:
    remote = environment.get("SITEGEN_CACHE_REMOTE", "")
    if not remote.replace(".", "").isdecimal():
        return run(BUILD, checkout, environment)
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(store, float(remote), there), daemon=True)
    server.start()
    try:
        return run(BUILD, checkout, {"SITEGEN_CACHE_REMOTE": f"http://127.0.0.1:{here.recv()}"})
    finally:
        server.kill()
        server.join()


if __name__ == "__main__":
    main()

"""Runs JavaScript jobs (jobs.js) in Node or in a page, and serves the modules to the page."""

from __future__ import annotations

import http.server
import json
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "layouts" / "assets"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'"
BATCH = 4000  # texts a message: a page takes no message of hundreds of megabytes


class Engine(Protocol):
    """Runs a job of jobs.js; returns one answer for each text."""

    def __call__(self, encoding: str, job: str, texts: Sequence[str]) -> list[Any]: ...


def run_in_node(encoding: str, job: str, texts: Sequence[str]) -> list[Any]:
    order = json.dumps({"encoding": encoding, "job": job, "texts": texts})
    command = ["node", str(HERE / "run-jobs.js")]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(done.stdout)
    return answers


def run_in_page(page: Page, encoding: str, job: str, texts: Sequence[str]) -> list[Any]:
    # Edits are one story, and must not be cut; and a lone surrogate survives in JSON only.
    batches = [texts] if job == "edit" else [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    orders = [{"encoding": encoding, "job": job, "texts": json.dumps(batch)} for batch in batches]
    script = "async (order) => JSON.stringify(await (await import('/tests/browser-jobs.js')).run(order))"
    return [answer for order in orders for answer in json.loads(page.evaluate(script, order))]


@dataclass(frozen=True)
class Server:
    """A running server and the paths that it was asked for, in order."""

    url: str
    requests: list[str]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the theme's assets and these tests under the policy of the real site.

    Below `/encoded/` are the assets as a server has them that declares gzip files as a Content-Encoding.
    """

    requests: list[str]

    def translate_path(self, path: str) -> str:
        _, folder, *rest = path.partition("?")[0].split("/")
        roots = {"assets": ASSETS, "encoded": ASSETS, "tests": HERE}
        return str(roots.get(folder, HERE / "missing").joinpath(*rest))

    def do_GET(self) -> None:
        self.requests.append(self.path)
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        if self.path.startswith("/encoded/vocabulary/"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Server]:
    """Serve on a free port of this machine."""
    requests: list[str] = []
    handler = type("LoggingHandler", (Handler,), {"requests": requests})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield Server(f"http://127.0.0.1:{running.server_port}", requests)
        running.shutdown()
        thread.join()

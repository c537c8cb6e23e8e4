"""Measures the browser's tokenizer beside its peers, in one Chromium, and writes RESULTS.md.

    npm ci && python benchmarks/tokenizer/run.py

All run in a module worker on the same texts, each in a fresh page. Peers have no incremental count: a
keystroke is a full count for them. A count that takes over 20 s is given up. Needs Linux, which tells the CPU
time of a thread.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import importlib.metadata
import json
import math
import os
import platform
import pydoc_data.topics
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
import typing
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
from playwright.sync_api import sync_playwright

from sitegen.calculator import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
ASSETS = HERE.parents[1] / "layouts" / "assets"
BUILD = HERE / "build"
SIZE = 100_000  # characters of each text
LIMIT = 20_000  # milliseconds
NOT_MEANT = math.nan  # of a tokenizer that isn't for this text
KEYS = "typing a few words"
SEED = 20261122


RESULTS = """\
# The tokenizer beside its peers

Written by `run.py`: Chromium {chromium}, Python {python}, encoding `o200k_base`, each tokenizer in a
module worker. The texts have 100 KB each: Python's manual, the source of its `typing` module, random Chinese
sentences, one letter. Milliseconds are CPU time of the worker's thread, because the machine (two cores) was
busy with other work; on an idle one they are what a reader waits.

## Size, and the first count

Everything that is transferred; from the worker's start to the count of `Hello, world!`. The ASCII shard
suffices for ASCII text; our client fetches the other one when a text needs it.

{sizes}
## Cold: the first count of the text after loading

{cold}
## Warm: the same text again (ours: as a new document)

{warm}
## A keystroke in the middle of the text, with its message to the worker

{keystroke}
## Tokens

{tokens}
## The page

Typing {keys} keys at the end of 100 KB of English, the longest call of `update` took {longest} ms on the
clock, and the page's main thread computed {mean} ms a keystroke, all included. A peer that is called in the
page blocks it for as long as it counts.
"""


@dataclass(frozen=True)
class Row:
    """What was measured of one tokenizer: bytes; milliseconds, for each text; None if it was given up."""

    name: str
    gzip: int | None
    brotli: int | None
    first_wall: float
    first_cpu: float
    tokens: list[int | None]
    cold: list[float | None]
    warm: list[float | None]
    keystroke: list[float | None]


def make_texts() -> dict[str, str]:
    """Return the texts: the manual of Python, its sources, random Han sentences, one letter."""
    chance = random.Random(SEED)
    han = [chr(0x4E00 + 7 * n) for n in range(2900)]
    weights = [1 / (n + 3) for n in range(len(han))]
    sentences = ("".join(chance.choices(han, weights, k=chance.randint(6, 18))) for _ in range(SIZE // 6))
    return {
        "English": "\n\n".join(pydoc_data.topics.topics.values())[:SIZE],
        "code": Path(typing.__file__).read_text("utf-8")[:SIZE],
        "Chinese": "，".join(sentences)[: SIZE // 3],
        "aaaa…": "a" * SIZE,
    }


def bundle() -> None:
    """Build the peers' workers, minified, as a site would ship them."""
    BUILD.mkdir(exist_ok=True)
    for peer in ("gpt-tokenizer", "js-tiktoken", "tiktoken-wasm"):
        options = ["--bundle", "--minify", "--format=esm", "--log-level=error"]
        command = ["npx", "esbuild", f"peers/{peer}.js", f"--outfile=build/{peer}.js", *options]
        subprocess.run(command, cwd=HERE, check=True)
    shutil.copy(HERE / "node_modules" / "tiktoken" / "lite" / "tiktoken_bg.wasm", BUILD)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves this folder, and the theme's assets."""

    def translate_path(self, path: str) -> str:
        """Return the file of a URL's path."""
        _, *parts = path.partition("?")[0].split("/")
        return str(ASSETS.joinpath(*parts[1:]) if parts[0] == "assets" else HERE.joinpath(*parts))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """Serve on a free port; yield the URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def fresh_page(browser: Browser, url: str) -> Iterator[Callable[..., Any]]:
    """Open a page with no cache; yield a function that calls one of measure.js."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/blank.html")

    def call(function: str, *arguments: object) -> Any:
        script = f"async (values) => (await import('/measure.js')).{function}(...values)"
        return page.evaluate(script, list(arguments))

    yield call
    context.close()


def descendants(process: int) -> set[int]:
    """Return the processes that a process started, and those that these started, and so on."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = {process}
    waiting = [process]
    while waiting:
        waiting = [child for parent in waiting for child in children.get(parent, [])]
        found.update(waiting)
    return found


def cpu_time(is_wanted: Callable[[Path], bool]) -> float:
    """Return the milliseconds that wanted threads of our browser have computed, waits left out."""
    tasks = [task for process in descendants(os.getpid()) for task in Path(f"/proc/{process}/task").glob("*")]
    nanoseconds = 0
    for task in tasks:
        with suppress(OSError):
            nanoseconds += int((task / "schedstat").read_text().split()[0]) if is_wanted(task) else 0
    return nanoseconds / 1e6


def is_worker(task: Path) -> bool:
    """Return whether a thread is that of a dedicated worker."""
    return (task / "comm").read_text().startswith("DedicatedWorker")


def is_page(task: Path) -> bool:
    """Return whether a thread is the main one of a page."""
    process = task.parents[1]
    return task.name == process.name and b"--type=renderer" in (process / "cmdline").read_bytes()


def timed(call: Callable[..., Any], *arguments: object) -> tuple[Any, float]:
    """Return what a call in the page gives, and the milliseconds that the worker computed for it."""
    begin = cpu_time(is_worker)
    answer = call(*arguments)
    return answer, cpu_time(is_worker) - begin


def measure(browser: Browser, url: str, name: str, worker: str, files: list[Path]) -> Row:
    """Measure one worker on all texts, each in a fresh page."""
    row = Row(name, 0, 0, 0, 0, [], [], [], [])
    firsts = []
    for label, text in make_texts().items():
        if worker.endswith("?ascii") and not text.isascii():
            row.tokens.append(None)
            for column in (row.cold, row.warm, row.keystroke):
                column.append(NOT_MEANT)
            continue
        with fresh_page(browser, url) as call:
            first, first_cpu = timed(call, "start", worker)
            firsts.append((first["milliseconds"], first_cpu))
            answer, cold = timed(call, "askWithin", LIMIT, "count", text)
            row.tokens.append(answer and answer["tokens"])
            row.cold.append(answer and cold)
            row.warm.append(
                answer and statistics.median(timed(call, "ask", "count", text)[1] for _ in range(3))
            )
            keys = KEYS if cold < LIMIT / 10 else KEYS[:1]
            typed, typing = timed(call, "type", text, keys, LIMIT) if answer else (None, 0)
            row.keystroke.append(typed and typing / typed)
        sys.stderr.write(f"{name}, {label}: {row.cold[-1]}, {row.warm[-1]}, {row.keystroke[-1]}\n")
    data = [file.read_bytes() for file in files]
    return replace(
        row,
        gzip=sum(min(len(gzip.compress(part, 9)), len(part)) for part in data),
        brotli=sum(min(len(brotli.compress(part)), len(part)) for part in data),
        first_wall=statistics.median(wall for wall, _ in firsts),
        first_cpu=statistics.median(cpu for _, cpu in firsts),
    )


def measure_python() -> Row:
    """Measure Python's tiktoken on the same ranks."""
    wall, start = time.perf_counter(), time.thread_time()
    vocabulary.count("Hello, world!")
    first_wall, first_cpu = 1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - start)
    texts = make_texts().values()
    rounds = [[time_count(text) for text in texts] for _ in range(4)]
    warm = [statistics.median(times) for times in zip(*rounds[1:], strict=True)]
    name = f"Python tiktoken {importlib.metadata.version('tiktoken')}"
    counts = [vocabulary.count(text) for text in texts]
    return Row(name, None, None, first_wall, first_cpu, [*counts], [*rounds[0]], [*warm], [*warm])


def time_count(text: str) -> float:
    """Return the milliseconds that Python's tiktoken computes for a text."""
    start = time.thread_time()
    vocabulary.count(text)
    return 1000 * (time.thread_time() - start)


def measure_page(browser: Browser, url: str) -> tuple[float, float]:
    """Return the longest call of `update`, and what the page computes for a keystroke, all included."""
    text = make_texts()["English"]
    with fresh_page(browser, url) as call:
        call("openClient", text)
        begin = cpu_time(is_page)
        longest = call("typeIntoClient", text, KEYS)
        return longest, (cpu_time(is_page) - begin) / len(KEYS)


def npm_version(package: str) -> str:
    """Return the name and version of an installed package."""
    description = json.loads((HERE / "node_modules" / package / "package.json").read_text("utf-8"))
    return f"{package} {description['version']}"


def measure_all(browser: Browser, url: str) -> list[Row]:
    """Measure every tokenizer."""
    modules = sorted((ASSETS / "tokenizer").glob("*.js"))
    shards = [ASSETS / "vocabulary" / f"o200k_base.{part}.bin" for part in ("ascii", "rest")]
    rows = [
        measure(browser, url, "sitegen, ASCII shard", "/peers/sitegen.js?ascii", [*modules, shards[0]]),
        measure(browser, url, "sitegen, both shards", "/peers/sitegen.js", [*modules, *shards]),
    ]
    wasm = BUILD / "tiktoken_bg.wasm"
    for package, worker, extra in (
        ("gpt-tokenizer", "gpt-tokenizer", []),
        ("js-tiktoken", "js-tiktoken", []),
        ("tiktoken", "tiktoken-wasm", [wasm]),
    ):
        name = npm_version(package) + (" (wasm)" if extra else "")
        rows.append(measure(browser, url, name, f"/build/{worker}.js", [BUILD / f"{worker}.js", *extra]))
    return [*rows, measure_python()]


def milliseconds(value: float | None) -> str:
    """Return a duration as a cell; what has none was given up."""
    if value is None:
        return f"> {LIMIT:,}"
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def number(value: int | None) -> str:
    """Return a whole number as a cell."""
    return "–" if value is None else f"{value:,}"


def format_results(rows: list[Row], page: tuple[float, float], browser_version: str) -> str:
    """Return RESULTS.md."""
    texts = ["tokenizer", *make_texts()]
    sizes = [
        [
            row.name,
            number(row.gzip),
            number(row.brotli),
            milliseconds(row.first_wall),
            milliseconds(row.first_cpu),
        ]
        for row in rows
    ]
    longest, mean = page
    return RESULTS.format(
        chromium=browser_version,
        python=platform.python_version(),
        sizes=table(["tokenizer", "gzip, bytes", "brotli, bytes", "ms on the clock", "ms of CPU"], sizes),
        cold=table(texts, [[row.name, *map(milliseconds, row.cold)] for row in rows]),
        warm=table(texts, [[row.name, *map(milliseconds, row.warm)] for row in rows]),
        keystroke=table(texts, [[row.name, *map(milliseconds, row.keystroke)] for row in rows]),
        tokens=table(texts, [[row.name, *map(number, row.tokens)] for row in rows]),
        keys=len(KEYS),
        longest=f"{longest:.1f}",
        mean=f"{mean:.1f}",
    )


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table whose columns but the first are numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> int:
    """Measure, and write RESULTS.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chromium", type=Path, help="a browser other than Playwright's own")
    chromium = parser.parse_args().chromium
    bundle()
    with serve() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = measure_page(browser, url)
        results = format_results(measure_all(browser, url), page, browser.version)
        browser.close()
    (HERE / "RESULTS.md").write_text(results, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

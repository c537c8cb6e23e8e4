"""Measures what a reader of the calculator waits for, in Chromium on a slow connection; writes READER.md.

    python -m benchmarks.reader

The network is that of Lighthouse's slow 4G, the processor four times as slow where that is said. Every figure
is the median of several visits with an empty cache.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from tests.chromium import launch_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, CDPSession, Page

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("READER.md")
PAGES = {"article": "/blog/chatgpt-vs-openai-api/", "calculator": "/calculator/"}
WIDTHS = (360, 768, 1280)
VISITS = 3
KEYS = 9
#: Lighthouse's slow 4G, as the browser applies it: milliseconds, bytes a second.
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
#: Gets ready for a key, and waits until the count matches a pattern: milliseconds from the key until the
#: count is on the page, until a frame with it is painted, and until a frame with the key is, which is the
#: browser's part of the work.
AWAIT_KEY = """async ([at, pattern]) => {
  const area = document.querySelector(".calc-text textarea");
  const count = document.querySelector(".calc-answer .calc-tokens");
  const before = count.textContent;
  const isShown = () => count.textContent !== before && new RegExp(pattern).test(count.textContent);
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel(); // its message comes right behind the painting
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  area.focus();
  area.setSelectionRange(at, at);
  await new Promise((done) => setTimeout(done, 150 + 16 * Math.random())); // at any moment between two frames
  let painting;
  const shown = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("no new count in 30 s")), 30_000);
    new MutationObserver((_, observer) => {
      if (!isShown()) return;
      observer.disconnect();
      const written = performance.now();
      painting = painted();
      done(written);
    }).observe(count, { childList: true, characterData: true, subtree: true });
  });
  const once = { once: true };
  window.typed = new Promise((done) => area.addEventListener("keydown", async ({ timeStamp: start }) => {
    const word = await new Promise((put) => area.addEventListener("input", () => put(painted()), once));
    const written = await shown;
    done([written - start, (await painting) - start, word - start]);
  }, once));
}"""
#: Opens the search by its key and asks a question: milliseconds until each is answered.
SEARCH = """async () => {
  const until = async (find) => {
    while (!find()) await new Promise((done) => requestAnimationFrame(done));
    return performance.now();
  };
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  const opened = await until(() => document.querySelector("dialog[open] input"));
  const field = document.querySelector("dialog input");
  field.value = "how do I change the theme color";
  const asked = performance.now();
  field.dispatchEvent(new Event("input"));
  const answered = await until(() => document.querySelector("dialog .posts a"));
  return [opened - start, answered - asked];
}"""
#: Sets a text at once: as if it was typed, Chromium takes longer than anything that is measured.
FILL = """(text) => {
  const area = document.querySelector(".calc-text textarea");
  area.value = text;
  area.dispatchEvent(new Event("input"));
}"""
HEAD = """\
# The calculator as its readers get it

Written by `make bench-reader`: Chromium {chromium}, slow 4G as in Lighthouse, empty cache, medians of
{visits} visits. The server compresses as hosts do (gzip).

"""


class _Compressing(SimpleHTTPRequestHandler):
    """Sends text as gzip, like a host."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        is_text = path.suffix in {".html", ".css", ".js", ".json", ".svg", ".txt"}
        body = _compressed(path) if is_text else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


@cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder; its address."""

    class Handler(_Compressing):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def visit(
    browser: Browser, url: str, width: int = 1280, slowdown: int = 1
) -> Iterator[tuple[Page, CDPSession]]:
    """Open a page as a new reader does."""
    context = browser.new_context(viewport={"width": width, "height": 800 if width > 400 else 740})
    context.add_init_script(SHIFTS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(url, wait_until="load")
    yield page, session
    context.close()


def measure_shift(browser: Browser, url: str, width: int) -> float:
    """Return the layout shift of a visit in which nothing is used."""
    with visit(browser, url, width, slowdown=4) as (page, _):
        page.wait_for_selector(".calculator-ready", state="attached")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        return float(page.evaluate("window.shifts"))


def measure_first_count(browser: Browser, url: str) -> tuple[float, float, float, float]:
    """Return the requests and kB up to the first exact count, the ms to an estimate and to that count."""
    context = browser.new_context()
    page = context.new_page()
    sizes: list[int] = []
    context.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(url, wait_until="load")
    page.wait_for_selector(".calculator-ready", state="attached")
    estimate, _, _ = type_key(page, 0, "≈")
    start = datetime.now(UTC)
    page.locator(".calc-tokens", has_text="≈").wait_for(state="detached")
    exact = estimate + (datetime.now(UTC) - start).total_seconds() * 1000
    pictures = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.initiatorType === 'img').length"
    )
    context.close()
    return len(sizes) - pictures, sum(sizes) / 1000, estimate, exact


def type_key(page: Page, place: int, pattern: str) -> list[float]:
    """Press a key; the three times of AWAIT_KEY in ms. Behind a word, a digit is always a token more."""
    page.evaluate(AWAIT_KEY, [place, pattern])
    page.keyboard.press("7")
    times: list[float] = page.evaluate("window.typed")
    return times


def measure_keys(browser: Browser, url: str, length: int, slowdown: int) -> tuple[float, ...]:
    """Return the three times of AWAIT_KEY for a key in the middle of a text, as medians in ms."""
    sentences = (f"The {number % 977} words of a line stay together." for number in range(length // 30))
    text = "\n".join(sentences)[:length]
    with visit(browser, url, slowdown=1) as (page, session):
        page.wait_for_selector(".calculator-ready", state="attached")
        session.send("Network.emulateNetworkConditions", SLOW_4G | {"latency": 0, "downloadThroughput": -1})
        page.evaluate(FILL, text)
        page.wait_for_timeout(4000)  # the rest of the vocabulary, and what is kept for offline use
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        places = [text.index(" ", length // 2 + 50 * key) for key in range(KEYS)]
        times = [type_key(page, place, "^[^≈]") for place in places]
        return tuple(statistics.median(column) for column in zip(*times, strict=True))


def measure_search(browser: Browser, url: str) -> tuple[float, ...]:
    """Return the ms until the search is open, and from the first words to their results."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        return tuple(page.evaluate(SEARCH))


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Write a Markdown table whose first column is text."""
    lines = [header, ("---", *("---:" for _ in header[1:])), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def median_of(act: Callable[[], Any]) -> Any:
    """Return the median of a figure, or of each figure of a tuple."""
    results = [act() for _ in range(VISITS)]
    if isinstance(results[0], tuple):
        return tuple(statistics.median(column) for column in zip(*results, strict=True))
    return statistics.median(results)


def describe_shifts(browser: Browser, host: str) -> str:
    """Measure the layout shift of each page at each width."""
    rows = []
    for name, path in PAGES.items():
        medians = (median_of(partial(measure_shift, browser, host + path, width)) for width in WIDTHS)
        rows.append((name, *(f"{median:.4f}" for median in medians)))
    return table(("page", *(f"{width} px" for width in WIDTHS)), rows)


def describe_first_counts(browser: Browser, host: str) -> str:
    """Measure what comes before the first exact count."""
    rows = []
    for name, path in PAGES.items():
        medians = median_of(partial(measure_first_count, browser, host + path))
        rows.append((name, *(f"{median:,.0f}" for median in medians)))
    header = (
        "page",
        "requests, pictures apart",
        "kB, pictures included",
        "ms to an estimate",
        "ms to the count",
    )
    return table(header, rows)


def describe_keys(browser: Browser, host: str) -> str:
    """Measure a key in long texts."""
    url = host + PAGES["calculator"]
    rows = []
    for name, length in (("100 kB", 100_000), ("1 MB", 1_000_000)):
        for slowdown in (1, 4):
            medians = measure_keys(browser, url, length, slowdown)
            rows.append((f"{name}, processor ÷ {slowdown}", *(f"{median:.0f}" for median in medians)))
    header = ("text", "ms to the count", "ms until it is painted", "ms until the key itself is painted")
    return table(header, rows)


def describe_search(browser: Browser, host: str) -> str:
    """Measure the search of the manual."""
    medians = median_of(partial(measure_search, browser, host + "/docs/"))
    return table(
        ("", "ms"), list(zip(("open", "results"), (f"{median:.0f}" for median in medians), strict=True))
    )


PARTS = {
    "Layout shift, processor ÷ 4 (bar: 0.01)": describe_shifts,
    "From the first key to the first exact count (bars: 8 requests, 450 kB, 100 ms)": describe_first_counts,
    "A key in the middle of a long text (bars: 16 and 40 ms; 60 with ÷ 4)": describe_keys,
    "Search, without a slow connection (bar: open in 100 ms)": describe_search,
}


def main() -> None:
    """Build this site, measure, write."""
    with tempfile.TemporaryDirectory() as folder, launch_browser() as browser:
        root = Path(folder) / "public"
        build(BuildOptions(root=ROOT, output=root, cache=Path(folder) / "cache"), now=datetime.now(UTC))
        text = HEAD.format(chromium=browser.version, visits=VISITS)
        with serve(root) as host:
            for title, describe in PARTS.items():
                text += f"## {title}\n\n{describe(browser, host)}"
                print(text[-500:], flush=True)
    RESULTS.write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

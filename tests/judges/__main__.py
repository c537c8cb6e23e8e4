"""This site, built and served -> the verdict of every judge; exit code 1 when a bar is missed.

``make check-reader`` runs it. ``python -m tests.judges --pictures FOLDER`` saves pictures to look at, too;
``--only axe`` (or markup, weights, widths, use, keyboard, looks, policy, vnu, lighthouse) asks one judge. A
small site that has everything a page can hold (``tests/browser/site``) is judged as well; ``--renew`` takes
new pictures of it for the judge of looks.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.config import Config, read_config
from sitegen.core.problems import format_problem
from sitegen.plan.policy import response_headers
from tests.chromium import FLAGS, find_browser
from tests.judges import browser as chromium
from tests.judges import machines, markup, snapshots
from tests.judges.host import hosted
from tests.judges.pages import find_pages, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parents[2]
KITCHEN = ROOT / "tests/browser/site"
PICTURES = Path(__file__).parent / "snapshots"
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
#: What Lighthouse is asked about: a run takes half a minute.
_FOR_LIGHTHOUSE = ("home", "article", "tag", "calculator", "chapter")
#: What is looked at in the small site: its pages change only when the theme does.
_LOOKED_AT = ("/", "/blog/kitchen/", "/docs/writing/")


class Court:
    """Gathers verdicts and says them as they come."""

    def __init__(self, only: str) -> None:
        self.missed = 0
        self._only = only

    def hear(self, judge: str, ask: Callable[[], Iterable[str]]) -> None:
        """Ask a judge; each complaint is a bar missed."""
        if self._only not in ("", judge):
            return
        complaints = list(ask())
        self.missed += len(complaints)
        print(f"{judge:12} {len(complaints)} complaints" if complaints else f"{judge:12} content", flush=True)
        for complaint in complaints[:20]:
            print(f"             {complaint}", flush=True)


def main() -> int:
    """Build, serve and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--renew", action="store_true")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "public"
        result = build(
            BuildOptions(root=ROOT, output=root, cache=Path(folder) / "cache"), now=datetime.now(UTC)
        )
        if not result.ok:
            print(*map(format_problem, result.problems), sep="\n")
            return 1
        court = Court(wishes.only)
        court.hear("markup", markup.judge_markup)
        _judge(court, root, _configuration(), wishes.pictures)
        kitchen = Path(folder) / "kitchen"
        shutil.copytree(KITCHEN, kitchen)
        if not build(BuildOptions(root=kitchen), now=datetime(2025, 12, 1, tzinfo=UTC)).ok:
            print("the small site cannot be built")
            return 1
        print("Of everything a page can hold:", flush=True)
        _judge_kitchen(court, kitchen / "public", renew=wishes.renew)
    return min(court.missed, 1)


def _configuration() -> Config:
    text = (ROOT / "sitegen.toml").read_text("utf-8")
    return read_config(text, "sitegen.toml")[0]


def _judge(court: Court, root: Path, config: Config, pictures: Path | None) -> None:
    pages = find_pages(root)
    paths = list(pages.values())
    court.hear("weights", lambda: _weigh(root, pages))
    court.hear("vnu", lambda: machines.judge_with_vnu(root))
    headers = response_headers(config)
    policies = [
        unescape(found) for file in root.rglob("*.html") for found in _POLICY.findall(file.read_text("utf-8"))
    ]
    court.hear("policy", lambda: machines.judge_policies([*policies, headers["Content-Security-Policy"]]))
    with hosted(root, headers) as host, sync_playwright() as playwright:
        path = find_browser(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        axe = machines.MODULES / "axe-core/axe.min.js"
        court.hear("axe", lambda: chromium.judge_access(browser, host, paths, axe))
        court.hear("widths", lambda: chromium.judge_widths(browser, host, paths))
        court.hear("use", lambda: chromium.judge_use(browser, host, paths))
        court.hear("keyboard", lambda: chromium.judge_keyboard(browser, host, paths))
        if pictures:
            chromium.take_pictures(browser, host, pages, pictures)
        browser.close()
        court.hear("lighthouse", lambda: _ask_lighthouse(host, pages, path))


def _judge_kitchen(court: Court, root: Path, *, renew: bool) -> None:
    paths = list(find_pages(root).values())
    court.hear("vnu", lambda: machines.judge_with_vnu(root))
    with hosted(root, response_headers(Config())) as host, sync_playwright() as playwright:
        path = find_browser(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        axe = machines.MODULES / "axe-core/axe.min.js"
        court.hear("axe", lambda: chromium.judge_access(browser, host, paths, axe))
        court.hear("widths", lambda: chromium.judge_widths(browser, host, paths))
        court.hear("use", lambda: chromium.judge_use(browser, host, paths))
        court.hear("keyboard", lambda: chromium.judge_keyboard(browser, host, paths))
        court.hear("looks", lambda: snapshots.judge_looks(browser, host, _LOOKED_AT, PICTURES, renew=renew))
        browser.close()


def _weigh(root: Path, pages: dict[str, str]) -> Iterable[str]:
    for name, path in pages.items():
        found = weigh(root, path)
        print(
            f"             {name:12} {found.size:6} bytes of {found.budget:6}, {found.parts} requests  {path}"
        )
        if found.size > found.budget or found.parts > found.most:
            yield f"{path} weighs {found.size} bytes in {found.parts} requests"


def _ask_lighthouse(host: str, pages: dict[str, str], path: str) -> Iterable[str]:
    for name in _FOR_LIGHTHOUSE:
        if name not in pages:
            continue
        scores = machines.judge_with_lighthouse(host, pages[name], path)
        print(f"             {name:12} {' '.join(map(str, scores.values()))}", flush=True)
        yield from (f"{pages[name]}: {one}" for one in machines.explain_scores(scores))


if __name__ == "__main__":
    sys.exit(main())

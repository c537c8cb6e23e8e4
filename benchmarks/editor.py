"""An editor on a large site: from a keystroke to its problems and its completions, in milliseconds.

    .venv/bin/python -m benchmarks.editor --posts 10000

Each figure is of 15 keystrokes: the median and the least of the wall time, and the mean CPU time of this
process and of the workers that render. The worker that converts stays, so only the wall time has its time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lsprotocol.types import Position

from benchmarks.corpus import write_corpus
from sitegen.lsp.completion import complete
from sitegen.lsp.diagnostics import group_problems
from sitegen.lsp.edited_site import EditedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COUNT = 15
#: What is typed at the end of a post.
_TYPED = {
    "problems after a letter": "\n\nA letter{}",
    "problems after a broken link": "\n\n[x](nowhere{}.md)",
    "problems after a heading": "\n\n## Heading {}\n",
}
_COMPLETED = ("\n\n[x](", "\n\n[x](/cache", "\n\n::: ", "\n\n![x](")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--site", type=Path, help="a folder for the corpus that stays")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        root = options.site or Path(folder)
        if not (root / "content").exists():
            write_corpus(root, options.posts)
        site = EditedSite(root, root / ".editor")
        began = time.perf_counter()
        site.build()
        print(f"first build: {time.perf_counter() - began:.1f} s")
        path = str(sorted((root / "content").rglob("*.md"))[options.posts // 2])
        text = Path(path).read_text("utf-8")
        for name, typed in _TYPED.items():
            _measure(
                name, [partial(_type, site, path, text + typed.format(number)) for number in range(_COUNT)]
            )
        for typed in _COMPLETED:
            site.texts[path] = text + typed
            lines = site.texts[path].split("\n")
            end = Position(len(lines) - 1, len(lines[-1]))
            _measure(f"completion of {typed.strip()!r}", [partial(complete, site, path, end)] * _COUNT)
        site.close()


def _type(site: EditedSite, path: str, text: str) -> None:
    site.texts[path] = text
    site.judge(path)
    group_problems(site)


def _measure(name: str, keystrokes: Sequence[Callable[[], object]]) -> None:
    wall, before = [], sum(os.times()[:4])
    for press in keystrokes:
        began = time.perf_counter()
        press()
        wall.append(1000 * (time.perf_counter() - began))
    processor = 1000 * (sum(os.times()[:4]) - before) / len(keystrokes)
    print(f"{name}: {statistics.median(wall):.0f} ms (at best {min(wall):.0f}), CPU {processor:.0f} ms")


if __name__ == "__main__":
    main()

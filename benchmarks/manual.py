"""A documentation tree of 1,500 pages: built from nothing, edited, extended; beside MkDocs and Zensical.

``python -m benchmarks.manual [--peers ENVIRONMENT]`` compares with the programs in the ``bin`` folder of a
Python environment, such as one made by ``pip install mkdocs-material zensical``.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import CODE, make_sentence
from benchmarks.measure import OUTPUTS, SETTLED, Sample, middle, put_aside, run

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS, CHAPTERS, PAGES = 10, 10, 14  # with an index in each folder: 1,511 pages
SITEGEN = Path(sys.executable).with_name("sitegen")
SETTINGS = {
    "sitegen.toml": 'title = "Handbook"\nbase_url = "https://example.org"\n\n[[nav]]\nfolder = "."\n',
    "mkdocs.yml": "site_name: Handbook\nsite_url: https://example.org/\ntheme:\n"
    "  name: material\n  features:\n    - navigation.indexes\n    - navigation.prune\n",
}
_NAVIGATION = re.compile(r'(?s)<details class="side.*?(?=<article)|<nav class="(?:crumbs|pager).*?</nav>')
_EDITS = count(1)


def write_manual(root: Path, index: str, seed: int = 1) -> None:
    """Write the pages; those of a folder are in its file ``index``."""
    number = 0
    for part in range(-1, PARTS):
        for chapter in range(-1, CHAPTERS if part >= 0 else 0):
            for page in range(-1, PAGES if chapter >= 0 else 0):
                folder = "/".join(
                    f"{name}-{at:02d}" for name, at in (("part", part), ("chapter", chapter)) if at >= 0
                )
                path = root / folder / (f"page-{page:02d}.md" if page >= 0 else index)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(make_page(number, random.Random(seed * 1_000_003 + number)), encoding="utf-8")
                number += 1


def make_page(number: int, rng: random.Random) -> str:
    """Return a page of a manual: some 300 words, code, a table, no date."""
    title = make_sentence(rng, rng.randrange(2, 5)).rstrip(".")
    parts = [f'---\ntitle: "{title} {number}"\n---', _make_paragraph(rng)]
    for _ in range(4):
        language = rng.choice(tuple(CODE))
        parts += [
            f"## {make_sentence(rng, 3).rstrip('.')}",
            _make_paragraph(rng),
            f"```{language}\n{CODE[language].format(n=rng.randrange(2, 400))}```",
            _make_paragraph(rng),
        ]
    return "\n\n".join(parts) + "\n"


def _make_paragraph(rng: random.Random) -> str:
    return " ".join(make_sentence(rng, rng.randrange(8, 21)) for _ in range(3))


def measure_sitegen(root: Path, runs: int) -> dict[str, Sample]:
    """Return the medians of some runs, by case."""
    build = (SITEGEN, "build", "--quiet")
    figures = {"from nothing": _repeat(runs, root, build, lambda: _forget(root))}
    run(build, root)
    figures["unchanged"] = _repeat(runs, root, build, lambda: time.sleep(SETTLED))
    figures["a page edited"] = _repeat(runs, root, build, lambda: _edit(root / "content"))
    figures["a page added"] = _repeat(runs, root, build, lambda: _add(root / "content"))
    return figures


def weigh_navigation(public: Path) -> tuple[int, int]:
    """Return (the most bytes of compressed navigation in a page, those of the page of all entries)."""
    most = 0
    for page in sorted(public.glob("part-*/chapter-*/*/index.html"))[::50]:
        text = page.read_text(encoding="utf-8")
        pieces = _NAVIGATION.findall(text)
        most = max(most, len(gzip.compress("".join(pieces).encode(), 9)))
    return most, len(gzip.compress((public / "navigation/index.html").read_bytes(), 9))


def _forget(root: Path) -> None:
    put_aside(root, (*OUTPUTS, "site", ".cache"))


def _edit(content: Path) -> None:
    page = content / "part-03/chapter-04/page-05.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\nEdit {next(_EDITS)}.\n", encoding="utf-8")
    time.sleep(SETTLED)


def _add(content: Path) -> None:
    number = next(_EDITS)
    page = content / f"part-05/chapter-06/new-{number}.md"
    page.write_text(f"---\ntitle: New {number}\n---\n\nA page more.\n", encoding="utf-8")
    time.sleep(SETTLED)


def _repeat(runs: int, root: Path, command: tuple[str | Path, ...], before: Callable[[], None]) -> Sample:
    samples = []
    for _ in range(runs):
        before()
        samples.append(run(command, root))
    return middle(samples)


def _show(name: str, sample: Sample) -> None:
    print(
        f"{name}: {sample.wall:.2f} s, of processors {sample.cpu:.2f} s, {sample.memory:.0f} MiB", flush=True
    )


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser("python -m benchmarks.manual", description=__doc__)
    parser.add_argument("--peers", type=Path, metavar="DIR", help="environment with mkdocs and zensical")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each case; medians are shown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root, peer = Path(folder, "ours"), Path(folder, "peer")
        write_manual(root / "content", "_index.md")
        write_manual(peer / "docs", "index.md")
        (root / "sitegen.toml").write_text(SETTINGS["sitegen.toml"], encoding="utf-8")
        (peer / "mkdocs.yml").write_text(SETTINGS["mkdocs.yml"], encoding="utf-8")
        for name, sample in measure_sitegen(root, options.runs).items():
            _show(f"sitegen, {name}", sample)
        in_page, in_file = weigh_navigation(root / "public")
        print(f"navigation, compressed: {in_page:,} bytes in a page, {in_file:,} in the page of all entries")
        for program in ("zensical", "mkdocs") if options.peers else ():
            command = (options.peers.absolute() / "bin" / program, "build")
            _show(f"{program}, from nothing", _repeat(options.runs, peer, command, lambda: _forget(peer)))


if __name__ == "__main__":
    main()

"""``python -m benchmarks``: the real command on seeded sites: from nothing, unchanged, after one edit."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.edits import EDITS, new_stamp
from benchmarks.measure import OUTPUTS, SETTLED, Sample, describe_machine, middle, put_aside, run
from benchmarks.results import make_table, show_seconds, write_section
from sitegen import __version__

SITEGEN = Path(sys.executable).with_name("sitegen")
BUILD: tuple[str | Path, ...] = (SITEGEN, "build", "--quiet")
CONFIG = 'title = "Notes"\nbase_url = "https://example.org"\n'


def main() -> None:
    """Measure every size asked for and write the section of each."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000, 10_000], metavar="N")
    parser.add_argument("--large", action="store_true", help="100,000 posts, too: 1 GB of disk, many minutes")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each case; medians are shown")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to build (default: a temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(
        dir=options.work
    ) as folder:  # removed when all is measured: see put_aside
        for posts in [*options.posts, *([100_000] if options.large else [])]:
            root = Path(folder, str(posts), "site")
            make_site(root, posts)
            text = measure_site(root, posts, options.runs)
            print(text, end="\n\n", flush=True)
            write_section(f"{posts} posts", text)


def make_site(root: Path, posts: int) -> None:
    """Write a site of this many posts with the settings that sitegen has by itself."""
    write_corpus(root, posts)
    (root / "sitegen.toml").write_text(CONFIG, encoding="utf-8")


def measure_site(root: Path, posts: int, runs: int) -> str:
    """Return the section of one size. The cold build is run again for sites that take less than minutes."""
    cold = [_build_cold(root) for _ in range(1 if posts >= 10_000 else runs)]
    figures = {"from nothing": middle(cold)}
    run(BUILD, root)  # the first build after a cold one makes the second tree of the publication
    EDITS["one body edited"](root, new_stamp())
    figures["first edit after that"] = run(BUILD, root)
    time.sleep(SETTLED)
    run(BUILD, root)
    for name, edit in EDITS.items():
        samples = []
        for _ in range(1 if name == "one layout edited" and posts >= 10_000 else runs):
            edit(root, new_stamp())
            samples.append(run(BUILD, root))
        figures[name] = middle(samples)
    rows = [_row(name, sample) for name, sample in figures.items()]
    table = make_table(("", "wall", "CPU", "memory"), rows)
    stages = _stages(root)
    return (
        f"## {posts:,} posts\n\n{table}\n\nStages from nothing: {stages}.\n\n"
        f"sitegen {__version__}; {describe_machine()}."
    )


def _build_cold(root: Path) -> Sample:
    put_aside(root, OUTPUTS)
    return run(BUILD, root)


def _stages(root: Path) -> str:
    """Return the stages of one more build from nothing."""
    run([SITEGEN, "build", "--json", "--force"], root)
    result = json.loads((root / ".benchmark.log").read_text(encoding="utf-8"))
    return ", ".join(f"{name} {show_seconds(seconds)}" for name, seconds in result["stages"].items())


def _row(name: str, sample: Sample) -> tuple[str, ...]:
    return name, show_seconds(sample.wall), show_seconds(sample.cpu), f"{sample.memory:.0f} MB"


if __name__ == "__main__":
    main()

"""``python -m benchmarks.peers``: all generators from nothing, in turns, on equal work."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.chart import draw_bars
from benchmarks.measure import FailedCommandError, Sample, describe_machine, middle, put_aside, run
from benchmarks.peers.sites import HERE, PEERS, write_site
from benchmarks.results import RESULTS, make_table, show_seconds, write_section
from sitegen import __version__

#: MkDocs has no tags and no lists of pages: it only makes the posts.
_POSTS_ONLY = frozenset({"MkDocs"})


class UnequalWorkError(Exception):
    """Two generators published different numbers of pages."""


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000, 10_000], metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each; in turns: A B C A B C …")
    parser.add_argument("--only", nargs="+", choices=list(PEERS), default=list(PEERS), metavar="PEER")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to build (default: a temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(
        dir=options.work
    ) as folder:  # removed when all is measured: see put_aside
        for posts in options.posts:
            text = compare(Path(folder, str(posts)), posts, options.only, options.runs)
            print(text, end="\n\n", flush=True)
            write_section(f"peers at {posts} posts", text)


def compare(folder: Path, posts: int, names: list[str], runs: int) -> str:
    """Return the section of one size."""
    roots = {name: folder / name for name in names}
    for name, root in roots.items():
        write_site(root, name, posts)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for _ in range(runs):
        for name, root in roots.items():
            put_aside(root, PEERS[name].leftovers)
            samples[name].append(run(PEERS[name].command, root))
            print(f"{posts} {name} {samples[name][-1]}", flush=True)
    figures = {name: middle(taken) for name, taken in samples.items()}
    counts = {name: count_pages(root) for name, root in roots.items()}
    check_equal(counts)
    chart = RESULTS.with_name(f"peers-{posts}.svg")
    bars = {name: sample.wall for name, sample in figures.items()}
    chart.write_text(draw_bars(f"{posts:,} posts from nothing, seconds", bars), encoding="utf-8")
    return f"{_describe(figures, counts, posts, runs)}\n\n![{posts:,} posts]({chart.name})"


def count_pages(root: Path) -> dict[str, int]:
    """Return how many HTML pages were published: posts, and all."""
    pages = list((root / "public").rglob("*.html"))
    return {"posts": sum(page.parent.name.startswith("post-") for page in pages), "pages": len(pages)}


def check_equal(counts: dict[str, dict[str, int]]) -> None:
    """Raise UnequalWorkError when somebody made fewer or more pages."""
    posts = {count["posts"] for count in counts.values()}
    pages = {count["pages"] for name, count in counts.items() if name not in _POSTS_ONLY}
    if len(posts) > 1 or len(pages) > 1:
        raise UnequalWorkError(str(counts))


def _describe(figures: dict[str, Sample], counts: dict[str, dict[str, int]], posts: int, runs: int) -> str:
    own = figures.get("sitegen") or next(iter(figures.values()))
    rows = [
        (
            name,
            show_seconds(sample.wall),
            f"{sample.wall / own.wall:.2f}",
            show_seconds(sample.cpu),
            f"{sample.cpu / own.cpu:.2f}",
            f"{sample.memory:.0f} MB",
            str(counts[name]["pages"]),
        )
        for name, sample in figures.items()
    ]
    head = ("", "wall", "× sitegen", "CPU", "× sitegen", "memory", "pages")
    pins = [*(HERE / "requirements.txt").read_text().split(), _eleventy_version()]
    return (
        f"## Peers at {posts:,} posts\n\nMedians of {runs}, in turns.\n\n{make_table(head, rows)}\n\n"
        f"sitegen {__version__}, {', '.join(pins)}; {describe_machine()}."
    )


def _eleventy_version() -> str:
    lines = (HERE / "package.json").read_text(encoding="utf-8").splitlines()
    return next(line.strip(' ",').replace('": "', "==") for line in lines if '@11ty/eleventy"' in line)


if __name__ == "__main__":
    try:
        main()
    except (FailedCommandError, UnequalWorkError) as failure:
        raise SystemExit(str(failure)) from failure

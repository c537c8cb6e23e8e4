"""``python -m benchmarks.pairs BEFORE AFTER``: two checkouts on equal sites, in turns -> how they compare.

A machine that does something else slows both down alike, so only ratios of two runs in a row mean something.
Each checkout is a folder with sitegen installed in its ``.venv/``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.__main__ import make_site
from benchmarks.edits import EDITS, new_stamp
from benchmarks.measure import OUTPUTS, SETTLED, Sample, describe_machine, put_aside, run
from benchmarks.results import make_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FROM_NOTHING = "from nothing"
CASES = (FROM_NOTHING, *EDITS)


def main() -> None:
    """Measure each size asked for and print its table."""
    parser = argparse.ArgumentParser("python -m benchmarks.pairs", description=__doc__)
    parser.add_argument("before", type=Path, help="a checkout")
    parser.add_argument("after", type=Path, help="another one")
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000], metavar="N")
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="pairs of each case")
    parser.add_argument("--only", nargs="+", choices=CASES, default=CASES, metavar="CASE")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to build (default: a temporary folder)"
    )
    options = parser.parse_args()
    checkouts = (options.before.absolute(), options.after.absolute())
    commands = [(path / ".venv/bin/sitegen", "build", "--quiet") for path in checkouts]
    with tempfile.TemporaryDirectory(
        dir=options.work
    ) as folder:  # removed when all is measured: see put_aside
        for posts in options.posts:
            print(compare(Path(folder, str(posts)), posts, commands, options.only, options.runs), flush=True)


def compare(
    folder: Path, posts: int, commands: Sequence[Sequence[str | Path]], cases: Sequence[str], runs: int
) -> str:
    """Return the table of one size: medians, and the medians of the ratios of pairs."""
    sites = [
        (folder / name / "site", command) for name, command in zip(("before", "after"), commands, strict=True)
    ]
    for root, _ in sites:
        make_site(root, posts)
    rows = [_row(case, list(_measure_pairs(sites, case, runs))) for case in CASES if case in cases]
    table = make_table(("", "before", "after", "difference", "wall ratio", "CPU ratio"), rows)
    return f"## {posts:,} posts\n\nMedians of {runs} pairs.\n\n{table}\n\n{describe_machine()}.\n"


def _measure_pairs(
    sites: Sequence[tuple[Path, Sequence[str | Path]]], case: str, runs: int
) -> Iterator[tuple[Sample, Sample]]:
    """Yield the samples of both checkouts; each goes first in every other pair."""
    if case != FROM_NOTHING:
        for _ in range(2):  # the second build makes the second tree of the publication
            stamp = new_stamp()
            for root, command in sites:
                EDITS["one body edited"](root, stamp)
                run(command, root)
        time.sleep(SETTLED)
        for root, command in sites:
            run(command, root)
    for number in range(runs):
        stamp = new_stamp()
        samples = {}
        for root, command in sites if number % 2 else sites[::-1]:
            if case == FROM_NOTHING:
                put_aside(root, OUTPUTS)
            else:
                EDITS[case](root, stamp)
            samples[root] = run(command, root)
        before, after = (samples[root] for root, _ in sites)
        yield before, after


def _row(case: str, pairs: Sequence[tuple[Sample, Sample]]) -> tuple[str, ...]:
    before, after = (median(pair[side].wall for pair in pairs) for side in (0, 1))
    difference = median(new.wall - old.wall for old, new in pairs)
    return (
        case,
        _show(before),
        _show(after),
        _show(difference, "+"),
        f"{median(new.wall / old.wall for old, new in pairs):.2f}",
        f"{median(new.cpu / old.cpu for old, new in pairs):.2f}",
    )


def _show(seconds: float, sign: str = "") -> str:
    return f"{seconds * 1e3:{sign},.0f} ms"


if __name__ == "__main__":
    main()

"""``python -m benchmarks.startup``: what a command costs before it does anything, and a small site after."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.__main__ import SITEGEN, make_site
from benchmarks.measure import OUTPUTS, SETTLED, Sample, describe_machine, middle, put_aside, run
from benchmarks.results import make_table, write_section
from sitegen import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUILD = (SITEGEN, "build", "--quiet")
_LINE = re.compile(r"import time: +(\d+) \| +\d+ \| +([\w.]+)")


def main() -> None:
    """Measure commands in turns, then where a build's imports and stages spend their time."""
    parser = argparse.ArgumentParser("python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, metavar="N", help="of each; in turns: A B C A B C …")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to build (default: a temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        text = measure_startup(Path(folder), options.runs)
    print(text, flush=True)
    write_section("start-up", text)


def measure_startup(folder: Path, runs: int) -> str:
    """Return the section: commands, then the imports and stages of a build of a hundred posts."""
    sites = {posts: folder / str(posts) for posts in (1, 100)}
    for posts, root in sites.items():
        make_site(root, posts)
        run(_BUILD, root)
    unchanged = folder / "unchanged"
    make_site(unchanged, 100)
    time.sleep(SETTLED)
    run(_BUILD, unchanged)
    cases: dict[str, tuple[tuple[str | Path, ...], Path]] = {
        "Python alone": ((sys.executable, "-c", ""), folder),
        "sitegen --version": ((SITEGEN, "--version"), folder),
        "nothing changed in 100 posts": (_BUILD, unchanged),
        "1 post from nothing": (_BUILD, sites[1]),
        "100 posts from nothing": (_BUILD, sites[100]),
        "the same in one process": ((*_BUILD, "--jobs", "1"), sites[100]),
    }
    samples: dict[str, list[Sample]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, (command, root) in cases.items():
            if root in sites.values():
                put_aside(root, OUTPUTS)
            samples[name].append(run(command, root))
    rows = [_row(name, middle(taken)) for name, taken in samples.items()]
    table = make_table(("", "wall", "CPU", "memory"), rows)
    loaded = [find_imports(sites[100]) for _ in range(3)]
    return (
        f"## Start-up\n\nMedians of {runs}, in turns.\n\n{table}\n\n"
        f"Imports of a build of 100 posts, each without what it imports in turn: {_describe(loaded)}.\n\n"
        f"Its stages: {_stages(sites[100])}.\n\nsitegen {__version__}; {describe_machine()}."
    )


def find_imports(root: Path) -> dict[str, float]:
    """Return the seconds that a build from nothing spends on loading each package, as Python counts them."""
    put_aside(root, OUTPUTS)
    command = (sys.executable, "-X", "importtime", "-m", "sitegen", "build", "--quiet", "--jobs", "1")
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stderr
    return read_imports(said)


def read_imports(said: str) -> dict[str, float]:
    """Return seconds by package from the report of ``-X importtime``; the standard library is one."""
    seconds: dict[str, float] = defaultdict(float)
    for taken, module in _LINE.findall(said):
        package = module.partition(".")[0]
        known = package in sys.stdlib_module_names or package.startswith("_")
        seconds["the standard library" if known else package] += int(taken) / 1e6
    return dict(seconds)


def _describe(loaded: Iterable[dict[str, float]]) -> str:
    """Return the packages that took longest, of the run that was least disturbed."""
    least = min(loaded, key=lambda seconds: sum(seconds.values()))
    first = sorted(least.items(), key=lambda pair: -pair[1])[:8]
    named = ", ".join(f"{name} {_show(seconds)}" for name, seconds in first)
    return f"{_show(sum(least.values()))} in all; {named}"


def _stages(root: Path) -> str:
    put_aside(root, OUTPUTS)
    run((SITEGEN, "build", "--json"), root)
    result = json.loads((root / ".benchmark.log").read_text(encoding="utf-8"))
    return ", ".join(f"{name} {_show(seconds)}" for name, seconds in result["stages"].items())


def _show(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


def _row(name: str, sample: Sample) -> tuple[str, ...]:
    return name, _show(sample.wall), _show(sample.cpu), f"{sample.memory:.0f} MB"


if __name__ == "__main__":
    main()

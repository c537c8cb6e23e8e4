"""``python -m benchmarks.stages``: a build from nothing in one process -> CPU ms a page, by stage."""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from benchmarks.__main__ import make_site
from benchmarks.measure import OUTPUTS, put_aside
from benchmarks.results import make_table
from sitegen.cli import main as run_command
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.workers.pool import Work

P = ParamSpec("P")
R = TypeVar("R")


class Stage(NamedTuple):
    """A name, and the function whose time it is, except for what other stages take within it."""

    name: str
    module: str
    function: str  #: ``function`` or ``Class.method``, where it is looked up when it is called


STAGES = (
    Stage("front matter", "sitegen.content.convert", "read"),
    Stage("Markdown: blocks", "sitegen.content.parser.blocks", "BlockParser.tokenize"),
    Stage("Markdown: inlines", "sitegen.content.parser.inline", "InlineParser.parse"),
    Stage("Markdown: code highlighted", "sitegen.content.writer.highlight", "highlight"),
    Stage("Markdown: HTML", "sitegen.content.writer.renderer", "Renderer.render"),
    Stage("Markdown: the rest", "sitegen.content.convert", "convert"),
    Stage("conversion: the rest", "sitegen.build.pipeline", "convert_documents"),
    Stage("pages: templates", "jinja2.environment", "Template.render"),
    Stage("pages: answers", "sitegen.site.answers", "SiteAnswers.answer"),
    Stage("pages: bodies filled", "sitegen.render.body", "BodyFiller.__call__"),
    Stage("pages: search for other hosts", "sitegen.render.page", "find_third_party"),
    Stage("pages: addresses that no answer gave", "sitegen.render.page", "find_unresolved"),
    Stage("pages: the rest", "sitegen.render.page", "render_target"),
    Stage("publishing", "sitegen.build.rendering", "publish"),
    Stage("remembering", "sitegen.build.pipeline", "save_build"),
)
_ELSE = "everything else, start included"


class Meter:
    """CPU time by stage, each without the stages within it."""

    def __init__(self) -> None:
        self.spent: dict[str, int] = defaultdict(int)  #: nanoseconds
        self._open: list[str] = [_ELSE]
        self._since = time.process_time_ns()

    def watch(self, stage: Stage) -> None:
        """Count the calls of a stage's function from now on."""
        owner: Any = import_module(stage.module)
        *classes, name = stage.function.split(".")
        for part in classes:
            owner = getattr(owner, part)
        setattr(owner, name, self._counted(stage.name, getattr(owner, name)))

    def _counted(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def counted(*arguments: P.args, **options: P.kwargs) -> R:
            self._turn()
            self._open.append(name)
            try:
                return function(*arguments, **options)
            finally:
                self._turn()
                self._open.pop()

        return counted

    def _turn(self) -> None:
        now = time.process_time_ns()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    def stop(self) -> dict[str, int]:
        """Return the nanoseconds of each stage."""
        self._turn()
        return self.spent


def main() -> None:
    """Build a site of the size asked for and print what each stage took."""
    parser = argparse.ArgumentParser("python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000, metavar="N")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="the least of each stage is shown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        root.mkdir()
        make_site(root, options.posts)
        runs = [measure_stages(root) for _ in range(options.runs)]
    print(show_stages(runs, options.posts))


def measure_stages(root: Path) -> dict[str, int]:
    """Return the nanoseconds of each stage of a build from nothing, in a process of its own."""
    put_aside(root, OUTPUTS)
    command = (sys.executable, "-c", _CHILD, root)
    done = subprocess.run(command, capture_output=True, check=True)
    return {name: int(spent) for name, spent in json.loads(done.stdout).items()}


_CHILD = """
import sys
from benchmarks.stages import build_measured
build_measured(sys.argv[1])
"""


class _Here:
    """Workers that are this process, which the meter watches."""

    @staticmethod
    def run(_: Workers, work: Work[Any, R], jobs: Iterable[Any], _pages: int) -> Iterator[R]:
        """Yield the result of each item."""
        function = work.function
        if function is not None:
            yield from (function(job, item) for job in jobs for item in job.items)

    @staticmethod
    def run_beside(
        _: Workers, function: Callable[[Any, Any], R], _work: Work[Any, R], jobs: Iterable[Any]
    ) -> Iterator[R]:
        """Yield the result of each item."""
        for job in jobs:
            for item in job.items:
                yield function(job, item)


def build_measured(root: str) -> None:
    """Build a site in this process and print the stages as JSON."""
    gc.disable()  # as the command does
    for name in ("run", "run_beside"):
        setattr(Workers, name, getattr(_Here, name))
    meter = Meter()
    for stage in STAGES:
        meter.watch(stage)
    if run_command(("build", "--root", root, "--quiet", "--jobs", "1")):
        raise SystemExit("the build failed")
    print(json.dumps(meter.stop()))


def show_stages(runs: list[dict[str, int]], pages: int) -> str:
    """Return a table of CPU milliseconds a page."""
    least = {name: min(run.get(name, 0) for run in runs) / pages / 1e6 for name in runs[0]}
    total = sum(least.values())
    names = [*(stage.name for stage in STAGES), _ELSE]
    rows = [(name, f"{least[name]:.3f}", f"{least[name] / total:.0%}") for name in names]
    return make_table(("stage", "ms a page", "share"), [*rows, ("together", f"{total:.3f}", "")])


if __name__ == "__main__":
    main()

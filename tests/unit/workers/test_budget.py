"""The processor time of a whole build: all of it counts, and no page is tried when it is used up."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.workers import worker
from sitegen.workers.budget import Budget
from sitegen.workers.pool import Job, Overrun, Pool, Work
from tests.site_maker import NOW, SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = re.compile("(a|aa)+$")


class Burning(Work[Job, Any]):
    """Gives up all that is left when the budget is spent."""

    def __init__(self, budget: Budget, seconds: float = 60) -> None:
        super().__init__(burn, budget)
        self._budget = budget
        self.seconds = seconds

    def trim(self, job: Job) -> Job | list[Any]:
        return ["left out"] * len(job.items) if self._budget.is_spent else job

    def recover(self, job: Job, overrun: Overrun) -> list[Any]:
        return [overrun.kind for _ in job.items]


def burn(_: Job, seconds: float) -> float:
    """Take so much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(1)
    yield pool
    pool.close()


def allowed(budget: Budget) -> float:
    """Return how many tenths of a second a budget allows, in seconds."""
    tenths = 0
    while not budget.is_spent:
        tenths += 1
        budget.spent = tenths / 10
    return (tenths - 1) / 10


def test_a_budget_is_the_mean_of_its_pages_and_a_few_whole_ones() -> None:
    few, many, large = (Budget(page_seconds=2, mean_page_seconds=0.5) for _ in range(3))
    many.allow(10)
    large.allow(1, size=40_000)
    assert (20.0, 25.0, 22.5) == (allowed(few), allowed(many), allowed(large))


def test_all_that_is_done_is_charged(pool: Pool) -> None:
    """What came to an end, and what was ended; a worker's time is charged once."""
    budget = Budget(10, 0.25)
    assert [0.1, 0.2, "time", 0.1] == list(pool.run(Burning(budget, 0.5), [Job((0.1, 0.2)), Job((9.0, 0.1))]))
    assert 0.7 <= budget.spent < 2  # the system's timer is coarse


def test_a_long_job_is_handed_back_half_done(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nobody would know in time that the budget is spent; the order of the results stays."""
    monkeypatch.setattr(worker, "_HAND_BACK", 0.15)
    budget = Budget(0.1, 0.01)  # a second of all
    seconds = [0.1, 0.11] * 30
    results = list(pool.run(Burning(budget), [Job(tuple(seconds[:40])), Job(tuple(seconds[40:]))]))
    count = results.index("left out")
    assert [*seconds[:count], *["left out"] * (60 - count)] == results
    assert 9 <= count <= 12


def test_pages_just_below_their_limit_end_together(tmp_path: Path) -> None:
    """Forty pages may not take forty times the limit of one."""
    site = SiteFolder(
        tmp_path,
        {
            "sitegen.toml": "[limits]\npage_seconds = 0.3\nmean_page_seconds = 0.01\n"
            '[markdown.directives]\nburn = "burning_site:burn"\n',
            "burning_site.py": f"import time\ndef burn(values):\n"
            f"    open({str(tmp_path / 'burnt')!r}, 'a').write('x')\n"
            "    end = time.process_time() + 0.15\n"
            "    while time.process_time() < end: pass\n    return ''\n",
            **{f"content/{number}.md": "::: burn\n:::\n" for number in range(40)},
        },
    )
    result = site.build(now=NOW)
    assert not result.ok
    assert ["too-slow"] == [problem.code for problem in result.problems]
    assert "more pages were not rendered" in result.problems[0].message
    burnt = len((tmp_path / "burnt").read_text())
    assert burnt < 40

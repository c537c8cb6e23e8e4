"""Overruns, hand-backs and lost work on a cluster: every item has one result, in order, and limits hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.build.documents import ConvertWork
from sitegen.cluster import supervisor
from sitegen.config import Config
from sitegen.content.work import ConvertJob
from sitegen.core.model import Source
from sitegen.workers.budget import Budget
from sitegen.workers.pool import Overrun, Pool
from sitegen.workers.progress import Phase
from tests.unit.cluster.in_process import ClusterInProcess

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONFIG = Config()


def jobs(count: int, size: int) -> list[ConvertJob]:
    sources = [Source(f"p{number:02}.md", f"# Page {number}\n".encode()) for number in range(count)]
    return [ConvertJob(tuple(sources[at : at + size]), CONFIG) for at in range(0, count, size)]


def run(cluster: ClusterInProcess, work: ConvertWork, given: list[ConvertJob]) -> list[str]:
    try:
        return [f"{document.path} {document.title}" for document, _ in cluster.run(work, given)]
    finally:
        cluster.close()


ALL = [f"p{number:02}.md Page {number}" for number in range(10)]


def test_what_takes_long_is_handed_back_and_done_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that takes too long comes back with the rest of its items left."""
    monkeypatch.setattr(supervisor, "_HAND_BACK", -1.0)
    doing: list[int] = []
    monkeypatch.setattr(Pool, "run", lambda _, work, batch: fake_run(work, batch, doing))
    cluster = ClusterInProcess(tmp_path / "store")
    assert run(cluster, ConvertWork(CONFIG, Budget(10, 1)), jobs(10, 5)) == ALL
    assert sorted(doing) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def fake_run(work: Any, batch: list[Any], doing: list[int]) -> list[Any]:
    """Do one item, and then ask as a pool does what is to be done with the rest."""
    (job,) = batch
    doing.append(len(job.items))
    rest = msgspec.structs.replace(job, items=job.items[1:])
    return [work.function(job, job.items[0]), *(work.trim(rest) if rest.items else ())]


def test_an_overrun_is_judged_where_the_build_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that overruns is tried again without its body, and the others aren't touched."""
    pages: list[str] = []

    def overrun(work: Any, batch: list[Any]) -> list[Any]:
        (job,) = batch
        pages.extend(source.path for source in job.items)
        return [
            Overrun("time", work.seconds, Phase.WORKING)
            if source.path == "p03.md" and not job.trouble
            else work.function(job, source)
            for source in job.items
        ]

    monkeypatch.setattr(Pool, "run", lambda _, work, batch: overrun(work, batch))
    work = ConvertWork(CONFIG, Budget(10, 1))
    cluster = ClusterInProcess(tmp_path / "store")
    documents = [document for document, _ in cluster.run(work, jobs(10, 5))]
    cluster.close()
    assert [document.path for document in documents] == [entry.split()[0] for entry in ALL]
    assert [problem.code for document in documents for problem in document.problems] == ["too-slow"]
    assert pages.count("p03.md") == 2
    assert len(pages) == 11


def test_a_spent_budget_ends_the_build(tmp_path: Path) -> None:
    """Time that workers took counts, and what isn't tried any more is reported once."""
    budget = Budget(0, 0)
    work = ConvertWork(CONFIG, budget)
    cluster = ClusterInProcess(tmp_path / "store")
    results = [document.path for document, _ in cluster.run(work, jobs(100, 5))]
    cluster.close()
    assert budget.spent > 0
    assert len(results) < 100
    assert len(results) + len(work.untried) == 100

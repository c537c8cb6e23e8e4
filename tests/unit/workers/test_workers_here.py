"""What most tests build in their own process is what worker processes build."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from sitegen.workers.pool import Job, Pool, Work
from tests.site_maker import read_tree
from tests.workers_here import WorkerHere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

BODY = """# {number}

[Next](post-{next}.md#code), *words*[^1] and $x^2$. {{#words}}

## Code

```python title="a.py"
print("ahoy")
```

> [!NOTE]
> A note.

[^1]: A footnote, and a [link that leads nowhere](gone.md).
"""


def make_post(number: int) -> str:
    front = f"---\ntitle: Post {number}\ndate: 2025-01-{number + 1:02}\ntags: [a, b{number % 3}]\n---\n\n"
    return front + BODY.format(number=number, next=(number + 1) % 12)


def test_both_publish_and_report_the_same(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte and every problem, in a site with links, feeds, terms, code, formulas and mistakes."""
    site = make_site(
        {
            "sitegen.toml": 'title = "T"\nbase_url = "https://e.test/"\nmarkdown.math = true\n',
            **{f"content/blog/post-{number}.md": make_post(number) for number in range(12)},
            "layouts/page.html": "{% extends 'builtin/page.html' %}",
        }
    )
    processes = site.build(lenient=True)
    published = read_tree(site.root / "public")
    monkeypatch.setattr("sitegen.workers.pool.Worker", WorkerHere)
    apart = site.root.with_name("apart")
    here = site.build(lenient=True, output=apart / "public", cache=apart / "cache")
    assert processes.problems == here.problems
    assert len(processes.problems) == 12
    assert published == read_tree(apart / "public")


def test_a_job_that_takes_too_long_fails_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a limit can't pass by waiting."""
    monkeypatch.setattr("sitegen.workers.pool.Worker", WorkerHere)
    work: Work[Job, float] = Work(compute)
    work.seconds = 0.01
    workers = Pool(1)
    with pytest.raises(TimeoutError, match="marker `processes`"):
        list(workers.run(work, [Job((0.05,))]))
    workers.close()


def test_in_this_folder_workers_are_processes() -> None:
    """What follows from a worker's being one is tested here."""
    work: Work[Job, int] = Work(find_process)
    workers = Pool(1)
    assert list(workers.run(work, [Job((0,))])) != [os.getpid()]
    workers.close()


def find_process(_: Job, __: int) -> int:
    """Return the number of the process that does the work."""
    return os.getpid()


def compute(_: Job, seconds: float) -> float:
    """Take this much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds

"""A long day of writing: the server does not grow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.unit.serve.test_process import find_children

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.served import Served

_EDITS = 1_000
_SETTLED = 250  #: edits after which what is kept for speed has been filled
_GROWTH = 1.15  #: of memory, from then on; a page kept for each edit would be far beyond it
_TITLE_EVERY = 10


class Weight(NamedTuple):
    """What a server holds."""

    memory: int  #: KiB, of the process that builds
    handles: int
    processes: int


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux what a process holds")
def test_a_thousand_edits_leave_nothing_behind(site: Served, page: Page) -> None:
    """With a browser attached that shows each of them: no more memory, handles or processes than before."""
    site.start()
    page.goto(f"{site.address}blog/one/")
    page.wait_for_selector("sitegen-preview .word[data-phase=built]", state="attached")
    weights = []
    for number in range(_EDITS):
        title = f"Title {number // _TITLE_EVERY}"  # now and then a build of the whole site
        site.post("one", f"Edit number {number}. " + "Some words more. " * (number % 50), title=title)
        page.wait_for_function(
            "text => document.body.textContent.includes(text)", arg=f"Edit number {number}.", timeout=60_000
        )
        if number in (_SETTLED, _EDITS - 1):
            page.wait_for_timeout(5_000)  # what is published in a pause is done
            weights.append(weigh(site.pid))
    first, last = weights
    assert (last.handles, last.processes) == (first.handles, first.processes)
    assert last.memory < first.memory * _GROWTH, weights


def weigh(process: int) -> Weight:
    """Return what a process holds now."""
    folder = Path("/proc", str(process))
    status = folder.joinpath("status").read_text()
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return Weight(memory, len(list(folder.joinpath("fd").iterdir())), len(find_children(process)))

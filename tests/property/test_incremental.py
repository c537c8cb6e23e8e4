"""A build with a cache publishes what a clean build would, byte for byte, whatever happened in between."""

from __future__ import annotations

import pytest

from tests.property.accidents import Accidents
from tests.property.authors import Authors
from tests.property.contributors import Contributors
from tests.property.previews import Previews
from tests.property.steps import run_steps


class Everybody(Authors, Contributors, Accidents, Previews):
    """Authors and contributors who are interrupted by accidents, with a preview open."""


@pytest.fixture(params=["as small", "as large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """These sites are small; of a large one, a build amends what the last one saved."""
    if request.param == "as large":
        monkeypatch.setattr("sitegen.cache.traces._FEW", 0)
        monkeypatch.setattr("sitegen.cache.amendment._MUCH", 0)


@pytest.mark.usefixtures("size")
def test_incremental_equals_clean() -> None:
    """A sample, the same in every run of the tests."""
    run_steps(Everybody, examples=2, steps=12, same_each_time=True)


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.usefixtures("size")
def test_incremental_equals_clean_for_long() -> None:
    """More than a thousand steps, others in every run."""
    run_steps(Everybody, examples=20, steps=40, same_each_time=False)

"""What must be the same on all workers: every difference is named, with its worker and the remedy."""

from __future__ import annotations

from sitegen import __version__
from sitegen.cluster.setup import compare_setups, describe_setup, report_failure


def test_equal_setups_are_no_problem() -> None:
    here = describe_setup(("pytest",))
    assert here["sitegen"].startswith(__version__)
    assert {"Python", "sitegen", "jinja2", "markdown_it_py", "pytest"} <= here.keys()
    assert compare_setups(here, {"worker tcp://10.0.0.5:1": dict(here)}) == []


def test_each_worker_is_named_with_all_that_differs() -> None:
    here = describe_setup()
    there = {**here, "Python": "CPython 3.10.1", "jinja2": "3.0.0", "tiktoken": "1.0"}
    del there["pillow"]
    problems = compare_setups(
        here, {"worker tcp://b:1": there, "worker tcp://a:1": here, "worker tcp://c:1": there}
    )
    assert [problem.code for problem in problems] == ["cluster-failed"] * 2
    assert "the worker tcp://b:1 has" in problems[0].message
    assert "tcp://c:1" in problems[1].message
    for part in (f"Python CPython 3.10.1 instead of {here['Python']}", "jinja2 3.0.0", "pillow none"):
        assert part in problems[0].message
    assert "install the same" in problems[0].hint


def test_a_worker_without_sitegen_gets_the_command() -> None:
    problem = report_failure("worker tcp://a:1", ModuleNotFoundError("No module named 'sitegen'"))
    assert "tcp://a:1" in problem.message
    assert f"pip install 'sitegen-ssg[dask]=={__version__}'" in problem.hint

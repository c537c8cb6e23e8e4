"""A state machine -> its random steps, as many as wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine


def run_steps(
    machine: type[RuleBasedStateMachine], examples: int, steps: int, *, same_each_time: bool
) -> None:
    """Run so many examples of at most so many steps each; a failure names its steps."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=not same_each_time,
            derandomize=same_each_time,
        ),
    )

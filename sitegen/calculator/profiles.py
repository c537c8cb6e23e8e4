"""The three ways of using a model that a page without JavaScript projects: assumptions, said out loud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from sitegen.calculator.arithmetic import Usage
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from sitegen.core.wording import Wording


class Profile(Struct, frozen=True, kw_only=True):
    """One way of using a model."""

    id: str
    name: str
    usage: Usage
    requests_per_day: int
    days_per_month: int


PROFILES = (
    Profile(
        id="light",
        name="Light",
        usage=Usage(input_tokens=500, output_tokens=400),
        requests_per_day=5,
        days_per_month=30,
    ),
    Profile(
        id="everyday",
        name="Everyday",
        usage=Usage(input_tokens=2_000, output_tokens=600, reasoning_tokens=400, cached_percent=25),
        requests_per_day=30,
        days_per_month=22,
    ),
    Profile(
        id="heavy",
        name="Heavy",
        usage=Usage(input_tokens=10_000, output_tokens=1_200, reasoning_tokens=800, cached_percent=60),
        requests_per_day=300,
        days_per_month=30,
    ),
)

DEFAULT_PROFILE = PROFILES[1]


def assumption(profile: Profile, say: Wording = ENGLISH) -> str:
    """Describe to readers what a profile assumes."""
    usage = profile.usage
    parts = [
        say("{number} days a month", number=profile.days_per_month),
        say("{number} tokens in", number=say.number(usage.input_tokens)),
    ]
    if usage.cached_percent:
        parts.append(say("{number} % of the input cached", number=usage.cached_percent))
    parts.append(say("{number} tokens out", number=say.number(usage.output_tokens)))
    if usage.reasoning_tokens:
        number = say.number(usage.reasoning_tokens)
        parts.append(say("{number} tokens of reasoning where the model reasons", number=number))
    often = f"{say('Requests a day')}: {say.number(profile.requests_per_day)}."
    return f"{often} {say('Counted with {parts}.', parts=say(', ').join(parts))}"

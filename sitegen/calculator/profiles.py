"""The three ways of using a model that a page without JavaScript projects: assumptions, said out loud."""

from __future__ import annotations

from msgspec import Struct

from sitegen.calculator.arithmetic import Usage


class Profile(Struct, frozen=True, kw_only=True):
    """One way of using a model."""

    id: str
    name: str
    assumption: str  #: in a reader's words
    usage: Usage
    requests_per_day: int
    days_per_month: int


PROFILES = (
    Profile(
        id="light",
        name="Light",
        assumption="5 questions a day, 30 days a month: 500 tokens in, 400 out, nothing cached.",
        usage=Usage(input_tokens=500, output_tokens=400),
        requests_per_day=5,
        days_per_month=30,
    ),
    Profile(
        id="everyday",
        name="Everyday",
        assumption=(
            "30 requests a day, 22 days a month: 2,000 tokens in, a quarter of them cached, 600 out, "
            "and 400 of reasoning where the model reasons."
        ),
        usage=Usage(input_tokens=2_000, output_tokens=600, reasoning_tokens=400, cached_percent=25),
        requests_per_day=30,
        days_per_month=22,
    ),
    Profile(
        id="heavy",
        name="Heavy",
        assumption=(
            "300 requests a day, 30 days a month: 10,000 tokens in, 60 % of them cached, 1,200 out, "
            "and 800 of reasoning where the model reasons."
        ),
        usage=Usage(input_tokens=10_000, output_tokens=1_200, reasoning_tokens=800, cached_percent=60),
        requests_per_day=300,
        days_per_month=30,
    ),
)

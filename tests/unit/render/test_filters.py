"""The filters of templates, beside the libraries that they stand in for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.filters import iso, rfc822, to_json

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.one_of(st.none(), ZONES))  # noqa: DTZ001  it gets a zone
def test_dates_of_rss_are_those_of_the_library(moment: datetime, zone: timezone | None) -> None:
    """It has no such date before the year 1000; loading it takes longer than writing a feed."""
    moment = moment.replace(tzinfo=zone)
    assert format_datetime(moment) == rfc822(moment)


def test_days_and_times_of_data_are_written_as_json() -> None:
    """YAML and TOML have both; JSON gets them as text."""
    values = {"day": date(2025, 1, 2), "at": time(7, 30), "moment": datetime(2025, 1, 2, 3, tzinfo=UTC)}
    assert str(to_json(values)) == '{"day":"2025-01-02","at":"07:30:00","moment":"2025-01-02T03:00:00Z"}'
    assert iso(date(2025, 1, 2)) == "2025-01-02"

"""The filters of templates, beside the libraries that they stand in for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.filters import rfc822

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.one_of(st.none(), ZONES))  # noqa: DTZ001  it gets a zone
def test_dates_of_rss_are_those_of_the_library(moment: datetime, zone: timezone | None) -> None:
    """It has no such date before the year 1000; loading it takes longer than writing a feed."""
    moment = moment.replace(tzinfo=zone)
    assert format_datetime(moment) == rfc822(moment)

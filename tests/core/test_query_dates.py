"""Dates: words, ISO, ages, in the local time of the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.query import dates

PARIS = ZoneInfo("Europe/Paris")
#: A Thursday, 2026-11-26 15:00 UTC.
NOW = int(datetime(2026, 11, 26, 15, tzinfo=UTC).timestamp())


def spelled(text: str, zone: ZoneInfo = PARIS) -> tuple[str, str]:
    start, end = dates.span_of(text, NOW, zone)
    return tuple(f"{datetime.fromtimestamp(t, zone):%Y-%m-%d %H:%M}" for t in (start, end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-11-26 00:00", "2026-11-27 00:00"),
        ("Yesterday", "2026-11-25 00:00", "2026-11-26 00:00"),
        ("monday", "2026-11-23 00:00", "2026-11-24 00:00"),
        ("thursday", "2026-11-26 00:00", "2026-11-27 00:00"),
        ("friday", "2026-11-20 00:00", "2026-11-21 00:00"),
        ("this-week", "2026-11-23 00:00", "2026-11-30 00:00"),
        ("lastweek", "2026-11-16 00:00", "2026-11-23 00:00"),
        ("month", "2026-11-01 00:00", "2026-12-01 00:00"),
        ("last month", "2026-10-01 00:00", "2026-11-01 00:00"),
        ("lastyear", "2025-01-01 00:00", "2026-01-01 00:00"),
        ("2026", "2026-01-01 00:00", "2027-01-01 00:00"),
        ("2026-12", "2026-12-01 00:00", "2027-01-01 00:00"),
        ("2026-W48", "2026-11-23 00:00", "2026-11-30 00:00"),
        ("2026/11/5", "2026-11-05 00:00", "2026-11-06 00:00"),
        ("2026-03-29", "2026-03-29 00:00", "2026-03-30 00:00"),
        ("3d", "2026-11-23 16:00", "2026-11-23 16:00"),
        ("2 hours ago", "2026-11-26 14:00", "2026-11-26 14:00"),
        ("1-week-ago", "2026-11-19 16:00", "2026-11-19 16:00"),
        ("9m", "2026-02-26 16:00", "2026-02-26 16:00"),
        ("1y", "2025-11-26 16:00", "2025-11-26 16:00"),
    ],
)
def test_spans(text: str, start: str, end: str) -> None:
    assert spelled(text) == (start, end)


def test_a_day_of_23_hours() -> None:
    start, end = dates.span_of("2026-03-29", NOW, PARIS)
    assert end - start == 23 * 3600


def test_a_month_back_keeps_inside_the_month() -> None:
    end_of_march = int(datetime(2026, 3, 31, tzinfo=UTC).timestamp())
    assert (
        dates.span_of("1m", end_of_march, UTC)[0] == datetime(2026, 2, 28, tzinfo=UTC).timestamp()
    )


def test_open_ends_and_sides() -> None:
    day = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
    assert dates.span("2026-11-01", "", NOW, UTC) == (day, dates.LATEST)
    assert dates.span(">2026-11-01", "", NOW, UTC)[0] == day + 86_400
    assert dates.span("", "2026-11-01", NOW, UTC) == (dates.EARLIEST, day + 86_400)
    assert dates.span("", "<2026-11-01", NOW, UTC)[1] == day


def test_a_moment_with_its_own_zone() -> None:
    assert dates.span_of("2026-11-26T16:00+01:00", NOW, UTC) == (NOW, NOW + 1)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-00", "2026-02-30", "2026-W54", "3 apples", "0000"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(dates.BadDate):
        dates.check(text)


@given(
    st.one_of(
        st.text(max_size=20),
        st.from_regex(r"[0-9]{1,6}[hdwmy]|[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True),
    )
)
def test_any_text_is_a_span_or_no_date(text: str) -> None:
    for zone in (None, UTC, PARIS):
        try:
            start, end = dates.span_of(text, NOW, zone)
        except dates.BadDate:
            continue
        assert start + 86_400 * 2 >= dates.EARLIEST
        assert start <= end

# ruff: noqa: RUF001
"""Dates as feeds write them, in any language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.parse import dates
from reader.parse.feed import parse_bytes


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Tue, 11 Apr 2023 09:12:30 GMT", "2023-04-11T09:12:30"),
        ("11 Apr 23 09:12 EST", "2023-04-11T14:12:00"),
        ("Tue, 11 Apr 2023 9:12:30 -0400", "2023-04-11T13:12:30"),
        ("Tue,11 Apr 2023 09:12:30 +02:00", "2023-04-11T07:12:30"),
        ("2023-04-11T09:12:30.123+05:30", "2023-04-11T03:42:30"),
        ("2023-04-11 09:12:30", "2023-04-11T09:12:30"),
        ("20230411T091230Z", "2023-04-11T09:12:30"),
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
        ("Seg, 24 Set 2018 10:00:00 -0300", "2018-09-24T13:00:00"),
        ("Mo, 25 Jun 2018 08:00:00 +0200", "2018-06-25T06:00:00"),
        ("1. März 2018", "2018-03-01T00:00:00"),
        ("mar., 3 févr. 2015 12:00:00 +0100", "2015-02-03T11:00:00"),
        ("le 14 août 2019 à 18:30", "2019-08-14T18:30:00"),
        ("24 de setembro de 2018 14h05", "2018-09-24T14:05:00"),
        ("lun, 5 ene 2015 10:00:00 +0000", "2015-01-05T10:00:00"),
        ("mer, 12 dic 2018 00:00:00 +0100", "2018-12-11T23:00:00"),
        ("Пт, 15 мая 2015 10:00:00 +0300", "2015-05-15T07:00:00"),
        ("January 5, 2018 2:05 PM", "2018-01-05T14:05:00"),
        ("Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21"),
        ("1681204350", "2023-04-11T09:12:30"),
        ("1681204350000", "2023-04-11T09:12:30"),
        ("Fri, 31 Mar 2023 20:19:00 America/Los_Angeles", "2023-04-01T03:19:00"),
        ("30 Aug 2013 1:05:06 P.M", "2013-08-30T13:05:06"),
        ("Mon, 07 May 2018 9:5:3 GMT", "2018-05-07T09:05:03"),
        ("Mon, 07 May 2018 10:00:00 &#43;0200", "2018-05-07T08:00:00"),
        ("13.02.2006 15:04", "2006-02-13T15:04:00"),
        ("13/02/2006", "2006-02-13T00:00:00"),
        ("02/13/2006", "2006-02-13T00:00:00"),
        ("1/2/2006 3:04:05 PM", "2006-01-02T15:04:05"),
        ("10/30/23 21:55:58", "2023-10-30T21:55:58"),
        ("30.10.23", "2023-10-30T00:00:00"),
        ("Sat, 11 04 2020 08:51:49 +0100", "2020-04-11T07:51:49"),
        ("2016. 6. 13. 20:00", "2016-06-13T20:00:00"),
        ("2020/01-10 14:33:00", "2020-01-10T14:33:00"),
        ("2006-01-02 at 15:04:05", "2006-01-02T15:04:05"),
        ("Nov. 2020", "2020-11-01T00:00:00"),
        ("2018-Jan-05", "2018-01-05T00:00:00"),
        ("Jan-05-2018", "2018-01-05T00:00:00"),
        ("2018. május 5. 10:00", "2018-05-05T10:00:00"),
        ("5 мая 2018 г., 14:05", "2018-05-05T14:05:00"),
        ("Δευ, 12 Ιουλ 2004 03:02:01 GMT", "2004-07-12T03:02:01"),
        ("5 مايو 2018", "2018-05-05T00:00:00"),
        ("2004年05月28日 01:31:15", "2004-05-28T01:31:15"),
        ("2023年1月2日 下午3時04分", "2023-01-02T15:04:00"),
        ("2004-05-28 오후 11:23:17", "2004-05-28T14:23:17"),
        ("2004년 5월 28일 10:00", "2004-05-28T01:00:00"),
        ("2020-W10-3", "2020-03-04T00:00:00"),
        ("2020W103T10:00+01:00", "2020-03-04T09:00:00"),
        ("2020-064T10:00:00Z", "2020-03-04T10:00:00"),
        ("1571054400.5", "2019-10-14T12:00:00"),
        ("Pzt, 14 Eki 2019 12:00:00 +0300", "2019-10-14T09:00:00"),
        ("9 Ağu 2019", "2019-08-09T00:00:00"),
        ("14. lokakuuta 2019 klo 12.30", "2019-10-14T12:30:00"),
        ("14 באוקטובר 2019", "2019-10-14T00:00:00"),
        ("14 tháng 10, 2019", "2019-10-14T00:00:00"),
        ("Thứ hai, 14/10/2019 12:00", "2019-10-14T12:00:00"),
        ("Senin, 14 Oktober 2019 12:00:00 WIB", "2019-10-14T05:00:00"),
        ("14/Oct/2019:12:00:00 +0200", "2019-10-14T10:00:00"),
        ("Mon, 14 Oct 2562 12:00:00 +0700", "2019-10-14T05:00:00"),
        ("29 Feb 2567 10:00", "2024-02-29T10:00:00"),
        ("Mon, 14, Oct 2019 9:5", "2019-10-14T09:05:00"),
        ("14 Monday, Oct 2019 09:05", "2019-10-14T09:05:00"),
        ("Mon, 2019-10-14 09:05", "2019-10-14T09:05:00"),
        ("Mon, 14 Oct 2019 12 +0200", "2019-10-14T10:00:00"),
        ("2019-10-14T12+0200", "2019-10-14T10:00:00"),
        ("2019-10-14T120500Z", "2019-10-14T12:05:00"),
        ("Mon, 14 Oct 2019 12:00:00 --0200", "2019-10-14T14:00:00"),
        ("2019-10-14T12:00:00:-0200", "2019-10-14T14:00:00"),
        ("2019-10-14T8:05:00-010:00", "2019-10-14T18:05:00"),
        ("Mon, 14 Oct 2019 12:00:00 02:00", "2019-10-14T10:00:00"),
        ("Mon, 14 Oct 2019 12:00:00 EST +0200", "2019-10-14T10:00:00"),
        ("Mon, 14 Oct 2019 3:04:05 PM -0700", "2019-10-14T22:04:05"),
        ("12:05 14.10.2019", "2019-10-14T12:05:00"),
        ("12:05 14.10.2019 +0200", "2019-10-14T10:05:00"),
        ("12:05:06 2019-10-14", "2019-10-14T12:05:06"),
        ("Mon Oct 14 12:00:00 2019 +0200", "2019-10-14T10:00:00"),
        ("Mon, Oct 14,2019 12:00:00 EST", "2019-10-14T17:00:00"),
        ("10.14.2019", "2019-10-14T00:00:00"),
        ("Oct. 14, 2019, 9 p.m.", "2019-10-14T21:00:00"),
        ("October 14, 2019 @ 9:30 am", "2019-10-14T09:30:00"),
        ("水, 14 10 2019 07:37:00 PDT", "2019-10-14T14:37:00"),
        ("14/10/2019 06:30:25 م", "2019-10-14T18:30:25"),
        ("٢٠١٩/١٠/١٤ ١٤:٣٠", "2019-10-14T14:30:00"),
        # clocks from 1 to 24, and the midnight that ends a day
        ("Mon, 14 Oct 2019 24:05:00 GMT", "2019-10-14T00:05:00"),
        ("Mon, 14 Oct 2019 13:05:00 Pacific Daylight Time", "2019-10-14T20:05:00"),
        ("10/14/2019 1:05:00 PM Eastern Standard Time", "2019-10-14T18:05:00"),
        ("14 Oct 2019 13:05 Central European Summer Time", "2019-10-14T11:05:00"),
        ("14 Oct 2019 13:05 Central European Time", "2019-10-14T12:05:00"),
        ("Mon, 14 Oct 2019 24:00:00 GMT", "2019-10-15T00:00:00"),
    ],
)
def test_stated_dates(stated: str, expected: str) -> None:
    moment = dates.parse(stated)
    assert moment is not None
    assert datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S") == expected


@pytest.mark.parametrize(
    "stated",
    ["", "  ", "yesterday", "15", "2023-13-45", "Thu, 01 Jan 1970 00:00:00 GMT", "31 Foo 2020",
     "2190-01-01", "01/02/2006", "0000-00-00T00:00:00Z", "2020-W60-1", "2020-367"],
)  # fmt: skip
def test_no_date_at_all(stated: str) -> None:
    assert dates.parse(stated) is None


@pytest.mark.parametrize(
    "stated",
    [
        "--12-31",
        "-335",
        "2006-W60-3",
        "2006-400",
        "2006. Heft",
        "2014-22-22T31",
        "Wed, 31 Feb 2026 06:34:46 GMT",
        "2003-12-32T10:14:55Z",
        "2023-02-29",
        "Wed, 31 Feb 2026 24:34846140530",
        "Sun, 22 Jan 15:04:05 MST",
        "15:04 yesterday",
    ],
)
def test_what_needs_this_year_or_month_is_no_date(stated: str) -> None:
    """feedparser puts in those of today: the same feed would be read otherwise tomorrow. Or it
    counts on where the calendar has no such day."""
    document = f"<rss><channel><item><pubDate>{stated}</pubDate></item></channel></rss>"
    assert parse_bytes(document.encode()).items[0].published is None


ZEROS = [
    "0000-00-00 00:00:00",
    "-0001-11-30T00:00:00+00:00",
    "Wed, 30 Nov -0001 00:00:00 +0000",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "0000",
]


@pytest.mark.parametrize("stated", ZEROS)
@pytest.mark.parametrize("odd", ["", "<!DOCTYPE rss>"])
def test_a_databases_date_of_no_time_costs_no_story(stated: str, odd: str) -> None:
    """feedparser makes a year out of it that no calendar has."""
    items = f"<item><pubDate>{stated}</pubDate></item><item><title>b</title></item>"
    feed = parse_bytes(f"{odd}<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [one.published for one in feed.items] == [None, None]


@given(
    st.lists(st.sampled_from(["0", "-", "/", ":", "T", "99", "2020", "W", "+", "Z", ".", "Mon"]))
)
@settings(max_examples=60, deadline=None)
def test_any_stated_date_leaves_a_story(stated: list[str]) -> None:
    item = f"<item><title>t</title><pubDate>{''.join(stated)}</pubDate></item>"
    feed = parse_bytes(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    assert [one.title for one in feed.items] == ["t"]


@given(st.text(max_size=80))
def test_any_text_is_a_sane_date_or_none(stated: str) -> None:
    moment = dates.parse(stated)
    assert moment is None or dates.EARLIEST <= moment < dates.LATEST


@given(st.integers(dates.EARLIEST, dates.LATEST - 1))
def test_what_is_written_well_is_read_exactly(moment: int) -> None:
    stated = datetime.fromtimestamp(moment, UTC)
    assert dates.parse(stated.strftime("%Y-%m-%dT%H:%M:%SZ")) == moment
    assert dates.parse(stated.strftime("%a, %d %b %Y %H:%M:%S +0000")) == moment

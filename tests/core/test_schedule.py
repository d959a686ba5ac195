from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.fetch import schedule
from reader.fetch.schedule import DAY, HOUR, after, move
from reader.model import FOR_GOOD, FeedState, FetchKind, FetchResult, ParsedFeed, Validators

NOW = 1_700_000_000  # Tuesday, 14 November 2023, 22:13:20 GMT
OLD = Validators(b'"old"', b"old date")
NEW = Validators(b'"new"', None)
PARSED = ParsedFeed("A feed")
BODY = FetchResult(1, FetchKind.BODY, "https://a.example/", 200, b"<rss/>", validators=NEW)
SAME = FetchResult(1, FetchKind.NOT_MODIFIED, "https://a.example/", 304)


def fault(kind: str = "http", status: int = 500, wait: int | None = None) -> FetchResult:
    return FetchResult(
        1,
        FetchKind.FAILED,
        "https://a.example/",
        status,
        retry_after=wait,
        error_kind=kind,
        error=f"The server answered {status}" if status else kind,
    )


def wait(state: FeedState) -> int:
    return state.next_at - NOW


@pytest.mark.parametrize(
    ("max_age", "ttl", "seconds", "why"),
    [
        (None, None, HOUR, "1 hour after the last request, as usual"),
        (60, 60, HOUR, "as usual"),
        (2 * HOUR, None, 2 * HOUR, "2 hours after the last request, as the server asks"),
        (2 * HOUR, 3 * HOUR, 3 * HOUR, "3 hours after the last request, as the feed asks"),
        (16 * 365 * DAY, None, DAY, "1 day after the last request: the server asks for"),
        (None, 7 * DAY, DAY, "the feed asks for 7 days"),
    ],
)
def test_the_longest_wish_counts_up_to_a_day(
    max_age: int | None, ttl: int | None, seconds: int, why: str
) -> None:
    parsed = replace(PARSED, ttl=ttl)
    state = after(FeedState(), replace(BODY, max_age=max_age), parsed, NOW, body_hash=b"h")
    assert wait(state) == seconds
    assert why in state.next_why
    again = after(state, replace(SAME, max_age=max_age), None, NOW)
    assert wait(again) == seconds


def test_the_users_interval_counts_but_never_under_an_hour() -> None:
    assert wait(after(FeedState(), BODY, PARSED, NOW, interval=6 * HOUR)) == 6 * HOUR
    assert wait(after(FeedState(), BODY, PARSED, NOW, interval=60)) == HOUR


def test_a_parsed_body_replaces_the_pair_and_clears_what_failed() -> None:
    bad = FeedState(validators=OLD, failures=3, failing_since=5, error_kind="dns", error="x")
    state = after(bad, BODY, replace(PARSED, warnings=("a", "b")), NOW, body_hash=b"h")
    assert state.validators == NEW
    assert (state.failures, state.failing_since, state.error_kind, state.error) == (0, None, "", "")
    assert (state.asked_at, state.fetched_at, state.changed_at) == (NOW, NOW, NOW)
    assert state.body_hash == b"h"
    assert state.warning == "a; b"


def test_an_unchanged_body_replaces_the_pair_only() -> None:
    known = FeedState(validators=OLD, body_hash=b"h", changed_at=5, warning="w", ttl=2 * HOUR)
    state = after(known, BODY, None, NOW, body_hash=b"h")
    assert state.validators == NEW
    assert (state.changed_at, state.warning, state.failures) == (5, "w", 0)
    assert wait(state) == 2 * HOUR
    assert after(known, BODY, PARSED, NOW, body_hash=b"h").changed_at == 5


def test_a_304_renews_only_what_it_names() -> None:
    state = after(FeedState(validators=OLD), replace(SAME, validators=NEW), None, NOW)
    assert state.validators == Validators(b'"new"', b"old date")
    assert after(FeedState(validators=OLD), SAME, None, NOW).validators == OLD


@pytest.mark.parametrize(
    "result", [BODY, fault("not_a_feed", 200), fault("parser", 200), fault("dns", 0)]
)
def test_a_failure_keeps_the_old_pair(result: FetchResult) -> None:
    known = FeedState(validators=OLD, body_hash=b"h", fetched_at=5, changed_at=4)
    state = after(known, result, None, NOW, body_hash=b"other")
    assert state.validators == OLD
    assert (state.body_hash, state.fetched_at, state.changed_at) == (b"h", 5, 4)
    assert (state.failures, state.failing_since, state.asked_at) == (1, NOW, NOW)
    assert state.error_kind
    assert state.error


def test_how_often_it_failed_is_said() -> None:
    first = after(FeedState(), fault(), None, NOW)
    assert first.next_why.endswith("for it failed (the first)")
    assert after(first, fault(), None, NOW).next_why.endswith("for it failed (2 in a row)")


@pytest.mark.parametrize(
    ("result", "hours"),
    [
        (fault(), [1, 2, 4, 8, 16, 24, 24]),
        (fault("timeout", 0), [1, 2, 4, 8, 16, 24, 24]),
        (fault("not_a_feed", 200), [1, 2, 4, 8, 16, 24, 24]),
        (fault(status=403), [4, 8, 16, 24, 24]),
        (fault("slow_down", 429), [4, 8, 16, 24, 24]),
        (fault(status=503), [4, 8, 16, 24, 24]),
        (fault("slow_down", 429, 10), [1, 1, 1]),
        (fault("slow_down", 503, 5 * HOUR), [5, 5, 5]),
        (fault("slow_down", 429, 3 * DAY), [72, 72]),
        (fault("slow_down", 429, 400 * DAY), [720]),
        (fault(status=404), [1, 2, 4, 8, 16, 24, 24]),
    ],
)
def test_back_off(result: FetchResult, hours: list[int]) -> None:
    state = FeedState()
    for number, expected in enumerate(hours, 1):
        state = after(state, result, None, NOW)
        assert wait(state) == expected * HOUR
        assert state.failures == number
        assert state.next_why


def test_a_feed_lost_for_a_month_is_asked_weekly() -> None:
    lost = fault(status=404)
    state = after(FeedState(), lost, None, NOW - 30 * DAY)
    assert wait(after(state, lost, None, NOW - 1)) <= DAY
    weekly = after(state, lost, None, NOW)
    assert wait(weekly) == 7 * DAY
    assert "30 days" in weekly.next_why
    other = after(state, fault(status=500), None, NOW)
    assert wait(other) <= DAY
    assert wait(after(other, lost, None, NOW)) <= DAY


def test_gone_is_gone_until_it_answers_again() -> None:
    state = after(FeedState(validators=OLD), fault("gone", 410), None, NOW)
    assert state.gone
    assert state.next_at == FOR_GOOD
    back = after(state, BODY, PARSED, NOW)
    assert not back.gone
    assert wait(back) == HOUR


def test_no_network_counts_as_nothing() -> None:
    known = FeedState(validators=OLD, failures=2, failing_since=3, error="x", asked_at=NOW - DAY)
    state = after(known, fault("offline", 0), None, NOW)
    same = replace(state, next_at=known.next_at, next_why=known.next_why)
    assert same == known
    assert wait(state) == schedule.OFFLINE_WAIT
    assert after(known, fault("cancelled", 0), None, NOW) == known
    answered = after(known, fault("cancelled", 200), None, NOW)
    assert (wait(answered), answered.asked_at, answered.failures) == (HOUR, NOW, 2)


def test_wishes_that_do_not_touch_the_time() -> None:
    parsed = replace(PARSED, skip_hours=(22,), skip_days=(0, 2))  # it is 23:13 on a Tuesday
    state = after(FeedState(), BODY, parsed, NOW)
    assert wait(state) == HOUR
    assert "alone" not in state.next_why


@pytest.mark.parametrize(
    ("hours", "days", "at"),
    [
        ((23,), (), NOW - 800 + 2 * HOUR),  # midnight
        ((23, 0, 1), (), NOW - 800 + 4 * HOUR),
        ((), (1,), NOW - 800 + 2 * HOUR),  # no Tuesdays: Wednesday, midnight
        ((), (1, 2), NOW - 800 + 26 * HOUR),
        ((), (1, 2, 3, 4), NOW + 2 * DAY),  # never silent for more than two days
    ],
)
def test_hours_and_days_the_feed_wants_left_alone(
    hours: tuple[int, ...], days: tuple[int, ...], at: int
) -> None:
    state = after(FeedState(), BODY, replace(PARSED, skip_hours=hours, skip_days=days), NOW)
    assert state.next_at == at
    assert "left alone" in state.next_why


def test_wishes_that_leave_no_hour_are_none() -> None:
    for wishes in ({"skip_hours": tuple(range(24))}, {"skip_days": tuple(range(7))}):
        assert wait(after(FeedState(), BODY, replace(PARSED, **wishes), NOW)) == HOUR


def test_a_move_is_believed_after_three_fetches_over_a_day() -> None:
    moved = replace(SAME, permanent="https://b.example/")
    state = after(FeedState(), moved, None, NOW)
    state = after(state, moved, None, NOW + HOUR)
    state = after(state, moved, None, NOW + 2 * HOUR)
    assert state.moved_count == 3
    assert move(state, NOW + 2 * HOUR) == ""
    assert move(state, NOW + DAY) == "https://b.example/"
    elsewhere = after(state, replace(SAME, permanent="https://c.example/"), None, NOW + DAY)
    assert (elsewhere.moved_to, elsewhere.moved_count) == ("https://c.example/", 1)
    assert move(after(state, BODY, PARSED, NOW + DAY), NOW + DAY) == ""
    failed = after(state, replace(fault(), permanent="https://b.example/"), None, NOW + DAY)
    assert failed.moved_count == 3


def test_two_sights_over_a_week_are_no_move() -> None:
    moved = replace(SAME, permanent="https://b.example/")
    state = after(after(FeedState(), moved, None, NOW), moved, None, NOW + 7 * DAY)
    assert move(state, NOW + 7 * DAY) == ""


def test_a_feed_may_say_itself_that_it_moved() -> None:
    says = replace(PARSED, moved_to="https://b.example/")
    state = after(FeedState(), BODY, says, NOW, body_hash=b"1")
    assert (state.moved_to, state.moved_count) == ("https://b.example/", 1)
    for hour in (1, 25):  # it never changes again
        state = after(state, SAME, None, NOW + hour * HOUR)
    assert move(state, NOW + 25 * HOUR) == "https://b.example/"
    taken_back = after(state, BODY, PARSED, NOW + 26 * HOUR, body_hash=b"2")
    assert (taken_back.moved_to, taken_back.moved_said) == ("", False)
    assert after(taken_back, SAME, None, NOW + 27 * HOUR).moved_to == ""


def test_an_unchanged_answer_repeats_no_redirect() -> None:
    state = after(FeedState(), replace(SAME, permanent="https://b.example/"), None, NOW)
    assert after(state, SAME, None, NOW + DAY).moved_count == 1
    says = after(FeedState(), BODY, replace(PARSED, moved_to="https://b.example/"), NOW)
    led = after(says, replace(SAME, permanent="https://b.example/"), None, NOW)
    assert (led.moved_count, led.moved_said) == (2, False)


def test_validators_are_dropped_rarely_and_only_for_a_feed_that_used_to_be_busy() -> None:
    state = FeedState(validators=OLD, changed_at=NOW - 31 * DAY)
    assert schedule.validators(state, NOW) == OLD
    assert schedule.validators(state, NOW, usual_gap=DAY) == Validators()
    assert schedule.validators(state, NOW, usual_gap=30 * DAY) == OLD
    assert schedule.validators(state, NOW - 2 * DAY, usual_gap=DAY) == OLD
    lately = replace(state, unconditional_at=NOW - DAY)
    assert schedule.validators(lately, NOW, usual_gap=DAY) == OLD
    never = FeedState(validators=OLD)
    assert schedule.validators(never, NOW, usual_gap=DAY) == OLD


def test_an_unconditional_request_is_remembered() -> None:
    assert after(FeedState(), BODY, PARSED, NOW).unconditional_at == NOW
    assert after(FeedState(validators=OLD), BODY, PARSED, NOW).unconditional_at is None
    assert after(FeedState(), fault("dns", 0), None, NOW).unconditional_at is None
    plainly = replace(BODY, plain=True)
    assert after(FeedState(validators=OLD), plainly, PARSED, NOW).unconditional_at == NOW


KINDS = ["http", "dns", "connect", "tls", "timeout", "too_large", "cut", "slow_down", "not_a_feed"]
states = st.builds(
    FeedState,
    failures=st.integers(0, 5_000),
    failing_since=st.none() | st.integers(0, NOW),
    ttl=st.none() | st.integers(0, 10**9),
    skip_hours=st.lists(st.integers(-1, 30), max_size=30).map(tuple),
    skip_days=st.lists(st.integers(-1, 9), max_size=9).map(tuple),
    body_hash=st.just(b"h"),
)
seconds = st.none() | st.integers(0, 10**9)
faults = st.builds(fault, st.sampled_from(KINDS), st.sampled_from([0, 403, 404, 429, 500]), seconds)
answers = st.builds(
    lambda age, base: replace(base, max_age=age), seconds, st.sampled_from([BODY, SAME])
)


@given(states, answers | faults, st.floats(0, 1), st.integers(0, 2**33))
def test_never_sooner_than_an_hour_nor_later_than_the_rules_say(
    state: FeedState, result: FetchResult, jitter: float, now: int
) -> None:
    made = after(state, result, None, now, jitter=jitter, body_hash=b"h")
    gap = made.next_at - now
    assert gap >= HOUR
    if result.kind is not FetchKind.FAILED:
        assert gap <= (2 * DAY if state.skip_days else DAY)
    elif result.retry_after is None and result.status != 404:
        assert gap <= DAY
    else:
        assert gap <= 30 * DAY * 1.1
    plain = after(state, result, None, now, body_hash=b"h")
    assert plain.next_at <= made.next_at


@given(states, st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_longer_wish_never_brings_a_sooner_request(state: FeedState, a: int, b: int) -> None:
    low, high = sorted((a, b))
    for base in (SAME, fault("slow_down", 429)):
        field = "max_age" if base is SAME else "retry_after"
        first = after(state, replace(base, **{field: low}), None, NOW)
        second = after(state, replace(base, **{field: high}), None, NOW)
        assert first.next_at <= second.next_at


@given(st.integers(0, 100), faults)
def test_more_failures_never_bring_a_sooner_request(failures: int, result: FetchResult) -> None:
    few = after(FeedState(failures=failures), result, None, NOW)
    more = after(FeedState(failures=failures + 1), result, None, NOW)
    assert few.next_at <= more.next_at

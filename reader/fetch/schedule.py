"""When to ask a feed again: a pure function of its state and what came of the last request."""

from __future__ import annotations

import calendar
from dataclasses import replace

from reader.fetch.spell import spell
from reader.model import FOR_GOOD, FeedState, FetchKind, FetchResult, ParsedFeed, Validators

HOUR = 3_600
DAY = 24 * HOUR
MIN_INTERVAL = HOUR
MAX_INTERVAL = DAY
#: Least seconds between two requests of one feed that the user asks for by hand.
MANUAL_INTERVAL = 300

#: First wait after 403, 429 and 503; doubled by each further one, up to a day.
BUSY_WAIT = 4 * HOUR
#: A feed that is only ever "not found" for this long is asked once a week.
LOST_AFTER = 30 * DAY
LOST_WAIT = 7 * DAY
#: No Retry-After is honoured beyond this: a slip of a server's clock must not end a subscription.
MAX_RETRY_AFTER = 30 * DAY
#: Longest silence for skipDays; for skipHours it is ``MAX_INTERVAL``.
MAX_SKIP = 2 * DAY
#: How long a feed waits that could not be asked because there was no network.
OFFLINE_WAIT = 300
#: A move is believed after so many fetches over so many seconds.
MOVE_COUNT = 3
MOVE_SECONDS = DAY
#: After so long without a change a busy feed is asked once without validators, at most this often.
STALE_AFTER = 30 * DAY
#: How much later than due a request may be, as a share of its wait.
JITTER_SHARE = 0.1


def after(
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed | None,
    now: int,
    *,
    jitter: float = 0.0,
    body_hash: bytes = b"",
    interval: int = MIN_INTERVAL,
) -> FeedState:
    """The feed's state after a request: validators, failures, ``next_at`` and why.

    ``parsed`` is None for 304, an unchanged body and failures; a body that is neither parsed nor
    the one known counts as no feed. ``jitter`` in [0, 1] spreads feeds; it only ever makes the
    next request later. ``interval`` is the user's least seconds between two requests.
    """
    if result.kind is FetchKind.FAILED and result.error_kind in ("offline", "cancelled"):
        return _not_asked(state, result, now)
    asked = replace(state, asked_at=now)
    if result.status and (result.plain or state.validators == Validators()):
        asked = replace(asked, unconditional_at=now)
    same = result.kind is FetchKind.NOT_MODIFIED or (body_hash and body_hash == state.body_hash)
    if result.kind is FetchKind.FAILED:
        return _failed(asked, result, now, jitter)
    if parsed is None and not same:
        unread = replace(result, error_kind="not_a_feed", error="The answer is not a feed")
        return _failed(asked, unread, now, jitter)
    return _answered(asked, result, parsed, now, jitter, body_hash, max(interval, MIN_INTERVAL))


def validators(state: FeedState, now: int, *, usual_gap: int | None = None) -> Validators:
    """The validators to ask with.

    Some servers answer 304 for ever. A feed that used to have news every ``usual_gap`` seconds
    (None: not known) and had none for thirty days, many times its gap, is asked once in thirty
    days without validators.
    """
    if usual_gap is None or state.changed_at is None:
        return state.validators
    silent = now - state.changed_at >= max(STALE_AFTER, 4 * usual_gap)
    asked_plainly = max(state.unconditional_at or 0, state.changed_at)
    if silent and now - asked_plainly >= STALE_AFTER:
        return Validators()
    return state.validators


def is_silent(state: FeedState, now: int) -> bool:
    """Whether a feed has had nothing new for so long that its validators may be in doubt."""
    return state.changed_at is not None and now - state.changed_at >= STALE_AFTER


def move(state: FeedState, now: int) -> str:
    """The address a feed has moved to, once it is to be believed ("" until then): the same one
    on three fetches or more, over a day or more, each of them a feed."""
    since = state.moved_since
    settled = since is not None and now - since >= MOVE_SECONDS
    return state.moved_to if settled and state.moved_count >= MOVE_COUNT else ""


def _not_asked(state: FeedState, result: FetchResult, now: int) -> FeedState:
    """No network, or cancelled: nobody's fault, so no failure is counted."""
    if result.error_kind == "offline":
        at = max(state.next_at, now + OFFLINE_WAIT)
        return replace(state, next_at=at, next_why="there was no network")
    if not result.status:
        return state
    # The server had answered when the refresh was ended: that was a request like any other.
    at = max(state.next_at, now + MIN_INTERVAL)
    why = f"{spell(MIN_INTERVAL)} after the last request, which was cancelled"
    return replace(state, asked_at=now, next_at=at, next_why=why)


def _answered(
    state: FeedState,
    result: FetchResult,
    parsed: ParsedFeed | None,
    now: int,
    jitter: float,
    body_hash: bytes,
    interval: int,
) -> FeedState:
    made = replace(
        _moved(state, result, parsed, now),
        fetched_at=now,
        failures=0,
        failing_since=None,
        error_kind="",
        error="",
        gone=False,
        validators=_kept(state, result),
    )
    if parsed is not None:
        made = replace(
            made,
            changed_at=made.changed_at if body_hash and body_hash == state.body_hash else now,
            body_hash=body_hash,
            warning="; ".join(parsed.warnings),
            ttl=parsed.ttl,
            skip_hours=parsed.skip_hours,
            skip_days=parsed.skip_days,
        )
    wait, why = _interval(made, result, interval)
    at = now + _late(wait, jitter, MAX_INTERVAL)
    allowed = _allowed(at, made, now)
    if allowed > at:
        why += ", past the hours the feed wants to be left alone"
    return replace(made, next_at=allowed, next_why=why)


def _kept(state: FeedState, result: FetchResult) -> Validators:
    """A 200 replaces both; a 304 only what it names anew."""
    given = result.validators
    if result.kind is FetchKind.BODY:
        return given
    old = state.validators
    return Validators(given.etag or old.etag, given.last_modified or old.last_modified)


def _interval(state: FeedState, result: FetchResult, interval: int) -> tuple[int, str]:
    """Seconds to wait after an answer, and why: the longest of all wishes, at most a day."""
    wishes = [(interval, "as usual")]
    if result.max_age is not None:
        wishes.append((result.max_age, "as the server asks"))
    if state.ttl is not None:
        wishes.append((state.ttl, "as the feed asks"))
    wish, whose = max(wishes, key=lambda pair: pair[0])
    if wish > MAX_INTERVAL:
        asker = whose.removeprefix("as ")
        return MAX_INTERVAL, f"1 day after the last request: {asker} for {spell(wish)}, too long"
    return wish, f"{spell(wish)} after the last request, {whose}"


def _failed(state: FeedState, result: FetchResult, now: int, jitter: float) -> FeedState:
    failures = state.failures + 1
    since = state.failing_since if state.failing_since is not None else now
    made = replace(
        state,
        failures=failures,
        failing_since=since,
        error_kind=result.error_kind,
        error=result.error,
    )
    if result.error_kind == "gone":
        why = "the feed was taken away for good; it is asked again only by hand"
        return replace(made, gone=True, next_at=FOR_GOOD, next_why=why)
    wait, cap, whose = _back_off(made, result, lost=state.error == result.error, now=now)
    at = now + _late(wait, jitter, cap)
    return replace(made, next_at=at, next_why=f"{spell(wait)} after the last request, {whose}")


def _back_off(
    state: FeedState, result: FetchResult, *, lost: bool, now: int
) -> tuple[int, int, str]:
    """Seconds to wait after a failure, the most jitter may make of it, and why."""
    doubled = 2 ** min(state.failures - 1, 10)
    if result.retry_after is not None:
        wait = min(max(result.retry_after, MIN_INTERVAL), MAX_RETRY_AFTER)
        return wait, max(wait, MAX_INTERVAL), "as the server asks"
    if result.status in (403, 429, 503) or result.error_kind == "slow_down":
        wait = min(BUSY_WAIT * doubled, MAX_INTERVAL)
        return wait, MAX_INTERVAL, "to leave the server in peace"
    since = state.failing_since
    if result.status == 404 and lost and since is not None and now - since >= LOST_AFTER:
        return LOST_WAIT, LOST_WAIT, f"for it has not been found for {spell(now - since)}"
    times = "the first" if state.failures == 1 else f"{state.failures} in a row"
    return min(HOUR * doubled, MAX_INTERVAL), MAX_INTERVAL, f"for it failed ({times})"


def _late(wait: int, jitter: float, cap: int) -> int:
    """``wait`` made later by ``jitter``, up to ``cap``; never sooner."""
    share = min(max(jitter, 0.0), 1.0) * JITTER_SHARE
    return max(wait, min(int(wait * (1 + share)), cap))


def _allowed(at: int, state: FeedState, now: int) -> int:
    """``at``, or the first hour after it that the feed's skipHours and skipDays (GMT) leave.

    Wishes that leave no hour at all are no wishes.
    """
    hours = set(state.skip_hours) & set(range(24))
    days = set(state.skip_days) & set(range(7))
    if len(hours) == 24 or len(days) == 7:
        return at
    latest = max(at, now + (MAX_SKIP if days else MAX_INTERVAL))
    moment = at
    while moment < latest:
        if (moment // HOUR) % 24 not in hours and _weekday(moment) not in days:
            return moment
        moment = (moment // HOUR + 1) * HOUR
    return latest


def _weekday(moment: int) -> int:
    """0 = Monday, in GMT; the first of January 1970 was a Thursday."""
    return (moment // DAY + calendar.THURSDAY) % 7


def _moved(state: FeedState, result: FetchResult, parsed: ParsedFeed | None, now: int) -> FeedState:
    """Count one more sight of the address that the server or the feed itself says it moved to.

    An unchanged answer says again what the feed itself said, and takes nothing back of what the
    server said: many a feed that moved never changes again.
    """
    said = not result.permanent
    target = result.permanent or (parsed.moved_to if parsed else "")
    if parsed is None and not target:
        if not state.moved_said:
            return state
        target = state.moved_to
    if not target:
        return replace(state, moved_to="", moved_count=0, moved_since=None, moved_said=False)
    if target == state.moved_to:
        return replace(state, moved_count=state.moved_count + 1, moved_said=said)
    return replace(state, moved_to=target, moved_count=1, moved_since=now, moved_said=said)

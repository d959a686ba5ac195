"""Requests to feeds and what is remembered of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

#: The time of what never comes: a feed is not asked again, a thread stays muted.
FOR_GOOD = 1 << 40


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified byte for byte as the server sent them; never parsed or invented."""

    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """One request to make. ``allow_private`` is true for an address the user added by hand.

    ``headers`` (a login, cookies) go to the origin of ``url`` alone, and ``check_tls`` is about
    its certificate alone: neither holds where a redirect leads.
    """

    feed: int
    url: str
    validators: Validators = Validators()
    allow_private: bool = False
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    check_tls: bool = True


class FetchKind(StrEnum):
    BODY = "body"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"


#: Every kind of failure a request may end in (``FetchResult.error_kind``).
FETCH_ERRORS = (
    "refused",  # scheme, private address, too many redirects, downgrade: we would not
    "dns",
    "connect",
    "tls",
    "timeout",
    "too_large",
    "encoding",  # the content coding was broken
    "cut",  # the connection ended in the middle
    "http",  # a status that is not a success: see ``status``
    "gone",  # 410
    "slow_down",  # 429 or 503 with Retry-After
    "not_a_feed",
    "parser",  # killed at its deadline or memory cap
    "offline",  # no network at all: no back-off is consumed
    "cancelled",
)


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What came of one request; a failure is data, not an exception.

    ``url`` is the final address after redirects; ``permanent`` the address that an unbroken chain
    of 301/308 leads to ("" when none). ``max_age`` (seconds) is Cache-Control less Age, or Expires;
    ``retry_after`` (seconds) is relative to now. ``error`` is one plain English sentence, which
    says what to do as well where it is ``advised``.
    ``plain``: it was asked without validators. ``language`` is the Content-Language.
    """

    feed: int
    kind: FetchKind
    url: str
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    language: str = ""
    validators: Validators = Validators()
    permanent: str = ""
    max_age: int | None = None
    retry_after: int | None = None
    error_kind: str = ""
    error: str = ""
    advised: bool = False
    received: int = 0
    seconds: float = 0.0
    plain: bool = False


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed's requests; the schedule is a pure function of it.

    ``next_why`` says in words why ``next_at`` is when it is. ``error`` is "" when all is well.
    ``moved_said``: the feed itself, not the server, said where it ``moved_to``.
    """

    validators: Validators = Validators()
    body_hash: bytes = b""
    asked_at: int | None = None
    fetched_at: int | None = None
    changed_at: int | None = None
    next_at: int = 0
    next_why: str = ""
    failures: int = 0
    failing_since: int | None = None
    error_kind: str = ""
    error: str = ""
    warning: str = ""
    moved_to: str = ""
    moved_count: int = 0
    moved_since: int | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    unconditional_at: int | None = None
    gone: bool = False
    moved_said: bool = False


@dataclass(frozen=True, slots=True)
class RefreshEvent:
    """One line of a running refresh, as ``clew refresh --json`` prints it.

    ``event`` is start, feed, placing, indexing, end or offline; ``done``/``total`` count feeds.
    ``status`` of a feed is new, unchanged (304 or same body), failed. The end event carries the
    totals; ``unreached`` feeds were not asked because the network went away, and nothing is noted
    on them.
    """

    event: str
    feed: int | None = None
    source: str = ""
    status: str = ""
    error: str = ""
    new: int = 0
    changed: int = 0
    done: int = 0
    total: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    unreached: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = field(default=())

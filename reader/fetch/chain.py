"""One fetch under way: its target, and where its redirects have led so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from reader.fetch import address, headers, ranges
from reader.model import FetchKind, FetchResult, FetchTarget


@dataclass(slots=True)
class Chain:
    """A fetch from its first request to its last. ``home`` is the origin that the login, the
    headers and the leave to skip the certificate were given for; ``proxy`` is what the last request
    went through."""

    target: FetchTarget
    url: str
    login: str = ""
    home: tuple[str, str, int] = ("", "", 0)
    seen: set[str] = field(default_factory=set)
    permanent: str = ""
    all_permanent: bool = True
    private: bool = False
    spent: float = 0.0
    received: int = 0
    started: bool = False
    proxy: str = ""
    #: The headers of its own that the last request bore.
    asked: dict[str, str] = field(default_factory=dict)
    sink: ranges.Sink | None = None

    def is_home(self) -> bool:
        """Whether the next request goes where the target's secrets are meant for."""
        return address.origin(self.url) == self.home

    def request_headers(self) -> dict[str, str]:
        """The headers of one request of its own. What is secret goes home only."""
        own = headers.conditional(self.target.validators)
        if self.sink is not None:
            own |= ranges.request_headers(self.sink)
        if self.is_home():
            if self.login:
                own["Authorization"] = self.login
            own |= dict(self.target.headers)
        return own

    def failed(
        self, kind: str, error: str, *, status: int = 0, advised: bool = False
    ) -> FetchResult:
        """The fetch given up, in one sentence."""
        return FetchResult(
            feed=self.target.feed,
            kind=FetchKind.FAILED,
            url=address.without_login(self.url),
            status=status,
            error_kind=kind,
            error=error,
            advised=advised,
            received=self.received,
            seconds=self.spent,
        )

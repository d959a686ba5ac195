"""What a refresh came to so far, told as events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.model import FetchKind, FetchResult, RefreshEvent

if TYPE_CHECKING:
    from reader.services.taking import Taken


@dataclass
class Tally:
    """Counts of feeds and stories, each by the name it has in a ``RefreshEvent``."""

    total: int = 0
    done: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    unreached: int = 0
    new: int = 0
    changed: int = 0

    def add(self, result: FetchResult, taken: Taken) -> None:
        self.done += 1
        self.new += taken.new
        self.changed += taken.changed
        if taken.status == "failed":
            self.failed += 1
        elif result.kind is FetchKind.NOT_MODIFIED:
            self.not_modified += 1
        else:
            self.fetched += 1

    def event(self, name: str, seconds: float = 0.0) -> RefreshEvent:
        return RefreshEvent(name, seconds=seconds, **vars(self))

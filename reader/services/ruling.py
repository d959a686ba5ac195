"""Stories that have a vector judged anew: what words and meaning say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reader.clock import Clock
from reader.store import Store

if TYPE_CHECKING:
    from reader.services.verdicts import Judge


class Ruling:
    """Asks the rules as they are now; one for each refresh. What reads and asks them is loaded
    where there are any: it takes 30 ms."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        #: Rules that could not be asked, and why not.
        self.problems: dict[str, str] = {}

    def arrived(self, stories: Sequence[int]) -> None:
        """Ask the rules that need nothing of the thread of stories that were just stored."""
        if stories and self._store.rules.all():
            self._judge.arrived(stories)

    def placed(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Ask all rules of the stories that stand in their threads now, and end the mutes that
        these, or threads that were taken in, break; how many stories were changed."""
        if self._store.rules.breaking() or self._store.rules.waiting(1):
            return self._judge.placed(stopped)
        return 0

    @cached_property
    def _judge(self) -> Judge:
        from reader.services.verdicts import Judge

        return Judge(self._store, self._clock, self.problems)

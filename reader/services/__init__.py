"""Use cases: what the screen and the command line call. Nothing here draws or prints.

``Services`` is one profile, opened. Calls are plain and blocking; the screen runs the slow ones
(``searching.hits`` beyond the first screenful, ``subscriptions.add``) in threads of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from reader.clock import Clock
from reader.config import Config
from reader.model import Actor
from reader.paths import Profile

if TYPE_CHECKING:
    from reader.services.exporting import Exporting
    from reader.services.journal import Journal
    from reader.services.reading import Reading
    from reader.services.searching import Searching
    from reader.services.subscriptions import Subscriptions
    from reader.services.tagging import Tagging
    from reader.services.triage import Triage
    from reader.store import Store


@dataclass(frozen=True)
class Services:
    """The use cases of one open profile, sharing one store."""

    profile: Profile
    config: Config
    clock: Clock
    store: Store
    reading: Reading
    searching: Searching
    triage: Triage
    tagging: Tagging
    subscriptions: Subscriptions
    journal: Journal
    exporting: Exporting

    @classmethod
    def open(
        cls, profile: Profile, config: Config, clock: Clock, actor: Actor = Actor.SCREEN
    ) -> Self:
        """Open the profile's database (made on first use) and set the use cases on it.

        ``actor`` is who the journal says acted: the screen or a command."""
        from reader.services.exporting import Exporting
        from reader.services.journal import Journal
        from reader.services.reading import Reading
        from reader.services.searching import Searching
        from reader.services.subscriptions import Subscriptions
        from reader.services.tagging import Tagging
        from reader.services.triage import Triage
        from reader.store import Store

        profile.create()
        store = Store.open(profile.database, clock)
        return cls(
            profile=profile,
            config=config,
            clock=clock,
            store=store,
            reading=Reading(store, clock),
            searching=Searching(store, clock),
            triage=Triage(store, clock, actor),
            tagging=Tagging(store, actor),
            subscriptions=Subscriptions(store, clock, profile, config, actor),
            journal=Journal(store),
            exporting=Exporting(store),
        )

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

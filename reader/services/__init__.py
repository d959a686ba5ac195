"""Use cases: what the screen and the command line call. Nothing here draws or prints.

``Services`` is one profile, opened. Calls are plain and blocking; the screen runs the slow ones
(``searching.hits`` beyond the first screenful, ``subscriptions.add``) in threads of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Self

from reader.model import Actor

if TYPE_CHECKING:  # the children of a refresh are services too, and need none of it
    from pathlib import Path

    from reader.clock import Clock
    from reader.config import Config
    from reader.paths import Profile
    from reader.services.arranging import Arranging
    from reader.services.completing import Completing
    from reader.services.downloading import Downloads
    from reader.services.exporting import Exporting
    from reader.services.figures import Figures
    from reader.services.journal import Journal
    from reader.services.offering import Offering
    from reader.services.reading import Reading
    from reader.services.rethreading import Rethreading
    from reader.services.rulebook import Rulebook
    from reader.services.scopes import Scopes
    from reader.services.searching import Searching
    from reader.services.subscriptions import Subscriptions
    from reader.services.tagging import Tagging
    from reader.services.teaching import Teaching
    from reader.services.triage import Triage
    from reader.services.viewing import Viewing
    from reader.services.wholetext import WholeText
    from reader.store import Store


class Services:
    """The use cases of one open profile, sharing one store; each is loaded when first used."""

    def __init__(
        self, profile: Profile, config: Config, clock: Clock, store: Store, actor: Actor
    ) -> None:
        self.profile = profile
        self.config = config
        self.clock = clock
        self.store = store
        self.actor = actor

    @classmethod
    def open(
        cls,
        profile: Profile,
        config: Config,
        clock: Clock,
        actor: Actor = Actor.SCREEN,
        upgrading: Callable[[Path], None] | None = None,
    ) -> Self:
        """Open the profile's database (made on first use) and set the use cases on it.

        ``actor`` is who the journal says acted: the screen or a command. ``upgrading`` is called
        with the path of the copy that is kept, before an older database is brought forward."""
        from reader.store import Store

        profile.create()
        return cls(profile, config, clock, Store.open(profile.database, clock, upgrading), actor)

    @property
    def readonly(self) -> bool:
        """Whether nothing can be kept: the database can only be read."""
        return self.store.readonly

    @cached_property
    def reading(self) -> Reading:
        from reader.services.reading import Reading

        return Reading(self.store, self.clock)

    @cached_property
    def searching(self) -> Searching:
        from reader.services.searching import Searching

        return Searching(self.store, self.clock)

    @cached_property
    def offering(self) -> Offering:
        from reader.services.offering import Offering

        return Offering(self.store, self.searching)

    @cached_property
    def scopes(self) -> Scopes:
        from reader.services.scopes import Scopes

        return Scopes(self.store, self.searching)

    @cached_property
    def triage(self) -> Triage:
        from reader.services.triage import Triage

        return Triage(self.store, self.clock, self.actor)

    @cached_property
    def tagging(self) -> Tagging:
        from reader.services.tagging import Tagging

        return Tagging(self.store, self.actor)

    @cached_property
    def teaching(self) -> Teaching:
        from reader.services.teaching import Teaching

        return Teaching(self.store, self.actor)

    @cached_property
    def viewing(self) -> Viewing:
        from reader.services.viewing import Viewing

        return Viewing(self.store, self.clock, self.actor)

    @cached_property
    def rulebook(self) -> Rulebook:
        from reader.services.rulebook import Rulebook

        return Rulebook(self.store, self.clock, self.actor)

    @cached_property
    def rethreading(self) -> Rethreading:
        from reader.services.rethreading import Rethreading

        return Rethreading(self.store, self.config, self.profile, self.actor, self.clock)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        from reader.services.subscriptions import Subscriptions

        return Subscriptions(self.store, self.clock, self.profile, self.config, self.actor)

    @cached_property
    def arranging(self) -> Arranging:
        from reader.services.arranging import Arranging

        return Arranging(self.store, self.actor)

    @cached_property
    def completing(self) -> Completing:
        from reader.services.completing import Completing

        return Completing(self.store)

    @cached_property
    def journal(self) -> Journal:
        from reader.services.journal import Journal

        return Journal(self.store)

    @cached_property
    def exporting(self) -> Exporting:
        from reader.services.exporting import Exporting

        return Exporting(self.store)

    @cached_property
    def downloads(self) -> Downloads:
        from reader.services.downloading import Downloads

        return Downloads(self.store, self.config)

    @cached_property
    def figures(self) -> Figures:
        from reader.services.figures import Figures

        return Figures(self.store, self.config, self.clock)

    @cached_property
    def wholetext(self) -> WholeText:
        from reader.services.wholetext import WholeText

        return WholeText(self.store, self.config, self.clock)

    def close(self) -> None:
        if "downloads" in self.__dict__:  # it was used
            self.downloads.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

"""Loading the sample edition: its feeds asked through a server of our own, on loopback."""

from __future__ import annotations

from collections.abc import Sequence

from reader.clock import Clock
from reader.config import Config
from reader.errors import ClewError
from reader.model import RefreshEvent
from reader.services.pipeline import Pipeline
from reader.services.sample import Edition, serving
from reader.store import Store


async def load(
    store: Store, config: Config, clock: Clock, edition: Edition, feeds: Sequence[int]
) -> None:
    """Ask the edition's feeds once. ``ClewError`` when not every one of them was read."""
    said: list[RefreshEvent] = []
    async with serving(edition) as resolver:
        closing = await Pipeline(store, config, clock, said.append, resolver).refresh(
            force=True, only=feeds
        )
    errors = [f"{event.source}: {event.error}" for event in said if event.error]
    if errors or closing.fetched != len(edition.feeds):
        raise ClewError(
            f"{closing.fetched} of {len(edition.feeds)} feeds of the sample edition were loaded",
            "; ".join(errors[:3]) or "Take it away with clew sample --remove and try again",
        )

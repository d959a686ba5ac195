"""Those who do the blocking work of a refresh. Their code takes .04 s to load, beside which hosts
take their time to answer: it is loaded while the first requests are under way."""

from __future__ import annotations

from typing import NamedTuple, Self

from reader.clock import Clock
from reader.config import Config
from reader.services.placing import Placer
from reader.services.ruling import Ruling
from reader.services.taking import Taking
from reader.store import Store


class Hands(NamedTuple):
    taking: Taking
    placer: Placer
    ruling: Ruling

    @classmethod
    def of(cls, store: Store, config: Config, clock: Clock) -> Self:
        return cls(Taking(store, config, clock), Placer(store, config), Ruling(store, clock))

    def problems(self) -> dict[str, str]:
        """Rules that could not be asked, and why not."""
        return {**self.taking.ruling.problems, **self.ruling.problems}

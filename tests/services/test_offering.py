"""What is offered when a query finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import seed

from reader.services.offering import Offering
from reader.services.searching import Searching


@pytest.fixture
def offering(tmp_path: Path) -> Iterator[Offering]:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        seed.arrive(store, feed, seed.item("Semafor launches"), seed.item("Altman speaks"))
        seed.index(store)
        yield Offering(store, Searching(store, seed.clock(store)))


def offered(offering: Offering, text: str) -> list[tuple[str, int, str]]:
    return [(offer.text, offer.stories, offer.why) for offer in offering.offers(text)]


def test_less_and_either_are_offered_of_the_word_as_it_is_spelled(offering: Offering) -> None:
    assert offered(offering, "semafro altman") == [
        ("semafor", 1, "less"),
        ("altman", 1, "less"),
        ("semafor OR altman", 2, "either"),
    ]


def test_another_spelling_that_finds_all_comes_first(offering: Offering) -> None:
    assert offered(offering, "semafro launches")[0] == ("semafor launches", 1, "spelled")
    assert offered(offering, "title:") == []

"""Names the user said are one: every search, view, count and rule finds all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import seed

from reader.query.parse import parse
from reader.query.widen import also, names, widened
from reader.services import Services
from reader.services.lighting import words
from reader.services.ruling import Ruling
from tests.services.feeding import services, titles

FORMS = ["Маск", "马斯克", "Elon Reeve Musk"]
TITLES = (
    "Musk buys it",
    "Маск купил это",
    "马斯克买了它",
    "Elon Reeve Musk was asked",
    "Mask wearing",
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        seed.arrive(opened.store, seed.feed(opened.store), *TITLES)
        seed.index(opened.store)
        yield opened


def test_a_form_finds_the_others_once_the_user_said_so(opened: Services) -> None:
    assert set(titles(opened, "musk")) == {TITLES[0], TITLES[3]}
    opened.teaching.alias("Musk", FORMS)
    for query in ("musk", "Маск", "马斯克", "title:musk", "thread:(musk)", "in:Mine"):
        if query == "in:Mine":
            opened.viewing.save("Mine", "musk")
        assert set(titles(opened, query)) == set(TITLES[:4]), query
    assert opened.searching.count("musk") == 4
    assert set(titles(opened, "-musk")) == {TITLES[4]}
    # Quotes take a word literally.
    assert set(titles(opened, '"musk"')) == {TITLES[0], TITLES[3]}
    answer = opened.searching.hits("musk buys")
    assert set(answer.also) == set(FORMS)
    assert words(answer.asked) == (("musk", True), ("buys", True))
    assert "Маск" in opened.searching.explain("musk")
    opened.teaching.forget_alias(["Musk"])
    assert opened.searching.hits("musk").also == ()


def test_rules_know_the_names_too(opened: Services) -> None:
    opened.teaching.alias("Musk", FORMS)
    opened.rulebook.save("when musk then read", "No Musk")
    stories = [row[0] for row in seed.sql(opened.store, "SELECT id FROM story")]
    Ruling(opened.store, opened.clock).arrived(stories)
    assert set(titles(opened, "is:read")) == set(TITLES[:4])


def test_what_is_no_name_stays_as_it_is() -> None:
    known = names({"Маск": "Musk"})
    for text in ("url:musk", "note:musk", "mus*", "~musk", "feed:musk", '"musk"', "other"):
        root = parse(text).root
        assert widened(root, known) == root, text
        assert also(root, known) == ()
    assert widened(parse("musk").root, {}) == parse("musk").root
    assert widened(parse("musk other").root, known) == parse("(musk OR Маск) other").root

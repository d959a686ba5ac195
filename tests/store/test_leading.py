"""Which story leads a thread as accounts come, and that its headline stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import Action, Actor, Outcome, PlacedBy, Placement, Reason, Verb
from reader.store import Store

LONG = " ".join(f"word{n}" for n in range(450))


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made
        assert made.health.check(full=True) == []


class Told:
    """A thread that feeds tell one after the other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.thread = 0

    def by(
        self, feed: int, title: str, body: str = "Two words.", copy_of: int | None = None
    ) -> int:
        (story,) = seed.arrive(self.store, feed, seed.item(title, body))
        self.thread = self.thread or seed.thread_of(self.store, story)
        seed.place(self.store, self.thread, story, copy_of=copy_of)
        return story

    @property
    def lead(self) -> int:
        sql = "SELECT lead FROM thread WHERE id = ?"
        return int(seed.sql(self.store, sql, self.thread)[0][0])


@pytest.fixture
def told(store: Store) -> Told:
    return Told(store)


OKORO = (("okoro", 2.0), ("marathon", 2.0), ("winning", 1.0))


def together(
    store: Store,
    *headlines: str,
    terms: tuple[tuple[str, float], ...] = OKORO,
    language: str = "en",
) -> list[int]:
    """Stories of as many feeds that stand in one thread for its words, by their headlines."""
    stories = [
        seed.arrive(store, feed, seed.item(headline, "Two words."))[0]
        for feed, headline in zip(feeds(store, len(headlines)), headlines, strict=True)
    ]
    thread = seed.thread_of(store, stories[0])
    for story in stories[1:]:
        reason = Reason(PlacedBy.JOIN, 0.5, stories[0], terms)
        store.placing.apply(Outcome((Placement(story, thread, reason, None, language),)))
    return stories


def headline(store: Store, story: int) -> str:
    sql = "SELECT s.title FROM thread t JOIN story s ON s.id = t.lead WHERE t.id = ?"
    return str(seed.sql(store, sql, seed.thread_of(store, story))[0][0])


def feeds(store: Store, n: int = 3) -> list[int]:
    return [seed.feed(store, f"https://{i}.example/f", f"Feed {i}") for i in range(n)]


def do(store: Store, verb: Verb, **values: object) -> None:
    store.actions.do(Action(verb, **values), Actor.SCREEN)  # type: ignore[arg-type]


def test_a_full_account_takes_the_lead_from_a_line_and_keeps_it(store: Store, told: Told) -> None:
    a, b, c = feeds(store)
    first = told.by(a, "Alarm")
    told.by(b, "Alarm again")
    assert told.lead == first
    full = told.by(b, "All that happened", LONG)
    assert told.lead == full
    told.by(c, "All that happened, and more", LONG + " more")
    assert told.lead == full
    heads = seed.sql(store, "SELECT title FROM headline ORDER BY id")
    assert heads == [("Alarm",), ("All that happened",)]


def test_who_opened_a_thread_knows_it_by_its_headline(store: Store, told: Told) -> None:
    a, b, c = feeds(store)
    first = told.by(a, "Alarm")
    do(store, Verb.OPEN, stories=(first,))
    told.by(b, "All that happened", LONG)
    assert told.lead == first
    # The user's own word on a feed is another matter.
    do(store, Verb.FEED_SETTINGS, feeds=(c,), more=(("leads", "1"),))
    named = told.by(c, "As I like it told")
    assert told.lead == named
    told.by(c, "As I like it told, again", LONG)
    assert told.lead == named


def test_the_source_that_is_read_leads_and_a_pinned_story_stays(store: Store, told: Told) -> None:
    a, b, c = feeds(store)
    read = seed.arrive(store, b, *(f"Read {n}" for n in range(40)))
    do(store, Verb.READ, stories=tuple(read))
    seed.arrive(store, a, *(f"Passed over {n}" for n in range(40)))
    first = told.by(a, "Told by whom I pass over")
    known = told.by(b, "Told by whom I read")
    assert told.lead == known
    do(store, Verb.SET_LEAD, threads=(told.thread,), stories=(first,))
    do(store, Verb.FEED_SETTINGS, feeds=(c,), more=(("leads", "1"),))
    told.by(c, "As I like it told", LONG)
    assert told.lead == first


def test_a_copy_never_leads_and_the_next_best_follows_a_lead_that_goes(
    store: Store, told: Told
) -> None:
    a, b, c = feeds(store)
    first = told.by(a, "Alarm")
    told.by(b, "Alarm, copied", LONG, copy_of=first)
    assert told.lead == first
    told.by(b, "Alarm in other words")
    better = told.by(c, "What happened", LONG[: len(LONG) // 2])
    assert told.lead == first
    do(store, Verb.KNOCK_OUT, stories=(first,))
    assert told.lead == better
    assert store.actions.undo() is not None
    assert told.lead == first


def test_what_a_thread_tells_heads_it_not_the_aside_that_came_first(store: Store) -> None:
    aside = "Rain stops for runners of Lagos"
    typical = "Okoro wins the marathon of Lagos"
    stories = together(store, aside, typical, "Okoro first in rain")
    assert headline(store, stories[0]) == typical


def test_a_film_or_an_opinion_heads_no_thread_of_plain_accounts(store: Store) -> None:
    plain = "Okoro, at last, is the winner of the marathon"
    stories = together(
        store,
        "Lagos in rain",
        "Watch: Okoro wins marathon",
        plain,
        "Okoro wins marathon | A. Bello",
    )
    assert headline(store, stories[0]) == plain


def test_words_that_are_not_parted_say_what_a_thread_tells(store: Store) -> None:
    typical = "東京で大きな地震"
    terms = (("地震", 3.0), ("東京", 1.0))
    stories = together(store, "雨の朝", typical, "朝の地震", terms=terms, language="ja")
    assert headline(store, stories[0]) == typical

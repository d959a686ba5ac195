"""The journal as the screen shows it."""

from __future__ import annotations

from pathlib import Path

import seed

from reader.model import Action, Done, Verb
from reader.services.journal import Journal, describe, said
from reader.services.rulebook import Rulebook
from reader.services.triage import Triage


def test_rows_come_newest_first_and_page_on(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        stories = seed.arrive(store, seed.feed(store), *(f"n {n}" for n in range(5)))
        triage, journal = Triage(store, seed.clock(store)), Journal(store)
        assert journal.rows() == []
        assert journal.undo() is None
        assert journal.redo() is None
        for story in stories:
            triage.star([story])
        journal.undo()
        first = journal.rows(limit=2)
        assert [(row.id, row.undone) for row in first] == [(5, True), (4, False)]
        assert [row.id for row in journal.rows(limit=9, before=4)] == [3, 2, 1]


def test_what_was_done_and_undone_is_said_with_its_title(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store, title="Le Monde")
        one, two, three = seed.arrive(store, feed, "Starship's {text} launch", "Two", "Three")
        thread = seed.join(store, one, two)
        triage, journal = Triage(store, seed.clock(store)), Journal(store)
        for done, words in (
            (triage.open_story(three), "opened “Three”"),
            (triage.read(threads=[thread]), "read “Starship's {text} launch” (2 stories)"),
            (triage.unread([one]), "marked “Starship's {text} launch” unread"),
            (triage.star([one, two]), "starred 2 stories"),
            (triage.rename(thread, "Starship"), "renamed a thread to “Starship”"),
            (triage.note(two, "mine"), "wrote a note on “Two”"),
            (triage.note(two, ""), "took the note off “Two”"),
            (triage.set_lead(thread, two), "made “Two” the lead"),
            (triage.mute([thread]), "muted “Starship”"),
            (
                store.actions.do(Action(Verb.TAG, (one,), (thread,), text="space")),
                "tagged 1 story, 1 thread #space",
            ),
            (
                store.actions.do(Action(Verb.UNSUBSCRIBE, feeds=(feed,))),
                "unsubscribed from “Le Monde”",
            ),
        ):
            assert describe(done) == words
        told = []
        while undone := journal.undo():
            told.append(describe(undone))
        assert told[0] == "unsubscribed from “Le Monde”"
        assert told[-1] == "opened “Three”"
        assert len(told) == 11


def test_every_verb_has_words() -> None:
    for verb in Verb:
        said = describe(Done(Action(verb, (1,), text="x"), 1, 1, title="T"))
        assert said
        assert "{" not in said
    hidden = Action(Verb.SUBSCRIBE, text="https://u:hunter2@a.example/f")
    assert describe(Done(hidden, 1, 1)) == "subscribed to https://u:***@a.example/f"
    assert describe(Done(Action(Verb.SUBSCRIBE), 1, 12)) == "subscribed to 12 feeds"


def test_a_topic_muted_is_said_so_with_what_ends_it(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        (story,) = seed.arrive(store, seed.feed(store), "One")
        thread = seed.thread_of(store, story)
        clock = seed.clock(store)
        rules, journal = Rulebook(store, clock), Journal(store)
        found = {
            "muted “One” unless sources:>=4": Triage(store, clock).mute(
                [thread], seed.NOW + seed.DAY, "sources:>=4"
            ),
            "muted “cup {x}”": rules.mute_topic("cup {x}"),
            "muted “rain” unless sources:>=5": rules.mute_topic("rain", "1w", "sources:>=5"),
            "saved the rule snow": rules.save("when snow then mute, star", "snow"),
            "switched the rule snow off": rules.enable("snow", on=False),
            "switched the rule snow on": rules.enable("snow", on=True),
        }
        assert [describe(done) for done in found.values()] == [*found]
        assert [said(row) for row in journal.rows()] == [*found][::-1]
        undone = journal.undo()
        assert undone is not None
        assert describe(undone) == "switched the rule snow on"

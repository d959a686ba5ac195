"""The marks a user sets: exact, counted once, told to other screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.errors import StoreError, UsageError
from reader.model import FOR_GOOD, Action, Done, Place, Verb
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def stories(store: Store) -> list[int]:
    """Five stories; the first three in one thread, the third a copy of the second."""
    found = seed.arrive(store, seed.feed(store), "one", "two", "three", "four", "five")
    thread = seed.join(store, *found[:2])
    seed.place(store, thread, found[2], copy_of=found[1])
    return found


def do(store: Store, verb: Verb, *stories: int, **values: Any) -> Done:
    return store.actions.do(Action(verb, tuple(stories), **values))


def column(store: Store, name: str, *ids: int, table: str = "story") -> list[Any]:
    return [seed.sql(store, f"SELECT {name} FROM {table} WHERE id = ?", n)[0][0] for n in ids]


def entries(store: Store) -> int:
    return int(seed.sql(store, "SELECT count(*) FROM journal")[0][0])


def test_reading_marks_once_and_says_what_changed(store: Store, stories: list[int]) -> None:
    done = do(store, Verb.READ, stories[3], stories[4])
    assert (done.changed, done.entry) == (2, 1)
    assert done.stories == tuple(stories[3:])
    assert done.threads == tuple(sorted(seed.thread_of(store, n) for n in stories[3:]))
    assert column(store, "read", *stories) == [0, 0, 0, 1, 1]
    again = do(store, Verb.READ, stories[3])
    assert (again.changed, again.entry, again.stories) == (0, None, ())
    assert do(store, Verb.READ, stories[3], stories[0]).changed == 1
    assert entries(store) == 2


def test_reading_a_thread_reads_what_is_in_it_now(store: Store, stories: list[int]) -> None:
    thread = seed.thread_of(store, stories[0])
    assert do(store, Verb.READ, threads=(thread,)).changed == 3
    assert column(store, "unread", thread, table="thread") == [0]
    late = seed.arrive(store, 1, "late", at=seed.NOW + seed.HOUR)[0]
    seed.place(store, thread, late)
    assert column(store, "unread", thread, table="thread") == [1]


def test_reading_an_account_reads_its_copies(store: Store, stories: list[int]) -> None:
    assert do(store, Verb.READ, stories[1]).stories == (stories[1], stories[2])
    assert column(store, "read", *stories[:3]) == [0, 1, 1]


def test_reading_a_copy_reads_only_it(store: Store, stories: list[int]) -> None:
    do(store, Verb.READ, stories[2])
    assert column(store, "read", *stories[:3]) == [0, 0, 1]


def test_unreading_one_touches_only_that(store: Store, stories: list[int]) -> None:
    do(store, Verb.READ, threads=(seed.thread_of(store, stories[0]),))
    assert do(store, Verb.UNREAD, stories[1]).stories == (stories[1],)
    assert column(store, "read", *stories[:3]) == [1, 0, 1]
    assert do(store, Verb.UNREAD, stories[1]).entry is None


def test_opening_marks_read_and_opened_and_moves_the_thread(
    store: Store, stories: list[int]
) -> None:
    thread = seed.thread_of(store, stories[1])
    done = do(store, Verb.OPEN, stories[1])
    assert done.changed >= 1
    assert column(store, "opened", *stories[:3]) == [0, 1, 0]
    assert column(store, "read", *stories[:3]) == [0, 1, 1]
    assert column(store, "opened_at", thread, table="thread") == [seed.NOW]
    seed.clock(store).advance(seed.HOUR)
    assert do(store, Verb.OPEN, stories[1]).changed == 1, "stories stand later than it was opened"
    assert do(store, Verb.OPEN, stories[1]).entry is None, "nothing came since"
    assert do(store, Verb.OPEN_THREAD, threads=(thread,)).entry is None
    late = seed.arrive(store, 1, "late", at=seed.NOW + seed.HOUR)[0]
    seed.place(store, thread, late)
    seed.clock(store).advance(seed.HOUR)
    assert do(store, Verb.OPEN_THREAD, threads=(thread,)).changed == 1
    assert column(store, "opened_at", thread, table="thread") == [seed.NOW + 2 * seed.HOUR]


def test_stars(store: Store, stories: list[int]) -> None:
    assert do(store, Verb.STAR, *stories[:2]).changed == 2
    assert do(store, Verb.STAR, *stories[:3]).stories == (stories[2],)
    assert do(store, Verb.UNSTAR, stories[0], stories[4]).changed == 1
    assert column(store, "starred", *stories) == [0, 1, 1, 0, 0]


def test_a_mark_taken_away_leaves_the_others(store: Store, stories: list[int]) -> None:
    do(store, Verb.STAR, stories[0])
    do(store, Verb.READ, stories[0])
    do(store, Verb.UNSTAR, stories[0])
    assert seed.sql(store, "SELECT read_at, starred_at FROM mark") == [(seed.NOW, None)]
    do(store, Verb.UNREAD, stories[0])
    assert seed.sql(store, "SELECT * FROM mark") == []


def test_the_journal_names_the_tag_that_was_meant(store: Store, stories: list[int]) -> None:
    do(store, Verb.TAG, stories[0], text="Daily")
    do(store, Verb.TAG, stories[1], text="daily")
    do(store, Verb.UNTAG, stories[1], text="DAILY")
    assert [row.text for row in store.rows.journal()] == ["Daily"] * 3


@pytest.mark.parametrize(
    "name", ["two words", "a,b", 'it\'s "x"', "🧶👩‍👩‍👧", "x" * 100, "100%_", " x", "é", "\uff38"]
)
def test_tags_are_kept_as_written_and_matched_exactly(
    store: Store, stories: list[int], name: str
) -> None:
    assert do(store, Verb.TAG, stories[0], text=name).changed == 1
    assert do(store, Verb.TAG, stories[0], text=name).entry is None
    assert seed.sql(store, "SELECT name FROM tag") == [(name,)]
    assert do(store, Verb.UNTAG, stories[0], text=name + "?").entry is None
    assert do(store, Verb.UNTAG, stories[0], text=name.swapcase() + "?").entry is None
    assert do(store, Verb.UNTAG, stories[0], text=name).changed == 1
    assert seed.sql(store, "SELECT * FROM story_tag") == []


def test_tags_that_differ_in_case_are_one_however_they_are_made(
    store: Store, stories: list[int]
) -> None:
    one, two, three = stories[:3]
    assert do(store, Verb.TAG, one, text="Élan").changed == 1
    done = do(store, Verb.TAG, one, two, text="éLAN")
    assert (done.changed, done.action.text) == (1, "Élan")
    assert do(store, Verb.RETAG, three, text="ÉLAN\nNew\nNEW").changed == 1
    do(store, Verb.SAVE_RULE, two, text="r", more=(("query", "x"), ("action", "tag élan, tag new")))
    do(store, Verb.SUBSCRIBE, text="https://b.example/", more=(("tags", "NEW\nLate\nlate"),))
    assert [row.name for row in store.rows.tags()] == ["Late", "New", "Élan"]
    assert do(store, Verb.UNTAG, two, text="élan").changed == 1
    do(store, Verb.APPLY_RULE, three, one, text="r")
    do(store, Verb.TAG, two, text="X")
    do(store, Verb.SAVE_RULE, text="x", more=(("query", "x"), ("action", "tag x")))
    do(store, Verb.APPLY_RULE, one, text="x")
    do(store, Verb.TAKE_BACK_RULE, text="x")
    assert next(row.stories for row in store.rows.tags() if row.name == "X") == 1
    while store.actions.undo():
        pass
    assert store.rows.tags() == []


def test_tags_that_were_two_already_are_told_exactly(store: Store, stories: list[int]) -> None:
    do(store, Verb.TAG, stories[0], text="AI")
    do(store, Verb.TAG, stories[1], text="x")
    seed.sql(store, "UPDATE tag SET name = 'ai' WHERE name = 'x'")
    do(store, Verb.TAG, *stories[:3], text="ai")
    assert {row.name: row.stories for row in store.rows.tags()} == {"AI": 1, "ai": 3}
    assert do(store, Verb.UNTAG, *stories[:3], text="AI").changed == 1
    assert do(store, Verb.UNTAG, *stories[:3], text="AI").changed == 3


def test_a_tag_takes_another_case_and_goes_into_one_of_another(
    store: Store, stories: list[int]
) -> None:
    do(store, Verb.TAG, stories[0], text="ai")
    do(store, Verb.SAVE_RULE, text="r", more=(("query", "x"), ("action", "tag Ai")))
    do(store, Verb.RENAME_TAG, text="ai", more=(("to", "AI"),))
    assert store.rows.tag_names() == ["AI"]
    assert store.rules.all()[0].action == "tag AI"
    do(store, Verb.TAG, stories[1], text="ml")
    do(store, Verb.RENAME_TAG, text="ml", more=(("to", "ai"),))
    assert {row.name: row.stories for row in store.rows.tags()} == {"AI": 2}


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 101, "a\nb", "a\x1b[31m", "a\x00", "a\u202eb", "\udcff", "a\tb"]
)
def test_tags_that_cannot_be(store: Store, stories: list[int], name: str) -> None:
    with pytest.raises(UsageError):
        do(store, Verb.TAG, stories[0], text=name)
    assert entries(store) == 0


def test_a_thread_s_tag_is_carried_by_later_arrivals(store: Store, stories: list[int]) -> None:
    thread = seed.thread_of(store, stories[0])
    assert do(store, Verb.TAG, threads=(thread,), text="x").changed == 1
    late = seed.arrive(store, 1, "late", at=seed.NOW + seed.HOUR)[0]
    seed.place(store, thread, late)
    assert store.rows.threads([thread])[0].tags == ("x",)


def test_renaming_and_removing_a_tag(store: Store, stories: list[int]) -> None:
    thread = seed.thread_of(store, stories[0])
    do(store, Verb.TAG, *stories[:2], threads=(thread,), feeds=(1,), text="old")
    do(store, Verb.TAG, stories[1], text="new")
    assert do(store, Verb.RENAME_TAG, text="old", more=(("to", "new"),)).changed == 4
    assert [(row.name, row.threads) for row in store.rows.tags()] == [("new", 1)]
    assert len(seed.sql(store, "SELECT * FROM story_tag")) == 2
    assert do(store, Verb.REMOVE_TAG, text="new").changed == 4
    assert store.rows.tags() == []
    assert store.rows.tag_names() == []
    for verb in (Verb.REMOVE_TAG, Verb.RENAME_TAG):
        with pytest.raises(UsageError, match="old"):
            do(store, verb, text="old", more=(("to", "x"),))


def test_notes(store: Store, stories: list[int]) -> None:
    assert do(store, Verb.NOTE, stories[0], text="mine\nown\x1b[31m ").changed == 1
    assert store.rows.note(stories[0]) == "mine\nown"
    assert do(store, Verb.NOTE, stories[0], text="mine\nown").entry is None
    assert do(store, Verb.NOTE, stories[0], text="").changed == 1
    assert store.rows.note(stories[0]) == ""
    assert do(store, Verb.NOTE, stories[0], text=" ").entry is None


def test_follow_and_mute(store: Store, stories: list[int]) -> None:
    thread = seed.thread_of(store, stories[0])
    threads = {"threads": (thread,)}
    assert do(store, Verb.MUTE, **threads).changed == 1
    assert do(store, Verb.MUTE, **threads, until=FOR_GOOD).entry is None
    assert do(store, Verb.MUTE, **threads, until=seed.NOW + 60).changed == 1
    assert do(store, Verb.FOLLOW, **threads).changed == 1
    row = store.rows.threads([thread])[0]
    assert (row.followed, row.muted, row.muted_until) == (True, False, None)
    seed.clock(store).advance(5)
    assert do(store, Verb.FOLLOW, **threads).entry is None
    do(store, Verb.MUTE, **threads, until=seed.NOW + 60)
    assert store.rows.threads([thread])[0].followed, "it comes back when the mute ends"
    assert do(store, Verb.UNFOLLOW, **threads).changed == 1
    assert do(store, Verb.UNMUTE, **threads).changed == 1
    assert do(store, Verb.UNMUTE, **threads).entry is None


@pytest.mark.parametrize("verb", [Verb.MUTE, Verb.SNOOZE])
def test_no_mute_ends_in_the_past(store: Store, stories: list[int], verb: Verb) -> None:
    with pytest.raises(UsageError):
        do(store, verb, threads=(1,), until=seed.NOW)


def test_mutes_and_snoozes_end(store: Store, stories: list[int]) -> None:
    one, two, three = (seed.thread_of(store, n) for n in (stories[0], stories[3], stories[4]))
    do(store, Verb.MUTE, threads=(one,), until=seed.NOW + 100)
    do(store, Verb.SNOOZE, threads=(two,), until=seed.NOW + 200)
    do(store, Verb.MUTE, threads=(three,))
    assert store.actions.expire(seed.NOW + 99) == 0
    seq = store.changes.last()
    assert store.actions.expire(seed.NOW + 100) == 1
    assert store.changes.since(seq).threads == (one,)
    assert store.actions.expire(seed.NOW + 200) == 1
    assert column(store, "muted", one, two, three, table="thread") == [0, 0, 1]
    assert column(store, "snoozed_until", two, table="thread") == [None]
    assert store.actions.expire(FOR_GOOD - 1) == 0


def test_what_an_action_changes_is_told(store: Store, stories: list[int]) -> None:
    seq = store.changes.last()
    do(store, Verb.STAR, stories[3])
    told = store.changes.since(seq)
    assert told.stories == (stories[3],)
    assert told.threads == (seed.thread_of(store, stories[3]),)
    assert not told.everything
    seq = told.seq
    do(store, Verb.STAR, stories[3])
    assert store.changes.last() == seq
    store.actions.undo()
    assert store.changes.since(seq).stories == (stories[3],)


def test_a_merged_thread_is_acted_on_where_it_lives(store: Store, stories: list[int]) -> None:
    one, two = seed.thread_of(store, stories[0]), seed.thread_of(store, stories[3])
    do(store, Verb.JOIN, threads=(two,), into=one)
    assert do(store, Verb.FOLLOW, threads=(two, one)).changed == 1
    assert store.rows.threads([one])[0].followed


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"stories": (7, 8)}, "stories 7, 8"),
        ({"threads": (999,)}, "thread 999"),
        ({"stories": tuple(range(10, 20))}, "and 5 more"),
    ],
)
def test_unknown_targets_are_named(
    store: Store, stories: list[int], values: dict[str, Any], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        store.actions.do(Action(Verb.READ, **values))
    with pytest.raises(UsageError):
        do(store, Verb.OPEN, *stories[:2])


def test_begin_does_not_wait(store: Store, stories: list[int]) -> None:
    future = store.actions.begin(Action(Verb.STAR, (stories[0],)))
    assert future.result(10).changed == 1
    failed = store.actions.begin(Action(Verb.STAR, (1,)))
    assert isinstance(failed.exception(10), UsageError)


def test_the_place_in_an_article_is_kept(store: Store, stories: list[int]) -> None:
    store.actions.set_place(stories[0], Place(3, 1))
    store.actions.set_place(stories[0], Place(4, 2))
    assert store.rows.place(stories[0]) == Place(4, 2)
    assert entries(store) == 0
    with pytest.raises(UsageError):
        store.actions.set_place(5, Place())


def test_choices_are_kept(store: Store) -> None:
    assert store.choices.get("theme") is None
    store.choices.set("theme", "dark")
    store.choices.set("theme", "light")
    assert store.choices.get("theme") == "light"


def test_ten_thousand_at_once_are_one_entry(store: Store) -> None:
    feed = seed.feed(store)
    seed.connections(store).write(
        lambda c: (
            c.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
                " INSERT INTO thread(id) SELECT i + 100 FROM n"
            ),
            c.execute(
                "INSERT INTO story(id, feed, thread, key, key2, first_seen, sort_at, hash)"
                " SELECT id, ?, id, 'https://example.org/a/long/path/of/a/story-' || id, id, 0, id,"
                " x'00' FROM thread WHERE id > 100",
                (feed,),
            ),
        )
    )
    ids = tuple(range(101, 10_101))
    seq = store.changes.last()
    done = store.actions.do(Action(Verb.READ, ids))
    assert done.changed == len(done.stories) == len(done.threads) == 10_000
    assert store.changes.since(seq).everything
    assert entries(store) == 1
    assert store.rows.totals()[2] == 0
    back = store.actions.undo()
    assert back is not None
    assert back.changed == 10_000
    assert store.rows.totals()[2] == 10_000


def test_a_read_only_store_says_so(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        story = seed.arrive(store, seed.feed(store), "one")[0]
        store._connections.readonly = True
        with pytest.raises(StoreError, match="only be read"):
            do(store, Verb.STAR, story)

"""Undo and redo: exact, whatever was done, whatever came meanwhile, and after a restart."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import UsageError
from reader.model import (
    FOR_GOOD,
    Action,
    Actor,
    Done,
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Reason,
    ThreadLink,
    Verb,
)
from reader.services.journal import describe
from reader.store import Store

MINUTE = 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


def furnish(store: Store) -> None:
    """Three feeds in folders, fourteen stories in five threads with copies, links, headlines."""
    feeds = [
        seed.feed(store, f"https://{name}.example/feed", name, folder=folder)
        for name, folder in (("one", "News"), ("two", "News"), ("three", ""))
    ]
    stories = [
        story
        for n, feed in enumerate(feeds)
        for story in seed.arrive(
            store,
            feed,
            *(
                seed.item(f"Title {n} {m}", id=f"https://f{n}.example/{m}", language="en")
                for m in range(5 if n < 2 else 4)
            ),
            at=seed.NOW - seed.DAY + n * 7,
        )
    ]
    seed.join(store, *stories[0:4])
    seed.join(store, *stories[5:8])
    seed.place(store, seed.thread_of(store, stories[0]), stories[10], copy_of=stories[1])
    seed.place(store, seed.thread_of(store, stories[0]), stories[11], copy_of=stories[1])
    link = ThreadLink(
        seed.thread_of(store, stories[0]),
        seed.thread_of(store, stories[5]),
        LinkKind.RELATED,
        LinkState.PROPOSED,
        0.5,
    )
    store.placing.apply(Outcome(links=(link,)))
    seed.sql(
        store,
        "INSERT INTO headline(thread, at, story, title)"
        " SELECT id, first_at, lead, 'old' FROM thread",
    )
    seed.sql(
        store,
        "INSERT INTO mention(story, thread, first_block, last_block, score) VALUES (?, ?, 0, 1, 1)",
        stories[12],
        seed.thread_of(store, stories[5]),
    )
    seed.clock(store).advance(seed.HOUR)


#: What a person can see of the store, and what later grouping obeys. ``?`` is the newest thread and
#: the newest feed at the start: what was made since and taken back is no longer seen.
VISIBLE = {
    "mark": "SELECT * FROM mark ORDER BY story",
    "story": "SELECT id, thread, copy_of, read, starred, opened FROM story ORDER BY id",
    "thread": "SELECT * FROM thread WHERE merged_into IS NULL ORDER BY id",
    "merged": "SELECT id, merged_into FROM thread WHERE id <= :thread ORDER BY id",
    "placement": "SELECT * FROM placement ORDER BY story",
    "headline": "SELECT * FROM headline ORDER BY id",
    "link": "SELECT * FROM thread_link ORDER BY a, b, kind",
    "mention": "SELECT * FROM mention ORDER BY story, thread",
    "note": "SELECT * FROM note ORDER BY story",
    "correction": "SELECT a, b, a_key, b_key, together, at FROM correction ORDER BY a, b",
    "story_tag": "SELECT t.name, x.story, x.at, x.feed, x.key FROM story_tag x JOIN tag t ON"
    " t.id = x.tag ORDER BY 1, 2",
    "thread_tag": "SELECT t.name, x.thread, x.at FROM thread_tag x JOIN tag t ON t.id = x.tag"
    " ORDER BY 1, 2",
    "feed_tag": "SELECT t.name, x.feed, x.at FROM feed_tag x JOIN tag t ON t.id = x.tag"
    " ORDER BY 1, 2",
    "feed": "SELECT id, url, key, name, removed_at, paused, settings, stories, unread, position"
    " FROM feed"
    " WHERE removed_at IS NULL OR id <= :feed ORDER BY id",
    "feed_state": "SELECT feed, moved_to, moved_count, moved_since, next_at, gone FROM feed_state"
    " WHERE feed <= :feed ORDER BY feed",
    "tag": "SELECT name, color, position FROM tag WHERE position <> 0 OR color <> '' ORDER BY 1",
    "folder": "SELECT * FROM folder ORDER BY id",
    "feed_folder": "SELECT * FROM feed_folder ORDER BY feed, folder",
    "view": "SELECT name, query, sort, grouping, mark_read, notify, position FROM view ORDER BY 1",
    "rule": "SELECT name, query, action, unless, until, enabled, position FROM rule ORDER BY 1",
    "verdict": "SELECT v.story, r.name, v.at, v.action FROM verdict v JOIN rule r ON r.id = v.rule"
    " ORDER BY 1, 2",
    "alias": "SELECT * FROM alias ORDER BY form",
    "counter": "SELECT name, n FROM counter WHERE name <> 'placing' ORDER BY name",
}


def newest(store: Store) -> dict[str, int]:
    return {
        "thread": seed.sql(store, "SELECT max(id) FROM thread")[0][0],
        "feed": seed.sql(store, "SELECT max(id) FROM feed")[0][0],
    }


def picture(store: Store, known: dict[str, int]) -> dict[str, list[Any]]:
    return seed.connections(store).read(
        lambda c: {name: c.execute(sql, known).fetchall() for name, sql in VISIBLE.items()}
    )


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        with seed.opened(Path(folder)) as store:
            furnish(store)
        yield Path(folder) / "clew.db"


numbers = st.integers(0, 13)
few = st.lists(numbers, min_size=1, max_size=4, unique=True)
names = st.sampled_from(["a", "A", "zwei Worte", "%_'\"", "é🧶"])
texts = st.sampled_from(["", "words", "two\nlines"])
#: An action with places in lists of ids for ids: (verb, stories, threads, feeds, text, into, until,
#: more).
steps = st.one_of(
    st.tuples(
        st.sampled_from(
            [Verb.READ, Verb.UNREAD, Verb.STAR, Verb.UNSTAR, Verb.KNOCK_OUT, Verb.KNOCK_OUT]
        ),
        few,
    ).map(lambda t: {"verb": t[0], "stories": t[1]}),
    st.builds(lambda n: {"verb": Verb.OPEN, "stories": [n]}, numbers),
    st.tuples(
        st.sampled_from(
            [
                Verb.READ,
                Verb.UNREAD,
                Verb.OPEN_THREAD,
                Verb.FOLLOW,
                Verb.UNFOLLOW,
                Verb.UNMUTE,
                Verb.CONFIRM_LINK,
                Verb.REFUSE_LINK,
            ]
        ),
        few,
    ).map(lambda t: {"verb": t[0], "threads": t[1]}),
    st.tuples(
        st.sampled_from([Verb.MUTE, Verb.SNOOZE]),
        few,
        st.sampled_from([None, FOR_GOOD, seed.NOW + seed.DAY]),
        st.sampled_from(["", "sources:>=5"]),
    ).map(lambda t: {"verb": t[0], "threads": t[1], "until": t[2], "more": {"unless": t[3]}}),
    st.tuples(few, numbers).map(
        lambda t: {"verb": Verb.JOIN, "threads": t[0], "into_thread": t[1]}
    ),
    st.tuples(numbers).map(lambda t: {"verb": Verb.SET_LEAD, "stories": [t[0]], "threads": [t[0]]}),
    st.tuples(numbers, texts).map(
        lambda t: {"verb": Verb.RENAME_THREAD, "threads": [t[0]], "text": t[1]}
    ),
    st.tuples(st.sampled_from([Verb.TAG, Verb.UNTAG]), few, few, names).map(
        lambda t: {
            "verb": t[0],
            "stories": t[1],
            "threads": t[2],
            "feeds": t[2][:1],
            "text": t[3],
        }
    ),
    st.tuples(few, few, names, names).map(
        lambda t: {
            "verb": Verb.RETAG,
            "stories": t[0],
            "threads": t[1],
            "text": f"{t[2]}\nnew",
            "more": {"off": f"{t[3]}\nnone"},
        }
    ),
    st.tuples(names, st.sampled_from(["", "red", "blue"])).map(
        lambda t: {"verb": Verb.COLOR_TAG, "text": t[0], "more": {"color": t[1]}}
    ),
    st.tuples(names, names).map(
        lambda t: {"verb": Verb.RENAME_TAG, "text": t[0], "more": {"to": t[1]}}
    ),
    names.map(lambda name: {"verb": Verb.REMOVE_TAG, "text": name}),
    st.tuples(few, texts).map(lambda t: {"verb": Verb.NOTE, "stories": t[0], "text": t[1]}),
    st.tuples(
        st.sampled_from([Verb.UNSUBSCRIBE, Verb.PAUSE_FEED, Verb.RESUME_FEED, Verb.RENAME_FEED]),
        few,
        texts,
    ).map(lambda t: {"verb": t[0], "feeds": t[1], "text": t[2]}),
    st.tuples(few, st.sampled_from(["", "News", "Tech/AI", "Tech"])).map(
        lambda t: {"verb": Verb.MOVE_FEED, "feeds": t[0], "text": t[1]}
    ),
    st.tuples(few, st.sampled_from(["", "yes"])).map(
        lambda t: {"verb": Verb.FEED_SETTINGS, "feeds": t[0], "more": {"fulltext": t[1]}}
    ),
    st.tuples(st.sampled_from(["one", "four", "five"]), st.sampled_from(["", "Tech/AI"])).map(
        lambda t: {
            "verb": Verb.SUBSCRIBE,
            "text": f"https://{t[0]}.example/feed",
            "more": {"folder": t[1], "tags": "a", "name": t[0].upper()},
        }
    ),
    st.tuples(
        st.sampled_from([Verb.ADD_FOLDER, Verb.RENAME_FOLDER, Verb.REMOVE_FOLDER]),
        st.integers(1, 3),
        st.sampled_from(["News", "Tech", "Tech/AI"]),
    ).map(
        lambda t: {"verb": t[0], "into": None if t[0] is Verb.ADD_FOLDER else t[1], "text": t[2]}
    ),
    st.tuples(
        st.integers(1, 3), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "Up/In"])
    ).map(
        lambda t: {
            "verb": Verb.MOVE_FOLDER,
            "into": t[0],
            "more": {"parent": t[1]},
            "text": t[2],
        }
    ),
    st.tuples(
        st.sampled_from(["feeds", "folders", "tags", "views", "rules"]),
        st.sampled_from([None, 1]),
        st.permutations([1, 2, 3]).map(lambda ids: ids[:2]),
        st.lists(names, max_size=3, unique=True),
    ).map(
        lambda t: {
            "verb": Verb.ORDER,
            "text": t[0],
            "into": t[1] if t[0] == "feeds" else None,
            "more": {"order": json.dumps(t[2] if t[0] in ("feeds", "folders") else t[3])},
        }
    ),
    st.tuples(few, st.sampled_from(["https://moved.example/feed", "http://two.example/feed"])).map(
        lambda t: {"verb": Verb.READDRESS, "feeds": t[0][:1], "text": t[1]}
    ),
    st.tuples(
        st.sampled_from([Verb.SAVE_VIEW, Verb.REMOVE_VIEW]),
        names,
        st.sampled_from(["x", "in:a -in:A", "thread:(in:é)"]),
    ).map(lambda t: {"verb": t[0], "text": t[1], "more": {"query": t[2]}}),
    st.tuples(
        st.sampled_from([Verb.SAVE_RULE, Verb.SAVE_RULE, Verb.REMOVE_RULE]),
        names,
        st.sampled_from(["x", "in:a"]),
        st.sampled_from(["read", "tag a, star", "mute", "mute, read", "follow"]),
        st.sampled_from(["", "sources:>=2"]),
        st.sampled_from(["0", "1", "1"]),
        st.sampled_from([None, FOR_GOOD, seed.NOW + 2 * seed.DAY]),
        st.one_of(st.just([]), few),
    ).map(
        lambda t: {
            "verb": t[0],
            "text": t[1],
            "stories": t[7] if t[0] is Verb.SAVE_RULE else [],
            "more": {"query": t[2], "action": t[3], "unless": t[4], "enabled": t[5]},
            "until": t[6],
        }
    ),
    st.tuples(st.just(Verb.APPLY_RULE), names, few).map(
        lambda t: {"verb": t[0], "text": t[1], "stories": t[2]}
    ),
    names.map(lambda name: {"verb": Verb.TAKE_BACK_RULE, "text": name}),
    st.tuples(st.sampled_from([Verb.RENAME_RULE, Verb.RENAME_VIEW]), names, names).map(
        lambda t: {"verb": t[0], "text": t[1], "more": {"to": t[2]}}
    ),
    st.tuples(st.sampled_from([Verb.ADD_ALIAS, Verb.REMOVE_ALIAS]), names).map(
        lambda t: {"verb": t[0], "text": t[1], "more": {"to": "Name"}}
    ),
)


def act(store: Store, step: dict[str, Any]) -> Done | None:
    """Do a step on what is there now; None when it is refused."""
    stories = [row[0] for row in seed.sql(store, "SELECT id FROM story ORDER BY id")]
    threads = [row[0] for row in seed.sql(store, "SELECT thread FROM story ORDER BY id")]
    feeds = [row[0] for row in seed.sql(store, "SELECT id FROM feed ORDER BY id")]

    def chosen(name: str, ids: list[int]) -> tuple[int, ...]:
        return tuple(ids[n % len(ids)] for n in step.get(name, ()))

    into = threads[step["into_thread"]] if "into_thread" in step else step.get("into")
    action = Action(
        step["verb"],
        chosen("stories", stories),
        chosen("threads", threads),
        chosen("feeds", feeds),
        step.get("text", ""),
        into,
        step.get("until"),
        tuple(step.get("more", {}).items()),
    )
    seed.clock(store).advance(MINUTE)
    try:
        return store.actions.do(action)
    except UsageError:
        return None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(taken=st.lists(steps, min_size=1, max_size=12))
def test_undo_brings_the_first_state_back_and_redo_the_last(
    template: Path, taken: list[dict[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "clew.db")
        with seed.opened(Path(folder), seed.NOW + seed.HOUR) as store:
            known = newest(store)
            pictures = [picture(store, known)]
            for step in taken:
                before = picture(store, known)
                done = act(store, step)
                if done is None or done.entry is None:
                    assert picture(store, known) == before
                else:
                    assert done.changed > 0 or done.action.verb is Verb.SUBSCRIBE
                    assert describe(done)
                    pictures.append(picture(store, known))
            for expected in reversed(pictures[:-1]):
                assert store.actions.undo() is not None
                assert picture(store, known) == expected
            assert store.actions.undo() is None
            for expected in pictures[1:]:
                assert store.actions.redo() is not None
                assert picture(store, known) == expected
            assert store.actions.redo() is None
            assert store.health.check(full=True) == []


def do(store: Store, verb: Verb, **values: Any) -> Done:
    seed.clock(store).advance(MINUTE)
    return store.actions.do(Action(verb, **values))


def undo(store: Store) -> Done:
    done = store.actions.undo()
    assert done is not None
    return done


def redo(store: Store) -> Done:
    done = store.actions.redo()
    assert done is not None
    return done


def merge(store: Store, survivor: int, absorbed: int) -> None:
    """What a later refresh may do by itself."""
    store.placing.apply(Outcome(merges=(Merge(survivor, absorbed, Reason(PlacedBy.MERGE)),)))


def column(store: Store, table: str, row: int, name: str) -> Any:
    return seed.sql(store, f"SELECT {name} FROM {table} WHERE id = ?", row)[0][0]


def test_a_subscription_taken_back_leaves_nothing_unread(store: Store) -> None:
    seed.arrive(store, seed.feed(store), "elsewhere")
    feed = do(store, Verb.SUBSCRIBE, text="https://new.example/feed").made
    assert feed is not None
    first, second = seed.arrive(store, feed, "one", "two")
    do(store, Verb.READ, stories=(first,))
    store.actions.undo()
    store.actions.undo()
    assert store.rows.views()[0].unread == 1
    assert [column(store, "story", n, "read") for n in (first, second)] == [1, 1]
    redo(store)
    assert [column(store, "story", n, "read") for n in (first, second)] == [0, 0]
    assert store.rows.views()[0].unread == 3
    redo(store)
    assert [column(store, "story", n, "read") for n in (first, second)] == [1, 0]
    assert store.health.check(full=True) == []


def test_steps_back_to_a_point_and_forward_again(store: Store) -> None:
    stories = seed.arrive(store, seed.feed(store), "one", "two", "three")
    entries = [do(store, Verb.STAR, stories=(story,)).entry for story in stories]
    store.actions.do(Action(Verb.READ, stories=(stories[0],)), Actor.RULE)
    assert entries[1] is not None
    assert [done.entry for done in store.actions.undo_to(entries[1])] == entries[:0:-1]
    assert [column(store, "story", n, "starred") for n in stories] == [1, 0, 0]
    assert column(store, "story", stories[0], "read") == 1
    assert [row.undone for row in store.rows.journal()] == [False, True, True, False]
    assert store.actions.undo_to(entries[1]) == []
    assert [done.entry for done in store.actions.redo_to(entries[1])] == [entries[1]]
    assert [column(store, "story", n, "starred") for n in stories] == [1, 1, 0]
    assert entries[0] is not None
    assert len(store.actions.undo_to(entries[0])) == 2


def test_undo_of_read_leaves_what_arrived_later(store: Store) -> None:
    feed = seed.feed(store)
    early = seed.arrive(store, feed, "one", "two")
    thread = seed.join(store, *early)
    do(store, Verb.READ, threads=(thread,))
    late = seed.arrive(store, feed, "three", at=seed.NOW + seed.HOUR)
    seed.place(store, thread, *late)
    store.actions.do(Action(Verb.READ, stories=tuple(late)), Actor.RULE)
    assert set(undo(store).stories) == set(early)
    assert [column(store, "story", n, "read") for n in [*early, *late]] == [0, 0, 1]
    assert set(redo(store).stories) == set(early)
    assert [column(store, "story", n, "read") for n in [*early, *late]] == [1, 1, 1]


def test_undo_and_redo_survive_a_restart(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        story = seed.arrive(store, seed.feed(store), "one")[0]
        do(store, Verb.STAR, stories=(story,))
        do(store, Verb.READ, stories=(story,))
    with seed.opened(tmp_path, seed.NOW + seed.HOUR) as store:
        assert undo(store).action.verb is Verb.READ
    with seed.opened(tmp_path, seed.NOW + seed.HOUR) as store:
        assert undo(store).action.verb is Verb.STAR
        assert column(store, "story", story, "starred") == 0
    with seed.opened(tmp_path, seed.NOW + seed.HOUR) as store:
        assert redo(store).action == Action(Verb.STAR, stories=(story,))
        assert redo(store).action.verb is Verb.READ
        assert store.actions.redo() is None
        assert column(store, "story", story, "starred") == 1


def test_nothing_is_redone_after_something_else_was_done(store: Store) -> None:
    one, two = seed.arrive(store, seed.feed(store), "one", "two")
    do(store, Verb.STAR, stories=(one,))
    undo(store)
    store.actions.do(Action(Verb.READ, stories=(two,)), Actor.RULE)
    assert redo(store).action.verb is Verb.STAR, "a rule is no deed of the user's"
    undo(store)
    do(store, Verb.READ, stories=(one,))
    assert store.actions.redo() is None
    assert undo(store).action.verb is Verb.READ
    assert [row.superseded for row in store.rows.journal(3)] == [False, False, True]
    assert redo(store).action.verb is Verb.READ, "what was undone before it is gone for good"
    assert store.actions.redo() is None
    undo(store)
    assert store.actions.undo() is None, "a rule's deed is not taken back by hand"
    assert column(store, "story", two, "read") == 1


def test_a_command_s_action_is_undone_too(store: Store) -> None:
    story = seed.arrive(store, seed.feed(store), "one")[0]
    store.actions.do(Action(Verb.STAR, stories=(story,)), Actor.COMMAND)
    undo(store)
    assert column(store, "story", story, "starred") == 0


def test_undo_follows_a_thread_that_was_merged(store: Store) -> None:
    one, two = seed.arrive(store, seed.feed(store), "one", "two")
    a, b = seed.thread_of(store, one), seed.thread_of(store, two)
    do(store, Verb.FOLLOW, threads=(a,))
    do(store, Verb.TAG, threads=(a,), text="x")
    do(store, Verb.MUTE, threads=(a,))
    merge(store, b, a)
    assert column(store, "thread", b, "muted") == 1
    assert b in undo(store).threads
    assert column(store, "thread", b, "muted") == 0
    assert column(store, "thread", b, "muted_until") is None
    undo(store)
    assert seed.sql(store, "SELECT * FROM thread_tag WHERE thread = ?", b) == []
    undo(store)
    assert column(store, "thread", b, "followed_at") is None
    for _ in range(3):
        redo(store)
    assert column(store, "thread", b, "followed_at") is not None
    assert column(store, "thread", b, "muted") == 1
    assert len(seed.sql(store, "SELECT * FROM thread_tag WHERE thread = ?", b)) == 1


def test_undo_leaves_alone_what_the_survivor_had_of_its_own(store: Store) -> None:
    one, two = seed.arrive(store, seed.feed(store), "one", "two")
    a, b = seed.thread_of(store, one), seed.thread_of(store, two)
    do(store, Verb.MUTE, threads=(b,))
    do(store, Verb.FOLLOW, threads=(b,))
    do(store, Verb.MUTE, threads=(b,), until=seed.NOW + seed.DAY)
    do(store, Verb.FOLLOW, threads=(a,))
    do(store, Verb.MUTE, threads=(a,), until=seed.NOW + seed.HOUR)
    merge(store, b, a)
    undo(store)
    undo(store)
    assert column(store, "thread", b, "muted_until") == seed.NOW + seed.DAY
    assert column(store, "thread", b, "muted") == 1
    assert column(store, "thread", b, "followed_at") == seed.NOW + 2 * MINUTE


def test_undo_of_a_knock_out_whose_thread_was_merged(store: Store) -> None:
    feed = seed.feed(store)
    one, two, three = seed.arrive(store, feed, "one", "two", "three")
    a, c = seed.join(store, one, two), seed.thread_of(store, three)
    made = do(store, Verb.KNOCK_OUT, stories=(two,)).made
    assert made is not None
    late = seed.arrive(store, feed, "late", at=seed.NOW + seed.HOUR)[0]
    seed.place(store, made, late)
    merge(store, c, a)
    undo(store)
    assert [seed.thread_of(store, n) for n in (one, two, three)] == [c, c, c]
    assert seed.thread_of(store, late) == made, "what came later stays"
    assert column(store, "thread", made, "merged_into") is None
    assert store.placing.corrections() == []
    redo(store)
    assert [seed.thread_of(store, n) for n in (one, two, three, late)] == [c, made, c, made]
    assert store.health.check(full=True) == []


def test_undo_of_a_join_whose_thread_was_merged(store: Store) -> None:
    feed = seed.feed(store)
    one, two, three = seed.arrive(store, feed, "one", "two", "three")
    a, b, c = (seed.thread_of(store, n) for n in (one, two, three))
    do(store, Verb.JOIN, threads=(a,), into=b)
    late = seed.arrive(store, feed, "late", at=seed.NOW + seed.HOUR)[0]
    seed.place(store, b, late)
    merge(store, c, b)
    undo(store)
    assert [seed.thread_of(store, n) for n in (one, two, three, late)] == [a, c, c, c]
    assert column(store, "thread", a, "merged_into") is None
    assert column(store, "thread", a, "lead") == one
    redo(store)
    assert [seed.thread_of(store, n) for n in (one, two, three, late)] == [c, c, c, c]
    assert column(store, "thread", a, "merged_into") == c
    assert store.health.check(full=True) == []


def test_redo_of_a_join_when_the_threads_were_merged_the_other_way(store: Store) -> None:
    one, two = seed.arrive(store, seed.feed(store), "one", "two")
    a, b = seed.thread_of(store, one), seed.thread_of(store, two)
    do(store, Verb.JOIN, threads=(a,), into=b)
    undo(store)
    merge(store, a, b)
    redo(store)
    assert {seed.thread_of(store, n) for n in (one, two)} == {a}
    assert column(store, "thread", a, "merged_into") is None
    undo(store)
    assert store.health.check(full=True) == []


def test_undo_of_unsubscribe_brings_all_back(store: Store) -> None:
    feed = seed.feed(store, folder="News")
    do(store, Verb.TAG, feeds=(feed,), text="x")
    do(store, Verb.UNSUBSCRIBE, feeds=(feed,))
    assert store.feeds.all() == []
    undo(store)
    row = store.feeds.all()[0]
    assert (row.id, row.tags, len(row.folders)) == (feed, ("x",), 1)


def test_the_journal_names_machine_sequence_and_text_keys(store: Store) -> None:
    story = seed.arrive(store, seed.feed(store), seed.item("one", id="guid-1"))[0]
    thread = seed.thread_of(store, story)
    do(store, Verb.READ, stories=(story,))
    do(store, Verb.FOLLOW, threads=(thread,))
    undo(store)
    rows = seed.sql(store, "SELECT machine, seq, at, actor, targets, undone_at FROM journal")
    assert [row[1] for row in rows] == [1, 2]
    assert rows[0][0] == rows[1][0]
    assert len(rows[0][0]) == 16
    assert rows[0][2:4] == (seed.NOW + MINUTE, "screen")
    assert json.loads(rows[0][4])["stories"] == {"https://example.org/feed": ["guid-1"]}
    assert json.loads(rows[1][4])["threads"] == [["https://example.org/feed", "guid-1"]]
    assert [row[5] is None for row in rows] == [True, False]
    shown = store.rows.journal()
    assert [(row.verb, row.undone, row.targets) for row in shown] == [
        (Verb.FOLLOW, True, 1),
        (Verb.READ, False, 1),
    ]

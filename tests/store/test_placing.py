from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.model import (
    Correction,
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    Split,
    ThreadLink,
)
from reader.store import Store

JOIN = Reason(PlacedBy.JOIN, 0.5, terms=(("openai", 6.1),), gap=3)
MERGE = Reason(PlacedBy.MERGE, 0.7)


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made
        assert made.health.check(full=True) == []


def thread(store: Store, id_: int, columns: str) -> tuple[object, ...]:
    return tuple(seed.sql(store, f"SELECT {columns} FROM thread WHERE id = ?", id_)[0])


def two(store: Store, *titles: str) -> tuple[list[int], list[int]]:
    made = seed.arrive(store, seed.feed(store), *titles)
    return made, [seed.thread_of(store, story) for story in made]


def correct(store: Store, a: int, b: int, *, together: bool) -> None:
    seed.sql(
        store,
        "INSERT INTO correction(a, b, a_key, b_key, together, at) VALUES (?, ?, '', '', ?, 0)",
        min(a, b),
        max(a, b),
        int(together),
    )


def test_unplaced_come_in_order_with_their_source(store: Store) -> None:
    other = seed.feed(store, "https://user:secret@www.b.example/f", "")
    seed.sql(store, "UPDATE feed SET key = 'user:secret@b.example/f' WHERE id = ?", other)
    feed = seed.feed(store, language="fr")
    late = seed.arrive(store, other, "Late", at=seed.NOW + 9)
    early = seed.arrive(store, feed, "Early", at=seed.NOW)
    found = store.placing.unplaced()
    assert [one.story for one in found] == early + late
    assert [(one.source, one.language) for one in found] == [("Example", "fr"), ("b.example", "")]


def test_a_join_moves_the_story_and_keeps_the_reason(store: Store) -> None:
    (a, b), (into, left) = two(store, "One", "Two")
    store.placing.apply(Outcome((Placement(a, into, Reason(PlacedBy.ALONE)),)))
    before = store.placing.seq()
    store.placing.apply(Outcome((Placement(b, into, JOIN, language="en"),)))
    assert store.placing.seq() != before
    assert store.placing.unplaced() == []
    assert store.placing.why(b) == JOIN
    assert store.placing.why(a + 99) is None
    assert store.placing.resolve([into, left]) == {into: into, left: into}
    assert thread(store, into, "lead, stories, accounts, sources, unread, languages") == (
        a, 2, 2, 1, 2, "en")  # fmt: skip
    assert thread(store, into, "first_at, last_at, moved_at") == (
        seed.NOW, seed.NOW + 60, seed.NOW + 60)  # fmt: skip
    placed = store.placing.placed(seed.NOW, seed.NOW + 60)
    assert [(one.story, one.thread) for one in placed] == [(a, into), (b, into)]


def test_an_outcome_stored_twice_changes_nothing_more(store: Store) -> None:
    (a, b), (into, left) = two(store, "One", "Two")
    outcome = Outcome(
        (Placement(a, into, Reason(PlacedBy.ALONE)), Placement(b, into, JOIN)),
        (Merge(into, left, MERGE),),
    )
    store.placing.apply(outcome)
    rows = seed.sql(store, "SELECT * FROM thread")
    last = store.changes.last()
    store.placing.apply(outcome)
    assert seed.sql(store, "SELECT * FROM thread") == rows
    assert store.changes.last() == last


def test_the_users_word_passes_to_the_survivor_and_chains_are_short(store: Store) -> None:
    made, (a, b, c) = two(store, "One", "Two", "Three")
    seed.sql(
        store,
        "UPDATE thread SET name = 'Mine', followed_at = 5, muted = 1, muted_until = 9,"
        " opened_at = 7, lead_pinned = 1 WHERE id = ?",
        c,
    )
    seed.sql(store, "INSERT INTO tag(name) VALUES ('x')")
    seed.sql(store, "INSERT INTO thread_tag VALUES (1, ?, 0)", c)
    store.placing.apply(Outcome(merges=(Merge(b, c, MERGE), Merge(a, b, MERGE))))
    assert thread(store, a, "name, followed_at, muted, muted_until, opened_at, lead") == (
        "Mine", 5, 1, 9, 7, made[2])  # fmt: skip
    assert seed.sql(store, "SELECT thread FROM thread_tag") == [(a,)]
    assert seed.sql(store, "SELECT id, merged_into FROM thread ORDER BY id") == [
        (a, None), (b, a), (c, a)]  # fmt: skip
    assert thread(store, a, "stories, unread") == (3, 3)
    assert thread(store, c, "stories, unread") == (0, 0)


def test_a_merge_is_the_reason_of_stories_that_stood_alone(store: Store) -> None:
    (a, b), (one, other) = two(store, "One", "Two")
    alone = Reason(PlacedBy.ALONE)
    store.placing.apply(Outcome((Placement(a, one, alone), Placement(b, other, alone))))
    store.placing.apply(Outcome(merges=(Merge(one, other, MERGE),)))
    assert store.placing.why(a) == alone
    assert store.placing.why(b) == MERGE


def test_a_copy_is_stored_read_where_an_account_was_read(store: Store) -> None:
    (a, b, c), (into, *_) = two(store, "One", "Two", "Three")
    seed.sql(
        store,
        "INSERT INTO mark(story, feed, key, key2, read_at)"
        " SELECT id, feed, key, key2, 1 FROM story WHERE id = ?",
        a,
    )
    copy = Reason(PlacedBy.COPY, 0.9)
    store.placing.apply(Outcome((Placement(b, into, copy, copy_of=a), Placement(c, into, JOIN))))
    assert seed.sql(store, "SELECT id, read, copy_of FROM story ORDER BY id") == [
        (a, 1, None), (b, 1, a), (c, 0, None)]  # fmt: skip
    assert thread(store, into, "accounts, stories, unread, moved_at") == (
        2, 3, 1, seed.NOW + 120)  # fmt: skip


def test_a_copy_of_a_copy_that_came_with_it_copies_its_account(store: Store) -> None:
    (a, b, c, d), (into, *_) = two(store, "One", "Two", "Three", "Four")
    copy = Reason(PlacedBy.COPY, 0.9)
    store.placing.apply(
        Outcome(
            (
                Placement(a, into, JOIN),
                Placement(b, into, copy, copy_of=a),
                Placement(c, into, copy, copy_of=b),
                Placement(d, into, copy, copy_of=d),
            )
        )
    )
    assert seed.sql(store, "SELECT copy_of FROM story ORDER BY id") == [
        (None,), (a,), (a,), (None,)]  # fmt: skip


def test_a_copy_of_an_unread_account_stays_unread_and_moves_nothing(store: Store) -> None:
    (a, b), (into, _) = two(store, "One", "Two")
    store.placing.apply(Outcome((Placement(b, into, JOIN, copy_of=a),)))
    assert seed.sql(store, "SELECT read FROM story WHERE id = ?", b) == [(0,)]
    assert thread(store, into, "accounts, moved_at, last_at") == (1, seed.NOW, seed.NOW + 60)


def test_a_copy_of_a_story_elsewhere_is_an_account(store: Store) -> None:
    (a, b), (_, own) = two(store, "One", "Two")
    store.placing.apply(Outcome((Placement(b, own, JOIN, copy_of=a),)))
    assert seed.sql(store, "SELECT copy_of FROM story WHERE id = ?", b) == [(None,)]


def test_what_the_user_placed_stays(store: Store) -> None:
    (a, b), (into, own) = two(store, "One", "Two")
    store.placing.apply(Outcome((Placement(b, own, Reason(PlacedBy.USER)),)))
    store.placing.apply(Outcome((Placement(b, into, JOIN),)))
    assert seed.thread_of(store, b) == own
    assert a != b


def test_corrections_are_law_for_placements_and_merges(store: Store) -> None:
    (a, b), (into, own) = two(store, "One", "Two")
    correct(store, a, b, together=False)
    store.placing.apply(Outcome((Placement(b, into, JOIN),), (Merge(into, own, MERGE),)))
    assert seed.thread_of(store, b) == own
    assert store.placing.unplaced()[0].story == a
    assert store.placing.corrections() == [Correction(a, b, False)]


def test_strangers_are_passed_over(store: Store) -> None:
    (a,), (own,) = two(store, "One")
    store.placing.apply(
        Outcome(
            (Placement(a, 999, JOIN), Placement(12345, own, JOIN)),
            (Merge(own, 999, MERGE), Merge(998, own, MERGE)),
            (ThreadLink(own, 999, LinkKind.RELATED, LinkState.PROPOSED, 0.5),),
        )
    )
    assert seed.thread_of(store, a) == own
    assert store.placing.unplaced() == []
    assert store.placing.links(own) == []


def test_links_follow_merges_and_obey_the_user(store: Store) -> None:
    _, (a, b, c) = two(store, "One", "Two", "Three")
    link = ThreadLink(c, b, LinkKind.RELATED, LinkState.PROPOSED, 0.5, ("musk",))
    store.placing.apply(Outcome(links=(link,)))
    seed.sql(store, "UPDATE thread_link SET state = 'refused'")
    store.placing.apply(Outcome(links=(link,)))
    assert [one.state for one in store.placing.links(b)] == [LinkState.REFUSED]
    store.placing.apply(Outcome(merges=(Merge(a, b, MERGE),)))
    expected = ThreadLink(a, c, LinkKind.RELATED, LinkState.REFUSED, 0.5, ("musk",))
    assert store.placing.links(a) == store.placing.links(b) == [expected]
    store.placing.apply(Outcome(merges=(Merge(a, c, MERGE),)))
    assert store.placing.links(a) == []


def test_the_lead_is_kept_when_an_earlier_account_comes(store: Store) -> None:
    feed = seed.feed(store)
    (late,) = seed.arrive(store, feed, "Late", at=seed.NOW)
    (early,) = seed.arrive(store, feed, "Early", at=seed.NOW - 60)
    into = seed.thread_of(store, late)
    store.placing.apply(Outcome((Placement(early, into, JOIN),)))
    assert thread(store, into, "lead, first_at") == (late, seed.NOW - 60)


def test_aliases_never_join_and_snapshots(store: Store) -> None:
    before = store.placing.seq()
    seed.sql(store, "INSERT INTO alias VALUES ('X', 'Twitter', 0)")
    seed.sql(store, "INSERT INTO never_join VALUES ('word', 'live', 0), ('feed', '3', 0)")
    assert store.placing.aliases() == {"X": "Twitter"}
    assert store.placing.never_join() == (frozenset({"live"}), frozenset({3}))
    assert store.placing.seq() > before
    assert store.placing.snapshot("engine") is None
    store.placing.save_snapshot("engine", 2, b"\0data", 7)
    assert store.placing.snapshot("engine") == (7, 2, b"\0data")


def whole(store: Store, *titles: str) -> tuple[list[int], int]:
    """Stories that stand in one thread, and that thread."""
    made, threads = two(store, *titles)
    placed = tuple(Placement(story, threads[0], JOIN) for story in made)
    store.placing.apply(Outcome(placed))
    return made, threads[0]


def test_a_split_gives_stories_a_thread_of_their_own(store: Store) -> None:
    (a, b, c, d), old = whole(store, "Banstead", "Wellington", "Wellington again", "Banstead more")
    copy = Placement(c, old, JOIN, copy_of=a)
    store.placing.apply(Outcome((copy,)))
    seed.sql(store, "UPDATE thread SET followed_at = 5, name = 'Fires' WHERE id = ?", old)
    reason = Reason(PlacedBy.SPLIT, terms=(("wellington", 1.0),))
    link = ThreadLink(old, -b, LinkKind.RELATED, LinkState.PROPOSED, 0.6, ("waitrose",))
    outcome = Outcome(links=(link,), splits=(Split(old, -b, (b, c), reason),))
    made = store.placing.apply(outcome)[-b]
    assert store.placing.threads_of([a, b, c, d]) == {a: old, b: made, c: made, d: old}
    assert thread(store, old, "lead, stories, accounts, unread, name") == (a, 2, 2, 2, "Fires")
    assert thread(store, made, "lead, stories, accounts, unread, name, followed_at") == (
        b, 2, 2, 2, None, 5)  # fmt: skip
    assert store.placing.why(b) == reason
    assert store.placing.why(a) == JOIN
    assert [one.b for one in store.placing.links(old)] == [made]
    assert store.placing.apply(Outcome(splits=(Split(old, -b, (b, c), reason),))) == {}


def test_what_a_rule_muted_stays_the_rules_when_a_thread_is_split(store: Store) -> None:
    (_a, b), old = whole(store, "One", "Two")
    muted = "muted, muted_by, muted_unless"
    values = "muted = 1, muted_by = 'noise', muted_unless = 'final'"
    seed.sql(store, f"UPDATE thread SET {values} WHERE id = ?", old)
    made = store.placing.apply(Outcome(splits=(Split(old, -b, (b,), MERGE),)))[-b]
    assert thread(store, made, muted) == thread(store, old, muted) == (1, "noise", "final")


def test_a_part_of_a_part_goes_by_the_name_the_engine_gave_it(store: Store) -> None:
    (a, b, c), old = whole(store, "One", "Two", "Three")
    reason = Reason(PlacedBy.SPLIT)
    splits = (Split(old, -b, (b, c), reason), Split(-b, -c, (c,), reason))
    made = store.placing.apply(Outcome(splits=splits))
    assert store.placing.threads_of([a, b, c]) == {a: old, b: made[-b], c: made[-c]}
    assert len({old, *made.values()}) == 3


def test_what_the_user_put_somewhere_stays_there_when_a_thread_is_split(store: Store) -> None:
    (a, b), old = whole(store, "One", "Two")
    store.placing.apply(Outcome((Placement(b, old, Reason(PlacedBy.USER)),)))
    assert store.placing.apply(Outcome(splits=(Split(old, -b, (b,), MERGE),))) == {}
    seed.sql(store, "UPDATE thread SET lead = ?, lead_pinned = 1 WHERE id = ?", a, old)
    made = store.placing.apply(Outcome(splits=(Split(old, -a, (a,), MERGE),)))[-a]
    assert thread(store, made, "lead, lead_pinned, stories") == (a, 1, 1)
    assert thread(store, old, "lead, lead_pinned, stories") == (b, 0, 1)

"""Rethread: found first, done as one action, obedient to corrections, taken back whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import seed

from reader.errors import BusyError
from reader.services import Services
from reader.services.lock import held
from reader.services.placing import Placer
from reader.services.settling import settled
from tests.services.feeding import NOW, services

DATA = Path(__file__).parents[1] / "data" / "threads"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        lines = [
            line
            for name in ("events_en", "events_languages")
            for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        for row in {row["title"]: row for row in map(json.loads, lines)}.values():
            url = f"https://{sum(row['source'].encode())}.example/feed"
            known = seed.sql(opened.store, "SELECT id FROM feed WHERE url = ?", url)
            feed = known[0][0] if known else seed.feed(opened.store, url, row["source"])
            item = seed.item(
                row["title"], row.get("summary", ""), published=row["published"], id=row["title"]
            )
            seed.arrive(opened.store, feed, item)
        Placer(opened.store, opened.config).place()
        yield opened


def standing(opened: Services) -> dict[int, int]:
    return dict(seed.sql(opened.store, "SELECT id, thread FROM story"))


def everything(opened: Services) -> list[object]:
    """All that a rethread may change."""
    return [
        seed.sql(opened.store, f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in (
            ("story", "id, thread, copy_of, read"),
            (
                "(SELECT * FROM thread WHERE merged_into IS NULL)",
                "id, lead, lead_pinned, name, stories, unread, followed_at",
            ),
            ("placement", "story, thread, reason"),
            ("thread_tag", "thread, tag"),
            ("correction", "a, b, together"),
        )
    ]


def test_what_is_wound_anew_as_it_was_stays(opened: Services) -> None:
    found = opened.rethreading.find(0)
    assert found.stories == len(standing(opened))
    assert (found.moves, found.joined, found.parted) == ((), 0, 0)


def test_a_word_that_never_joins_parts_what_it_had_joined_and_undo_takes_it_back(
    opened: Services,
) -> None:
    before = standing(opened)
    threads = [thread for thread in set(before.values()) if list(before.values()).count(thread) > 1]
    big = max(threads, key=list(before.values()).count)
    inside = [story for story, thread in before.items() if thread == big]
    opened.triage.follow([big])
    opened.tagging.tag("kept", threads=[big])
    whole = everything(opened)
    words = {term for story in inside for term in opened.reading.decided_by(story)}
    opened.teaching.never_join(sorted(words))
    told: list[tuple[int, int]] = []
    found = opened.rethreading.find(0, lambda *n: told.append(n))
    assert told[-1] == (found.stories, found.stories)
    assert everything(opened) == whole  # found, not done
    assert found.moved
    done = opened.rethreading.apply(found, "14d")
    assert done.changed == found.moved
    after = standing(opened)
    assert len({after[story] for story in inside}) > 1
    assert big in after.values()  # the id stays with what people know by it
    parts = opened.reading.thread_rows(sorted({after[story] for story in inside}))
    assert all(row.followed and "kept" in row.tags for row in parts)
    assert opened.rethreading.find(0).moves == ()
    opened.journal.undo()
    assert everything(opened) == whole


def test_corrections_still_stand(opened: Services) -> None:
    before = standing(opened)
    sizes = {thread: list(before.values()).count(thread) for thread in set(before.values())}
    threads = sorted(sizes, key=lambda thread: (-sizes[thread], thread))
    out = [next(s for s, t in before.items() if t == thread) for thread in threads[:3]]
    for story in out:
        opened.triage.knock_out([story])
    alone = [thread for thread in threads if sizes[thread] == 1][:4]
    opened.triage.join(alone[1:2], alone[0])
    opened.triage.join(alone[3:4], alone[2])
    opened.triage.rename(threads[0], "Mine")
    last = max(s for s, t in before.items() if t == threads[1] and s not in out)
    opened.triage.set_lead(threads[1], last)
    stands = standing(opened)
    found = opened.rethreading.find(0)
    opened.rethreading.apply(found, "14d")
    after = standing(opened)
    for story in out:
        old = [s for s, t in before.items() if t == before[story] and s != story]
        assert all(after[s] != after[story] for s in old if s not in out)
    for one, other in (alone[:2], alone[2:]):
        a, b = (next(s for s, t in before.items() if t == each) for each in (one, other))
        assert after[a] == after[b]
    assert opened.reading.thread_rows([threads[0]])[0].title == "Mine"
    assert opened.reading.thread_rows([threads[1]])[0].lead == last
    opened.journal.undo()
    assert standing(opened) == stands


def test_ten_corrections_stand_after_rethread_undo_and_redo(opened: Services) -> None:
    before = standing(opened)
    sizes = {thread: list(before.values()).count(thread) for thread in set(before.values())}
    big = sorted(sizes, key=lambda thread: (-sizes[thread], thread))
    inside = {thread: sorted(s for s, t in before.items() if t == thread) for thread in sizes}
    alone = sorted(thread for thread, n in sizes.items() if n == 1)
    triage, teaching = opened.triage, opened.teaching
    triage.join([alone[0]], alone[1])  # 1: two become one
    triage.knock_out(inside[big[0]][:1])  # 2: one goes
    triage.knock_out(inside[big[1]][:2])  # 3: two go together
    triage.set_lead(big[2], inside[big[2]][-1])  # 4
    triage.rename(big[3], "As I call it")  # 5
    rows = {row.id: row for row in opened.reading.story_rows(list(before))}
    word = opened.reading.decided_by(inside[big[4]][-1])[0]
    teaching.never_join([word])  # 6
    feed = rows[inside[big[5]][0]].feed
    teaching.never_join(feeds=[feed])  # 7
    seed.sql(opened.store, "INSERT INTO folder(name) VALUES ('Strict')")
    strict = rows[inside[big[6]][0]].feed
    seed.sql(opened.store, "INSERT INTO feed_folder(feed, folder) SELECT ?, id FROM folder", strict)
    teaching.tighten("Strict", 2.0)  # 8
    linked = [(alone[2], alone[3]), (alone[4], alone[5])]
    for a, b in linked:
        seed.sql(
            opened.store,
            "INSERT INTO thread_link(a, b, kind, state, score) VALUES (?, ?, 'language',"
            " 'proposed', 0.4) ON CONFLICT DO NOTHING",
            *(min(a, b), max(a, b)),
        )
    triage.join([linked[0][1]], linked[0][0])  # 9: a doubtful one is confirmed
    triage.refuse_link(*linked[1])  # 10: another is not

    def stand() -> None:
        after = standing(opened)
        assert after[inside[alone[0]][0]] == after[inside[alone[1]][0]]
        out, *rest = inside[big[0]]
        assert after[out] not in {after[story] for story in rest}
        pair, others = inside[big[1]][:2], inside[big[1]][2:]
        assert after[pair[0]] == after[pair[1]] not in {after[story] for story in others}
        assert opened.reading.thread_rows([after[inside[big[2]][-1]]])[0].lead == inside[big[2]][-1]
        assert opened.reading.thread_rows([big[3]])[0].title == "As I call it"
        taught = teaching.taught()
        assert (word.casefold() in taught.words, feed in taught.feeds) == (True, True)
        assert taught.folders == (("Strict", 2.0),)
        assert after[inside[linked[0][0]][0]] == after[inside[linked[0][1]][0]]
        states = seed.sql(
            opened.store,
            "SELECT state FROM thread_link WHERE a = ? AND b = ? AND kind = 'language'",
            *(min(linked[1]), max(linked[1])),
        )
        assert states == [("refused",)]

    stand()
    corrected = standing(opened)
    found = opened.rethreading.find(0)
    assert found.moved
    opened.rethreading.apply(found, "14d")
    stand()
    rewound = standing(opened)
    # The feed that never joins stands nowhere with others, but where the user put it.
    mine = [story for story, row in rows.items() if row.feed == feed]
    placed = opened.store.placing.by_user(mine)
    for story in mine:
        with_it = [s for s, t in rewound.items() if t == rewound[story]]
        assert (
            story in placed
            or len(with_it) == 1
            or set(with_it) & opened.store.placing.by_user(with_it)
        )
    assert opened.rethreading.find(0).moves == ()
    opened.journal.undo()
    assert standing(opened) == corrected
    stand()
    opened.journal.redo()
    assert standing(opened) == rewound
    stand()


def test_the_days_before_stay_as_they_stand(opened: Services) -> None:
    times = dict(seed.sql(opened.store, "SELECT id, sort_at FROM story"))
    middle = sorted(times.values())[len(times) // 2]
    before = standing(opened)
    words = {w for story in before for w in opened.reading.decided_by(story)}
    opened.teaching.never_join(sorted(words))
    found = opened.rethreading.find(middle)
    assert found.stories == sum(at >= middle for at in times.values())
    opened.rethreading.apply(found, "2d")
    after = standing(opened)
    assert all(after[s] == before[s] for s, at in times.items() if at < middle)


def test_it_waits_for_no_refresh(opened: Services) -> None:
    found = opened.rethreading.find(0)
    with held(opened.profile.refresh_lock), pytest.raises(BusyError):
        opened.rethreading.apply(found, "14d")
    assert NOW


def test_ids_stay_where_groups_overlap_most() -> None:
    thread_of = {1: 10, 2: 10, 3: 10, 4: 20, 5: 20, 6: 30}
    found = settled([[1, 2, 4], [3], [5, 6]], thread_of)
    assert found == {1: 10, 2: 10, 4: 10, 3: -1, 5: 20, 6: 20}
    fixed = settled([[1, 2, 4], [3], [5, 6]], thread_of, fixed={3, 6})
    assert (fixed[3], fixed[6], fixed[5]) == (10, 30, 30)
    assert fixed[1] == fixed[2] == fixed[4] == 20


def test_no_story_since_then_is_nothing_to_move(opened: Services) -> None:
    found = opened.rethreading.find(1 << 39)
    assert (found.stories, found.moves) == (0, ())

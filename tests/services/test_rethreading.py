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

"""Placing: batches, catching up with what the user changed, and with what a kill left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import seed

from reader.model import PageText, Telling
from reader.services import Services, placing
from reader.services.keeping import AROUND, _unknown, spans
from reader.services.placing import Placer
from reader.threads.engine import ThreadEngine
from tests.services.feeding import refresh, rss, services, serving, subscribe


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Services]:
    with services(tmp_path / "clew") as opened:
        yield opened


def test_spans_join_where_they_touch() -> None:
    far = 10 * AROUND
    assert list(spans([])) == []
    assert list(spans([0, 5, far])) == [(-AROUND, 5 + AROUND), (far - AROUND, far + AROUND)]
    assert list(spans([0, 2 * AROUND])) == [(-AROUND, 3 * AROUND)]


async def _filled(opened: Services, monkeypatch: pytest.MonkeyPatch, *titles: str) -> None:
    """Stories stored and not placed."""
    async with serving(a=rss(*titles)) as server:
        subscribe(opened, server.url("/a"))
        with monkeypatch.context() as patched:
            patched.setattr(Placer, "place", lambda *_: 0)
            await refresh(opened)


async def test_it_can_be_stopped_between_batches_and_goes_on(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(opened, monkeypatch, "One", "Two", "Three")
    monkeypatch.setattr(placing, "BATCH", 1)
    asked = iter([False, False, True, True])
    assert Placer(opened.store, opened.config).place(lambda: next(asked)) == 2
    assert len(opened.store.placing.unplaced()) == 1
    told: list[tuple[int, int]] = []
    assert Placer(opened.store, opened.config).place(moved=lambda *n: told.append(n)) == 1
    assert told == [(1, 1)]


async def test_the_next_refresh_knows_what_stands_and_what_the_user_joined(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(opened, monkeypatch, "Volcano Askja erupts", "Senate passes budget")
    Placer(opened.store, opened.config).place()
    threads = opened.searching.hits("").hits.ids
    assert len(threads) == 2
    into = threads[0]
    opened.triage.join(threads[1:], into)
    taught: list[Telling] = []
    learn = ThreadEngine.learn

    def noted(self: ThreadEngine, tellings: list[Telling]) -> None:
        taught.extend(tellings)
        learn(self, tellings)

    monkeypatch.setattr(ThreadEngine, "learn", noted)
    async with serving(b=rss("Unlike all else")) as server:
        subscribe(opened, server.url("/b"))
        await refresh(opened)
    # Only the story that was moved is told anew; the other one is in the snapshot.
    assert [telling.thread for telling in taught] == [into]
    assert len(opened.searching.hits("").hits.ids) == 2


async def test_a_broken_snapshot_is_built_anew(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(opened, monkeypatch, "One", "Two")
    Placer(opened.store, opened.config).place()
    saved = opened.store.placing.snapshot("engine")
    assert saved is not None
    seq, version, data = saved
    opened.store.placing.save_snapshot("engine", version, data[:16] + b"junk", seq)
    async with serving(b=rss("Three")) as server:
        subscribe(opened, server.url("/b"))
        closing, _ = await refresh(opened)
    assert closing.new == 1
    assert not opened.store.placing.unplaced()


async def test_what_is_current_is_not_asked_for_again(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(opened, monkeypatch, "Volcano Askja erupts", "Senate passes budget")
    Placer(opened.store, opened.config).place()
    monkeypatch.setattr(type(opened.store.placing), "threads_of", _never)
    monkeypatch.setattr(ThreadEngine, "learn", _never)
    await _filled(opened, monkeypatch, "Askja volcano erupts again")
    assert Placer(opened.store, opened.config).place() == 1


def _never(*_: object) -> None:
    raise AssertionError("this need not be asked")


def test_only_what_the_engine_may_lack_is_looked_for() -> None:
    far = 10 * AROUND
    assert _unknown(None, [0, far], current=True) == []
    assert _unknown(None, [0, far], current=False) == [*spans([0, far])][::-1]
    # An old story's neighbours were let go of; a new one's only a kill can have kept away.
    assert _unknown(far - 5, [0, far], current=True) == [*spans([0])]
    assert _unknown(far - 5, [0, far], current=False) == [(far - 4, far + AROUND), *spans([0])]


#: A long story that tells, in its fourth paragraph, what happened to a volcano.
_ASKJA = (
    "The volcano Askja erupted on Tuesday: a fissure of 1,400 metres opened in the caldera, and the"
    " Herdubreid road was closed by ranger Sigurdsson."
)
_LONG = "".join(
    f"<p>{text}</p>"
    for n in range(8)
    for text in [
        _ASKJA
        if n == 3
        else f"Of all the days that we spent beside the lake, number {n} was the one when nobody"
        " could say whether it would rain, and so the boats stayed where they were until the late"
        " afternoon, when a wind came up that made all such questions idle for the evening."
    ]
)


async def test_a_round_up_is_told_in_the_thread_and_follows_it(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(
        a=rss("Volcano Askja erupts, fissure of 1,400 metres opens", body=_ASKJA),
        b=rss("Eight days beside the lake", body=escape(_LONG)),
        c=rss("Senate passes budget"),
    ) as server:
        for path in "abc":
            subscribe(opened, server.url(f"/{path}"))
        await refresh(opened)
    threads = {row.title[:5]: row.id for row in opened.reading.thread_rows(
        opened.searching.hits("").hits.ids
    )}  # fmt: skip
    page = opened.reading.thread_page(threads["Volca"])
    assert page is not None
    ((told,), long) = page.mentions, threads["Eight"]
    assert (told.story.thread, told.first, told.last) == (long, 3, 3)
    assert "askja" in told.terms
    assert any("Also tells “Volcano" in line for line in opened.reading.why(told.story.id))
    opened.triage.join([threads["Volca"]], threads["Senat"])
    page = opened.reading.thread_page(threads["Senat"])
    assert page is not None
    assert [one.story.id for one in page.mentions] == [told.story.id]
    opened.triage.join([threads["Senat"]], long)
    page = opened.reading.thread_page(long)
    assert page is not None
    assert not page.mentions


async def _told(opened: Services, server_feeds: dict[str, bytes]) -> None:
    async with serving(**server_feeds) as server:
        for path in server_feeds:
            subscribe(opened, server.url(f"/{path}"))
        await refresh(opened)


def _mentions(opened: Services, title: str) -> list[str]:
    rows = opened.reading.thread_rows(opened.searching.hits("").hits.ids)
    (thread,) = (row.id for row in rows if row.title.startswith(title))
    page = opened.reading.thread_page(thread)
    assert page is not None
    return [told.story.title for told in page.mentions]


async def test_what_was_stored_before_is_looked_through_little_by_little(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(placing, "find", lambda *_: None)
        patched.setattr(Placer, "look_back", lambda *_: 0)
        volcano = rss("Volcano Askja erupts, fissure of 1,400 metres opens", body=_ASKJA)
        lakes = rss("Eight days beside the lake", "Nine lakes", body=escape(_LONG))
        await _told(opened, {"a": volcano, "b": lakes})
    assert _mentions(opened, "Volcano") == []
    monkeypatch.setattr(placing, "AT_ONCE", 1)
    told = []
    for _ in range(3):
        Placer(opened.store, opened.config).look_back()
        told.append(_mentions(opened, "Volcano"))
    assert told[0] == ["Eight days beside the lake"]
    assert set(told[1]) == {"Eight days beside the lake", "Nine lakes"}
    assert Placer(opened.store, opened.config).look_back() == 0


async def test_a_text_fetched_by_hand_is_looked_through(opened: Services) -> None:
    volcano = rss("Volcano Askja erupts, fissure of 1,400 metres opens", body=_ASKJA)
    await _told(opened, {"a": volcano, "b": rss("Eight days beside the lake")})
    assert _mentions(opened, "Volcano") == []
    (story,) = opened.searching.hits("lake", group="none").hits.ids
    opened.store.arrivals.keep_whole(story, PageText(_LONG, "Eight days."))
    opened.store.mentions.ask([story])
    assert Placer(opened.store, opened.config).look_back() == 1
    assert _mentions(opened, "Volcano") == ["Eight days beside the lake"]
    assert Placer(opened.store, opened.config).look_back() == 0


@pytest.mark.parametrize("read_between", [False, True])
async def test_what_a_rethread_changed_is_told_as_before_once_it_is_undone(
    opened: Services, read_between: bool
) -> None:
    def told() -> list[tuple[object, ...]]:
        return seed.sql(opened.store, "SELECT * FROM mention ORDER BY story, thread")

    def look_back() -> None:
        Placer(opened.store, opened.config).look_back()

    erupts = "Volcano Askja erupts, fissure of 1,400 metres opens"
    await _told(
        opened,
        {
            "a": rss(erupts, body=_ASKJA),
            "b": rss("Askja volcano erupts, fissure opens in caldera", body=_ASKJA),
            "c": rss("Eight days beside the lake", body=escape(_LONG)),
        },
    )
    before = told()
    assert len(before) == 1
    rows = opened.reading.story_rows(opened.searching.hits("askja", group="none").hits.ids)
    opened.teaching.never_join(feeds=[row.feed for row in rows if row.title.endswith("caldera")])
    found = opened.rethreading.find(0)
    assert found.moved
    opened.rethreading.apply(found, "14d")
    if read_between:
        look_back()
        assert told() != before
    opened.journal.undo()  # of the rethread; what was taught stays
    assert told() == before
    opened.journal.undo()  # of what was taught
    look_back()
    assert told() == before
    opened.journal.redo()
    opened.journal.redo()
    look_back()
    assert told() != before


async def test_what_was_parted_goes_by_the_name_it_got_in_the_store(
    opened: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = "Volcano Askja erupts in Iceland", "Volcano Askja erupts: hikers in Iceland rescued"
    await _filled(opened, monkeypatch, *both)
    monkeypatch.setattr(
        "reader.threads.split.second_event",
        lambda index, thread: (thread.rows[1:], []) if len(thread.rows) > 1 else None,
    )
    Placer(opened.store, opened.config).place()
    held = Placer(opened.store, opened.config).knowing([]).held()
    assert len(set(held.values())) == 2
    assert held == opened.store.placing.threads_of(list(held))

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import seed
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import StoreError
from reader.model import (
    Action,
    ChangedStory,
    FeedState,
    FeedUpdate,
    NewStory,
    ParsedItem,
    Validators,
    Verb,
)
from reader.store import Store, content, revising


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made
        assert made.health.check(full=True) == []


def change(store: Store, feed: int, story: int, item: ParsedItem, *, revise: bool = True):
    changed = (ChangedStory(story, item, revise),)
    return store.arrivals.store(FeedUpdate(feed, FeedState(), changed=changed))


def test_a_new_story_is_a_thread_of_one_unplaced_and_queued(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "A title", at=seed.NOW)
    assert story >> 20 == seed.NOW
    assert store.fulltext.pending() == 1
    assert [one.story for one in store.placing.unplaced()] == [story]
    thread = seed.thread_of(store, story)
    row = seed.sql(
        store,
        "SELECT lead, stories, accounts, sources, unread, first_at, last_at, moved_at FROM thread"
        " WHERE id = ?",
        thread,
    )
    assert row == [(story, 1, 1, 1, 1, seed.NOW, seed.NOW, seed.NOW)]
    assert seed.sql(store, "SELECT stories, unread FROM feed") == [(1, 1)]
    found = store.changes.since(0)
    assert (found.stories, found.threads, found.feeds) == ((story,), (thread,), (feed,))


def test_stories_of_one_second_get_ids_of_their_own(store: Store) -> None:
    feed, other = seed.feed(store), seed.feed(store, "https://other.example/f")
    made = seed.arrive(store, feed, "One", "Two", at=seed.NOW, step=0)
    made += seed.arrive(store, other, "Three", at=seed.NOW)
    assert len(set(made)) == 3
    assert {story >> 20 for story in made} == {seed.NOW}


def test_dates_before_1970_and_far_away_get_ids_too(store: Store) -> None:
    feed = seed.feed(store)
    made = seed.arrive(
        store,
        feed,
        seed.item("Old", published=-5_000_000_000),
        seed.item("Far", published=1 << 60),
    )
    assert made[0] == 0
    assert made[1] > 0


def test_validators_come_with_the_stories_and_byte_for_byte(store: Store) -> None:
    feed = seed.feed(store)
    state = FeedState(
        validators=Validators(b'W/"\xe9\xff"', b"Tue, 11 Apr 2023 00:00:00 GMT"),
        body_hash=b"\0\1",
        skip_hours=(1, 2),
        skip_days=(0,),
        gone=True,
        error="broken \ud800",
    )
    seed.arrive(store, feed, "One", state=state)
    assert store.feeds.states([feed]) == {feed: replace(state, error="broken \ufffd")}


def test_nothing_is_stored_when_anything_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = seed.feed(store)
    with monkeypatch.context() as patch:
        patch.setattr("reader.store.changes.record", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seed.arrive(store, feed, "One", state=FeedState(validators=Validators(b"x")))
    assert seed.sql(store, "SELECT count(*) FROM story") == [(0,)]
    assert store.feeds.states([feed])[feed].validators == Validators()


def test_an_unknown_feed_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no feed 99"):
        seed.arrive(store, 99, "One")
    with pytest.raises(StoreError, match="no feed 99"):
        store.arrivals.note(99, FeedState(), status=304, outcome="not_modified")


def test_an_answer_of_a_feed_that_was_left_meanwhile_brings_nothing(store: Store) -> None:
    feed = seed.feed(store)
    seed.arrive(store, feed, "there")
    store.actions.do(Action(Verb.UNSUBSCRIBE, feeds=(feed,)))
    assert seed.arrive(store, feed, "on its way") == []
    assert seed.sql(store, "SELECT count(*) FROM story") == [(1,)]


def test_answers_of_several_feeds_go_in_together_each_as_by_itself(store: Store) -> None:
    feeds = [seed.feed(store, f"https://{n}.example/f") for n in range(60)]
    (there,) = seed.arrive(store, feeds[1], "There", at=seed.NOW)
    store.actions.do(Action(Verb.UNSUBSCRIBE, feeds=(feeds[2],)))

    def new(feed: int, times: range) -> tuple[NewStory, ...]:
        items = [seed.item(f"{n} of many", id=f"{n}") for n, _ in enumerate(times)]
        items[:1] = [seed.item("There", "Told anew")] if feed == feeds[1] else items[:1]
        return tuple(
            NewStory(one, seed.NOW, seed.NOW + at) for one, at in zip(items, times, strict=True)
        )

    answers = [
        FeedUpdate(feed, FeedState(), new=new(feed, range(n % 4, -1, -1)))
        for n, feed in enumerate(feeds)
    ]
    came = store.arrivals.submit([store.arrivals.prepare(one) for one in answers]).result()
    assert [one.feed for one in came] == feeds
    assert [len(one.new) for one in came[:6]] == [1, 1, 0, 4, 1, 2]
    assert came[1].changed == (there,)
    for n, feed in enumerate(feeds):
        rows = seed.sql(store, "SELECT id, sort_at FROM story WHERE feed = ? ORDER BY key", feed)
        assert len(rows) == (0 if n == 2 else n % 4 + 1)
        assert all(story >> 20 == at for story, at in rows)
        if n != 1:
            assert [story for story, _ in rows] == list(came[n].new)
    # Each thread holds the story that it was made for.
    assert seed.sql(store, "SELECT count(*) FROM story s JOIN thread t ON t.lead = s.id"
                    " WHERE s.thread <> t.id OR t.last_at <> s.sort_at") == [(0,)]  # fmt: skip


def test_the_same_key_again_is_the_same_story(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "One")
    again = store.arrivals.store(
        FeedUpdate(
            feed, FeedState(), new=(NewStory(seed.item("One", "other"), seed.NOW, seed.NOW),)
        )
    )
    assert (again.new, again.changed) == ((), (story,))
    assert seed.sql(store, "SELECT count(*) FROM story") == [(1,)]


def test_known_finds_by_key_and_second_key(store: Store) -> None:
    feed = seed.feed(store)
    one, two = seed.arrive(store, feed, "One", "Two")
    found = store.arrivals.known(feed, ["https://example.org/one"], ["example.org/two"])
    assert [known.story for known in found] == [one, two]
    assert store.arrivals.known(feed, ["\ud800"], ["nothing"]) == []
    assert store.arrivals.known(feed + 1, ["https://example.org/one"], []) == []


def test_a_changed_story_keeps_its_old_state_and_its_marks(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "Old headline")
    mark(store, story)
    store.fulltext.index_some()
    where = seed.sql(store, "SELECT sort_at, first_seen FROM story")
    item = seed.item("New headline", "Wholly new words", id="https://example.org/old-headline")
    item = item._replace(published=seed.NOW + 900)
    assert change(store, feed, story, item).changed == (story,)
    assert seed.sql(store, "SELECT sort_at, first_seen FROM story") == where, "nothing jumps"
    assert seed.sql(store, "SELECT published FROM story") == [(seed.NOW + 900,)]
    assert seed.sql(store, "SELECT title, html FROM revision") == [
        ("Old headline", content.pack("<p>The text of Old headline.</p>"))
    ]
    assert seed.sql(store, "SELECT title, read, starred FROM story") == [("New headline", 1, 1)]
    assert [row[0] for row in seed.sql(store, "SELECT title FROM headline ORDER BY id")] == [
        "Old headline",
        "New headline",
    ]
    assert store.fulltext.pending() == 1


def test_an_unchanged_story_is_no_change(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "One")
    assert change(store, feed, story, seed.item("One")).changed == ()
    assert seed.sql(store, "SELECT count(*) FROM revision") == [(0,)]


def test_a_moved_story_takes_its_marks_tags_and_notes_along(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "One")
    mark(store, story)
    moved = seed.item("One", id="https://new.example/1", id2="new.example/1")
    assert change(store, feed, story, moved, revise=False).changed == (story,)
    for table in ("mark", "story_tag", "note", "place"):
        assert seed.sql(store, f"SELECT key FROM {table}") == [("https://new.example/1",)]
    assert seed.sql(store, "SELECT count(*) FROM revision") == [(0,)]


def test_a_key_that_another_story_has_is_not_taken(store: Store) -> None:
    feed = seed.feed(store)
    one, two = seed.arrive(store, feed, "One", "Two")
    change(store, feed, two, seed.item("One", "other text"))
    assert seed.sql(store, "SELECT key FROM story WHERE id = ?", two) == [
        ("https://example.org/two",)
    ]
    assert one != two


def test_revisions_of_a_restless_page_are_bounded(store: Store) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, seed.item("One", "first"))
    for n in range(revising.MAX_REVISIONS + 5):
        change(store, feed, story, seed.item("One", f"version {n}"))
    kept = seed.sql(store, "SELECT html FROM revision ORDER BY id")
    assert len(kept) == revising.MAX_REVISIONS
    assert content.unpack(kept[0][0]) == "<p>first</p>"


@pytest.mark.parametrize(
    "back",
    [
        {},
        {"id": "http://www.example.org/one/", "id2": "example.org/one"},
    ],
)
def test_a_story_that_returns_finds_what_the_user_did_to_it(
    store: Store, back: dict[str, str]
) -> None:
    feed = seed.feed(store)
    (story,) = seed.arrive(store, feed, "One")
    mark(store, story)
    seed.sql(store, "DELETE FROM story WHERE id = ?", story)
    seed.sql(store, "UPDATE thread SET stories = 0, accounts = 0, sources = 0, first_at = 0,"
             " last_at = 0")  # fmt: skip
    (again,) = seed.arrive(store, feed, seed.item("One", **back))
    assert again != story
    assert seed.sql(store, "SELECT id, read, starred, opened FROM story") == [(again, 1, 1, 1)]
    for table in ("mark", "story_tag", "note", "place"):
        assert seed.sql(store, f"SELECT story FROM {table}") == [(again,)]


def test_triggers_keep_every_count(store: Store) -> None:
    feed = seed.feed(store)
    made = seed.arrive(store, feed, "One", "Two", "Three")
    seed.join(store, *made)
    mark(store, made[1])
    count = "SELECT (SELECT unread FROM feed), (SELECT unread FROM thread WHERE id = ?)"
    assert seed.sql(store, count, seed.thread_of(store, made[0])) == [(2, 2)]
    assert dict(seed.sql(store, "SELECT name, n FROM counter"))["starred"] == 1
    seed.sql(store, "DELETE FROM mark")
    assert seed.sql(store, count, seed.thread_of(store, made[0])) == [(3, 3)]


def test_a_304_is_noted_and_wakes_no_screen(store: Store) -> None:
    feed = seed.feed(store)
    for n in range(60):
        store.arrivals.note(feed, FeedState(next_at=n), status=304, outcome="not_modified")
    assert store.changes.last() == 0
    assert store.feeds.states([feed])[feed].next_at == 59
    assert seed.sql(store, "SELECT count(*) FROM fetch_log") == [(50,)]
    failed = FeedState(error="Gone", error_kind="gone")
    store.arrivals.note(feed, failed, status=410, outcome="gone")
    assert store.changes.since(0).feeds == (feed,)


#: Text with what SQLite cannot keep; hypothesis makes no lone surrogates by itself.
UNSTORABLE = st.lists(st.sampled_from("a \0\ud800\udfffé中"), max_size=20).map("".join)


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(), max_size=80) | UNSTORABLE,
    st.text(st.characters(), max_size=400) | UNSTORABLE,
)
def test_any_text_is_stored_and_found_again(title: str, body: str) -> None:
    item = ParsedItem(id=title + "k", title=title, content=f"<p>{body}</p>", text=body)
    made = content.content_of(item)
    for value in (made.key, made.title, made.text, made.summary, made.expanded or ""):
        value.encode("utf-8")
        assert "\0" not in value
    assert content.unpack(made.html) == content.clean(f"<p>{body}</p>")
    assert len(made.summary) <= content.SUMMARY


def test_hostile_text_is_kept_and_indexed(store: Store) -> None:
    feed = seed.feed(store)
    seed.arrive(store, feed, seed.item("a\0b\ud800c", "body \udfff\0 words", id="k\ud800"))
    assert store.fulltext.index_some() == 1
    assert store.arrivals.known(feed, ["k\ud800"], [])


def test_a_huge_body_is_cut_and_said() -> None:
    made = content.content_of(ParsedItem(id="x", content="<p>" + "a" * 3_000_000, text="b " * 9))
    assert made.truncated == 1
    assert len(content.unpack(made.html)) == content.MAX_HTML


def test_of_two_bodies_the_fuller_is_kept() -> None:
    short, full = "<p><img src='i'></p>", "<p>All that there is to read of this story.</p>"
    for item in (ParsedItem(id="x", content=short, summary=full),
                 ParsedItem(id="x", content=full, summary=short)):  # fmt: skip
        assert content.unpack(content.content_of(item).html) == full


def test_the_summary_is_the_lede_where_the_feed_gives_one() -> None:
    lede = "What the editors say of it in a sentence or two of their own."
    made = content.content_of(
        ParsedItem(id="x", content="<p>Body</p>", summary=f"<p>{lede}</p>", text="Body text")
    )
    assert made.summary == lede
    junk = content.content_of(
        ParsedItem(id="x", content="<p>Body</p>", summary="<a>Comments</a>", text="Body text")
    )
    assert junk.summary == "Body text"
    assert junk.words == 2


def mark(store: Store, story: int) -> None:
    """Read, starred, opened, tagged, noted, with a place in the article."""
    seed.sql(
        store,
        "INSERT INTO mark(story, feed, key, key2, read_at, opened_at, starred_at)"
        " SELECT id, feed, key, key2, 1, 1, 1 FROM story WHERE id = ?",
        story,
    )
    seed.sql(store, "INSERT INTO tag(name) VALUES ('later')")
    seed.sql(
        store,
        "INSERT INTO story_tag SELECT 1, id, feed, key, 1 FROM story WHERE id = ?",
        story,
    )
    seed.sql(
        store, "INSERT INTO note SELECT id, feed, key, 'mine', 1 FROM story WHERE id = ?", story
    )
    seed.sql(
        store, "INSERT INTO place SELECT id, feed, key, 3, 1, 1 FROM story WHERE id = ?", story
    )


def test_text_that_is_no_utf8_is_shown_as_far_as_it_goes(store: Store) -> None:
    feed = seed.feed(store)
    one, two = seed.arrive(store, feed, "one", "two")
    seed.sql(store, "UPDATE story SET title = CAST(X'FF4142FE' AS TEXT) WHERE id = ?", one)
    seed.sql(store, "UPDATE feed SET title = CAST(X'C328' AS TEXT)")
    assert [row.title for row in store.rows.stories([one, two])] == ["\ufffdAB\ufffd", "two"]
    assert store.feeds.all()[0].source == "\ufffd("
    assert store.actions.do(Action(Verb.STAR, stories=(one, two))).changed == 2
    assert store.actions.do(Action(Verb.UNSUBSCRIBE, feeds=(feed,))).title == "\ufffd("
    store.health.repair()

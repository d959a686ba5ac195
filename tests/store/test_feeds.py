from __future__ import annotations

from pathlib import Path

import pytest
import seed

from reader.errors import UsageError
from reader.model import Action, Actor, Done, FeedState, Validators, Verb
from reader.store import Store


@pytest.fixture
def store(tmp_path: Path):
    with seed.opened(tmp_path) as made:
        yield made


def test_feeds_by_name_removed_ones_apart(store: Store) -> None:
    zebra = seed.feed(store, "https://z.example/f", "zebra")
    apple = seed.feed(store, "https://a.example/f", "Other", name="Apple")
    gone = seed.feed(store, "https://g.example/f", "Gone", removed_at=5)
    host = seed.feed(store, "https://host.example:8080/f", "")
    assert [(row.id, row.source) for row in store.feeds.all()] == [
        (apple, "Apple"), (host, "host.example:8080"), (zebra, "zebra")]  # fmt: skip
    assert gone in [row.id for row in store.feeds.all(removed=True)]
    assert store.feeds.get(999) is None


def test_a_feed_that_did_not_change_is_not_made_anew(store: Store) -> None:
    one = seed.feed(store, "https://a.example/f", "One")
    seed.feed(store, "https://b.example/f", "Two")
    before = {row.id: row for row in store.feeds.all()}
    seed.feed(store, "https://c.example/f", "Three")
    after = {row.id: row for row in store.feeds.all()}
    assert after[one] is before[one]
    assert len(after) == 3


def test_a_feed_is_found_by_any_spelling_of_its_address(store: Store) -> None:
    feed = seed.feed(store, "https://www.example.org/feed/", removed_at=1)
    found = store.feeds.by_url("http://example.org/feed")
    assert found is not None
    assert (found.id, found.removed) == (feed, True)
    assert store.feeds.by_url("http://example.org/other") is None


def test_what_is_due(store: Store) -> None:
    due = seed.feed(store, "https://a.example/f")
    later = seed.feed(store, "https://b.example/f")
    store.arrivals.note(later, FeedState(next_at=seed.NOW + 1), status=304, outcome="")
    gone = seed.feed(store, "https://c.example/f")
    store.arrivals.note(gone, FeedState(gone=True), status=410, outcome="gone")
    seed.feed(store, "https://d.example/f", paused=1)
    seed.feed(store, "https://e.example/f", removed_at=1)
    assert [one.feed for one in store.feeds.due(seed.NOW)] == [due]
    assert [one.feed for one in store.feeds.due(seed.NOW + 1)] == [due, later]
    assert [one.feed for one in store.feeds.due(seed.NOW, force=True)] == [due, later]
    assert [one.feed for one in store.feeds.due(seed.NOW, force=True, only=[later])] == [later]


def test_a_host_that_said_wait_is_left_alone_even_by_force(store: Store) -> None:
    seed.feed(store, "https://slow.example/a")
    seed.feed(store, "https://slow.example/b")
    near = seed.feed(store, "http://127.0.0.1:8000/a")
    other = seed.feed(store, "http://127.0.0.1:8000/b")
    store.feeds.host_waits("https://slow.example/x", seed.NOW + 60, "429")
    store.feeds.host_waits("https://slow.example/x", seed.NOW + 30, "never shortened")
    store.feeds.host_waits("http://127.0.0.1:8000/a", seed.NOW + 60, "503")
    assert store.feeds.waiting_hosts(seed.NOW) == {
        "slow.example": seed.NOW + 60,
        "http://127.0.0.1:8000/a": seed.NOW + 60,
    }
    assert [one.feed for one in store.feeds.due(seed.NOW, force=True)] == [other]
    assert len(store.feeds.due(seed.NOW + 60)) == 4
    assert near != other


def test_folders_hand_their_counts_up_each_feed_once(store: Store) -> None:
    feed = seed.feed(store, folder="Tech")
    seed.sql(store, "INSERT INTO folder(name, parent) VALUES ('AI', 1), ('Empty', NULL)")
    seed.sql(store, "INSERT INTO feed_folder(feed, folder) VALUES (?, 2)", feed)
    seed.arrive(store, feed, "One", "Two")
    assert [(row.name, row.parent, row.unread) for row in store.feeds.folders()] == [
        ("Empty", None, 0), ("Tech", None, 2), ("AI", 1, 2)]  # fmt: skip
    assert store.feeds.all()[0].folders == (1, 2)
    seed.sql(store, "UPDATE feed SET removed_at = 1")
    assert {row.unread for row in store.feeds.folders()} == {0}


def test_a_move_is_taken_once_and_never_onto_another_feed(store: Store) -> None:
    feed = seed.feed(store, "http://old.example/f")
    seed.feed(store, "https://taken.example/f", "Taken")
    state = FeedState(
        Validators(b'"v"', b"then"), b"h", next_at=77, moved_to="https://new.example/f",
        moved_count=3, moved_since=1,
    )  # fmt: skip
    store.arrivals.note(feed, state, status=301, outcome="same")

    def follow(url: str, **more: str) -> Done:
        action = Action(Verb.READDRESS, feeds=(feed,), text=url, more=tuple(more.items()))
        return store.actions.do(action, Actor.SYNC if more else Actor.COMMAND)

    follow("https://new.example/f", moved="1")
    row = store.feeds.get(feed)
    assert row is not None
    assert (row.url, row.state.moved_to, row.state.moved_count) == ("https://new.example/f", "", 0)
    assert row.state.next_at == 77, "it was just asked"
    assert row.state.validators == Validators(), "no address is asked with another's"
    assert row.state.body_hash == b""
    with pytest.raises(UsageError, match="Taken already"):
        follow("http://www.taken.example/f/")
    assert store.rows.journal(5, feed=feed)[0].verb is Verb.READDRESS


def test_an_address_given_by_hand_is_asked_at_once_and_undone(store: Store) -> None:
    feed = seed.feed(store, "http://old.example/f")
    store.arrivals.note(feed, FeedState(Validators(b"1"), next_at=99), status=200, outcome="")
    done = store.actions.do(
        Action(Verb.READDRESS, feeds=(feed,), text="https://new.example/f"), Actor.COMMAND
    )
    assert done.changed == 1
    (target,) = store.feeds.due(0)
    assert (target.url, target.validators) == ("https://new.example/f", Validators())
    store.arrivals.note(feed, FeedState(Validators(b"2"), next_at=99), status=200, outcome="")
    store.actions.undo()
    row = store.feeds.get(feed)
    assert row is not None
    assert (row.url, row.state.validators) == ("http://old.example/f", Validators())

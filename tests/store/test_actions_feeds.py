"""Subscriptions, folders, views, rules and aliases as actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import seed

from reader.errors import QueryError, UsageError
from reader.model import FOR_GOOD, Action, Done, FeedRow, FeedSettings, Verb
from reader.query.parse import parse
from reader.store import Store
from reader.store.addresses import feed_key

URL = "https://example.org/feed"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seed.opened(tmp_path) as opened:
        yield opened


def do(store: Store, verb: Verb, text: str = "", **values: Any) -> Done:
    more = tuple(values.pop("more", {}).items())
    return store.actions.do(Action(verb, text=text, more=more, **values))


def only(store: Store) -> FeedRow:
    (row,) = store.feeds.all()
    return row


def folder_paths(store: Store) -> dict[str, int]:
    rows = {row.id: row for row in store.feeds.folders()}
    paths: dict[str, int] = {}
    for row in rows.values():
        names, above = [row.name], row.parent
        while above is not None:
            names.append(rows[above].name)
            above = rows[above].parent
        paths["/".join(reversed(names))] = row.id
    return paths


def test_subscribing_with_name_folder_and_tags(store: Store) -> None:
    more = {"name": "Mine", "folder": "Tech/AI", "tags": "a\nb c", "allow_private": "1"}
    done = do(store, Verb.SUBSCRIBE, URL, more=more)
    row = only(store)
    assert (done.made, done.changed, done.feeds) == (row.id, 1, (row.id,))
    assert (row.source, row.tags, row.allow_private) == ("Mine", ("a", "b c"), True)
    assert row.folders == (folder_paths(store)["Tech/AI"],)
    assert [target.feed for target in store.feeds.due(seed.NOW)] == [row.id]
    again = do(store, Verb.SUBSCRIBE, "http://www.example.org/feed/")
    assert (again.entry, again.changed, again.made) == (None, 0, row.id)


def test_a_removed_feed_comes_back_with_all(store: Store) -> None:
    do(store, Verb.SUBSCRIBE, URL, more={"folder": "News", "tags": "x"})
    before = only(store)
    story = seed.arrive(store, before.id, "one")[0]
    assert do(store, Verb.UNSUBSCRIBE, feeds=(before.id,)).changed == 1
    assert do(store, Verb.UNSUBSCRIBE, feeds=(before.id,)).entry is None
    assert store.feeds.all() == []
    assert store.rows.stories([story]), "its stories stay"
    done = do(store, Verb.SUBSCRIBE, URL)
    assert (done.made, done.changed) == (before.id, 1)
    assert (only(store).folders, only(store).tags) == (before.folders, before.tags)


def test_many_at_once_all_or_nothing(store: Store) -> None:
    feeds = [
        {"url": f"https://{n}.example/f", "folders": ["Tech/AI", "All"], "tags": ["t"]}
        for n in range(50)
    ]
    done = do(store, Verb.SUBSCRIBE, more={"feeds": json.dumps(feeds)})
    assert (done.changed, len(done.feeds)) == (50, 50)
    assert done.entry == 1
    assert set(folder_paths(store)) == {"Tech", "Tech/AI", "All"}
    assert all(len(row.folders) == 2 for row in store.feeds.all())
    assert do(store, Verb.SUBSCRIBE, more={"feeds": json.dumps(feeds)}).entry is None
    bad = [{"url": "https://new.example/f"}, {"url": " "}]
    with pytest.raises(UsageError):
        do(store, Verb.SUBSCRIBE, more={"feeds": json.dumps(bad)})
    assert len(store.feeds.all(removed=True)) == 50
    store.actions.undo()
    assert store.feeds.all() == []
    assert store.feeds.folders() == []


def test_feeds_are_renamed_paused_and_set(store: Store) -> None:
    feed = seed.feed(store, URL, "Title")
    assert do(store, Verb.RENAME_FEED, " New\n name ", feeds=(feed,)).changed == 1
    assert only(store).source == "New name"
    assert do(store, Verb.RENAME_FEED, "", feeds=(feed,)).changed == 1
    assert only(store).source == "Title"
    assert do(store, Verb.PAUSE_FEED, feeds=(feed,)).changed == 1
    assert do(store, Verb.PAUSE_FEED, feeds=(feed,)).entry is None
    assert only(store).paused
    assert do(store, Verb.RESUME_FEED, feeds=(feed,)).changed == 1
    more = {"fulltext": "always", "interval": "30"}
    assert do(store, Verb.FEED_SETTINGS, feeds=(feed,), more=more).changed == 1
    assert do(store, Verb.FEED_SETTINGS, feeds=(feed,), more={"interval": "30"}).entry is None
    do(store, Verb.FEED_SETTINGS, feeds=(feed,), more={"interval": ""})
    kept = seed.sql(store, "SELECT settings FROM feed")[0][0]
    assert json.loads(kept) == {"fulltext": "always"}
    with pytest.raises(UsageError, match="feed 99"):
        do(store, Verb.PAUSE_FEED, feeds=(99,))


def test_feeds_are_moved_between_folders(store: Store) -> None:
    feed = seed.feed(store, folder="News")
    assert do(store, Verb.MOVE_FEED, "Tech/AI", feeds=(feed,)).changed == 1
    assert only(store).folders == (folder_paths(store)["Tech/AI"],)
    assert do(store, Verb.MOVE_FEED, "Tech/AI", feeds=(feed,)).entry is None
    assert do(store, Verb.MOVE_FEED, feeds=(feed,), into=folder_paths(store)["News"]).changed == 1
    assert only(store).folders == (folder_paths(store)["News"],)
    assert do(store, Verb.MOVE_FEED, feeds=(feed,)).changed == 1
    assert only(store).folders == ()
    with pytest.raises(UsageError, match="folder 77"):
        do(store, Verb.MOVE_FEED, feeds=(feed,), into=77)


def test_folders_are_added_renamed_and_removed_with_what_is_inside(store: Store) -> None:
    feed = seed.feed(store)
    made = do(store, Verb.ADD_FOLDER, "Tech/AI").made
    assert made == folder_paths(store)["Tech/AI"]
    assert do(store, Verb.ADD_FOLDER, "Tech/AI").entry is None
    do(store, Verb.MOVE_FEED, feeds=(feed,), into=made)
    tech = folder_paths(store)["Tech"]
    assert do(store, Verb.RENAME_FOLDER, "IT", into=tech).changed == 1
    do(store, Verb.ADD_FOLDER, "Other")
    with pytest.raises(UsageError, match="IT"):
        do(store, Verb.RENAME_FOLDER, "IT", into=folder_paths(store)["Other"])
    assert do(store, Verb.REMOVE_FOLDER, into=tech).changed == 2
    assert set(folder_paths(store)) == {"Other"}
    assert only(store).folders == ()
    store.actions.undo()
    assert set(folder_paths(store)) == {"Other", "IT", "IT/AI"}
    assert only(store).folders == (made,)
    for verb, text in (
        (Verb.ADD_FOLDER, " / "),
        (Verb.REMOVE_FOLDER, ""),
        (Verb.RENAME_FOLDER, ""),
    ):
        with pytest.raises(UsageError):
            do(store, verb, text)


def test_views_are_saved_and_removed(store: Store) -> None:
    more = {"query": "is:unread #ai", "sort": "-sources", "group": "none"}
    assert do(store, Verb.SAVE_VIEW, "AI", more=more).changed == 1
    assert do(store, Verb.SAVE_VIEW, "ai", more=more).entry is None
    assert do(store, Verb.SAVE_VIEW, "ai", more={"sort": "heat"}).changed == 1
    own = [row for row in store.rows.views() if not row.builtin]
    assert [(row.name, row.query, row.sort, row.group) for row in own] == [
        ("AI", "is:unread #ai", "heat", "none")
    ]
    for name, wrong in (("Unread", {}), ("", {}), ("x", {"sort": "odd"}), ("x", {"group": "odd"})):
        with pytest.raises(UsageError):
            do(store, Verb.SAVE_VIEW, name, more={"query": "x", **wrong})
    with pytest.raises(QueryError):
        do(store, Verb.SAVE_VIEW, "x", more={"query": "is:odd"})
    assert do(store, Verb.REMOVE_VIEW, "AI").changed == 1
    with pytest.raises(UsageError, match="AI"):
        do(store, Verb.REMOVE_VIEW, "AI")


def test_rules_are_saved_and_come_back_with_their_verdicts(store: Store) -> None:
    story = seed.arrive(store, seed.feed(store), "one")[0]
    do(store, Verb.SAVE_RULE, "Quiet", more={"query": "#ad", "action": "read"})
    assert do(store, Verb.SAVE_RULE, "Quiet", more={"enabled": "0"}).changed == 1
    rule = seed.sql(store, "SELECT id, query, action, enabled FROM rule")[0]
    assert rule[1:] == ("#ad", "read", 0)
    seed.sql(store, "INSERT INTO verdict VALUES (?, ?, 5, 'read')", story, rule[0])
    assert do(store, Verb.REMOVE_RULE, "Quiet").changed == 1
    assert seed.sql(store, "SELECT * FROM verdict") == []
    store.actions.undo()
    assert seed.sql(store, "SELECT story, at, action FROM verdict") == [(story, 5, "read")]
    with pytest.raises(QueryError):
        do(store, Verb.SAVE_RULE, "x", more={"query": "(", "action": "read"})
    with pytest.raises(UsageError):
        do(store, Verb.SAVE_RULE, "x", more={"query": "y"})


def test_aliases(store: Store) -> None:
    assert do(store, Verb.ADD_ALIAS, "Muskovite", more={"to": "Musk"}).changed == 1
    assert do(store, Verb.ADD_ALIAS, "Muskovite", more={"to": "Musk"}).entry is None
    assert store.placing.aliases() == {"Muskovite": "Musk"}
    assert do(store, Verb.REMOVE_ALIAS, "Muskovite").changed == 1
    with pytest.raises(UsageError):
        do(store, Verb.REMOVE_ALIAS, "Muskovite")
    with pytest.raises(UsageError):
        do(store, Verb.ADD_ALIAS, "x", more={"to": "x"})


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/feed/", "example.org/feed"),
        ("http://example.org:80/feed#top", "example.org/feed"),
        ("https://example.org:8443/F?x=1", "example.org:8443/F?x=1"),
        ("https://User:pw@example.org", "User:pw@example.org"),
        ("not an address", "not an address"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_the_key_of_an_address(url: str, key: str) -> None:
    assert feed_key(url) == key


def test_what_is_unread_of_a_feed_leaves_with_it_and_comes_back_by_undo(store: Store) -> None:
    gone, kept = (
        seed.feed(store, f"https://{name}.example/feed", name, folder="News")
        for name in ("gone", "kept")
    )
    stories = seed.arrive(store, gone, "one", "two", "three")
    other = seed.arrive(store, kept, "four")
    seed.join(store, stories[1], other[0])
    store.actions.do(Action(Verb.READ, (stories[0],)))
    store.actions.do(Action(Verb.STAR, (stories[1],)))
    before = seed.sql(store, "SELECT * FROM mark ORDER BY story")

    def unread() -> tuple[tuple[int, ...], int, int, int]:
        hits = store.lists.select(parse("is:unread group:none"))
        return hits.ids, store.rows.totals()[2], store.feeds.folders()[0].unread, hits.stories

    done = do(store, Verb.UNSUBSCRIBE, feeds=(gone,))
    assert (done.changed, set(done.stories)) == (1, set(stories[1:]))
    assert unread() == (tuple(other), 1, 1, 1)
    assert store.lists.select(parse("two group:none")).ids == ()
    store.fulltext.index_some()
    assert store.lists.select(parse("two group:none")).ids == (stories[1],)
    assert store.lists.select(parse("is:starred group:none")).ids == (stories[1],)
    assert seed.sql(store, "SELECT count(*) FROM journal") == [(3,)]
    assert store.actions.undo() is not None
    assert unread()[1:] == (3, 3, 3)
    assert seed.sql(store, "SELECT * FROM mark ORDER BY story") == before
    assert store.actions.redo() is not None
    assert unread() == (tuple(other), 1, 1, 1)
    assert store.health.check() == []


def order(store: Store, kind: str, names: list[Any], folder: int | None = None) -> Done:
    return do(store, Verb.ORDER, kind, into=folder, more={"order": json.dumps(names)})


def test_the_order_given_by_hand_stands_before_names(store: Store) -> None:
    ids = [seed.feed(store, f"https://{name}.example/feed", name, folder="F") for name in "abc"]
    folder = folder_paths(store)["F"]

    def places() -> dict[int, tuple[float, ...]]:
        return {row.id: row.places for row in store.feeds.all()}

    assert set(places().values()) == {(0.0,)}
    done = order(store, "feeds", [ids[2], ids[0]], folder)
    assert done.changed == 1
    now = places()
    assert now[ids[2]] < now[ids[0]] < now[ids[1]]
    assert order(store, "feeds", [ids[2], ids[0]], folder).entry is None
    store.actions.undo()
    assert set(places().values()) == {(0.0,)}
    with pytest.raises(UsageError, match="There is no feed 99"):
        order(store, "feeds", [99], folder)
    with pytest.raises(UsageError, match="cannot be ordered"):
        order(store, "stars", [])


def test_folders_and_tags_are_ordered(store: Store) -> None:
    for name in ("A", "B", "C"):
        do(store, Verb.ADD_FOLDER, name)
    paths = folder_paths(store)
    order(store, "folders", [paths["C"], paths["A"], paths["B"]])
    assert [row.name for row in store.feeds.folders()] == ["C", "A", "B"]
    do(store, Verb.ADD_FOLDER, "AA")
    assert [row.name for row in store.feeds.folders()] == ["C", "A", "B", "AA"]
    (story,) = seed.arrive(store, seed.feed(store), "One")
    for name in ("x", "y"):
        do(store, Verb.TAG, name, stories=(story,))
    order(store, "tags", ["y", "x"])
    assert [row.name for row in store.rows.tags()] == ["y", "x"]
    assert store.rows.tag_names() == ["y", "x"]


def test_a_folder_moves_below_another_but_not_into_itself(store: Store) -> None:
    do(store, Verb.ADD_FOLDER, "Tech/AI/Deep")
    paths = folder_paths(store)
    do(store, Verb.MOVE_FOLDER, into=paths["Tech/AI"])
    assert set(folder_paths(store)) == {"Tech", "AI", "AI/Deep"}
    do(store, Verb.MOVE_FOLDER, "Tech/New", into=paths["Tech/AI"])
    assert "Tech/New/AI/Deep" in folder_paths(store)
    store.actions.undo()
    assert set(folder_paths(store)) == {"Tech", "AI", "AI/Deep"}
    with pytest.raises(UsageError, match="into itself"):
        do(
            store,
            Verb.MOVE_FOLDER,
            into=paths["Tech/AI"],
            more={"parent": str(paths["Tech/AI/Deep"])},
        )
    do(store, Verb.ADD_FOLDER, "Tech/AI")
    with pytest.raises(UsageError, match="there already"):
        do(store, Verb.MOVE_FOLDER, "Tech", into=paths["Tech/AI"])


def test_a_feed_takes_the_address_it_moved_to(store: Store) -> None:
    feed = seed.feed(store, URL, "Example")
    other = seed.feed(store, "https://other.example/feed", "Other")
    state = "UPDATE feed_state SET moved_to = ?, moved_count = 2, gone = 1 WHERE feed = ?"
    seed.sql(store, state, "https://new.example/feed", feed)
    do(store, Verb.READDRESS, "https://new.example/feed", feeds=(feed,))
    row = store.feeds.get(feed)
    assert row is not None
    assert (row.url, row.state.moved_to, row.state.gone) == ("https://new.example/feed", "", False)
    store.actions.undo()
    row = store.feeds.get(feed)
    assert row is not None
    assert (row.url, row.state.moved_to, row.state.gone) == (URL, "https://new.example/feed", True)
    with pytest.raises(UsageError, match=f"of Other already .feed {other}"):
        do(store, Verb.READDRESS, "http://www.other.example/feed/", feeds=(feed,))


def test_settings_of_a_feed_are_read_as_they_are_kept(store: Store) -> None:
    feed = seed.feed(store, URL)
    more = {"interval": "90", "hidden": "1", "copies": "mute", "language": "de"}
    do(store, Verb.FEED_SETTINGS, feeds=(feed,), more=more | {"fulltext": "always"})
    assert only(store).settings == FeedSettings(90, True, True, "de", True)
    do(store, Verb.FEED_SETTINGS, feeds=(feed,), more={"interval": "", "language": "fr"})
    assert only(store).settings == FeedSettings(None, True, True, "fr", True)
    store.actions.undo()
    store.actions.undo()
    assert only(store).settings == FeedSettings()


def test_a_feed_that_is_gone_is_asked_by_hand_alone(store: Store) -> None:
    feed = seed.feed(store, URL)
    seed.sql(store, "UPDATE feed_state SET gone = 1 WHERE feed = ?", feed)
    assert store.feeds.due(seed.NOW, force=True) == []
    assert [one.feed for one in store.feeds.due(seed.NOW, force=True, only=[feed])] == [feed]


def test_figures_of_a_feed(store: Store) -> None:
    feed, other = seed.feed(store, URL), seed.feed(store, "https://other.example/feed")
    week = 7 * seed.DAY
    early = seed.arrive(store, feed, "one", "two", at=seed.NOW - 2 * week + 60)
    (late,) = seed.arrive(store, feed, "three", at=seed.NOW - 60)
    seed.arrive(store, feed, "long ago", at=seed.NOW - 20 * week)
    (theirs,) = seed.arrive(store, other, "theirs", at=seed.NOW - 2 * week + 90)
    seed.join(store, early[0], theirs)
    store.actions.do(Action(Verb.OPEN, stories=(late,)))
    figures = store.feeds.figures(feed)
    assert figures is not None
    assert figures.weeks == (*[0] * 10, 2, 1)
    assert (figures.opened, figures.read, figures.starred) == (1, 1, 0)
    assert (figures.shared, figures.leads) == (1, 1)
    assert figures.newest == seed.NOW - 60
    assert [line.outcome for line in figures.log] == ["new", "new", "new"]
    assert figures.size > 0
    assert store.feeds.figures(999) is None


def test_a_feed_hidden_from_unread_is_counted_and_listed_apart(store: Store) -> None:
    quiet, loud = seed.feed(store, URL), seed.feed(store, "https://loud.example/feed")
    theirs = seed.arrive(store, quiet, "one", "two", "three")
    seed.arrive(store, loud, "four", "five")
    muted = seed.thread_of(store, theirs[0])
    store.actions.do(Action(Verb.MUTE, threads=(muted,), until=FOR_GOOD))
    do(store, Verb.FEED_SETTINGS, feeds=(quiet,), more={"hidden": "1"})
    (unread, *_rest) = store.rows.views()
    assert unread.unread == 2 == store.lists.count(parse(unread.query))
    assert store.lists.count(parse("is:hidden")) == 3
    assert len(store.lists.stories_of(parse(f"feed:{quiet} is:unread"))) == 3
    store.actions.undo()
    assert store.rows.views()[0].unread == 4 == store.lists.count(parse(unread.query))


def test_copies_of_a_feed_may_be_muted(store: Store) -> None:
    feed, other = seed.feed(store, URL), seed.feed(store, "https://other.example/feed")
    (account,) = seed.arrive(store, other, "Account")
    do(store, Verb.FEED_SETTINGS, feeds=(feed,), more={"copies": "mute"})
    copy, own = seed.arrive(store, feed, "Copied", "Own")
    thread = seed.thread_of(store, account)
    seed.place(store, thread, copy, copy_of=account)
    seed.place(store, thread, own)
    rows = {row.id: row.read for row in store.rows.stories([account, copy, own])}
    assert rows == {account: False, copy: True, own: False}


def test_the_language_set_for_a_feed_is_its_stories(store: Store) -> None:
    feed = seed.feed(store, URL)
    do(store, Verb.FEED_SETTINGS, feeds=(feed,), more={"language": "nl"})
    (story,) = seed.arrive(store, feed, "One")
    seed.place(store, seed.thread_of(store, story), story, language="de")
    assert store.rows.stories([story])[0].language == "nl"

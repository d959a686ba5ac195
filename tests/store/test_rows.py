"""Rows, pages and counts for display."""

from __future__ import annotations

from pathlib import Path

import seed

from reader.model import FOR_GOOD, LinkKind, LinkState, Outcome, ThreadLink
from reader.query.parse import parse
from reader.store.threadrows import activity


def test_a_thread_row_says_what_its_stories_say(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        verge = seed.feed(store, title="The Verge")
        monde = seed.feed(store, "https://lemonde.fr/rss", "Le Monde")
        (first,) = seed.arrive(store, verge, "X Corp", at=seed.NOW - seed.DAY)
        second, copy = seed.arrive(store, monde, seed.item("X Corp absorbe", language="fr"), "Copy")
        thread = seed.join(store, first, second)
        seed.place(store, thread, copy, copy_of=second)
        seed.sql(store, "UPDATE thread SET opened_at = ? WHERE id = ?", seed.NOW - 1, thread)
        seed.sql(store, "UPDATE story SET placed_at = ? WHERE id = ?", seed.NOW - 2, first)
        seed.sql(store, "INSERT INTO tag(name) VALUES ('ai'), ('Zoo')")
        seed.sql(store, "INSERT INTO thread_tag(tag, thread, at) VALUES (2, ?, 0)", thread)
        seed.sql(
            store,
            "INSERT INTO story_tag(tag, story, feed, key, at)"
            " SELECT 1, id, feed, key, 0 FROM story WHERE id = ?",
            second,
        )
        row = store.rows.threads([thread])[0]
        assert (row.id, row.lead, row.title, row.source) == (thread, first, "X Corp", "The Verge")
        assert (row.sources, row.stories, row.accounts, row.unread, row.new) == (2, 3, 2, 3, 1)
        assert row.tags == ("ai", "Zoo")
        assert row.activity == (1, *[0] * 10, 2)
        page = store.rows.thread_page(thread)
        assert page is not None
        assert [one.id for one in page.stories] == [first, second, copy]
        assert [one.new for one in page.stories] == [False, True, False]
        assert (page.first_source, page.thread_tags) == ("The Verge", ("Zoo",))


def test_a_story_without_a_title_is_headed_by_how_its_text_begins(tmp_path: Path) -> None:
    long = "One line.\nAnd another that goes on" + " and on" * 30
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        items = [
            seed.item("", said, id=f"https://x.org/{said[:4]}", summary=said)
            for said in ("Hm.", long)
        ]
        short, more = seed.arrive(store, feed, *items)
        rows = store.rows.stories([short, more])
        assert rows[0].title == "Hm."
        assert rows[1].title.startswith("One line. And another")
        assert rows[1].title.endswith("…")
        assert not any(row.titled for row in rows)
        threads = store.rows.threads([seed.thread_of(store, one) for one in (short, more)])
        assert [row.title for row in threads] == [row.title for row in rows]


def test_rows_come_in_the_order_asked_and_gone_ones_are_left_out(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        one, two = seed.arrive(store, seed.feed(store), "One", "Two")
        assert [row.id for row in store.rows.stories([two, 5, one, two])] == [two, one]
        threads = [seed.thread_of(store, story) for story in (one, two)]
        assert [row.id for row in store.rows.threads([threads[1], 99, threads[0]])] == threads[::-1]
        joined = seed.join(store, one, two)
        assert [row.id for row in store.rows.threads(threads[::-1])] == [joined]
        assert store.rows.thread_page(99) is None
        assert store.rows.thread_stories(threads[1]) == store.rows.thread_stories(joined)


def test_muted_until_is_past_or_to_come_or_for_good(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        (story,) = seed.arrive(store, seed.feed(store), "One")
        thread = seed.thread_of(store, story)
        for until, muted, shown in (
            (None, True, FOR_GOOD),
            (seed.NOW + 1, True, seed.NOW + 1),
            (seed.NOW, False, seed.NOW),
        ):
            seed.sql(store, "UPDATE thread SET muted = 1, muted_until = ?", until)
            row = store.rows.threads([thread])[0]
            assert (row.muted, row.muted_until) == (muted, shown)


def test_counts_of_views_are_those_of_their_lists(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        stories = seed.arrive(store, seed.feed(store), *"abcdef", at=seed.NOW - 2 * 60)
        stories += seed.arrive(
            store, seed.feed(store, "https://b.org/f"), "old", at=seed.NOW - 200_000
        )
        for column, story in (("muted", stories[0]), ("followed_at", stories[1])):
            seed.sql(
                store, f"UPDATE thread SET {column} = 1 WHERE id = ?", seed.thread_of(store, story)
            )
        seed.sql(
            store,
            "INSERT INTO mark(story, feed, key, key2, read_at, starred_at)"
            " SELECT id, feed, key, key2, 1, 1 FROM story WHERE id = ?",
            stories[2],
        )
        counts = {view.name: view.unread for view in store.rows.views()}
        for name in ("Unread", "Followed", "Starred"):
            assert counts[name] == store.lists.count(parse(f"in:{name}")), name
        assert counts["Today"] == store.lists.count(parse("in:today is:unread"))
        assert store.rows.totals() == (2, 7, counts["Unread"])


def test_unread_of_a_tag_counts_stories_threads_and_feeds_once(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        feed, other = seed.feed(store), seed.feed(store, "https://b.org/f")
        one, two = seed.arrive(store, feed, "one", "two")
        three, _four = seed.arrive(store, other, "three", "four")
        seed.sql(store, "INSERT INTO tag(name) VALUES ('x'), ('unused')")
        seed.sql(store, "INSERT INTO feed_tag(tag, feed, at) VALUES (1, ?, 0)", feed)
        for story in (one, three):
            seed.sql(
                store,
                "INSERT INTO story_tag(tag, story, feed, key, at)"
                " SELECT 1, id, feed, key, 0 FROM story WHERE id = ?",
                story,
            )
            seed.sql(
                store,
                "INSERT INTO thread_tag(tag, thread, at) VALUES (1, ?, 0)",
                seed.thread_of(store, story),
            )
        (row,) = store.rows.tags()
        assert (row.name, row.stories, row.threads, row.unread) == ("x", 2, 2, 3)
        assert row.unread == store.lists.count(parse("#x is:unread"))
        assert two in store.lists.stories_of(parse("#x"))


def test_bodies_notes_and_places(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        (story,) = seed.arrive(store, seed.feed(store), seed.item("One", "text"))
        body = store.rows.body(story)
        assert body is not None
        assert (body.html, body.text) == ("<p>text</p>", "text")
        assert store.rows.body(1) is None
        assert store.rows.note(story) == ""
        assert store.rows.place(story).block == 0
        assert store.rows.revisions(story) == []
        assert store.rows.journal() == []
        assert store.rows.errors() == []


def test_activity_is_twelve_equal_slices() -> None:
    assert activity([0, 1, 6, 12], 0, 12) == (1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
    assert activity([5], 5, 5) == (*[0] * 11, 1)


def test_a_related_thread_stands_once_by_its_best_link_and_never_when_refused(
    tmp_path: Path,
) -> None:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        one, two, three, four = (
            seed.thread_of(store, story)
            for story in seed.arrive(store, feed, "One", "Two", "Three", "Four")
        )
        related, language = LinkKind.RELATED, LinkKind.LANGUAGE
        proposed, confirmed = LinkState.PROPOSED, LinkState.CONFIRMED
        store.placing.apply(
            Outcome(
                links=(
                    ThreadLink(one, two, related, proposed, 0.4, ("few",)),
                    ThreadLink(two, one, language, proposed, 0.6, ("more",)),
                    ThreadLink(one, three, related, confirmed, 0.1),
                    ThreadLink(one, four, related, proposed, 0.9),
                    ThreadLink(one, four, language, LinkState.REFUSED, 0.2),
                )
            )
        )
        page = store.rows.thread_page(one)
        assert page is not None
        assert [(each.id, each.kind) for each in page.related] == [
            (three, related),
            (two, language),
        ]
        assert page.related[1].terms == ("more",)

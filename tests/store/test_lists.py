"""Queries over a store: the SQL of a tree selects what the tree says of each story in memory."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import seed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.clock import FixedClock
from reader.errors import QueryError
from reader.model import Hits
from reader.query.letters import forms
from reader.query.memory import Asking, Subject, matches
from reader.query.parse import parse
from reader.query.tokens import indexed
from reader.query.tree import BUILTIN_VIEWS, And, Node, Not, Or, Query, ThreadOf
from reader.query.unparse import unparse
from reader.store import Store, beginnings, sweep, telling
from reader.store.beginnings import Beginning
from reader.store.connection import Interrupt, Interrupted

TEXT = "musk openai letter gpus élan C++ AT&T don't multi-agent 東京都庁 🚀go verge monde 10,000"
WORDS = [*TEXT.split(), "10000", "cœur", "coeur", "αγορά", "ΑΓΟΡΑ"]
STORIES = 60
SOURCES = ("The Verge", "Le Monde", "Verge of C++", "東京 News")
TAGS = ("later", "Élan", "ai")


class World(tuple[Store, list[Subject]]):
    """The store and its stories in memory; printed short, since hypothesis prints it often."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "World()"


def make(store: Store) -> None:
    rng = random.Random(3)
    feeds = [
        seed.feed(
            store, f"https://www.s{n}.example.org/feed", title, folder="Tech" if n < 2 else ""
        )
        for n, title in enumerate(SOURCES)
    ]
    seed.sql(store, "UPDATE feed_state SET error_kind = 'dns' WHERE feed = ?", feeds[3])
    stories: list[int] = []
    for number in range(STORIES):
        title = " ".join(rng.choices(WORDS, k=4)) + f" n{number}"
        body = " ".join(rng.choices(WORDS, k=12))
        item = seed.item(
            title,
            body,
            author=rng.choice(("", "Jo Musk")),
            language=rng.choice(("en", "fr-CA", "")),
        )
        at = seed.NOW - rng.randrange(5) * seed.DAY - number
        stories += seed.arrive(store, rng.choice(feeds), item, at=at)
    for _ in range(STORIES * 5 // 12):
        one, two = rng.sample(stories, 2)
        seed.place(
            store, seed.thread_of(store, one), two, copy_of=one if rng.random() < 0.3 else None
        )
    seed.index(store)
    mark(store, rng, stories, feeds)


def mark(store: Store, rng: random.Random, stories: list[int], feeds: list[int]) -> None:
    for name in TAGS:
        seed.sql(store, "INSERT INTO tag(name) VALUES (?)", name)
    for story in rng.sample(stories, STORIES // 2):
        read_at = seed.NOW - rng.randrange(3) * seed.DAY if rng.random() < 0.7 else None
        seed.sql(
            store,
            "INSERT INTO mark(story, feed, key, key2, read_at, opened_at, starred_at)"
            " SELECT id, feed, key, key2, ?, ?, ? FROM story WHERE id = ?",
            read_at,
            read_at if rng.random() < 0.5 else None,
            1 if rng.random() < 0.3 else None,
            story,
        )
    for story in rng.sample(stories, 8):
        seed.sql(
            store,
            "INSERT INTO story_tag(tag, story, feed, key, at)"
            " SELECT ?, id, feed, key, 0 FROM story WHERE id = ?",
            rng.randint(1, 2),
            story,
        )
    for story in rng.sample(stories, 6):
        thread = seed.thread_of(store, story)
        seed.sql(
            store,
            "INSERT OR IGNORE INTO thread_tag(tag, thread, at) VALUES (?, ?, 0)",
            rng.randint(1, 3),
            thread,
        )
    seed.sql(store, "INSERT INTO feed_tag(tag, feed, at) VALUES (3, ?, 0)", feeds[1])
    for story in rng.sample(stories, 4):
        seed.sql(
            store,
            "INSERT INTO note(story, feed, key, text, at)"
            " SELECT id, feed, key, 'my Musk note', 0 FROM story WHERE id = ?",
            story,
        )
        seed.sql(store, "UPDATE story SET changed_at = 1 WHERE id = ?", story)
    for column, value in (("opened_at", seed.NOW), ("opened_at", 1), ("followed_at", 1)):
        for story in rng.sample(stories, 8):
            seed.sql(
                store,
                f"UPDATE thread SET {column} = ? WHERE id = ?",
                value,
                seed.thread_of(store, story),
            )
    for until in (None, seed.NOW - 5, seed.NOW + 5):
        seed.sql(
            store,
            "UPDATE thread SET muted = 1, muted_until = ? WHERE id = ?",
            until,
            seed.thread_of(store, rng.choice(stories)),
        )
    seed.sql(
        store,
        "UPDATE thread SET snoozed_until = ? WHERE id = ?",
        seed.NOW + 5,
        seed.thread_of(store, rng.choice(stories)),
    )


def subjects(store: Store) -> list[Subject]:
    """Every story as rules would see it, by plain Python over the tables."""
    rows = seed.sql(
        store,
        "SELECT s.id, s.thread, s.feed, f.title, s.title, s.summary, b.text, s.author, s.url,"
        " coalesce(n.text, ''), f.url, f.site, s.language, s.words, s.sort_at, s.first_seen,"
        " m.read_at, s.read, m.opened_at, m.starred_at, s.copy_of, s.changed_at, s.placed_at,"
        " b.has_code, b.has_media, b.fulltext, e.error_kind"
        " FROM story s JOIN feed f ON f.id = s.feed JOIN body b ON b.story = s.id"
        " JOIN feed_state e ON e.feed = s.feed LEFT JOIN mark m ON m.story = s.id"
        " LEFT JOIN note n ON n.story = s.id",
    )
    threads = {
        row[0]: row[1:]
        for row in seed.sql(
            store,
            "SELECT id, sources, stories, languages, opened_at, followed_at, muted,"
            " muted_until, snoozed_until, heat, moved_at, lead FROM thread",
        )
    }
    return [subject(store, row, threads, rows) for row in rows]


def subject(store: Store, row: tuple, threads: dict, rows: list[tuple]) -> Subject:
    (sources, stories, languages, opened, followed, muted, until, snoozed, heat, moved, lead) = (
        threads[row[1]]
    )
    seen = row[22] if row[22] is not None else row[15]
    hidden = (muted and (until is None or until > seed.NOW)) or (snoozed or 0) > seed.NOW
    states = {
        "read": row[17],
        "opened": row[18],
        "starred": row[19],
        "copy": row[20] is not None,
        "updated": row[21] is not None,
        "muted": hidden,
        "snoozed": (snoozed or 0) > seed.NOW,
        "followed": followed is not None,
        "lead": lead == row[0],
        "new": row[20] is None and (opened is None or seen > opened),
    }
    havings = {"code": row[23], "media": row[24], "fulltext": row[25], "error": row[26]}
    return Subject(
        *row[:12],
        folders=("Tech",) if row[2] <= 2 else (),
        language=row[12],
        words=row[13],
        sort_at=row[14],
        first_seen=row[15],
        read_at=row[16],
        states=frozenset(name for name, holds in states.items() if holds),
        havings=frozenset(name for name, holds in havings.items() if holds),
        tags=names(store, "story_tag", "story", row[0]),
        thread_tags=names(store, "thread_tag", "thread", row[1]),
        feed_tags=names(store, "feed_tag", "feed", row[2]),
        thread_sources=sources,
        thread_stories=stories,
        thread_languages=len(languages.split()),
        thread_new=sum(
            1
            for one in rows
            if one[1] == row[1]
            and one[20] is None
            and opened is not None
            and (one[22] if one[22] is not None else one[15]) > opened
        ),
        heat=heat,
        moved_at=moved,
    )


def names(store: Store, table: str, column: str, of: int) -> tuple[str, ...]:
    rows = seed.sql(
        store, f"SELECT g.name FROM {table} x JOIN tag g ON g.id = x.tag WHERE x.{column} = ?", of
    )
    return tuple(row[0] for row in rows)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with seed.opened(tmp_path_factory.mktemp("lists")) as store:
        make(store)
        yield World((store, subjects(store)))


def test_rules_see_the_stories_as_they_are(world: World) -> None:
    store, stories = world
    seen = store.rules.subjects([story.id for story in stories])
    assert sorted(seen, key=lambda one: one.id) == sorted(stories, key=lambda one: one.id)


ATOMS = """musk verge monde the xyz "openai letter" "verge monde" mu* 東* 東京 京都庁 都 東京都庁
Élan C++ c++ AT&T "at t" don't multi-agent agent* 🚀 🚀go title:musk title:"musk openai" body:gpus
title:C++ author:jo author:musk body:東京 url:n1 note:musk note:"my musk" note:~mu ~must ~opnai
title:~gpu mu*  "C++ musk" musk NEAR/2 openai|gpus NEAR/0 verge|"musk openai" NEAR/3 go*
musk NEAR/9 10000|10,000 NEAR/3 go*
feed:verge feed:1 feed:s2.example feed:"le monde" folder:tech lang:en lang:fr site:s1.example.org
site:example.org from:verge from:jo from:c++ from:/Verge|Jo/ from:~vergé
#later #élan #AI is:unread is:read is:opened is:starred is:saved is:tagged
is:followed is:muted is:snoozed is:new is:lead is:copy is:single is:updated has:link has:media
has:code has:note has:fulltext has:tag has:error sources:>=2 stories:>1 stories:1 langs:>1 langs:0
new:>0 new:0 words:<12 words:5..12 heat:>0.5 heat:<1 date:today date:yesterday newer:2d older:3d
after:2023-04-09 before:2023-04-09 date:2023-04-08..2023-04-09 seen:today readat:yesterday
readat:>2000 /M.sk/ /m.sk/i /^musk/ title:/n.$/ body:/東京|op.nai/ author:/Jo/ url:/n1/ note:/M.sk/
/(?i)verge$/ -/a.b/ 10000 10,000 "10 000" 1000 "musk 10.000" 10000* title:10'000 thread:1 in:unread
in:today in:followed"""


def atoms() -> list[Node]:
    texts = [piece for line in ATOMS.split("\n") for piece in _pieces(line)]
    found = []
    for text in texts:
        try:
            found.append(parse(text).root)
        except QueryError as error:
            raise AssertionError(text) from error
    return found


def _pieces(line: str) -> list[str]:
    if "NEAR" in line:
        head, _, tail = line.partition("musk NEAR")
        return [*_pieces(head), *("musk NEAR" + tail).split("|")]
    pieces, quoted = [""], False
    for char in line:
        quoted ^= char == '"'
        if char == " " and not quoted:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece for piece in pieces if piece and piece != "feed:s2.example"]


TREES = st.recursive(
    st.sampled_from(atoms()),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
        inner.map(ThreadOf),
    ),
    max_leaves=7,
)
VIEWS = {name.casefold(): parse(text) for name, text in BUILTIN_VIEWS}


def in_memory(node: Node, all_stories: list[Subject]) -> set[int]:
    found = set()
    for story in all_stories:
        siblings = [one for one in all_stories if one.thread == story.thread and one != story]
        if matches(node, story, Asking(seed.NOW, None, VIEWS, siblings)):
            found.add(story.id)
    return found


@pytest.mark.parametrize("node", atoms(), ids=lambda node: repr(node)[:60])
def test_each_atom_in_sql_is_as_in_memory(world: World, node: Node) -> None:
    check(world, node)
    check(world, Not(node))


def test_words_ruled_out_do_not_count_for_the_rank(world: World) -> None:
    check(world, parse('musk -("musk openai" NEAR/3 go*)').root)
    check(world, parse("musk -(openai verge)").root)


@settings(max_examples=60, deadline=None)
@given(node=TREES)
def test_trees_in_sql_are_as_in_memory(world: World, node: Node) -> None:
    check(world, node)


@settings(max_examples=30, deadline=None)
@given(node=TREES)
def test_the_stories_of_a_thread_are_those_of_the_whole_answer(world: World, node: Node) -> None:
    store, stories = world
    expected = in_memory(node, stories)
    for thread in {story.thread for story in stories}:
        of_thread = {story.id for story in stories if story.thread == thread}
        for few in (0, 100):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("reader.store.threadhits.FEW", few)
                found = store.lists.in_thread(Query(node, limit=1), thread)
            assert found == expected & of_thread, unparse(Query(node))


@settings(max_examples=60, deadline=None)
@given(node=TREES)
def test_common_words_and_many_feeds_are_asked_otherwise(world: World, node: Node) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reader.store.select.COMMON", 2)
        patch.setattr("reader.store.streams.COMMON", 2)
        patch.setattr("reader.store.streams.FEW", 1)
        check(world, node)


@pytest.mark.parametrize("looked", [2, 1_000])
def test_long_beginnings_of_words_are_found_as_the_index_finds_them(
    world: World, monkeypatch: pytest.MonkeyPatch, looked: int
) -> None:
    begun: list[str] = []

    def long_one(*asked: object) -> Beginning | None:
        found = beginnings.long_one(*asked)  # type: ignore[arg-type]
        begun.extend([found.match] if found else [])
        return found

    monkeypatch.setattr(beginnings, "MANY", 0)
    monkeypatch.setattr(beginnings, "LOOKED", looked)
    monkeypatch.setattr("reader.store.streams.long_one", long_one)
    words = {word for story in world[1] for word in indexed(f"{story.title} {story.body}")}
    cut = {word[:size] for word in words for size in (4, 5) if len(word) > size}
    assert cut
    for text in sorted(cut):
        for asked in ("{}*", "title:{}*", "body:{}*", "{}* is:unread", "{}* -the", "the {}*"):
            check(world, parse(asked.format(text)).root)
    assert len(begun) > len(cut)


@given(text=st.text(st.sampled_from("aABbéÉ œoe\u212aK\u2019\u0301\u0130\xb5-_1"), max_size=12))
@example("it\u2019s ab")
@example("a\u0301b")
def test_looking_into_texts_sees_the_words_of_the_index(text: str) -> None:
    for begun in ("ab", "ka", "éb", "b", "i", "aoe", "œa"):
        expected = any(word.startswith(forms(begun)) for word in indexed(text))
        assert beginnings.looker(begun)(["", text]) == expected


def check(world: World, node: Node) -> None:
    store, stories = world
    expected = in_memory(node, stories)
    query = parse("group:none")
    query = type(query)(node, group="none")
    whole = store.lists.select(query)
    assert set(whole.ids) == expected, unparse(query)
    assert whole.stories == len(expected) == store.lists.count(query)
    assert list(whole.ids) == sorted(expected, key=lambda id_: (when(stories)[id_], id_))[::-1]
    first = store.lists.select(query, first=1000)
    assert first == whole
    swept = store.lists.select(query, tell=lambda hits: None)
    assert replace(swept, looked=0, among=0) == whole
    best = store.lists.select(query, rank=True)
    assert set(best.ids) == expected
    assert store.lists.select(query, rank=True, first=4).ids[:4] == best.ids[:4]
    few = store.lists.select(query, first=3)
    assert few.ids == whole.ids[:3]
    assert few.complete == (len(expected) <= 3)
    assert store.lists.explain(query)


@pytest.mark.parametrize("rest", ["", " is:unread", " sort:sources", " -sort:date", " group:feed"])
@pytest.mark.parametrize("sought", ["/mus[k]/", "🚀", "title:🚀", "🚀 OR /mus[k]/", "NOT 🚀"])
def test_what_no_index_holds_is_told_while_it_is_looked_for(
    world: World, monkeypatch: pytest.MonkeyPatch, sought: str, rest: str
) -> None:
    monkeypatch.setattr(telling, "_TELL_EVERY", 0.0)
    monkeypatch.setattr(telling, "_TELL_PAUSE", 0)
    monkeypatch.setattr(sweep, "_EVERY", 1)
    store, _ = world
    query = parse(f"({sought}){rest}")
    assert store.lists.sweeps(query)
    told: list[Hits] = []
    swept = store.lists.select(query, tell=told.append)
    among = store.lists.count(parse(rest.strip() if "is:" in rest else ""))
    assert swept == replace(store.lists.select(query), looked=among, among=among)
    assert {hits.among for hits in told} == {among}
    assert [hits.looked for hits in told] == sorted(hits.looked for hits in told)
    assert {hits.looked for hits in told} >= {*range(2, among + 1)}, "each story is counted once"
    assert not any(hits.complete for hits in told)
    stories = [hits.stories for hits in told]
    assert stories == sorted(stories)
    assert stories[0] < swept.stories


def test_what_an_index_holds_is_answered_at_once(world: World) -> None:
    store, _ = world
    for text in ("musk", "C++", "url:🚀", "note:/x/", "~musk", "in:Unread"):
        assert not store.lists.sweeps(parse(text)), text


def when(stories: list[Subject]) -> dict[int, int]:
    return {story.id: story.sort_at for story in stories}


def test_threads_stand_by_their_newest_selected_story(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        old, middle, new = seed.arrive(store, feed, "Old letter", "Middle", "New reply", step=60)
        thread = seed.join(store, old, new)
        other = seed.thread_of(store, middle)
        seed.index(store)
        assert store.lists.select(parse("")).ids == (thread, other)
        assert store.lists.select(parse("letter OR middle")).ids == (other, thread)
        assert store.lists.select(parse("sort:-date")).ids == (other, thread)
        assert store.lists.select(parse("sort:stories")).ids == (thread, other)
        assert store.lists.select(parse("group:none limit:2")).ids == (new, middle)
        assert store.lists.select(parse("limit:1")).ids == (thread,)
        assert store.lists.select(parse("limit:1"), first=5).ids == (thread,)
        assert store.lists.select(parse(""), first=1).complete is False
        assert store.lists.stories_of(parse("thread:(letter)")) == (new, old)


def test_rank_puts_title_before_body_and_new_before_old(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store, title="Wire")
        body, title, again = seed.arrive(
            store,
            feed,
            seed.item("One", "a gpu b c"),
            seed.item("gpu two", "x y z a"),
            seed.item("Wire three", "a gpu b c"),
        )
        seed.index(store)
        ranked = store.lists.select(parse("gpu"), group="none", rank=True)
        assert ranked.ids[0] == title
        assert set(ranked.ids) == {body, title, again}
        assert store.lists.select(parse("gpu sort:date"), group="none", rank=True).ids[0] == again
        assert store.lists.select(parse("wire"), group="none", rank=True).ids[0] == again


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a #nowhere", 2, "No tag is named nowhere"),
        ("feed:exampel", 0, "Did you mean Example?"),
        ("folder:x", 0, "No folder is named x"),
        ("in:unraed", 0, "Did you mean unread?"),
        ("in:loop", 0, "made of itself"),
        ("in:broken", 0, "In the view broken"),
        ("like:3", 0, "There is no story 3"),
        ("url:~x", 4, "url: takes a part"),
    ],
)
def test_what_cannot_be_answered_says_so(tmp_path: Path, text: str, column: int, says: str) -> None:
    with seed.opened(tmp_path) as store:
        seed.feed(store)
        for name, query in (("loop", "a in:loop"), ("broken", "is:x")):
            seed.sql(store, 'INSERT INTO "view"(name, query) VALUES (?, ?)', name, query)
        for ask in (store.lists.select, store.lists.count, store.lists.explain):
            with pytest.raises(QueryError) as caught:
                ask(parse(text))
            assert caught.value.column == column
            assert says in str(caught.value)


def test_a_stopped_search_ends(world: World) -> None:
    interrupt = Interrupt()
    interrupt.stop()
    with pytest.raises(Interrupted):
        world[0].lists.select(parse("musk"), interrupt=interrupt)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1990,
        "x OR " * 1900 + "x",
        "(a b) OR " * 600 + "a",
        "-a " * 1900 + "b",
        " ".join(f"#later sources:>{n}" for n in range(500)),
        '"' + "long phrase " * 800 + '"',
        "((((is:unread)))) " * 50 + "x*",
        "東京" * 3000,
        "a" * 10_000,
        "'; DROP TABLE story; --",
    ],
    ids=lambda text: text[:20],
)
def test_long_and_odd_queries_are_answered(world: World, text: str) -> None:
    query = parse(text)
    assert world[0].lists.select(query, first=5).ids == world[0].lists.select(query).ids[:5]


ODD = st.text(st.sampled_from("ab東🚀\"()-:*#~/+@|{}.^%'\\ \0é&"), max_size=25)


@settings(max_examples=150, deadline=None)
@given(text=ODD)
def test_any_text_is_answered_or_refused(world: World, text: str) -> None:
    store, stories = world
    try:
        query = parse(text)
        hits = store.lists.select(query, group="none")
    except QueryError:
        return
    assert set(hits.ids) == in_memory(query.root, stories)


def test_an_answer_says_how_many_stories_words_do_not_find_yet(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        seed.arrive(store, seed.feed(store), "musk", "openai")
        for first in (None, 10):
            assert store.lists.select(parse("musk"), first=first).unindexed == 2
            assert store.lists.select(parse("thread:(musk)"), first=first).unindexed == 2
            assert store.lists.select(parse("is:unread"), first=first).unindexed == 0
        store.fulltext.index_some()
        hits = store.lists.select(parse("musk"))
        assert (hits.stories, hits.unindexed) == (1, 0)


def test_words_almost_alike_are_found_as_the_index_grows(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        feed = seed.feed(store)
        for title in ("openai", "opnai"):
            seed.arrive(store, feed, title)
            store.fulltext.index_some()
            assert store.lists.select(parse("~openia")).stories == len(
                store.lists.select(parse("is:unread")).ids
            )


def test_a_site_is_the_story_s_own_too(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        links = seed.feed(store, "https://links.example/feed")
        own = seed.feed(store, "https://www.paper.example/feed")
        away, _ = seed.arrive(
            store,
            links,
            seed.item("Away", url="https://u:p@www.Paper.example:8080/x"),
            seed.item("Not", url="https://other.example/?paper.example"),
        )
        (at_home,) = seed.arrive(store, own, seed.item("Home", url="https://cdn.example/y"))
        for text in ("site:paper.example", "site:www.PAPER.example", "site:paper"):
            for first in (None, 10):
                hits = store.lists.select(parse(f"group:none {text}"), first=first)
                assert set(hits.ids) == {away, at_home}
        assert store.lists.select(parse("group:none site:other.example"), first=10).stories == 1
        with pytest.raises(QueryError, match="no story"):
            store.lists.select(parse("site:nowhere.example"))


def test_a_busy_feed_does_not_drown_a_rare_one(tmp_path: Path) -> None:
    hour = 3_600
    with Store.open(tmp_path / "clew.db", FixedClock(seed.NOW)) as store:
        busy = seed.feed(store, "https://busy.example/feed", "Busy")
        rare = seed.feed(store, "https://rare.example/feed", "Rare")
        often = [seed.arrive(store, busy, f"B{n}", at=seed.NOW - n * 600)[0] for n in range(8)]
        [seldom] = seed.arrive(store, rare, "Rare", at=seed.NOW - 2 * hour)
        [old] = seed.arrive(store, rare, "Old", at=seed.NOW - 48 * hour)
        found = store.lists.select(parse("sort:fair group:none")).ids
        assert found == (*often[:2], seldom, *often[2:], old)
        assert store.lists.select(parse("sort:fair")).ids[2] == seed.thread_of(store, seldom)

"""150 queries over an archive whose answers plain Python knows: no code of the query language is
asked what is right."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import seed

from reader.query.parse import parse
from reader.store import Store

STORIES = 240
SOURCES = (
    ("The Verge", "https://verge.example/feed", "https://verge.example", "Tech"),
    ("Le Monde", "https://lemonde.example/rss", "https://www.lemonde.example", "World"),
    ("Élan Sport", "https://sport.example/f", "https://sport.example", ""),
)
SUBJECTS = ("musk", "altman", "semafor", "gpus", "letter", "trial", "rocket", "climate")
ODD = ("C++", "AT&T", "don't", "multi-agent", "Café", "naïve", "東京都庁", "10,000", "10000", "🚀")
AUTHORS = ("", "Jo Musk", "Ana Díaz")
LANGUAGES = ("en", "fr", "fr-CA", "")


@dataclass
class Row:
    """A story as the archive was made; the rest of its thread is found by ``thread``."""

    number: int
    title: str
    body: str
    author: str
    feed: int
    lang: str
    age: int
    id: int = 0
    thread: int = 0
    read: bool = False
    starred: bool = False
    copy: bool = False
    note: bool = False
    tags: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        return SOURCES[self.feed][0]

    @property
    def url(self) -> str:
        return f"https://example.org/{self.title.lower().replace(' ', '-')}"


def plain(text: str) -> list[str]:
    """Words without case and accents."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c)))


def made() -> list[Row]:
    rng = random.Random(11)
    rows = []
    for n in range(STORIES):
        title = " ".join([*rng.sample(SUBJECTS, 2), *rng.choices(ODD, k=rng.randint(0, 1))])
        body = " ".join(rng.choices(SUBJECTS + ODD, k=rng.randint(3, 14)))
        rows.append(
            Row(
                n,
                f"{title} n{n}",
                f"{body} end",
                rng.choice(AUTHORS),
                rng.randrange(3),
                rng.choice(LANGUAGES),
                rng.randrange(20),
            )
        )
    for row in rows:
        row.read, row.starred = rng.random() < 0.4, rng.random() < 0.1
        row.note = rng.random() < 0.05
        row.tags = frozenset(tag for tag in ("ai", "later") if rng.random() < 0.12)
    return rows


def stored(store: Store, rows: list[Row]) -> None:
    feeds = [
        seed.feed(store, url, name, folder=folder, site=site) for name, url, site, folder in SOURCES
    ]
    for row in rows:
        at = seed.NOW - row.age * seed.DAY - row.number
        item = seed.item(row.title, row.body, author=row.author, language=row.lang, url=row.url)
        (row.id,) = seed.arrive(store, feeds[row.feed], item, at=at)
        row.thread = seed.thread_of(store, row.id)
    for first in range(0, STORIES, 8):  # a thread of three in each eight
        lead, second, third = rows[first : first + 3]
        seed.place(store, lead.thread, second.id)
        seed.place(store, lead.thread, third.id, copy_of=lead.id)
        second.thread = third.thread = lead.thread
        third.copy = True
    for tag in ("ai", "later"):
        seed.sql(store, "INSERT INTO tag(name) VALUES (?)", tag)
    for row in rows:
        seed.sql(
            store,
            "INSERT INTO mark(story, feed, key, key2, read_at, starred_at)"
            " SELECT id, feed, key, key2, ?, ? FROM story WHERE id = ? ON CONFLICT DO UPDATE"
            " SET read_at = excluded.read_at, starred_at = excluded.starred_at",
            seed.NOW if row.read else None,
            seed.NOW if row.starred else None,
            row.id,
        )
        for tag in row.tags:
            seed.sql(
                store,
                "INSERT INTO story_tag(tag, story, feed, key, at) SELECT t.id, s.id, s.feed, s.key,"
                " 0 FROM tag t, story s WHERE t.name = ? AND s.id = ?",
                tag,
                row.id,
            )
        if row.note:
            seed.sql(
                store,
                "INSERT INTO note(story, feed, key, text, at)"
                " SELECT id, feed, key, 'ask Ana about it', 0 FROM story WHERE id = ?",
                row.id,
            )
    seed.index(store)


class Archive:
    def __init__(self, store: Store, rows: list[Row]) -> None:
        self.store, self.rows = store, rows
        self.threads: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            self.threads[row.thread].append(row)

    def where(self, holds: Callable[[Row], bool]) -> set[int]:
        return {row.id for row in self.rows if holds(row)}

    def thread_of(self, ids: set[int]) -> set[int]:
        threads = {row.thread for row in self.rows if row.id in ids}
        return self.where(lambda row: row.thread in threads)

    # -- what the queries below are made of

    def word(self, *words: str, where: str = "", whole: bool = True) -> set[int]:
        """Stories with the words side by side in one text, the last whole or only begun."""
        size = len(words)

        def there(text: str) -> bool:
            found = plain(text)
            return any(
                all(a == b for a, b in zip(words[:-1], found[at:], strict=False))
                and (found[at + size - 1] == words[-1] or not whole)
                and found[at + size - 1].startswith(words[-1])
                for at in range(len(found) - size + 1)
            )

        def holds(row: Row) -> bool:
            texts = {"title": [row.title], "body": [row.body], "author": [row.author]}
            texts["from"] = [row.author, row.source]
            every = [row.title, row.body, row.author, row.source]
            return any(map(there, texts.get(where, every)))

        return self.where(holds)

    def written(self, text: str) -> set[int]:
        """Stories with the very letters, ASCII case aside."""
        return self.where(
            lambda row: any(text in part.lower() for part in (row.title, row.body, row.author))
        )

    def number(self) -> set[int]:
        return self.word("10", "000") | self.word("10000")

    def near(self, a: str, b: str, most: int) -> set[int]:
        def there(text: str) -> bool:
            found = plain(text.replace("東京都庁", "東 京 都 庁"))  # a word begins at each
            ends = [at for at, word in enumerate(found) if word == b]
            starts = [at for at, word in enumerate(found) if word == a]
            return any(abs(x - y) - 1 <= most for x in starts for y in ends)

        return self.where(lambda row: there(row.title) or there(row.body))

    def tag(self, *names: str) -> set[int]:
        return self.where(lambda row: bool(row.tags & set(names)))

    def age(self, low: int, high: int) -> set[int]:
        """Dated ``low`` to ``high`` days before midnight of today, whole days of UTC."""
        day = seed.NOW // seed.DAY * seed.DAY
        return self.where(
            lambda row: (
                day - high * seed.DAY
                <= seed.NOW - row.age * seed.DAY - row.number
                < day - (low - 1) * seed.DAY
            )
        )

    def since(self, seconds: int) -> set[int]:
        return self.where(lambda row: row.age * seed.DAY + row.number <= seconds)

    def size(self, low: int, high: int = 99) -> set[int]:
        return self.where(lambda row: low <= len(self.threads[row.thread]) <= high)

    def sources(self, low: int, high: int = 99) -> set[int]:
        def holds(row: Row) -> bool:
            return low <= len({one.feed for one in self.threads[row.thread]}) <= high

        return self.where(holds)

    def feed(self, *numbers: int) -> set[int]:
        return self.where(lambda row: row.feed in numbers)

    def lang(self, name: str) -> set[int]:
        return self.where(lambda row: row.lang == name or row.lang.startswith(f"{name}-"))

    def pattern(self, pattern: str, *parts: str, flags: int = 0) -> set[int]:
        small = re.IGNORECASE if pattern == pattern.lower() else re.NOFLAG
        look = re.compile(pattern, flags | small | re.MULTILINE).search
        names = parts or ("title", "body", "author", "source")
        return self.where(lambda row: any(look(getattr(row, name)) for name in names))

    @property
    def unread(self) -> set[int]:
        return self.where(lambda row: not row.read)

    @property
    def starred(self) -> set[int]:
        return self.where(lambda row: row.starred)

    @property
    def tagged(self) -> set[int]:
        return self.where(lambda row: bool(row.tags))

    @property
    def copies(self) -> set[int]:
        return self.where(lambda row: row.copy)

    @property
    def all(self) -> set[int]:
        return self.where(lambda row: True)


Answer = Callable[[Archive], set[int]]
WORDS: dict[str, Answer] = {
    "": lambda a: a.all,
    "musk": lambda a: a.word("musk"),
    "MUSK": lambda a: a.word("musk"),
    "mu*": lambda a: a.word("mu", whole=False),
    "cli*": lambda a: a.word("cli", whole=False),
    "absent": lambda a: set(),
    "n7": lambda a: a.word("n7"),
    "cafe": lambda a: a.word("cafe"),
    "CAFÉ": lambda a: a.word("cafe"),
    "naive": lambda a: a.word("naive"),
    "don't": lambda a: a.word("don", "t"),
    '"don t"': lambda a: a.word("don", "t"),
    "multi-agent": lambda a: a.word("multi", "agent"),
    "multi": lambda a: a.word("multi"),
    "agent": lambda a: a.word("agent"),
    "c++": lambda a: a.written("c++"),
    "C++": lambda a: a.written("c++"),
    "c": lambda a: a.word("c"),
    "AT&T": lambda a: a.word("at", "t"),
    "at": lambda a: a.word("at"),
    "🚀": lambda a: a.written("🚀"),
    "東京": lambda a: a.written("東京"),
    "京都": lambda a: a.written("京都"),
    "都庁": lambda a: a.written("都庁"),
    "都": lambda a: a.written("都"),
    "東京都庁": lambda a: a.written("東京都庁"),
    "京東": lambda a: set(),
    "10000": Archive.number,
    "10,000": Archive.number,
    "10.000": Archive.number,
    '"10 000"': Archive.number,
    "verge": lambda a: a.word("verge"),
    "monde": lambda a: a.word("monde"),
    "elan": lambda a: a.word("elan"),
    '"le monde"': lambda a: a.word("le", "monde"),
    "“musk altman”": lambda a: a.word("musk", "altman"),
    '"musk altman"': lambda a: a.word("musk", "altman"),
    '"altman mu"*': lambda a: a.word("altman", "mu", whole=False),
    "musk NEAR/1 altman": lambda a: a.near("musk", "altman", 1),
    "musk NEAR/0 trial": lambda a: a.near("musk", "trial", 0),
    "rocket NEAR climate": lambda a: a.near("rocket", "climate", 10),
    "~semaphor": lambda a: a.word("semafor"),
    "~rockets": lambda a: a.word("rocket"),
    "~climat": lambda a: a.word("climate"),
    "~altmann": lambda a: a.word("altman"),
    "title:musk": lambda a: a.word("musk", where="title"),
    "subject:musk": lambda a: a.word("musk", where="title"),
    "intitle:musk": lambda a: a.word("musk", where="title"),
    "body:musk": lambda a: a.word("musk", where="body"),
    "intext:trial": lambda a: a.word("trial", where="body"),
    "author:musk": lambda a: a.word("musk", where="author"),
    "from:musk": lambda a: a.word("musk", where="from"),
    "by:diaz": lambda a: a.word("diaz", where="author"),
    'title:"musk altman"': lambda a: a.word("musk", "altman", where="title"),
    "title:mu*": lambda a: a.word("mu", where="title", whole=False),
    "title:(musk OR trial)": lambda a: (
        a.word("musk", where="title") | a.word("trial", where="title")
    ),
    "title:(musk -trial)": lambda a: a.word("musk", where="title") - a.word("trial", where="title"),
    "url:n7": lambda a: a.pattern("n7", "url"),
    "url:ROCKET-": lambda a: a.pattern("rocket-", "url"),
    "note:ana": lambda a: a.where(lambda row: row.note),
    'note:"about it"': lambda a: a.where(lambda row: row.note),
    "note:musk": lambda a: set(),
}
PATTERNS: dict[str, Answer] = {
    "/musk/": lambda a: a.pattern("musk"),
    "/Musk/": lambda a: a.pattern("Musk"),
    "/MUSK/i": lambda a: a.pattern("musk", flags=re.I),
    "/^musk/": lambda a: a.pattern("^musk"),
    "/sem[ae]for/": lambda a: a.pattern("sem[ae]for"),
    "title:/n[12]7$/": lambda a: a.pattern("n[12]7$", "title"),
    "body:/10.?000/": lambda a: a.pattern("10.?000", "body"),
    "author:/^Jo/": lambda a: a.pattern("^Jo", "author"),
    "url:/-n\\d$/": lambda a: a.pattern(r"-n\d$", "url"),
    "/Verge|Monde/": lambda a: a.pattern("Verge|Monde"),
    "musk /al.man/": lambda a: a.word("musk") & a.pattern("al.man"),
    "-/musk/": lambda a: a.all - a.pattern("musk"),
    "/東.都/": lambda a: a.pattern("東.都"),
    "/(musk|trial) (gpus|letter)/": lambda a: a.pattern("(musk|trial) (gpus|letter)"),
}
ORIGINS: dict[str, Answer] = {
    "feed:verge": lambda a: a.feed(0),
    "source:monde": lambda a: a.feed(1),
    "feed:1": lambda a: a.feed(0),
    "feed:elan": lambda a: a.feed(2),
    "feed:(verge OR monde)": lambda a: a.feed(0, 1),
    "-feed:verge": lambda a: a.feed(1, 2),
    'feed:"le monde"': lambda a: a.feed(1),
    "folder:tech": lambda a: a.feed(0),
    "category:world": lambda a: a.feed(1),
    "site:sport.example": lambda a: a.feed(2),
    "domain:lemonde.example": lambda a: a.feed(1),
    "site:example.org": lambda a: a.all,
    "lang:fr": lambda a: a.lang("fr"),
    "lang:fr-CA": lambda a: a.lang("fr"),
    "language:en": lambda a: a.lang("en"),
    "#ai": lambda a: a.tag("ai"),
    "tag:later": lambda a: a.tag("later"),
    "label:AI": lambda a: a.tag("ai"),
    "+ai": lambda a: a.tag("ai"),
    "#ai #later": lambda a: a.tag("ai") & a.tag("later"),
    "#ai OR #later": lambda a: a.tag("ai", "later"),
    "-#ai": lambda a: a.all - a.tag("ai"),
}
STATES: dict[str, Answer] = {
    "is:unread": lambda a: a.unread,
    "is:read": lambda a: a.all - a.unread,
    "is:seen": lambda a: a.all - a.unread,
    "+unread": lambda a: a.unread,
    "unread": lambda a: a.unread,
    'unread = "yes"': lambda a: a.unread,
    'unread != "yes"': lambda a: a.all - a.unread,
    "is:starred": lambda a: a.starred,
    "is:flagged": lambda a: a.starred,
    "has:star": lambda a: a.starred,
    "is:tagged": lambda a: a.tagged,
    "is:saved": lambda a: a.starred | a.tagged,
    "is:copy": lambda a: a.copies,
    "is:single": lambda a: a.size(1, 1),
    "is:lead": lambda a: a.where(lambda row: row == a.threads[row.thread][0]),
    "is:muted": lambda a: set(),
    "has:note": lambda a: a.where(lambda row: row.note),
    "has:tag": lambda a: a.tagged,
    "has:link": lambda a: a.all,
    "has:attachment": lambda a: set(),
    "in:unread": lambda a: a.unread,
    "in:Starred": lambda a: a.starred,
    "stories:3": lambda a: a.size(3, 3),
    "stories:>1": lambda a: a.size(2),
    "stories:2..5": lambda a: a.size(2, 5),
    "sources:>=2": lambda a: a.sources(2),
    "sources:<2": lambda a: a.sources(1, 1),
    "sources:3": lambda a: a.sources(3, 3),
    "date:today": lambda a: a.age(0, 0),
    "date:yesterday": lambda a: a.age(1, 1),
    "date:2023-04-05": lambda a: a.age(6, 6),
    "date:2023-04": lambda a: a.age(0, 10),
    "date:2023-04-01..2023-04-05": lambda a: a.age(6, 10),
    "after:2023-04-05": lambda a: a.age(0, 6),
    "since:2023-04-05": lambda a: a.age(0, 6),
    "before:2023-04-05": lambda a: a.age(7, 99),
    "newer:3d": lambda a: a.since(3 * seed.DAY),
    "newer_than:3d": lambda a: a.since(3 * seed.DAY),
    "@3-days-ago": lambda a: a.since(3 * seed.DAY),
    "@1week": lambda a: a.since(7 * seed.DAY),
    "older:1w": lambda a: a.all - a.since(7 * seed.DAY - 1),
    "older_than:7d": lambda a: a.all - a.since(7 * seed.DAY - 1),
}
TOGETHER: dict[str, Answer] = {
    "musk altman": lambda a: a.word("musk") & a.word("altman"),
    "musk AND altman": lambda a: a.word("musk") & a.word("altman"),
    "musk OR altman": lambda a: a.word("musk") | a.word("altman"),
    "musk -altman": lambda a: a.word("musk") - a.word("altman"),
    "musk NOT altman": lambda a: a.word("musk") - a.word("altman"),
    "-musk": lambda a: a.all - a.word("musk"),
    "-(musk OR altman)": lambda a: a.all - a.word("musk") - a.word("altman"),
    "musk (altman OR trial) is:unread": lambda a: (
        a.word("musk") & (a.word("altman") | a.word("trial")) & a.unread
    ),
    "musk altman OR trial rocket": lambda a: (
        a.word("musk") & a.word("altman") | a.word("trial") & a.word("rocket")
    ),
    "verge musk": lambda a: a.word("verge") & a.word("musk"),
    "monde OR c++": lambda a: a.word("monde") | a.written("c++"),
    "thread:(n0)": lambda a: a.thread_of(a.word("n0")),
    "thread:{musk is:starred}": lambda a: a.thread_of(a.word("musk") & a.starred),
    "thread:(musk) is:unread": lambda a: a.thread_of(a.word("musk")) & a.unread,
    "-thread:(musk)": lambda a: a.all - a.thread_of(a.word("musk")),
    "thread:(title:musk feed:verge) sources:>=2": lambda a: (
        a.thread_of(a.word("musk", where="title") & a.feed(0)) & a.sources(2)
    ),
    "is:saved sources:>=2 semafor": lambda a: (
        (a.starred | a.tagged) & a.sources(2) & a.word("semafor")
    ),
    "{musk altman} is:unread": lambda a: (a.word("musk") | a.word("altman")) & a.unread,
    "!musk": lambda a: a.all - a.word("musk"),
    "musk AROUND 1 altman": lambda a: a.near("musk", "altman", 1),
    "tag:unread musk": lambda a: a.unread & a.word("musk"),
    "in:anywhere musk": lambda a: a.word("musk"),
    "*": lambda a: a.all,
    'title =~ "musk" and unread = "yes"': lambda a: a.word("musk", where="title") & a.unread,
    'tags # "ai" or feedtitle =~ "Verge"': lambda a: a.tag("ai") | a.feed(0),
    "10000 gpus": lambda a: a.number() & a.word("gpus"),
    "東京 musk": lambda a: a.written("東京") & a.word("musk"),
    "lang:fr is:unread #ai": lambda a: a.lang("fr") & a.unread & a.tag("ai"),
    "~semaphor -is:copy newer:1w": lambda a: (a.word("semafor") - a.copies) & a.since(7 * seed.DAY),
}
QUERIES = {**WORDS, **PATTERNS, **ORIGINS, **STATES, **TOGETHER}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("known")
    rows = made()
    with seed.opened(folder) as store:
        stored(store, rows)
        yield Archive(store, rows)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC

    monkeypatch.setattr("reader.query.dates.local", lambda: UTC)


def test_there_are_a_hundred_and_fifty() -> None:
    assert len(QUERIES) >= 150


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_finds_what_plain_python_finds(archive: Archive, text: str) -> None:
    expected = QUERIES[text](archive)
    hits = archive.store.lists.select(parse(text), group="none")
    assert set(hits.ids) == expected
    assert hits.stories == len(hits.ids) == archive.store.lists.count(parse(text))
    assert hits.read == len(expected - archive.unread)
    newest = sorted(expected, key=lambda id_: (id_ >> 20, id_), reverse=True)
    assert list(hits.ids) == newest
    threads = archive.store.lists.select(parse(text))
    assert set(threads.ids) == {row.thread for row in archive.rows if row.id in expected}
    assert threads.threads == len(threads.ids)
    assert archive.store.lists.select(parse(text), group="none", first=7).ids == hits.ids[:7]


def test_an_answer_is_not_always_nothing_or_everything(archive: Archive) -> None:
    answers = [answer(archive) for answer in QUERIES.values()]
    telling = [found for found in answers if found and found != archive.all]
    assert len(telling) > 130


@pytest.mark.parametrize("sort", ["date", "-date", "stories", "sources", "-stories"])
def test_an_order_is_that_of_plain_python(archive: Archive, sort: str) -> None:
    def place(row: Row) -> tuple[int, int]:
        members = archive.threads[row.thread]
        measure = {
            "date": 0,
            "stories": len(members),
            "sources": len({one.feed for one in members}),
        }
        return measure[sort.removeprefix("-")], row.id

    rows = [row for row in archive.rows if "musk" in plain(row.title)]
    ordered = [row.id for row in sorted(rows, key=place, reverse=True)]
    query = parse(f"title:musk sort:{sort} group:none")
    assert list(archive.store.lists.select(query).ids) == (
        ordered[::-1] if sort.startswith("-") else ordered
    )

"""``like:ID``: the stories that share a story's rare words, by the full-text index alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from math import log

from reader.query.tokens import tokens
from reader.store.merging import live_thread

#: Stories that are found at most.
MOST = 40
#: Words of a story that are looked up, the rarest; a word of more stories says nothing.
WORDS, COMMON = 14, 3_000
#: Share of all stories above which a word says nothing; of a few stories none does.
OFTEN, FEW = 0.02, 5
#: What a word of the headline counts against one of the summary.
HEADLINE = 2.0
#: Words that must be shared, and their part of the weight of all: found by reading what comes of it
#: on two days of 73 feeds.
SHARED, PART = 2, 0.26


def story_of(connection: sqlite3.Connection, number: int) -> int | None:
    """The story of that id, the lead of the thread of that id, or None."""
    row = connection.execute(
        "SELECT id FROM story WHERE id = ? UNION ALL SELECT lead FROM thread WHERE id = ?",
        (number, live_thread(connection, number)),
    ).fetchone()
    return None if row is None else row[0]


def kin(connection: sqlite3.Connection, story: int) -> list[int]:
    """The stories most alike in words, the most alike first."""
    scores: dict[int, float] = {}
    times: Counter[int] = Counter()
    words = _weighed(connection, story)
    for word, weight in words.items():
        for (other,) in connection.execute(
            "SELECT rowid FROM fulltext WHERE fulltext MATCH ?", (f'"{word}"',)
        ):
            scores[other] = scores.get(other, 0.0) + weight
            times[other] += 1
    enough = PART * sum(words.values())
    found = [
        (-score, -other)
        for other, score in scores.items()
        if other != story and score >= enough and times[other] >= SHARED
    ]
    return [-other for _, other in sorted(found)[:MOST]]


def _weighed(connection: sqlite3.Connection, story: int) -> dict[str, float]:
    """The rarest words of a story with what they weigh."""
    title, summary = connection.execute(
        "SELECT title, summary FROM story WHERE id = ?", (story,)
    ).fetchone()
    heads = set(tokens(title))
    stories = connection.execute("SELECT count(*) FROM story").fetchone()[0]
    most = min(COMMON, max(FEW, int(OFTEN * stories)))
    weights: dict[str, float] = {}
    for word in heads | set(tokens(summary)):
        row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
        if row is not None and 1 < row[0] <= most and len(word) > 1:
            weights[word] = log(1 + stories / row[0]) * (HEADLINE if word in heads else 1.0)
    rarest = sorted(weights, key=lambda word: (-weights[word], word))[:WORDS]
    return {word: weights[word] for word in rarest}

"""Threads do not depend on the ids that stories' threads were given: feeds answer in any order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import reader
from reader.model import Telling
from reader.parse.feed import parse_bytes
from reader.services import sample
from reader.threads import new_engine


def tellings() -> list[Telling]:
    """The sample edition's stories in order, each in a thread of its own."""
    told = []
    for feed, one in enumerate(sample.read(Path(reader.__file__).parent / "sample").feeds, 1):
        parsed = parse_bytes(one.body, one.type, one.url)
        told += [(item.published or 0, feed, item.id, parsed, item) for item in parsed.items]
    told.sort(key=lambda one: one[:3])
    return [
        Telling(story, story, feed, parsed.title, item.title, item.text[:400], item.url,
                parsed.language, at)
        for story, (at, feed, _key, parsed, item) in enumerate(told, 1)
    ]  # fmt: skip


def grouped(stories: list[Telling]) -> tuple[set[frozenset[int]], set[frozenset[frozenset[int]]]]:
    """The threads, and the pairs of threads that are linked, all by their stories."""
    engine = new_engine()
    thread: dict[int, int] = {}
    links = []
    for outcome in (engine.place(stories), engine.settle()):
        thread |= {placed.story: placed.thread for placed in outcome.placements}
        for merge in outcome.merges:
            thread = {s: merge.survivor if t == merge.absorbed else t for s, t in thread.items()}
        for split in outcome.splits:
            thread |= dict.fromkeys(split.stories, split.made)
        links += outcome.links
    members: dict[int, set[int]] = {}
    for story, number in thread.items():
        members.setdefault(number, set()).add(story)
    whole = {number: frozenset(found) for number, found in members.items()}
    pairs = {frozenset((whole[link.a], whole[link.b])) for link in links}
    return set(whole.values()), pairs


@pytest.mark.parametrize("seed", range(3))
def test_threads_are_the_same_whatever_ids_they_were_given(seed: int) -> None:
    stories = tellings()
    numbers = list(range(1_000, 1_000 + len(stories)))
    random.Random(seed).shuffle(numbers)
    shuffled = [one._replace(thread=n) for one, n in zip(stories, numbers, strict=True)]
    assert grouped(shuffled) == grouped(stories)

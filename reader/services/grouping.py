"""Grouping of any stories with the app's own engine, without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING

from reader.model import Telling
from reader.services.ahead import Ahead, divided
from reader.services.standing import Standing
from reader.threads import Engine, new_engine

if TYPE_CHECKING:
    from reader.meaning import Model
    from reader.meaning.vectors import Space

#: Stories placed at a time: as many as a refresh places in one transaction.
BATCH = 200


def group(
    tellings: Sequence[Telling], tightness: float = 0.0, model: Model | None = None
) -> dict[int, int]:
    """Story → thread, merges followed; each telling stands in a thread of its own before.

    The stories may come in any order: they are placed in that of a refresh. With a ``model`` they
    are then judged by meaning too.
    """
    languages: dict[int, str] = {}
    engine, found = wound(tellings, tightness, languages)
    if model is None:
        return found
    from reader.services.judging import judge
    from reader.services.settling import settled

    stories = [telling.story for telling in tellings]
    top = max(stories, default=0)
    # Numbers below 0 are those of threads that splits made, and then those of new ones.
    found = {story: top - thread if thread < 0 else thread for story, thread in found.items()}
    threads: dict[int, list[int]] = {}
    for telling in _ordered(tellings):
        threads.setdefault(found[telling.story], []).append(telling.story)
    judged = judge(engine, space(tellings, languages, model), stories, threads, tightness=tightness)
    again = settled(judged.groups, found)
    return {story: 2 * top - thread if thread < 0 else thread for story, thread in again.items()}


def headline(given: str) -> str:
    """A title as text: some feeds write its signs as HTML does."""
    return unescape(given)


def summary(given: str) -> str:
    """A summary as text: many feeds give it as HTML, whose own words tell of no event."""
    from reader.parse.cleaning import looks_like_html
    from reader.parse.document import plain

    return plain(given) if looks_like_html(given) else given


def model() -> Model | None:
    """The sentence model; None without the extra."""
    from reader.meaning import load

    return load()


def wound(
    tellings: Sequence[Telling], tightness: float, languages: dict[int, str] | None = None
) -> tuple[Engine, dict[int, int]]:
    """The engine that placed the stories, and story → thread; ``languages`` takes those found."""
    engine = new_engine(tightness=tightness)
    standing = Standing({telling.story: telling.thread for telling in tellings})
    ordered = _ordered(tellings)
    with Ahead({}, len(ordered)) as ahead:
        for batch, read in ahead.batches(divided(ordered, BATCH)):
            placed, settled = engine.place(batch, ahead.unpacked(read)), engine.settle()
            for outcome in (placed, settled):
                for placement in outcome.placements:
                    standing.thread[placement.story] = placement.thread
                    if languages is not None:
                        languages[placement.story] = placement.language
                for merge in outcome.merges:
                    standing.merge(merge)
                for split in outcome.splits:
                    standing.split(split)
                for merge in outcome.wakes:
                    standing.merge(merge)
            engine.named({wake.absorbed: standing.root(wake.survivor) for wake in settled.wakes})
    return engine, {story: standing.root(found) for story, found in standing.thread.items()}


def space(tellings: Sequence[Telling], languages: Mapping[int, str], model: Model) -> Space:
    """The stories' vectors, as they would be kept."""
    from reader.meaning.vectors import Space, means, pack, unpack
    from reader.services.judging import text_of

    texts = [text_of(telling) for telling in tellings]
    rows = unpack([pack(row) for row in model.encode(texts)], model.size)
    stories = [telling.story for telling in tellings]
    spoken = [languages.get(each, "") for each in stories]
    return Space(stories, spoken, rows, means(model.name, model.size))


def _ordered(tellings: Sequence[Telling]) -> list[Telling]:
    return sorted(tellings, key=lambda telling: (telling.sort_at, telling.feed, telling.story))

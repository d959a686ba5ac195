"""Lists of stories as ``list`` and ``search`` print them."""

from __future__ import annotations

from dataclasses import replace

from reader.cli import shapes
from reader.cli.output import count, emit, local, table, talk, windows
from reader.model import StoryRow
from reader.services import Services
from reader.services.searching import Answer


def asked(words: tuple[str, ...], everything: bool) -> str:
    """The query typed; without one what is unread, or with ``everything`` all that is stored."""
    return " ".join(words) if words or everything else "in:Unread"


def take(answer: Answer, limit: int | None) -> Answer:
    """The first ``limit`` hits of an answer."""
    if limit is None:
        return answer
    return replace(answer, hits=replace(answer.hits, ids=answer.hits.ids[:limit]))


def print_stories(services: Services, answer: Answer, *, as_json: bool) -> None:
    """The stories of an answer, in its order."""
    rows = windows(answer.hits.ids, services.reading.story_rows)
    if as_json:
        for row in rows:
            emit(shapes.story(row))
    else:
        table([_cells(row) for row in rows])


def _cells(row: StoryRow) -> tuple[str, ...]:
    tags = "".join(f" #{tag}" for tag in row.tags)
    marks = ("·" if row.read else "●") + ("★" if row.starred else " ")
    return str(row.id), local(row.sort_at), marks, row.source[:24], row.title + tags


def foot(answer: Answer) -> None:
    """What a bare query does not hide, said: "34 hits, 5 muted, 12 read"."""
    hits = answer.hits
    told = f"{count(hits.stories, 'hit')}, {hits.muted:,} muted, {hits.read:,} read"
    if answer.also:
        told += f", also of {', '.join(answer.also)}"
    if hits.unindexed:
        told += f"; words do not find {hits.unindexed:,} stories yet, the next refresh indexes them"
    talk(told)

"""Round-ups: what new long stories tell of other threads, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reader.model import BlockKind, Document, Passage
from reader.store import Store
from reader.threads import WORDS, Engine

#: Long stories read after one refresh, the newest: each takes some ten milliseconds. And at a time.
MOST, BATCH = 200, 20
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})
#: Characters of one passage that are read.
_READ = 3_000


def find(
    store: Store,
    engine: Callable[[], Engine],
    stories: Sequence[int],
    again: Iterable[int] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Look through the long ones among ``stories``, and ``again`` through some, of which what they
    told before is forgotten. ``engine`` is asked for if there are any."""
    known = set(sorted(again)[-MOST:])
    wanted = [*sorted(known), *store.mentions.long(list({*stories} - known), WORDS, MOST)]
    if not wanted or stopped():
        return
    from reader.parse.document import document  # few refreshes bring a long story

    knowing = engine()
    for start in range(0, len(wanted), BATCH):
        if stopped():
            return
        batch = store.mentions.html(wanted[start : start + BATCH])
        found = {
            story: knowing.mentions(story, passages(document(html, url)))
            for story, html, url in batch
        }
        held = {story: told for story, told in found.items() if told or story in known}
        if held:
            store.mentions.save(held)


def passages(text: Document) -> list[Passage]:
    """The paragraphs of an article, each with the headings right above it."""
    found: list[Passage] = []
    first, heads = 0, ""
    for at, block in enumerate(text.blocks):
        words = "".join(span.text for span in block.spans)
        if block.kind is BlockKind.HEADING:
            first, heads = (first, f"{heads}{words}. ") if heads else (at, f"{words}. ")
        elif block.kind in _TEXT and words.strip():
            found.append(Passage(first if heads else at, at, (heads + words)[:_READ]))
            heads = ""
        else:
            heads = ""
    return found

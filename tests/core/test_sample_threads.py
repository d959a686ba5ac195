"""The bundled edition through the engine: one affair is one thread, in all its languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

import reader
from reader.model import Telling
from reader.parse.document import document
from reader.parse.feed import parse_bytes
from reader.services import sample
from reader.services.roundups import passages
from reader.threads import new_engine

FOLDER = Path(reader.__file__).parent / "sample"

#: affair → pieces of the headlines that tell it, by language.
AFFAIRS = {
    "merger": {
        "en": ("Twitter Inc merged into X Corp", "Twitter merged into Musk's X Corp",
               "Twitter ceases to exist", "Twitter, Inc. is now X Corp"),
        "fr": ("Twitter n'existe plus", "X Corp avale Twitter", "Pourquoi Twitter s'appelle"),
        "de": ("Twitter geht in der X Corp",),
        "es": ("Twitter deja de existir",),
    },
    "chips": {
        "en": ("Musk buys 10,000 GPUs", "bought thousands of processors", "costly bet"),
        "fr": ("Twitter achète 10 000 GPU", "Musk équipe Twitter"),
        "de": ("Twitter kauft rund 10.000",),
        "es": ("Musk compra 10.000 GPU",),
    },
    "feud": {
        "en": ("fell out with OpenAI", "billion dollars that never came", "wanted to run OpenAI"),
        "fr": ("Elon Musk contre OpenAI", "Musk règle ses comptes"),
        "de": ("Musk gegen OpenAI",),
        "es": ("Musk y OpenAI",),
    },
    "start-up": {
        "en": ("Musk founds artificial intelligence company", "X.AI: Elon Musk registers"),
        "fr": ("Elon Musk crée X.AI",),
        "de": ("Musk gründet KI-Firma X.AI",),
    },
}  # fmt: skip
#: Other news of the same people, companies and days.
DISTRACTORS = (
    "blue ticks", "Coches bleues", "legacy verification", "NPR", "Tesla", "Starship",
    "open letter", "pause letter", "Pause de six mois", "Offener Brief", "carta abierta",
    "bug bounty", "offers hackers", "Italy", "L'Italie", "Italia", "Italien", "CBC",
    "Altman answers", "The week in technology", "le grand récit",
)  # fmt: skip


@lru_cache(maxsize=1)
def edition() -> tuple[dict[str, int], dict[str, str], dict[str, dict[int, str]]]:
    """(headline with its feed → thread, headline with its feed → that of the original, headline of
    a round-up → thread it tells of as well → the first words of where it does)."""
    told = []
    for number, one in enumerate(sample.read(FOLDER).feeds, 1):
        parsed = parse_bytes(one.body, one.type, one.url)
        told += [(story.published or 0, number, parsed, story) for story in parsed.items]
    told.sort(key=lambda item: (item[0], item[1], item[3].title))
    tellings = [
        Telling(
            story, story, feed, parsed.title, found.title, found.text[:400], found.url,
            parsed.language, at,
        )
        for story, (at, feed, parsed, found) in enumerate(told, 1)
    ]  # fmt: skip
    label = {t.story: f"{t.title} ({t.source})" for t in tellings}
    texts = {
        t.story: passages(document(item[3].content)) for t, item in zip(tellings, told, strict=True)
    }
    engine = new_engine()
    thread: dict[int, int] = {}
    copies: dict[str, str] = {}
    for outcome in (engine.place(tellings), engine.settle()):
        for placed in outcome.placements:
            thread[placed.story] = placed.thread
            if placed.copy_of is not None:
                copies[label[placed.story]] = label[placed.copy_of]
        for merge in outcome.merges:
            thread = {s: merge.survivor if t == merge.absorbed else t for s, t in thread.items()}
        for split in outcome.splits:
            thread |= dict.fromkeys(split.stories, split.made)
    also: dict[str, dict[int, str]] = {}
    for story, parts in texts.items():
        words = {part.first: part.text for part in parts}
        for mention in engine.mentions(story, parts):
            also.setdefault(label[story], {})[mention.thread] = words[mention.first]
    return {label[story]: found for story, found in thread.items()}, copies, also


def threads_of(piece: str) -> set[int]:
    threads, _, _ = edition()
    found = {thread for label, thread in threads.items() if piece in label}
    assert found, f"no story of the edition is called {piece!r}"
    return found


@pytest.mark.parametrize("affair", AFFAIRS)
def test_an_affair_is_one_thread_in_every_language(affair: str) -> None:
    told = {piece: threads_of(piece) for pieces in AFFAIRS[affair].values() for piece in pieces}
    assert len(set.union(*told.values())) == 1, told


def test_affairs_of_the_same_people_stay_apart() -> None:
    found = [threads_of(next(iter(pieces["en"]))).pop() for pieces in AFFAIRS.values()]
    assert len(set(found)) == len(AFFAIRS)


@pytest.mark.parametrize("piece", DISTRACTORS)
def test_other_news_joins_none_of_them(piece: str) -> None:
    affairs = {threads_of(next(iter(pieces["en"]))).pop() for pieces in AFFAIRS.values()}
    assert not threads_of(piece) & affairs


def test_a_wire_report_carried_again_is_a_copy() -> None:
    _, copies, _ = edition()
    for title in ("Twitter Inc merged into X Corp, court filing shows",
                  "Volcano alert raised at Nevado del Ruiz in Colombia"):  # fmt: skip
        assert any(
            title in copy and "Northgate" in copy and "Signal Wire" in original
            for copy, original in copies.items()
        )


def test_a_round_up_is_told_in_the_threads_its_paragraphs_tell_of_and_nowhere_else() -> None:
    _, _, also = edition()
    (label,) = also
    assert "le grand récit" in label
    expected = {"merger": "Une société disparaît", "chips": "Dix mille puces", "feud": "Le péché"}
    assert {thread: words[:8] for thread, words in also[label].items()} == {
        threads_of(AFFAIRS[affair]["en"][0]).pop(): words[:8] for affair, words in expected.items()
    }

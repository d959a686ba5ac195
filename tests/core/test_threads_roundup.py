"""Round-ups: what a long story's paragraphs tell of, beside look-alikes; and phases of a thread."""

from __future__ import annotations

from reader.model import Block, BlockKind, Correction, Document, Mention, Passage, Span, Telling
from reader.services.phases import starts
from reader.services.roundups import passages
from reader.threads import Engine, new_engine

HOUR, DAY = 3_600, 86_400
NOW = 1_700_000_000
FILLER = (
    "Whoever walks along the river these mornings meets the same people with the same dogs, and"
    " hears from each of them that the weather was better when they were young, which is a thing"
    " that people said here long before anybody wrote down what the weather was like, or asked."
    " The dogs say nothing and run."
)
QUAKE = (
    "In Takamori the ground shook at dawn: a quake of magnitude 6.8 brought down the Kanda bridge,"
    " and governor Ishida counts 41 injured and 2,300 houses without power."
)
MERGER = (
    "Lumina Foods and Brockhaus agreed to merge for 14.5 billion dollars; the regulator in Ohio has"
    " until summer to object, and chief executive Delacroix will leave."
)
#: The same names, and another event.
OTHER = (
    "Lumina Foods opened its museum of chocolate in the old harbour, where Delacroix cut a ribbon"
    " and children were given a bar each."
)


def story(number: int, title: str, summary: str = "", at: int = NOW) -> Telling:
    return Telling(number, number, number, f"Paper {number}", title, summary, sort_at=at)


def engine() -> Engine:
    made = new_engine()
    made.place(
        [
            story(1, "Magnitude 6.8 quake hits Takamori, Kanda bridge down", QUAKE),
            story(2, "Takamori quake of magnitude 6.8: Ishida counts 41 injured", QUAKE),
            story(3, "Lumina Foods and Brockhaus to merge for 14.5 billion dollars", MERGER),
            *(
                story(number, title)
                for number, title in enumerate(
                    (
                        "Alderburn wins the cycling cup",
                        "Opera house of Birchholm burns down",
                        "Senate of Cedaria votes on fishing",
                        "New comet seen over Dogwood observatory",
                        "Elmstadt bans cars on Sundays",
                    ),
                    4,
                )
            ),
            story(20, "The week along the river", FILLER, NOW + DAY),
        ]
    )
    made.settle()
    return made


def told(engine: Engine, *paragraphs: str) -> list[Mention]:
    return engine.mentions(20, [Passage(at, at, text) for at, text in enumerate(paragraphs)])


def test_paragraphs_are_told_in_the_threads_they_tell_of() -> None:
    made = engine()
    found = told(made, FILLER, FILLER, QUAKE, FILLER, FILLER, MERGER, FILLER)
    threads = made.held()
    assert [(one.thread, one.first, one.last) for one in found] == [
        (threads[1], 2, 2),
        (threads[3], 5, 5),
    ]
    assert "takamori" in found[0].terms


def test_the_same_names_in_another_event_are_no_round_up() -> None:
    assert told(engine(), FILLER, FILLER, FILLER, OTHER, FILLER, FILLER, FILLER) == []


def test_short_stories_and_those_of_one_event_are_none() -> None:
    assert told(engine(), QUAKE, MERGER) == []
    assert told(engine(), QUAKE, QUAKE, QUAKE, QUAKE, FILLER, QUAKE, FILLER, FILLER) == []


def test_far_in_time_nothing_is_told() -> None:
    made = engine()
    made.place([story(21, "The year along the river", FILLER, NOW + 60 * DAY)])
    parts = [FILLER, FILLER, FILLER, QUAKE, FILLER, FILLER, FILLER]
    assert made.mentions(21, [Passage(at, at, text) for at, text in enumerate(parts)]) == []


def test_what_the_user_set_apart_is_not_told_there() -> None:
    made = engine()
    made.correct([Correction(20, 1, together=False)])
    found = told(made, FILLER, FILLER, QUAKE, FILLER, FILLER, MERGER, FILLER)
    assert [one.thread for one in found] == [made.held()[3]]


def test_a_passage_begins_with_the_heading_above_it() -> None:
    kinds = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.IMAGE,
             BlockKind.ITEM)  # fmt: skip
    blocks = tuple(Block(kind, (Span(f"text {at}"),)) for at, kind in enumerate(kinds))
    assert passages(Document(blocks)) == [
        Passage(0, 0, "text 0"),
        Passage(1, 2, "text 1. text 2"),
        Passage(4, 4, "text 4"),
    ]


def test_a_burst_after_a_pause_is_a_new_phase() -> None:
    first = [(NOW + n * HOUR, n) for n in range(5)]
    later = [(NOW + 2 * DAY + n * HOUR, 10 + n) for n in range(3)]
    assert starts([*later, *first]) == {10}


def test_one_more_account_a_night_and_a_slow_thread_are_no_phase() -> None:
    first = [(NOW + n * HOUR, n) for n in range(5)]
    assert starts([*first, (NOW + 2 * DAY, 10)]) == frozenset()
    assert starts([*first, *((NOW + (14 + n) * HOUR, 10 + n) for n in range(3))]) == frozenset()
    assert starts((NOW + n * DAY, n) for n in range(9)) == frozenset()
    assert starts(first[:2]) == frozenset()

"""What of a text its reader knows already; what a publisher changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Block, BlockKind, Document, Span
from reader.services.differing import changes, runs
from reader.services.known import Read, known, sentences, share_new

READ = (
    "Twitter Inc. no longer exists as an independent company, a court filing of 4 April shows. "
    "It was merged into X Corp., which Elon Musk owns. "
    "Mr. Musk paid 44 billion dollars for the platform in October 2022, and has cut its staff from "
    "7,500 to about 1,500 since. He will step down as chief executive, he said.\n"
    "Nach Angaben der Firma wurden 10.000 Grafikprozessoren gekauft."
)


@pytest.mark.parametrize(
    "text",
    [
        "It was merged into X Corp., which Elon Musk owns.",
        "A court filing of 4 April shows Twitter Inc. no longer exists as an independent company.",
        "Mr. Musk paid 44 billion dollars for the platform in October 2022.",
        "Nach Angaben der Firma wurden 10\u00a0000 Grafikprozessoren gekauft.",
        "He will step down as chief executive, he says.",
    ],
)
def test_what_was_read_is_known_in_other_words(text: str) -> None:
    assert Read([READ]).knows(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Musk paid 54 billion dollars for the platform in October 2022.",
        "It was merged into X Corp., which Larry Ellison owns.",
        "Meta Inc. no longer exists as an independent company, a court filing of 4 April shows.",
        "He will not step down as chief executive, he said.",
        "The company has bought a data centre in Atlanta.",
        "Who knows?",
    ],
)
def test_other_names_numbers_and_denials_are_news(text: str) -> None:
    assert not Read([READ]).knows(text)


def test_what_is_no_prose_is_read_in_no_time() -> None:
    initials = "A. B. " * 50_000  # each dot was looked at from the beginning: minutes
    assert list(sentences(initials)) == [(0, len(initials) - 1)]
    endless = " ".join(f"w{n}" for n in range(100_000))  # compared letter by letter: minutes
    read = Read([endless])
    assert read
    assert read.knows(endless)
    assert not read.knows(endless.removesuffix("w99999"))


def test_very_long_texts_differ_by_paragraphs() -> None:
    words = [f"w{n}" for n in range(40_000)]  # compared word by word: gigabytes
    paragraphs = [" ".join(words[at : at + 100]) for at in range(0, len(words), 100)]
    now = [*paragraphs[:5], "And this.", *paragraphs[6:]]
    found = runs("\n\n".join(paragraphs), "\n\n".join(now))
    assert [run for run in found if run[0]] == [
        ("removed", paragraphs[5] + "\n\n"),
        ("added", "And this.\n\n"),
    ]
    other = [word.upper() for word in words]
    apart = "\n\n".join(words), "\n\n".join(other)
    assert runs(*apart) == [("removed", apart[0]), ("added", apart[1])]


def test_an_article_is_marked_sentence_by_sentence() -> None:
    document = Document(
        (
            Block(BlockKind.HEADING, (Span("It was merged into X Corp., which Elon Musk owns."),)),
            Block(
                BlockKind.PARAGRAPH,
                (
                    Span("It was merged into "),
                    Span("X Corp.", bold=True),
                    Span(", which Elon Musk owns. Its new logo is a letter, carved in stone."),
                ),
            ),
        )
    )
    found = known(document, Read([READ]))
    assert found.document.blocks[0] == document.blocks[0]
    assert [(span.text, span.mark, span.bold) for span in found.document.blocks[1].spans] == [
        ("It was merged into ", "known", False),
        ("X Corp.", "known", True),
        (", which Elon Musk owns.", "known", False),
        (" Its new logo is a letter, carved in stone.", "", False),
    ]
    assert 40 <= found.share <= 60


def test_shares() -> None:
    assert share_new(READ, Read([READ])) == 0
    assert share_new("Something quite different happened in the town hall.", Read([READ])) == 100
    assert share_new("", Read([READ])) == 100


def test_sentences_end_where_they_end() -> None:
    text = "Mr. J. Smith of Acme Corp. said 1.5 m. He left. “Why?” she asked.\n彼は言った。そう。"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. J. Smith of Acme Corp. said 1.5 m.",
        "He left.",
        "“Why?” she asked.",
        "彼は言った。",
        "そう。",
    ]


TEXTS = st.text(alphabet="ab AB.1 !\n“é。", max_size=80)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_marking_loses_nothing(text: str, read: list[str]) -> None:
    spans = (Span(text[:7], italic=True), Span(text[7:]))
    document = Document((Block(BlockKind.PARAGRAPH, spans),))
    found = known(document, Read(read))
    assert "".join(span.text for span in found.document.blocks[0].spans) == text
    assert 0 <= found.share <= 100
    assert share_new(text, Read([text])) in (0, 100)


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_a_difference_holds_both_states(before: str, after: str) -> None:
    found = runs(before, after)

    def words(left_out: str) -> list[str]:
        return "".join(text for mark, text in found if mark != left_out).split()

    assert words("added") == before.split()
    assert words("removed") == after.split()


def _document(*paragraphs: str) -> Document:
    return Document(tuple(Block(BlockKind.PARAGRAPH, (Span(text),)) for text in paragraphs))


def test_what_a_publisher_changed_reads_as_words() -> None:
    before = _document("One stays.", "The mayor resigned on Monday, he said.", "Three.", "Four.")
    late = "The mayor resigned late on Tuesday, he said."
    after = _document("One stays.", late, "Three.", "Five.")
    made = changes(("Mayor resigns", before), ("Mayor has resigned", after))
    told = [[(span.mark, span.text) for span in block.spans] for block in made.blocks]
    assert told == [
        [("", "Mayor "), ("removed", "resigns "), ("added", "has resigned")],
        [("known", "⋯ 1 paragraph unchanged")],
        [
            ("", "The mayor resigned "),
            ("removed", "on Monday, "),
            ("added", "late on Tuesday,"),
            ("", " he said."),
        ],
        [("known", "⋯ 1 paragraph unchanged")],
        [("removed", "Four. "), ("added", "Five.")],
    ]
    assert changes(("A", before), ("A", before)) == Document()

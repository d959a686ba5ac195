"""What the engine sees of a story: weighted features in three channels, and its fingerprints.

A feature is a string whose first character is its channel: ``w`` a stem, ``@`` a name (folded, so
it is the same in every Latin script), ``#`` a number. Weights are of occurrence only; rarity comes
later (``weights``).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reader.model import Telling
from reader.threads import textloops
from reader.threads.aliases import Aliases
from reader.threads.dates import CALENDAR, LEFT, years
from reader.threads.known import NAME, NUMBER, WORD, Table, Tables, tables
from reader.threads.language import detect
from reader.threads.lexicon import STOP
from reader.threads.names import name_in
from reader.threads.numbers import number, unit
from reader.threads.stems import UNSPACED
from reader.threads.synonyms import synonyms
from reader.threads.textloops import Puts, Word
from reader.threads.unspaced import SINGLE, pieces
from reader.threads.words import clean, fold, headline

#: Characters of a summary that are read: the event is in its first sentences.
SUMMARY = 400
#: A word of the summary against one of the title; and what a second place adds.
IN_SUMMARY, AGAIN = 0.5, 0.15
#: What is left of the weight of a word right before a name (at .5 look-alike events lose .01).
GIVEN = 0.7
#: The name that a letter is with the word behind it is one token and rare: it weighs as a word.
COMPOUND = 1.0

_folded = lru_cache(maxsize=4_096)(fold)

#: What ``textloops.cut`` says of a text.
_Cut = tuple[list[str], bytes, bool]


@dataclass(slots=True)
class Features:
    """Features of one story: weight of occurrence; and of each itself, how it was written ("" where
    that is its name without the channel), and how common (Zipf) the background says it is."""

    language: str
    title: str
    weights: dict[str, float] = field(default_factory=dict)
    seen: dict[str, Word] = field(default_factory=dict)
    #: features of first names and titles: what stands right before another name
    given: set[str] = field(default_factory=set)

    def put(self, feature: str, weight: float, surface: str, zipf: float = 0.0) -> None:
        """Count one occurrence: the best place counts, further ones add a little."""
        self.see((feature, surface, zipf), weight)

    def see(self, seen: Word, weight: float) -> None:
        """As ``put``, of what is one already."""
        textloops.see(seen, self.weights, self.seen, weight, AGAIN)


def _tells_when(raw: list[str], i: int, clocked: int) -> bool:
    """Whether a number is of a date or a time of day ("9:53", "11/09/2010", "23 July 2013")."""
    if i and clocked and raw[i - 1].isdigit():
        return True
    if len(raw[i]) != 4 or raw[i][:2] not in ("19", "20"):
        return False
    return any(_folded(word) in CALENDAR for word in raw[max(0, i - 2) : i])


def _counted(raw: list[str], i: int, clocked: int) -> Puts:
    """What a number counts for where it stands."""
    token = raw[i]
    value = "" if _tells_when(raw, i, clocked) else number(token, unit(raw[i + 1 : i + 3]))
    return (("#" + value, " ".join(token.split()), 0.0), NUMBER) if value else ()


def _lettered(letter: str, token: str) -> Puts:
    """The name that a letter is with the word behind it."""
    name = f"{_folded(letter)} {_folded(token)}"
    return ("@" + name, name, 0.0), COMPOUND


class Reader:
    """Turns stories into features; holds the user's aliases."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._aliases = Aliases(aliases)
        self._tables = Tables(self._aliases) if self._aliases else tables()

    def read(self, telling: Telling) -> Features:
        """The features of a story."""
        title = headline(telling.title).replace("\u2019", "'")
        summary = clean(telling.summary[: 2 * SUMMARY]).replace("\u2019", "'")[:SUMMARY]
        head, body = textloops.cut(title), textloops.cut(summary)
        language = detect(title + " " + summary, head[0] + body[0], telling.language)
        read = Features(language, fold(title))
        self._part(read, title, head, 1.0)
        self._part(read, summary, body, IN_SUMMARY)
        self._weighed(read, telling.sort_at, (title, 1.0), (summary, IN_SUMMARY))
        return read

    def passage(self, text: str, language: str, at: int) -> Features:
        """The features of a paragraph of a story in ``language`` told ``at``; all of it is read."""
        text = clean(text).replace("\u2019", "'")
        read = Features(language, "")
        self._part(read, text, textloops.cut(text), IN_SUMMARY)
        self._weighed(read, at, (text, IN_SUMMARY))
        return read

    def _weighed(self, read: Features, at: int, *texts: tuple[str, float]) -> None:
        """Weigh what was read by what it is: first names, the year it is told in; and take in the
        aliases of the texts, each with what its place weighs."""
        for feature in read.given:
            read.weights[feature] *= GIVEN
        for feature in years(at):
            if feature in read.weights:
                read.weights[feature] *= LEFT
        if self._aliases:
            for text, place in texts:
                self._named(read, text, place)

    def _named(self, read: Features, text: str, place: float) -> None:
        """Take in the user's aliases that are no single word of the text."""
        for feature, form in self._aliases.phrases(fold(text)):
            read.put(feature, NAME * place, form)

    def _part(self, read: Features, text: str, cut: _Cut, place: float) -> None:
        """Take in the tokens of a title or a summary; ``place`` is what it weighs."""
        if read.language in UNSPACED:
            self._pieces(read, text, place)
            return
        raw, signs, titled = cut
        shouting = text.isupper()
        _take(read, raw, signs, self._tables.of(read.language, shouting), place, titled or shouting)

    def _pieces(self, read: Features, text: str, place: float) -> None:
        """As ``_part``, of a text that sets no space between words."""
        language = read.language
        for word, kind, zipf in pieces(text, language):
            if kind == "latin":
                _take(
                    read,
                    [word],
                    bytes((textloops.WORD,)),
                    self._tables.of(language, False),
                    place,
                    False,
                )
            elif kind == "number":
                value = number(word)
                if value:
                    read.put("#" + value, NUMBER * place, word)
            elif zipf < STOP:
                left = SINGLE if len(word) == 1 else LEFT if word in CALENDAR else 1.0
                one = synonyms(language).get(word)
                stem, zipf = one or (word, zipf)
                read.put(sys.intern("w" + stem), WORD * place * left, word, zipf)
                name = name_in(language, word)
                if name or kind == "name":
                    read.put("@" + (name or word), NAME * place, word, zipf)


def _take(
    read: Features, raw: list[str], signs: bytes, table: Table, place: float, cased: bool
) -> None:
    textloops.take(
        raw, signs, table.known, table.look, _lettered, _counted,
        read.weights, read.seen, read.given, place, AGAIN, cased,
    )  # fmt: skip

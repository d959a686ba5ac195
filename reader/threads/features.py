"""What the engine sees of a story: weighted features in three channels, and its fingerprints.

A feature is a string whose first character is its channel: ``w`` a stem, ``@`` a name (folded, so
it is the same in every Latin script), ``#`` a number. Weights are of occurrence only; rarity comes
later (``weights``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from reader.model import Telling
from reader.threads import textloops
from reader.threads.aliases import Aliases
from reader.threads.dates import CALENDAR, LEFT, years
from reader.threads.known import NAME, NUMBER, WORD, Tables, tables
from reader.threads.language import detect
from reader.threads.lexicon import STOP
from reader.threads.names import name_in
from reader.threads.numbers import number, unit
from reader.threads.stems import UNSPACED
from reader.threads.synonyms import synonyms
from reader.threads.textloops import Columns, Part, Puts, Word
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

#: What ``textloops.cut`` says of a text.
_Cut = tuple[list[str], bytes, bool]


#: Names, how they are written, weights and Zipf values.
Counted = tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...], tuple[float, ...]]


class Features(NamedTuple):
    """Features of one text, each once: their names, how they are written ("" where the name says
    it), their weights of occurrence, and how common (Zipf) the background says they are."""

    language: str
    #: folded
    title: str
    names: tuple[str, ...]
    surfaces: tuple[str, ...]
    weights: tuple[float, ...]
    zipfs: tuple[float, ...]
    #: those of first names and titles: what stands right before another name
    given: list[str]

    def taught(self, apply: Callable[[dict[str, float], str], None]) -> Features:
        """The same with the weights that are left of it; see ``Taught.apply``."""
        columns = self.names, self.surfaces, self.weights, self.zipfs
        names, surfaces, weights, zipfs = left_of(columns, self.language, apply)
        return self._replace(names=names, surfaces=surfaces, weights=weights, zipfs=zipfs)


def left_of(
    columns: Counted, language: str, apply: Callable[[dict[str, float], str], None]
) -> Counted:
    """Those of the columns that ``Taught.apply`` leaves, with the weights that it leaves them."""
    names, surfaces, given, zipfs = columns
    weights = dict(zip(names, given, strict=True))
    apply(weights, language)
    left = [one for one in zip(names, surfaces, zipfs, strict=True) if one[0] in weights]
    names, surfaces, zipfs = zip(*left, strict=True) if left else ((), (), ())
    return names, surfaces, tuple(weights.values()), zipfs


def _tells_when(raw: list[str], i: int, clocked: int) -> bool:
    """Whether a number is of a date or a time of day ("9:53", "11/09/2010", "23 July 2013")."""
    if i and clocked and raw[i - 1].isdigit():
        return True
    if len(raw[i]) != 4 or raw[i][:2] not in ("19", "20"):
        return False
    return any(fold(word) in CALENDAR for word in raw[max(0, i - 2) : i])


def _counted(raw: list[str], i: int, clocked: int) -> Puts:
    """What a number counts for where it stands."""
    token = raw[i]
    value = "" if _tells_when(raw, i, clocked) else number(token, unit(raw[i + 1 : i + 3]))
    return (("#" + value, " ".join(token.split()), 0.0), NUMBER) if value else ()


def _lettered(letter: str, token: str) -> Puts:
    """The name that a letter is with the word behind it."""
    name = f"{fold(letter)} {fold(token)}"
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
        parts = [
            self._part(language, title, head, 1.0),
            self._part(language, summary, body, IN_SUMMARY),
        ]
        more = self._named(title, 1.0) + self._named(summary, IN_SUMMARY) if self._aliases else ()
        return Features(language, fold(title), *_tally(parts, telling.sort_at, more))

    def passage(self, text: str, language: str, at: int) -> Features:
        """The features of a paragraph of a story in ``language`` told ``at``; all of it is read."""
        text = clean(text).replace("\u2019", "'")
        part = self._part(language, text, textloops.cut(text), IN_SUMMARY)
        return Features(language, "", *_tally([part], at, self._named(text, IN_SUMMARY)))

    def _named(self, text: str, place: float) -> Puts:
        """The user's aliases in a text that are no single word of it."""
        found = self._aliases.phrases(fold(text)) if self._aliases else ()
        return tuple([each for name, form in found for each in ((name, form, 0.0), NAME * place)])

    def _part(self, language: str, text: str, cut: _Cut, place: float) -> Part:
        """A title or a summary to be counted; ``place`` is what it weighs."""
        if language in UNSPACED:
            return self._pieces(language, text), place
        raw, signs, titled = cut
        shouting = text.isupper()
        table = self._tables.of(language, shouting)
        return raw, signs, table.known, table.look, place, titled or shouting

    def _pieces(self, language: str, text: str) -> Puts:
        """What a text counts for that sets no space between words."""
        puts: list[Word | float] = []
        for word, kind, zipf in pieces(text, language):
            if kind == "latin":
                puts += self._latin(language, word)
            elif kind == "number":
                value = number(word)
                puts += (("#" + value, word, 0.0), NUMBER) if value else ()
            elif zipf < STOP:
                left = SINGLE if len(word) == 1 else LEFT if word in CALENDAR else 1.0
                one = synonyms(language).get(word)
                stem, common = one or (word, zipf)
                puts += ((sys.intern("w" + stem), word, common), WORD * left)
                name = name_in(language, word)
                if name or kind == "name":
                    puts += (("@" + (name or word), word, common), NAME)
        return tuple(puts)

    def _latin(self, language: str, word: str) -> Puts:
        """What a word of Latin letters among others counts for."""
        table = self._tables.of(language, False)
        found = table.known.get(word)
        if found is None:
            found = table.look(word, textloops.WORD)
        if len(found) == 3:
            return found, WORD
        return found[0] if found else ()


def _tally(parts: list[Part], at: int, more: Puts) -> Columns:
    """What texts told ``at`` a time count for: little those years that any story may name."""
    return textloops.tally(parts, _lettered, _counted, AGAIN, GIVEN, years(at), LEFT, more)

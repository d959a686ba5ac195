"""Whether a story may have its like in another language, where few stories are told in another.

Among thousands in one language some are taken for another, or a feed in another has a few. Nearly
no thread shares a name with those: which one does not is told without its vector.

``names_one`` is in C as well, as are ``loops`` and ``strides``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from reader.threads.doubt import SHOWN
from reader.threads.index import Index
from reader.threads.shown import ask
from reader.threads.vocabulary import A_WORD, UNASKED

#: Stories in other languages up to which it is worth while to know what they name.
MOST = 500

#: What every feature is, by number: its channel, the name that it would be as a word, in how many
#: stories it is, and 1 for one that is sought.
Known: TypeAlias = tuple[bytearray, "array[int]", "array[int]", bytearray]


def names_one(
    columns: tuple[array[int], array[int]], number: int, known: Known, shown: float, most: int,
    ask: Callable[[int], int],
) -> bool:  # fmt: skip
    """Whether a row has a name or a number that is sought, be it as a word. ``columns``: the
    features of all rows, and where those of each begin; ``shown``: the share of a word's stories
    that must show it as a name; ``most``: in how many stories one that is sought is at the most;
    ``ask`` finds out which name a word would be."""
    features, places = columns
    channels, as_names, in_stories, sought = known
    for feature in features[places[number] : places[number + 1]]:
        if channels[feature] != A_WORD:
            if sought[feature]:
                return True
            continue
        least = shown * in_stories[feature]
        if least > most:
            continue
        if as_names[feature] == UNASKED:
            ask(feature)
        name = as_names[feature]
        if name >= 0 and sought[name] and in_stories[name] >= least:
            return True
    return False


class Abroad:
    """The names and numbers of stories in other languages, of so many stories each at the most;
    while no story comes or goes."""

    def __init__(self, index: Index, numbers: Iterable[int], common: float) -> None:
        self._index = index
        self._sought = bytearray(len(index.names))
        self._most = 0
        channels, in_stories = index.channels, index.in_stories
        for number in numbers:
            for feature in index.rows.of(number):
                if channels[feature] != A_WORD and in_stories[feature] <= common:
                    self._sought[feature] = 1
                    self._most = max(self._most, in_stories[feature])
        #: language → what is asked about its words
        self._known: dict[int, tuple[Known, Callable[[int], int]]] = {}

    def may_share(self, numbers: Iterable[int]) -> bool:
        """Whether some rows may share a name or a number with those."""
        if not self._most:
            return False
        rows = self._index.rows
        columns = rows.features, rows.feature_at
        for number in numbers:
            known, asking = self._words(rows.language[number])
            if names_one(columns, number, known, SHOWN, self._most, asking):
                return True
        return False

    def _words(self, code: int) -> tuple[Known, Callable[[int], int]]:
        found = self._known.get(code)
        if found is None:
            index, language = self._index, self._index.rows.languages[code]
            known = index.channels, index.as_names(language), index.in_stories, self._sought
            found = self._known[code] = known, partial(ask, index, language)
        return found


def abroad(index: Index, languages: frozenset[int], common: float) -> Abroad | None:
    """What is named in other languages than these; None where so many stories are told in others
    that nearly all share something."""
    codes = index.rows.languages
    own = sum(index.by_language.get(codes[code], 0) for code in languages)
    if len(index) - own > MOST:
        return None
    spoken = enumerate(index.rows.language)
    return Abroad(index, [row for row, code in spoken if code not in languages], common)


if not TYPE_CHECKING:
    with suppress(ImportError):  # it could not be compiled
        from reader.threads._loops import names_one

"""What a token counts for in a language, wherever it stands: asked once and remembered.

Most are known already when they are met; to ask takes a hundred times as long.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Set
from functools import lru_cache
from typing import NamedTuple

from reader.threads import textloops
from reader.threads.aliases import Aliases
from reader.threads.background import BY_FORMS, LANGUAGES, SCALE, background
from reader.threads.compounds import JOINTS, PART, parts
from reader.threads.dates import CALENDAR, LEFT
from reader.threads.lexicon import (
    EMPTY,
    RARE_NAME,
    RARE_NAME_ELSE,
    STOP,
    UNKNOWN,
    is_name,
    is_noun,
    other_name,
    stemmed,
    table_name,
)
from reader.threads.names import exonyms
from reader.threads.stems import UNSPACED, stemmer
from reader.threads.synonyms import One, synonyms
from reader.threads.textloops import Known, Puts, Word
from reader.threads.words import fold

#: Channel weights. A name weighs once as a word already: at .8 more pair F1 lost .05.
WORD, NAME, NUMBER = 1.0, 0.4, 1.3
#: Tokens that are remembered, of all languages: for what four days of 73 outlets say. (With half of
#: it reading takes a fifth longer.)
_REMEMBERED = 44_000


class Tongue(NamedTuple):
    """What words of plain letters are looked up in, in a language: see ``textloops.worded``."""

    table: tuple[array[int], bytes, bytes]
    numbers: tuple[float, ...]
    names: Mapping[str, str]
    synonyms: Mapping[str, One]
    stem: Callable[[str], str]
    empty: Set[str]
    calendar: Set[str]
    cases: bool


def _tongue(language: str) -> Tongue | None:
    """The tongue of a language of whose words no more is asked than forms and stems tell, or
    nothing is known at all."""
    if language in LANGUAGES and (language not in BY_FORMS or language in JOINTS):
        return None
    rare = RARE_NAME.get(language, RARE_NAME_ELSE)
    return Tongue(
        background().table(language),
        (SCALE, STOP, rare, UNKNOWN, WORD, NAME, LEFT),
        exonyms(),
        synonyms(language),
        stemmer(language),
        EMPTY,
        CALENDAR,
        language == "pl",
    )


class Table:
    """What is known of the tokens of a language; in texts that are all capitals (``loud``), where
    capitals tell no names."""

    __slots__ = ("_aliases", "_language", "_loud", "_room", "_tongue", "known")

    def __init__(self, language: str, loud: bool, aliases: Aliases, room: Tables) -> None:
        self.known: dict[str, Known] = {}
        self._language, self._loud, self._aliases, self._room = language, loud, aliases, room
        self._tongue = None if loud or aliases else _tongue(language)

    def look(self, token: str, kind: int) -> Known:
        """What a token that is not known is."""
        told = None
        if kind == textloops.WORD and self._tongue is not None:
            told = textloops.worded(token, *self._tongue)
        if told is not None:
            found = told
        elif kind == textloops.MODEL:
            found = self._model(token)
        elif kind == textloops.RUN:
            found = _pairs(token)
        else:
            found = self._word(token.replace(".", "") if kind == textloops.DOTTED else token, kind)
        self._room.make_room()
        self.known[token] = found
        return found

    def _model(self, token: str) -> Known:
        told = fold(token)
        form = told.replace("-", "")
        alias = self._aliases.word(token, form, "", self._language)
        name = alias or "@" + exonyms().get(form, form)
        return _everywhere(((name, told, 0.0), NAME, ("w" + form, told, 0.0), WORD))

    def _word(self, token: str, kind: int) -> Known:
        language = self._language
        form, stem, zipf, family = stemmed(token, language)
        alias = self._aliases.word(token, form, stem, language) if self._aliases else ""
        if not stem:
            return _everywhere(((alias, form, zipf), NAME * _left(form))) if alias else ()
        table = table_name(token, form, stem, language)
        if not table and self._is_plain(token, kind) and not _made_of(form, language):
            return stem, _written(stem, form), family
        inside = table
        if not table and is_name(token, zipf, False, False, language):
            inside = "" if is_noun(form, language) else other_name(form, language)
        puts = self._puts(form, stem, family, bool(inside))
        sure = is_name(token, zipf, True, self._loud, language)
        if self._loud and not table:
            inside = other_name(form, language) if sure else ""
        name = alias or inside
        middle = (*puts, (name, _written(name, form), zipf), NAME * _left(form)) if name else puts
        proper = kind == textloops.WORD and token[0].isupper() and not self._loud
        names = (stem, table, other_name(form, language)) if proper else ()
        rare = zipf < RARE_NAME.get(language, RARE_NAME_ELSE)
        return middle, middle if sure or alias or table else puts, tuple(filter(None, names)), rare

    def _is_plain(self, token: str, kind: int) -> bool:
        """Whether a token can be a word and no more."""
        return (
            kind == textloops.WORD
            and token.islower()
            and token.replace("'", "").isalpha()
            and self._language not in UNSPACED
            and not self._aliases
        )

    def _puts(self, form: str, stem: str, family: float, named: bool) -> Puts:
        """A word, and the parts that it is made of."""
        language, left = self._language, _left(form)
        puts: list[Word | float] = [(stem, _written(stem, form), family), WORD * left]
        for part in () if named and language != "de" else _made_of(form, language):
            _, feature, _, common = stemmed(part, language)
            if feature:
                puts += ((feature, part, common), PART * WORD * left)
        return tuple(puts)


def _written(feature: str, form: str) -> str:
    return "" if feature[1:] == form else form


def _left(form: str) -> float:
    return LEFT if form in CALENDAR else 1.0


def _made_of(form: str, language: str) -> tuple[str, ...]:
    return parts(form, language) if language in JOINTS else ()


def _pairs(token: str) -> Known:
    """A run of letters of a script without spaces, by pairs."""
    pairs = [token[at : at + 2] for at in range(max(1, len(token) - 1))]
    return _everywhere([each for pair in pairs for each in (("w" + pair, pair, 0.0), WORD)])


def _everywhere(puts: Iterable[Word | float]) -> Known:
    """What counts for the same wherever it stands."""
    same = tuple(puts)
    return same, same, (), False


class Tables:
    """The tables of all languages, with room for so many tokens in all."""

    def __init__(self, aliases: Aliases) -> None:
        self._aliases = aliases
        self._tables: dict[tuple[str, bool], Table] = {}
        #: how many tokens were asked for since they were last counted, and were known then
        self._count = 0

    def of(self, language: str, loud: bool) -> Table:
        """The table of a language, of texts that are all capitals or others."""
        key = language, loud
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = Table(language, loud, self._aliases, self)
        return table

    def __len__(self) -> int:
        return sum([len(table.known) for table in [*self._tables.values()]])

    def make_room(self) -> None:
        """See that one more token can be remembered: the older half of the largest table goes."""
        self._count += 1
        if self._count < _REMEMBERED:
            return
        tables = [*self._tables.items()]
        _, most = max(tables, key=lambda pair: len(pair[1].known))
        for old in list(most.known)[: (len(most.known) + 1) // 2]:
            most.known.pop(old, None)  # another thread may have been here
        self._tables = {key: table for key, table in tables if table.known}
        self._count = len(self)


@lru_cache(maxsize=1)
def tables() -> Tables:
    """What all readers that know no alias have in common."""
    return Tables(Aliases({}))

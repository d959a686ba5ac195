"""What the engine sees of a story: weighted features in three channels, and its fingerprints.

A feature is a string whose first character is its channel: ``w`` a stem, ``@`` a name (folded, so
it is the same in every Latin script), ``#`` a number. Weights are of occurrence only; rarity comes
later (``weights``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reader.model import Telling
from reader.threads import loops
from reader.threads.aliases import Aliases, is_cjk
from reader.threads.compounds import JOINTS, PART, parts
from reader.threads.dates import CALENDAR, LEFT, years
from reader.threads.language import detect
from reader.threads.lexicon import (
    RARE_NAME,
    RARE_NAME_ELSE,
    STOP,
    all_names,
    is_name,
    looked_up,
    stemmed,
    tabled,
)
from reader.threads.loops import Word
from reader.threads.names import exonyms, name_in
from reader.threads.numbers import number, unit
from reader.threads.stems import UNSPACED
from reader.threads.synonyms import synonyms
from reader.threads.unspaced import SINGLE, pieces
from reader.threads.words import WORDS, clean, fold, headline, tokens

#: Characters of a summary that are read: the event is in its first sentences.
SUMMARY = 400
#: A word of the summary against one of the title; and what a second place adds.
IN_SUMMARY, AGAIN = 0.5, 0.15
#: Channel weights. A name weighs once as a word already: at .8 more pair F1 lost .05.
WORD, NAME, NUMBER = 1.0, 0.4, 1.3
#: What is left of the weight of a word right before a name (at .5 look-alike events lose .01).
GIVEN = 0.7
#: A capital that stands alone is a name with the word behind it (X Corp, X.AI, G Suite); those
#: that are words, numerals or points of the compass (S Korea, N Ireland) are not.
_LETTERS = frozenset("BCDFGHJKLMPQRTUVXZ")
_JOINTS = frozenset((" ", ".", "-"))
#: Such a name is one token and rare: it weighs as a word does.
COMPOUND = 1.0
_SENTENCE = frozenset(".!?:")
_CLOCK = frozenset((":", "/"))

_folded = lru_cache(maxsize=4_096)(fold)
#: Plain words that are remembered, of all languages: with the others (see ``lexicon``) some 12 MB,
#: for what four days of 73 outlets say. (With half of both reading takes a fifth longer.)
_REMEMBERED = 32_000
#: Language → plain word, in lower case → feature of its stem, form and Zipf of the stem, () for a
#: stop word. All readers that know no alias share it.
_plain: dict[str, dict[str, Word]] = {}


@dataclass(slots=True)
class Features:
    """Features of one story: weight of occurrence; and of each itself, how it was written ("" where
    that is its name without the channel), and how common (Zipf) the background says it is."""

    language: str
    title: str
    weights: dict[str, float] = field(default_factory=dict)
    seen: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    #: features of first names and titles: what stands right before another name
    given: set[str] = field(default_factory=set)

    def put(self, feature: str, weight: float, surface: str, zipf: float = 0.0) -> None:
        """Count one occurrence: the best place counts, further ones add a little."""
        self.see((feature, surface, zipf), weight)

    def see(self, seen: tuple[str, str, float], weight: float) -> None:
        """As ``put``, of what is one already."""
        loops.see(seen, self.weights, self.seen, weight, AGAIN)


def _title_case(words: list[str]) -> bool:
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    return len(long) >= 3 and sum([word[0].isupper() for word in long]) > 0.7 * len(long)


def _tells_when(raw: list[str], i: int, between: str) -> bool:
    """Whether a number is of a date or a time of day ("9:53", "11/09/2010", "23 July 2013")."""
    if i and raw[i - 1].isdigit() and between.strip() in _CLOCK:
        return True
    if len(raw[i]) != 4 or raw[i][:2] not in ("19", "20"):
        return False
    return any(_folded(word) in CALENDAR for word in raw[max(0, i - 2) : i])


def _all_folded(tokens: list[str]) -> list[str]:
    whole = "\n".join(tokens)
    words = whole.lower().split("\n")
    return words if whole.isascii() else [w if w.isascii() else _folded(w) for w in words]


def _look(token: str, language: str) -> Word | None:
    """A word in lower case as ``_plain`` holds it; None for what needs a closer look."""
    if is_cjk(token) or not token.replace("'", "").isalpha():
        return None
    form, stem, _, family = stemmed(token, language)
    if stem and (
        tabled(token, form, stem, language) or (language in JOINTS and parts(form, language))
    ):
        return None
    if sum(map(len, _plain.values())) >= _REMEMBERED:
        most = max(_plain.values(), key=len)
        for old in list(most)[: len(most) // 2]:
            most.pop(old, None)  # another thread may have been here
    found: Word = (stem, token if form == token else form, family) if stem else ()
    _plain[language][token] = found
    return found


class Reader:
    """Turns stories into features; holds the user's aliases."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._aliases = Aliases(aliases)
        self._any_alias = bool(self._aliases)

    def read(self, telling: Telling) -> Features:
        """The features of a story."""
        title = headline(telling.title).replace("\u2019", "'")
        summary = clean(telling.summary[: 2 * SUMMARY]).replace("\u2019", "'")[:SUMMARY]
        heads, bodies = tokens(title), tokens(summary)
        raw = [match[0] for match in heads], [match[0] for match in bodies]
        text = title + " " + summary
        words = _all_folded(raw[0] + raw[1])
        language = detect(text, words, telling.language)
        read = Features(language, fold(title))
        self._part(read, title, heads, raw[0], 1.0)
        self._part(read, summary, bodies, raw[1], IN_SUMMARY)
        self._weighed(read, telling.sort_at, (title, 1.0), (summary, IN_SUMMARY))
        return read

    def passage(self, text: str, language: str, at: int) -> Features:
        """The features of a paragraph of a story in ``language`` told ``at``; all of it is read."""
        text = clean(text).replace("\u2019", "'")
        matches = tokens(text)
        read = Features(language, "")
        self._part(read, text, matches, [match[0] for match in matches], IN_SUMMARY)
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
        if self._any_alias:
            for text, place in texts:
                self._named(read, text, place)

    def _named(self, read: Features, text: str, place: float) -> None:
        """Take in the user's aliases that are no single word of the text."""
        for feature, form in self._aliases.phrases(fold(text)):
            read.put(feature, NAME * place, form)

    def _part(
        self, read: Features, text: str, matches: list[re.Match[str]], raw: list[str], place: float
    ) -> None:
        """Take in the tokens of a title or a summary; ``place`` is what it weighs."""
        if read.language in UNSPACED:
            self._pieces(read, text, place)
            return
        cased, shouting = _title_case(raw), text.isupper()
        letter = before = ""
        plain = {} if self._any_alias else _plain.setdefault(read.language, {})
        weight = WORD * place
        i = -1
        while True:
            # Most words by far: no name, no number, nothing that stands before one.
            begin, i = i + 1, loops.seen(raw, i + 1, plain, read.weights, read.seen, weight, AGAIN)
            if i > begin:
                letter = before = ""
            if i == len(raw):
                break
            token, match, kind = raw[i], matches[i], matches[i].lastgroup
            if not self._any_alias and token.islower() and _look(token, read.language) is not None:
                i -= 1  # it is plain now
                continue
            last = matches[i - 1].end() if i else 0
            between = text[last : match.start()]
            first = last == 0 or (between != " " and not _SENTENCE.isdisjoint(between))
            if kind in WORDS and (token.isascii() or not is_cjk(token)):
                if letter and between in _JOINTS:
                    self._lettered(read, letter, token, place)
                # A letter in brackets is a party, and the word behind it a state: (R-Ohio).
                letter = _folded(token) if token in _LETTERS and "(" not in between else ""
                self._word(read, token, place, first or cased, shouting)
                upper = not cased and not shouting and token[0].isupper()
                if upper and before and between == " ":
                    self._before(read, before, token)
                before = token if upper else ""
            else:
                letter = before = ""
                if kind != "number" or not _tells_when(raw, i, between):
                    self._other(read, raw, i, str(kind), place, first or cased, shouting)

    def _lettered(self, read: Features, letter: str, token: str, place: float) -> None:
        """Take in the name that a letter is with the word behind it."""
        if token[0].isupper() and len(token) > 1:
            name = f"{letter} {_folded(token)}"
            read.put("@" + name, COMPOUND * place, name)

    def _pieces(self, read: Features, text: str, place: float) -> None:
        """As ``_part``, of a text that sets no space between words."""
        language = read.language
        for word, kind, zipf in pieces(text, language):
            if kind == "latin":
                self._word(read, word, place, False, False)
            elif kind == "number":
                value = number(word)
                if value:
                    read.put("#" + value, NUMBER * place, word)
            elif zipf < STOP:
                left = SINGLE if len(word) == 1 else LEFT if word in CALENDAR else 1.0
                one = synonyms().get((language, word))
                stem, zipf = one or (word, zipf)
                read.put(sys.intern("w" + stem), WORD * place * left, word, zipf)
                table = name_in(language, word)
                if table or kind == "name":
                    read.put("@" + (table or word), NAME * place, word, zipf)

    def _other(
        self, read: Features, raw: list[str], i: int, kind: str, place: float, first: bool,
        shouting: bool,
    ) -> None:  # fmt: skip
        """Take in a number, a model (GPT-4), an acronym with dots, or a run of CJK."""
        token = raw[i]
        if kind == "number":
            value = number(token, unit(raw[i + 1 : i + 3]))
            if value:
                read.put("#" + value, NUMBER * place, " ".join(token.split()))
        elif kind == "model":
            form = fold(token).replace("-", "")
            table = exonyms().get(form, form)
            name = self._aliases.word(token, form, "", read.language) or "@" + table
            read.put(name, NAME * place, fold(token))
            read.put("w" + form, WORD * place, fold(token))
        elif kind == "dotted":
            self._word(read, token.replace(".", ""), place, first, shouting)
        else:
            for j in range(max(1, len(token) - 1)):
                read.put("w" + token[j : j + 2], WORD * place, token[j : j + 2])

    def _before(self, read: Features, before: str, token: str) -> None:
        """Note a word that stands before a name: Elon is no further proof beside Musk."""
        _, stem, zipf, _, _, _, _ = looked_up(token, read.language)
        if stem and zipf < RARE_NAME.get(read.language, RARE_NAME_ELSE):
            read.given.update(f for f in all_names(before, read.language) if f in read.weights)

    def _word(self, read: Features, token: str, place: float, first: bool, shouting: bool) -> None:
        """Take in a word, and as a name too when it is one."""
        language = read.language
        form, stem, zipf, family, inside, at_first, left = looked_up(token, language)
        place *= left
        if stem:
            read.put(stem, WORD * place, form, family)
            for part in () if inside and language != "de" else parts(form, language):
                _, feature, _, common = stemmed(part, language)
                if feature:
                    read.put(feature, PART * WORD * place, part, common)
        if self._any_alias:
            name = self._aliases.word(token, form, stem, language)
            if name:
                read.put(name, NAME * place, form, zipf)
                return
        if not stem:
            return
        name = at_first if first else inside
        if shouting:
            _, table, other = all_names(token, language)
            name = table or (other if is_name(token, zipf, first, shouting, language) else "")
        if name:
            read.put(name, NAME * place, form, zipf)

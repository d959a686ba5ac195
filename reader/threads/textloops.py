"""The tightest loops of reading a story: over its text, its words, and what is known of them.

They are to reading what ``loops`` are to the engine, and have their twins in C in the same way.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

#: A feature, how it is written ("" where its name says it) and how common it is (Zipf).
Word = tuple[str, str, float]
#: Words, behind each its share of what the place weighs where it stands.
Puts = tuple[Any, ...]
#: What is known of a token of a language: nothing (a stop word); that it is a word and no more; or
#: four things: what it counts for in the middle of a sentence, and at the start of one or in Title
#: Case, the features that the name has which it may be part of, and whether it is rare enough that
#: what stands before it is a first name or a title.
Known = tuple[()] | Word | tuple[Puts, Puts, tuple[str, ...], bool]
#: A text: its tokens and what ``cut`` says of them, what is known of tokens, what says what is not
#: known of one of a kind, what the text weighs, and whether its capitals say nothing.
Text = tuple[list[str], bytes, Mapping[str, Known], Callable[[str, int], Known], float, bool]
#: A text, or what one counts for and weighs.
Part = Text | tuple[Puts, float]
#: Features: their names, how they are written ("" where the name says it), what they weigh, how
#: common they are; and the names of those of first names and titles.
Columns = tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...], tuple[float, ...], list[str]]
#: What ``cut`` says of a token. Its kind: a word, a run of letters of a script that sets no space
#: between words, a number, one behind ":" or "/", an acronym with dots (U.S.), a model (GPT-4).
WORD, RUN, NUMBER, CLOCKED, DOTTED, MODEL = range(6)
KIND = 7
#: That it is the first of the text or of a sentence, that nothing but a space stands before it, or
#: nothing but a space, a dot or a hyphen, or a bracket among others; that it begins with a capital.
FIRST, SPACE, JOINT, BRACKET, CAPITAL = 8, 16, 32, 64, 128
_SENTENCE, _CLOCK = frozenset(".!?:"), frozenset(":/")
#: A capital that stands alone is a name with the word behind it (X Corp, X.AI, G Suite); those
#: that are words, numerals or points of the compass (S Korea, N Ireland) are not.
_LETTERS = frozenset("BCDFGHJKLMPQRTUVXZ")
#: Letters of a word that counts for Title Case at least, such words at least, and the share of them
#: that has a capital.
_LONG, _TITLE, _MOST = 4, 3, 0.7
#: A number with its separators, its unit right behind ($1.5bn, 10k) or a sign of per cent, or a
#: word with inner dots (U.S.), hyphenated model (GPT-4) or apostrophe. Order matters: what fits
#: first is taken. Most are plain words of letters, which nothing else could fit: they come first
#: because that takes two thirds of the time.
_TOKEN = (
    r"(?P<plain>[^\W\d_]++(?![\w'.-]))"
    r"|(?P<number>[$€£]\d+(?:,\d{3})*(?:[.,]\d+)?(?i:k|mn?|bn?|tn)(?![^\W_])"
    r"|\d+(?:[.,]\d+)?(?:bn|tn|mln|mio|mrd|mila)(?![^\W_])|\d{2,}[kK](?![^\W_])"
    r"|[#$€£]?\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?![^\W_])\s?%?)"
    r"|(?P<dotted>(?:[^\W\d_]\.){2,})"
    r"|(?P<model>[^\W\d_]++-\d+[^\W_]*)"
    r"|(?P<word>[^\W_]+(?:'[^\W\d_]+)*)"
)
#: The groups of it, and the kinds that they are of.
_KINDS = {"plain": WORD, "number": NUMBER, "dotted": DOTTED, "model": MODEL, "word": WORD}
#: How many keys there can be of words, see ``key_of``.
_KEYS = 1 << 24
#: Whether the loops in C are in place.
COMPILED = False


@lru_cache(maxsize=2)
def grammar(plain: bool = False) -> re.Pattern[str]:
    """What finds a token in a text, or in one of plain letters alone: these are found a fifth
    quicker when they are told by a range."""
    if not plain:
        return re.compile(_TOKEN)
    letters = _TOKEN.replace(r"[^\W\d_]", "[A-Za-z]").replace(r"[^\W_]", "[A-Za-z0-9]")
    return re.compile(letters, re.ASCII)


def kind_of(match: re.Match[str]) -> int:
    """The kind of a token."""
    kind = _KINDS[str(match.lastgroup)]
    return RUN if kind == WORD and is_cjk(match[0]) else kind


def is_cjk(token: str) -> bool:
    """Whether a token is of a script that sets no space between words."""
    return "\u3040" <= token[0] <= "\u9fff" or "\uac00" <= token[0] <= "\ud7af"


def cut(text: str) -> tuple[list[str], bytes, bool]:
    """The tokens of a text, what each is in a byte, and whether the text is in Title Case."""
    raw, signs, last = [], bytearray(), 0
    for match in grammar(text.isascii()).finditer(text):
        between, kind = text[last : match.start()], kind_of(match)
        if kind == NUMBER and between.strip() in _CLOCK:
            kind = CLOCKED
        sign = CAPITAL if match[0][0].isupper() else 0
        if between == " ":
            sign |= SPACE | JOINT
        elif between:
            sign |= JOINT if between in (".", "-") else 0
            sign |= BRACKET if "(" in between else 0
            sign |= 0 if _SENTENCE.isdisjoint(between) else FIRST
        raw.append(match[0])
        signs.append(kind | sign | (0 if last else FIRST))
        last = match.end()
    long = [word for word in raw if len(word) >= _LONG and word.isalpha()]
    capitals = sum([word[0].isupper() for word in long])
    return raw, bytes(signs), len(long) >= _TITLE and capitals > _MOST * len(long)


def tally(
    parts: Sequence[Part], lettered: Callable[[str, str], Puts],
    counted: Callable[[list[str], int, int], Puts], again: float, given: float,
    names: tuple[str, ...], left: float, more: Puts,
) -> Columns:  # fmt: skip
    """What some texts count for together: of a feature the best place counts, ``again`` so much of
    further ones is added. First names and titles weigh ``given`` so much, the features ``names``
    ``left`` so much; ``more`` counts behind all. What a capital is with the word behind it
    ``lettered`` says, and what the number at a place counts for, one behind ":" or not,
    ``counted``."""
    found = _Counted(again, {}, {}, set())
    for part in parts:
        if len(part) == 2:
            found.put(*part)
        else:
            _take(found, part, lettered, counted)
    for name in found.given:
        found.weights[name] *= given
    for name in names:
        if name in found.weights:
            found.weights[name] *= left
    found.put(more, 1.0)
    words = found.words.items()
    return (
        tuple(found.words),
        tuple(["" if surface == name[1:] else surface for name, (_, surface, _) in words]),
        tuple(found.weights.values()),
        tuple([zipf for _, (_, _, zipf) in words]),
        [name for name in found.words if name in found.given],
    )


class _Counted(NamedTuple):
    """What was counted: by features what they weigh and are, and those of first names."""

    again: float
    weights: dict[str, float]
    words: dict[str, Word]
    given: set[str]

    def see(self, word: Word, weight: float) -> None:
        """Count one occurrence. How common a feature is said to be is the most that was said."""
        feature, _, zipf = word
        old = self.weights.get(feature)
        if old is None:
            self.weights[feature], self.words[feature] = weight, word
            return
        more, less = (weight, old) if weight > old else (old, weight)
        self.weights[feature] = more + self.again * less
        if zipf > self.words[feature][2]:
            self.words[feature] = (feature, self.words[feature][1], zipf)

    def put(self, puts: Puts, place: float) -> None:
        """Count words, each with its share of what the place weighs."""
        for at in range(0, len(puts) - 1, 2):
            self.see(puts[at], puts[at + 1] * place)


def _take(
    found: _Counted, text: Text, lettered: Callable[[str, str], Puts],
    counted: Callable[[list[str], int, int], Puts],
) -> None:  # fmt: skip
    """Count the tokens of a text."""
    raw, signs, known, look, place, cased = text
    letter = ""
    before: tuple[str, ...] = ()
    for at, (token, sign) in enumerate(zip(raw, signs, strict=True)):
        kind, capital = sign & KIND, sign & CAPITAL
        if kind in (NUMBER, CLOCKED):
            letter, before = "", ()
            found.put(counted(raw, at, kind == CLOCKED), place)
            continue
        if letter and kind == WORD and capital and sign & JOINT and len(token) > 1:
            found.put(lettered(letter, token), place)
        # A letter in brackets is a party, and the word behind it a state: (R-Ohio).
        letter = token if kind == WORD and token in _LETTERS and not sign & BRACKET else ""
        what = known.get(token)
        if what is None:
            what = look(token, kind)
        if len(what) < 4:
            before = ()
            if what:
                found.see(what, place)
            continue
        inside, first, names, rare = what
        found.put(first if cased or sign & FIRST else inside, place)
        capital = capital and kind == WORD and not cased
        if capital and before and sign & SPACE and rare:
            found.given.update([name for name in before if name in found.weights])
        before = names if capital else ()


def prints(text: str, run: int, fewest: int, most: int) -> bytes:
    """The smallest hashes (CRC-32, four bytes each) of all runs of so many words of a text; none of
    a text of too few words."""
    words = text.split()
    if len(words) < fewest:
        return b""
    runs = [" ".join(words[at : at + run]) for at in range(len(words) - run + 1)]
    found = {crc32(one.encode(errors="surrogatepass")) for one in runs}
    return array("I", sorted(found)[:most]).tobytes()


def sought(words: list[str]) -> bytes:
    """What ``among`` wants to be told of the words that it looks for."""
    return b""


def among(words: list[str], sought: bytes, text: str) -> list[int]:
    """The places of the words that stand anywhere in a text."""
    return [place for place, word in enumerate(words) if word in text]


def first_of(text: str, letters: str) -> int:
    """Where the first of some letters stands in a text, -1 for nowhere."""
    return next((at for at, letter in enumerate(text) if letter in letters), -1)


def folded(text: str, letters: dict[int, str]) -> str:
    """A text in lower case, what is not of plain letters as ``letters`` write it."""
    return text.lower() if text.isascii() else text.translate(letters)


def voted(
    words: list[str], letters: dict[int, str], places: Mapping[str, int], values: bytes, width: int
) -> tuple[int, list[int]]:  # fmt: skip
    """How many of some words, ``folded`` by ``letters``, have a place, each once, and the sums of
    their ``values``, of which each has ``width``."""
    met, sums = set(), [0] * width
    for word in words:
        place = places.get(folded(word, letters))
        if place is not None and place not in met:
            met.add(place)
            for at, value in enumerate(values[place * width : (place + 1) * width]):
                sums[at] += value
    return len(met), sums


def any_of(tables: list[tuple[array[int], bytes]]) -> bytes:
    """Which keys are in any of some tables, a bit for each key that there can be."""
    bits = bytearray(_KEYS // 8)
    for keys, _ in tables:
        for key in keys:
            if key < _KEYS:
                bits[key >> 3] |= 1 << (key & 7)
    return bytes(bits)


def met(
    words: list[str], letters: dict[int, str], most: int,
    tables: list[tuple[array[int], bytes]], any_of: bytes,
) -> tuple[int, list[int], list[int]]:  # fmt: skip
    """How many of some words are looked at, the first, each once, and for each of some tables of
    sorted keys the sum of what stands beside those that are in it, and how many of them these
    are. Words are ``folded`` by ``letters``."""
    first = dict.fromkeys([folded(word, letters) for word in words])
    sums, known = [0] * len(tables), [0] * len(tables)
    for word in [*first][:most]:
        key = key_of(word)
        for number, (keys, values) in (
            enumerate(tables) if any_of[key >> 3] >> (key & 7) & 1 else ()
        ):
            at = _place_of(keys, key)
            if at >= 0:
                sums[number] += values[at]
                known[number] += values[at] > 0
    return min(most, len(first)), sums, known


def key_of(word: str) -> int:
    """What a word goes by in a table. (One of a thousand that is in none is taken for another.)"""
    return crc32(word.encode()) >> 8


def _place_of(keys: array[int], key: int) -> int:
    at = bisect_left(keys, key)
    return at if at < len(keys) and keys[at] == key else -1


def zipf(
    table: tuple[array[int], bytes, bytes], scale: float, form: str, family: str
) -> tuple[float, float]:
    """What stands beside a form in a table of sorted keys, and that and what stands behind it, by
    ``scale``; of a form that it does not have its family tells. Zeros for neither."""
    keys, own, more = table
    at = _place_of(keys, key_of(form))
    if at < 0 and family:
        at = _place_of(keys, key_of(family))
    return (own[at] / scale, (own[at] + more[at]) / scale) if at >= 0 else (0.0, 0.0)


def unpacked(gaps: bytes) -> array[int]:
    """Sorted keys of which the gaps between them are given, a byte of each at a time: the lowest of
    all, then the next."""
    count = len(gaps) // 3
    planes = zip(gaps[:count], gaps[count : 2 * count], gaps[2 * count : 3 * count], strict=True)
    return array("I", accumulate([low | middle << 8 | high << 16 for low, middle, high in planes]))


#: Sounds that languages write in their own ways, and how they are written here.
_SOUNDS = (
    ("tsch|sch|tch|szcz|sh|ch|cz|sz|rz|zh|kh", "h"),
    ("ck|qu|q|c(?![eiyh])", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("w", "v"),
    ("x", "ks"),
    ("tz|ts|z|c", "s"),
    ("ou|oe", "u"),
    ("[jy]", "i"),
    # No letter twice.
    (r"(.)\1+", r"\1"),
)
#: Endings of cases; how Russian surnames end (Gorbachev, Gorbatschow, Gorbaciov); last vowels.
_CASES = r"(?:owskiego|owskiemu|owskim|iego|iemu|iem|owi|ego|emu|ami|ach|em|om|ie)\Z"
_RUSSIAN, _VOWELS = r"i?[eo]v\Z", r"[aeiouy]+\Z"
#: Letters a name keeps at least.
KEPT = 4


def plain_name(name: str, cases: bool) -> str:
    """A folded name as it sounds, whatever language wrote it, without the endings it may have; with
    ``cases`` those of Polish too."""
    if name.isalpha():
        for pattern, written in _SOUNDS:
            name = re.sub(pattern, written, name)
    if cases:
        shorter = re.sub(_CASES, "", name)
        name = shorter if len(shorter) >= KEPT else name
    name = re.sub(_RUSSIAN, "ov", name)
    if len(name) > KEPT:
        name = name.removesuffix("s")
    shorter = re.sub(_VOWELS, "", name)
    return shorter if len(shorter) >= KEPT else name


def worded(
    token: str, table: tuple[array[int], bytes, bytes], numbers: tuple[float, ...],
    names: Mapping[str, str], synonyms: Mapping[str, tuple[str, float]],
    stem: Callable[[str], str], empty: Set[str], calendar: Set[str], cases: bool,
) -> Known | None:  # fmt: skip
    """What ``known.Table`` would say of a word, from what it would look up, see ``known.Tongue``;
    None where that is for it to say. It always is in Python."""
    return None


if not TYPE_CHECKING:
    try:
        from reader.threads._loops import among, any_of, cut, first_of, folded, met, plain_name
        from reader.threads._loops import prints, sought, tally, unpacked, voted, worded, zipf
    except ImportError:  # it could not be compiled
        COMPILED = False
    else:
        COMPILED = True

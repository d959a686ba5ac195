"""What of a text its reader knows already, sentence by sentence. Pure.

A sentence is known when one that was read says the same: it is nearly the same text, or stands
whole within the other, and all its numbers and names are there, and both deny or neither does. So
"Tesla sold 10,000 cars" is not known from "Ford sold 10,000 cars", nor "He will resign" from "He
will not resign". What is doubtful counts as new: dimming news is worse than showing a repetition.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from reader.model import Block, BlockKind, Document, Familiar, Span

#: Likeness of whole sentences (0-100, rapidfuzz) from which they say the same; of a sentence to a
#: part of a longer one. In the threads of the sample edition no two sentences that differ in what
#: they say come above 75.
_ALIKE, _WITHIN = 82.0, 92.0
#: Fewer words than this must be the very same, and so must what has more characters than that: no
#: sentence has, and comparing two such pieces takes seconds.
_SHORT, _LONG = 5, 3_000
#: Read sentences compared with one, nearest by shared words first.
_NEAREST = 6
#: Words that more read sentences than this have in common say little of which is near.
_COMMON = 60

_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[^\s\da-zà-öø-ÿ])|(?<=[。！？])|\n+")  # noqa: RUF001
#: "Mr. Musk", "J. Smith", "U.S. Court": no end of a sentence.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[A-ZÀ-Þ]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Gov|Sen|Rep|Inc|Corp|Ltd|Co|No|vs|Mme|"
    r"Mlle|M|bzw|ca|Nr)\.$"
)
#: More characters than any of them has with the dot and what stands before it.
_LONGEST = 8
_WORD = re.compile(r"\d[\d.,\u00a0\u202f]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001
_MARKS = re.compile(r"[.,\u00a0\u202f]")


def _folded(word: str) -> str:
    word = word.replace("’", "'")  # noqa: RUF001
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(map(_folded, text.split()))


#: Words at the beginning of a sentence that are no names although they begin with a capital.
_OPENERS = _folded_words(
    """
    a after all also although an and as at before both but by despite during each earlier even
    every few first following for from had has have he her his how however i if in instead into
    is it its last later many meanwhile more most much nearly neither new no nor not now of on
    once one only or other our over several she since so some such than that the their then
    there these they this those though to today tomorrow two under until we were what when where
    while who why with yesterday you au aux avec ce cela ces cet cette ceux chez comme dans de
    depuis des du elle elles en entre et il ils je la le les leur leurs lors mais même nous ou
    par pas pendant plus pour puis qu quand que qui sa sans se selon ses si son sous sur un une
    vers vous aber alle als am auch auf aus bei bis das dem den der die dies diese dieser doch
    durch ein eine einem einen einer er es für hat im ist man mit nach nicht noch nun ob oder
    sein seine seit sie über um und unter vom von vor war was weil wenn wer wie wir zu zum zur
    zwei al ante aunque con cuando del desde donde e el ella ellos era esta este esto hay las lo
    los más mientras muy ni o para pero por porque según ser sin sobre su sus también tras una y
    ya
    """
)
_DENIALS = _folded_words(
    """
    no not never neither nor none nobody nothing without cannot deny denied denies refuse
    refused ne pas jamais aucun aucune sans ni rien nie nié kein keine keinen keiner nicht
    niemals ohne nunca jamás sin ningún ninguna tampoco
    """
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it is compared: its folded words in order, its names and numbers."""

    words: tuple[str, ...]
    held: frozenset[str]
    numbers: frozenset[str]
    denies: bool


class Read:
    """The sentences of the texts that were read."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sentences: list[_Sentence] = []
        self._texts: list[str] = []
        self._whole: set[str] = set()
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for text in texts:
            for start, end in sentences(text):
                self._take(_sentence(text[start:end]))

    def _take(self, sentence: _Sentence) -> None:
        text = " ".join(sentence.words)
        if not text or text in self._whole:
            return
        self._whole.add(text)
        if len(text) > _LONG:
            return
        for word in set(sentence.words):
            self._holding[word].append(len(self._sentences))
        self._sentences.append(sentence)
        self._texts.append(text)

    def __bool__(self) -> bool:
        return bool(self._whole)

    def knows(self, text: str) -> bool:
        """Whether a sentence that was read says what this one says."""
        from rapidfuzz import fuzz

        sentence = _sentence(text)
        words = " ".join(sentence.words)
        if not words or words in self._whole:
            return True
        if len(sentence.words) < _SHORT or len(words) > _LONG:
            return False
        for at in self._near(sentence):
            other = self._sentences[at]
            if not _agree(sentence, other):
                continue
            if fuzz.ratio(words, self._texts[at]) >= _ALIKE:
                return True
            if fuzz.token_sort_ratio(words, self._texts[at]) >= _ALIKE + 4:
                return True
            shorter = len(words) <= len(self._texts[at])
            if shorter and fuzz.partial_ratio(words, self._texts[at]) >= _WITHIN:
                return True
        return False

    def _near(self, sentence: _Sentence) -> list[int]:
        """Read sentences that share the most words with it, at least a third."""
        shared: Counter[int] = Counter()
        for word in set(sentence.words):
            holding = self._holding.get(word, ())
            if len(holding) <= _COMMON:
                shared.update(holding)
        least = max(2, len(set(sentence.words)) // 3)
        return [at for at, n in shared.most_common(_NEAREST) if n >= least]


def _agree(sentence: _Sentence, other: _Sentence) -> bool:
    """Whether all names and numbers of the one are in the other, and both deny or neither."""
    return (
        sentence.denies == other.denies
        and sentence.numbers <= other.numbers
        and sentence.held <= set(other.words)
    )


def _sentence(text: str) -> _Sentence:
    words: list[str] = []
    names: set[str] = set()
    numbers: set[str] = set()
    for at, word in enumerate(_WORD.findall(text)):
        if word[0].isdigit():
            number = _MARKS.sub("", word)
            words.append(number)
            numbers.add(number)
            continue
        plain = _folded(word)
        words.append(plain)
        if word[0].isupper() and (at or plain not in _OPENERS):
            names.add(plain)
    denies = not _DENIALS.isdisjoint(words) or any(word.endswith("n't") for word in words)
    return _Sentence(tuple(words), frozenset(names), frozenset(numbers), denies)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of ``text`` stand, as (start, end), white space between left out."""
    start = 0
    for found in _END.finditer(text):
        end = found.start()
        if found[0][:1] != "\n" and _ABBREVIATED.search(text[max(start, end - _LONGEST) : end]):
            continue
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    bare = part.strip()
    if bare:
        start += len(part) - len(part.lstrip())
        yield start, start + len(bare)


_TOLD = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})


def known(document: Document, read: Read) -> Familiar:
    """The document with the sentences that ``read`` knows marked, and the share of its text that
    is new in per cent. Headings, code, tables and images are neither."""
    blocks: list[Block] = []
    old = total = 0
    for block in document.blocks:
        if block.kind not in _TOLD:
            blocks.append(block)
            continue
        text = "".join(span.text for span in block.spans)
        parts = list(sentences(text))
        ranges = [at for at in parts if read.knows(text[at[0] : at[1]])]
        total += sum(end - start for start, end in parts)
        old += sum(end - start for start, end in ranges)
        blocks.append(replace(block, spans=_marked(block.spans, ranges)) if ranges else block)
    return Familiar(replace(document, blocks=tuple(blocks)), _share(old, total))


def share_new(text: str, read: Read) -> int:
    """The share of a plain text that is new, in per cent."""
    spans = [(end - start, read.knows(text[start:end])) for start, end in sentences(text)]
    return _share(sum(n for n, old in spans if old), sum(n for n, _old in spans))


def _share(old: int, total: int) -> int:
    return 100 - round(100 * old / total) if total else 100


def _marked(spans: tuple[Span, ...], ranges: list[tuple[int, int]]) -> tuple[Span, ...]:
    """The spans cut where the ranges of characters begin and end; inside they are known."""
    edges = sorted({edge for pair in ranges for edge in pair})
    result: list[Span] = []
    at = 0
    for span in spans:
        end = at + len(span.text)
        points = [at, *(edge for edge in edges if at < edge < end), end]
        for start, stop in pairwise(points):
            inside = any(low <= start and stop <= high for low, high in ranges)
            part = replace(span, text=span.text[start - at : stop - at])
            result.append(replace(part, mark="known") if inside else part)
        at = end
    return tuple(span for span in result if span.text)

"""Which words of a query are to be lit in what it found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TypeAlias

from reader.query.letters import TWO_FOR_ONE
from reader.query.match import literal_of, row_of
from reader.query.numerals import spelled
from reader.query.tokens import CJK, CJK_CHARS, tokens
from reader.query.tree import (
    And,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Query,
    Regex,
    ThreadOf,
    Word,
)
from reader.query.values import signs

__all__ = ["Spans", "any_of", "breakable", "patterns", "words"]

#: Where a text has what is looked for: (start, end) in characters.
Spans: TypeAlias = Callable[[str], list[tuple[int, int]]]


def words(query: Query) -> tuple[tuple[str, bool], ...]:
    """The texts a query looks for, and whether each must end where a word ends. What it excludes
    and what it asks of feeds, addresses, states and dates is not among them."""
    return tuple(dict.fromkeys(_words(query.root)))


def patterns(query: Query) -> tuple[Spans, ...]:
    """Finds what the regular expressions and the words spelled almost alike of a query look for,
    but for those it excludes."""
    return tuple(_spans(node) for node in _asked(query.root) if isinstance(node, Regex | Fuzzy))


def any_of(words: Sequence[tuple[str, bool]], *, cjk: bool) -> str:
    """A regular expression that finds any of the words (text without case and accents, whether it
    must end where a word ends) in text without them, as the index does: where a word begins; CJK
    inside a run of it, too; what has signs (C++, an emoji) as written. "" when there are none.

    Text without CJK does not need ``cjk``, which takes 2 ms more to compile.
    """
    found: defaultdict[tuple[bool, bool], list[str]] = defaultdict(list)
    for text, whole in sorted(words, key=lambda word: -len(word[0])):
        before, middle, after = _expression(text, whole=whole)
        if middle:
            found[before, after].append(middle)
    # What stands around words is said once for all: of a long query there are thousands.
    begins, ends = (_CJK_BEGINS, _CJK_ENDS) if cjk else (_BEGINS, _ENDS)
    return "|".join(
        f"{begins if before else ''}(?:{'|'.join(some)}){ends if after else ''}"
        for (before, after), some in found.items()
    )


def _expression(text: str, *, whole: bool) -> tuple[bool, str, bool]:
    """Whether one of the words begins where a word does, the word, and whether it ends so."""
    if signs(text):
        literal = r"\s+".join(map(re.escape, text.strip(".,;:!?").split()))
        return re.match(r"\w", text) is not None, literal, False
    pieces = _PIECES.findall(text)
    if not pieces:
        return False, "", False
    found = breakable(pieces[0])
    for one, other in pairwise(pieces):
        # The index sets CJK apart from what stands beside it, whether there is a space or not.
        apart = r"[\W_]*" if CJK.match(one) or CJK.match(other) else r"[\W_]+"
        found += apart + breakable(other)
    return not CJK.match(pieces[0]), found, whole and not CJK.match(pieces[-1])


def breakable(text: str) -> str:
    """A regular expression for ``text`` as it stands, CJK also where a line was broken in it."""
    found = _INSIDE_CJK.sub(r"\\s?", re.escape(text))
    return _PAIRED.sub(_either, found)


def _either(match: re.Match[str]) -> str:
    return next(f"(?:{two}|{one})" for two, one in TWO_FOR_ONE.items() if match[0] in (two, one))


#: No letter or digit before, and after; CJK stands apart from others.
_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"
_CJK_BEGINS, _CJK_ENDS = rf"(?<![^\W_{CJK_CHARS}])", rf"(?![^\W_{CJK_CHARS}])"
#: Runs of CJK, and of other letters and digits.
_PIECES = re.compile(rf"[{CJK_CHARS}]+|[^\W_{CJK_CHARS}]+")
_PAIRED = re.compile("|".join((*TWO_FOR_ONE, *TWO_FOR_ONE.values())))
_INSIDE_CJK = re.compile(rf"(?<=[{CJK_CHARS}])(?=[{CJK_CHARS}])")


def _spans(node: Regex | Fuzzy) -> Spans:
    if isinstance(node, Regex):
        from reader.query import regex

        return regex.spans(node.pattern, ignore_case=node.ignore_case)
    from reader.query.fuzzy import distance, reach

    wanted = tokens(node.text)[0]

    @cache
    def alike(word: str) -> bool:
        folded = "".join(tokens(word))
        near = abs(len(folded) - len(wanted)) <= reach(wanted)
        return near and distance(wanted, folded) <= reach(wanted)

    def found(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in _PIECES.finditer(text) if alike(match.group())]

    return found


def _asked(node: Node) -> Iterator[Node]:
    """The leaves that what is found has, any or all of them."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _asked(part)
        case ThreadOf(part):
            yield from _asked(part)
        case Near(left, right):
            yield from (left, right)
        case _:
            yield node


def _words(node: Node) -> Iterator[tuple[str, bool]]:
    for leaf in _asked(node):
        if isinstance(leaf, Word | Phrase | Prefix) and leaf.where != "url":
            whole = not isinstance(leaf, Prefix)
            yield leaf.text, whole
            row = row_of(leaf)[0]
            if not literal_of(leaf) and len(ways := spelled(row)) > 1:
                yield from ((" ".join(way), whole) for way in ways)

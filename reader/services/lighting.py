"""Which words of a query are to be lit in what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from reader.query.tree import And, Fuzzy, Near, Node, Or, Phrase, Prefix, Query, Regex, Word

__all__ = ["Spans", "patterns", "words"]

#: Where a text has what is looked for: (start, end) in characters.
Spans: TypeAlias = Callable[[str], list[tuple[int, int]]]


def words(query: Query) -> tuple[tuple[str, bool], ...]:
    """The texts a query looks for, and whether each must end where a word ends. What it excludes
    and what it asks of feeds, states and dates is not among them."""
    return tuple(dict.fromkeys(_words(query.root)))


def patterns(query: Query) -> tuple[Spans, ...]:
    """Finds what the regular expressions of a query look for, but for those it excludes."""
    from reader.query import regex

    return tuple(
        regex.spans(node.pattern, ignore_case=node.ignore_case) for node in _regexes(query.root)
    )


def _regexes(node: Node) -> Iterator[Regex]:
    if isinstance(node, Regex):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _regexes(part)


def _words(node: Node) -> Iterator[tuple[str, bool]]:
    if isinstance(node, Word | Phrase):
        yield node.text, True
    elif isinstance(node, Prefix | Fuzzy):
        yield node.text, False
    elif isinstance(node, Near):
        yield from (*_words(node.left), *_words(node.right))
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _words(part)

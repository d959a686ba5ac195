"""Which words of a query are to be lit in what it found."""

from __future__ import annotations

from collections.abc import Iterator

from reader.query.tree import And, Fuzzy, Near, Node, Or, Phrase, Prefix, Query, Word

__all__ = ["words"]


def words(query: Query) -> tuple[tuple[str, bool], ...]:
    """The texts a query looks for, and whether each must end where a word ends. What it excludes
    and what it asks of feeds, states and dates is not among them."""
    return tuple(dict.fromkeys(_words(query.root)))


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

"""Names the user said are one (``clew alias``): a word that is a form of one finds its others too.

Words in quotes stand for themselves alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reader.query.tokens import tokens
from reader.query.tree import Node, Or, Phrase, Word, joined, leaves, mapped

#: Where names stand: not in addresses, and what people noted is in their own words.
_WHERE = ("", "title", "body")

#: Folded form → all forms of its name.
Names = Mapping[str, Sequence[str]]


def names(aliases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The forms by form, from form → name."""
    forms: dict[str, list[str]] = {}
    for form, name in aliases.items():
        forms.setdefault(name, [name]).append(form)
    return {form.casefold(): tuple(every) for every in forms.values() for form in every}


def widened(root: Node, known: Names) -> Node:
    """The tree with every word that is a form of a name finding the other forms as well."""

    def wide(node: Node) -> Node:
        others = [_form(node, form) for form in _others(node, known)]
        return joined(Or, [node, *others]) if others else node

    return mapped(root, wide) if known else root


def also(root: Node, known: Names) -> tuple[str, ...]:
    """The forms that are looked for besides what was asked."""
    found = (form for leaf in leaves(root) for form in _others(leaf, known))
    return tuple(dict.fromkeys(found))


def _others(node: Node, known: Names) -> Iterator[str]:
    if isinstance(node, Word) and node.where in _WHERE:
        own = node.text.casefold()
        yield from (form for form in known.get(own, ()) if form.casefold() != own)


def _form(node: Node, form: str) -> Node:
    assert isinstance(node, Word)
    kind = Word if len(tokens(form)) == 1 else Phrase
    return kind(form, node.where, node.at)

"""Which items of a picker match what is typed, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to pick: ``value`` is what picking gives, ``note`` stands flush right.

    ``also`` is looked through as well, but not shown. A ``heading`` cannot be picked. ``label``
    stands before the text, quieter; ``about`` after it, in a column of its own.
    """

    value: Any
    text: str
    note: str = ""
    also: str = ""
    heading: bool = False
    style: str = "text"
    label: str = ""
    label_style: str = "dim"
    about: str = ""


#: Least likeness (per cent) of a fuzzy match: two letters of four that changed places.
_CUTOFF = 72


def matching(items: Sequence[Item], typed: str) -> list[Item]:
    """Items whose words hold every word typed, those that begin with it first; else the likest."""
    return holding(items, typed) or _likest(items, typed)


def holding(items: Sequence[Item], typed: str) -> list[Item]:
    """Items whose words hold every word typed: those that it labels first, then those that begin
    with it."""
    wanted = typed.casefold().split()
    if not wanted:
        return list(items)
    ranked: list[tuple[int, int, Item]] = []
    for at, item in enumerate(items):
        if item.heading:
            continue
        text = item.text.casefold()
        if typed.strip() in item.label.split():  # a key, as it is written
            ranked.append((-1, at, item))
            continue
        whole = f"{item.label} {text} {item.note} {item.about} {item.also}".casefold()
        if all(word in whole for word in wanted):
            rank = 0 if text.startswith(wanted[0]) else 1 if f" {wanted[0]}" in text else 2
            ranked.append((rank if wanted[0] in text else 3, at, item))
    return [item for _rank, _at, item in sorted(ranked, key=lambda row: row[:2])]


def _likest(items: Sequence[Item], typed: str) -> list[Item]:
    from rapidfuzz import fuzz, process, utils

    # Of what is shorter, any part would do.
    choices = {
        at: item.text
        for at, item in enumerate(items)
        if not item.heading and len(item.text) >= len(typed.strip()) - 1
    }
    found = process.extract(
        typed,
        choices,
        scorer=fuzz.partial_ratio,
        processor=utils.default_process,
        score_cutoff=_CUTOFF,
        limit=20,
    )
    return [items[at] for _text, _score, at in found]

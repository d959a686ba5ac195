"""How what the engine decided travels from a child: plain tuples, checked on arrival."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reader.model import (
    LinkKind,
    LinkState,
    Merge,
    Outcome,
    PlacedBy,
    Placement,
    Reason,
    Split,
    ThreadLink,
)

Plain = tuple[Any, ...]
#: The types that the values of a record may have together.
_Kinds = frozenset[tuple[type, ...]]

_NONE = type(None)
_PLACEMENT: _Kinds = frozenset({(int, int, tuple, kind, str) for kind in (int, _NONE)})
_REASON: _Kinds = frozenset({(str, float, kind, tuple, int, bool, str) for kind in (int, _NONE)})
_TERM: _Kinds = frozenset({(str, float)})
_MERGE: _Kinds = frozenset({(int, int, tuple)})
_LINK: _Kinds = frozenset({(int, int, str, str, float, tuple)})
_SPLIT: _Kinds = frozenset({(int, int, tuple, tuple)})
#: Why a story stands alone but for its score: most do, and few scores differ.
_ALONE = str(PlacedBy.ALONE), (None, (), 0, False, "")


def to_plain(outcome: Outcome) -> Plain:
    """An outcome as nested tuples."""
    return (
        tuple(
            [(p.story, p.thread, _reason(p.reason), p.copy_of, p.language)
            for p in outcome.placements]
        ),
        tuple([_merge(merge) for merge in outcome.merges]),
        tuple(
            [(k.a, k.b, str(k.kind), str(k.state), k.score, k.terms) for k in outcome.links]
        ),
        tuple([(s.thread, s.made, s.stories, _reason(s.reason)) for s in outcome.splits]),
        tuple([_merge(merge) for merge in outcome.wakes]),
    )  # fmt: skip


def _reason(reason: Reason) -> Plain:
    by, terms = str(reason.by), reason.terms
    return (by, reason.score, reason.matched, terms, reason.gap, reason.same_link, reason.note)


def _merge(merge: Merge) -> Plain:
    return (merge.survivor, merge.absorbed, _reason(merge.reason))


def from_plain(values: Plain) -> Outcome:
    """The outcome that ``to_plain`` was given; ``ValueError`` when it is none."""
    placements, merges, links, splits, wakes = _each(values, tuple, 5)
    return Outcome(
        tuple([_placement(one) for one in _each(placements, tuple)]),
        tuple([_to_merge(one) for one in _each(merges, tuple)]),
        tuple([_link(one) for one in _each(links, tuple)]),
        tuple([_split(one) for one in _each(splits, tuple)]),
        tuple([_to_merge(one) for one in _each(wakes, tuple)]),
    )


def _placement(values: Plain) -> Placement:
    _is(values, _PLACEMENT)
    story, thread, reason, copy_of, language = values
    return Placement(story, thread, _to_reason(reason), copy_of, language)


def _to_merge(values: Plain) -> Merge:
    _is(values, _MERGE)
    return Merge(values[0], values[1], _to_reason(values[2]))


def _link(values: Plain) -> ThreadLink:
    _is(values, _LINK)
    a, b, kind, state, score, terms = values
    return ThreadLink(a, b, LinkKind(kind), LinkState(state), score, _each(terms, str))


def _split(values: Plain) -> Split:
    _is(values, _SPLIT)
    thread, made, stories, reason = values
    return Split(thread, made, _each(stories, int), _to_reason(reason))


def _to_reason(values: Plain) -> Reason:
    _is(values, _REASON)
    if (values[0], values[2:]) == _ALONE:
        return _alone(values[1])
    by, score, matched, terms, gap, same_link, note = values
    for term in terms:
        _is(term, _TERM)
    return Reason(PlacedBy(by), score, matched, terms, gap, same_link, note)


@lru_cache(maxsize=256)
def _alone(score: float) -> Reason:
    return Reason(PlacedBy.ALONE, score)


def _is(values: object, kinds: _Kinds) -> None:
    if not isinstance(values, tuple) or tuple(map(type, values)) not in kinds:
        raise ValueError("a record of another kind was expected")


def _each(values: object, kind: type, count: int | None = None) -> Plain:
    if not (
        isinstance(values, tuple)
        and count in (None, len(values))
        and all(isinstance(value, kind) for value in values)
    ):
        raise ValueError("records of another kind were expected")
    return values

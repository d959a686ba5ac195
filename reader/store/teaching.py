"""Plans of what the user teaches grouping: aliases, words and feeds that never join, folders whose
stories join more or less readily; and the lessons that corrections give by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import isfinite

from reader.errors import UsageError
from reader.model import PlacedBy, Verb
from reader.store.plan import Plan, as_int, name_of
from reader.store.reasons import unpack
from reader.text import line

#: Furthest that a folder may be from the setting for all.
MOST_TIGHT = 2.0
#: Terms of one placement that are taken to have misled: the heaviest, and those nearly as heavy.
MISLED, NEARLY = 3, 0.6
#: What brings a story to others by what they share.
_BROUGHT = frozenset(
    {PlacedBy.JOIN, PlacedBy.MERGE, PlacedBy.LANGUAGE, PlacedBy.MEANING, PlacedBy.WAKE}
)

_ALIAS = ("canonical", "at")
_LESSON = ("times", "at")


def _lines(text: str, what: str) -> list[str]:
    """The names in ``text``, one a line, each once."""
    names = dict.fromkeys(name_of(each, what) for each in text.split("\n") if line(each))
    if not names:
        raise UsageError(f"Say which {what} is meant")
    return list(names)


def add_alias(plan: Plan) -> None:
    """The forms in ``text`` are further forms of ``more`` "to": grouping takes all for one name."""
    canonical = name_of(plan.more("to") or "", "alias")
    for form in _lines(plan.action.text, "form"):
        if form.casefold() == canonical.casefold():
            raise UsageError(f"{form} cannot be another form of itself")
        before = plan.row("alias", "form", form, _ALIAS)
        if before is None or before[0] != canonical:
            after = (canonical, plan.now)
            plan.changed += plan.edits.add("alias", (form,), _ALIAS, before, after)


def remove_alias(plan: Plan) -> None:
    """``text`` holds the forms; a name that others are forms of takes them all away."""
    for form in _lines(plan.action.text, "form"):
        rows = plan.rows(
            "SELECT form, canonical, at FROM alias WHERE form = ? OR canonical = ?", form, form
        )
        if not rows:
            raise UsageError(f"There is no alias for {form!r}", "clew alias lists them")
        for known, canonical, at in rows:
            before = (str(canonical), as_int(at))
            plan.changed += plan.edits.add("alias", (str(known),), _ALIAS, before, None)


def never_join(plan: Plan) -> None:
    """The words in ``text`` and the ``feeds`` join nothing from now on."""
    for kind, value in _barred(plan):
        if _since(plan, kind, value) is None:
            plan.changed += plan.edits.add("never_join", (kind, value), ("at",), None, (plan.now,))


def may_join(plan: Plan) -> None:
    """The words in ``text`` and the ``feeds`` may join again; a word counts in full again."""
    for kind, value in _barred(plan):
        at = _since(plan, kind, value)
        changed = plan.edits.add(
            "never_join", (kind, value), ("at",), None if at is None else (at,), None
        )
        if kind == "word":
            before = plan.row("lesson", "term", value, _LESSON)
            changed = plan.edits.add("lesson", (value,), _LESSON, before, None) or changed
        plan.changed += changed


def _barred(plan: Plan) -> list[tuple[str, str]]:
    """(kind, value) of the rows that the action is about; words without regard to case."""
    feeds = [("feed", str(feed)) for feed in plan.feeds()]
    if feeds and not line(plan.action.text):
        return feeds
    return feeds + [("word", word.casefold()) for word in _lines(plan.action.text, "word")]


def _since(plan: Plan, kind: str, value: str) -> int | None:
    rows = plan.rows("SELECT at FROM never_join WHERE kind = ? AND value = ?", kind, value)
    return as_int(rows[0][0]) if rows else None


def tighten(plan: Plan) -> None:
    """How readily the stories of a folder join, against the setting for all."""
    folder: int | None = None
    for name in filter(None, (part.strip() for part in plan.action.text.split("/"))):
        rows = plan.rows("SELECT id FROM folder WHERE parent IS ? AND name = ?", folder, name)
        if not rows:
            raise UsageError(f"There is no folder {plan.action.text!r}", "clew feeds shows them")
        folder = as_int(rows[0][0])
    if folder is None:
        raise UsageError("Say which folder is meant")
    before = plan.row("folder", "id", folder, ("tightness",))
    assert before is not None
    after = (_tightness(plan.more("tightness") or ""),)
    plan.changed += plan.edits.add("folder", (folder,), ("tightness",), before, after)


def _tightness(text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or abs(value) > MOST_TIGHT:
        raise UsageError(f"{text!r} is no tightness", f"A number from -{MOST_TIGHT:g} to 2")
    return value


def learn(plan: Plan, stories: Iterable[int]) -> None:
    """Stories are taken out of the thread they were placed in: the terms that had decided count
    less from now on. Part of the correction, so that undoing it unlearns."""
    terms: dict[str, None] = {}
    for (text,) in plan.rows(
        "SELECT reason FROM placement WHERE story IN (SELECT value FROM json_each(?))",
        json.dumps(list(stories)),
    ):
        reason = unpack(str(text))
        if reason.by in _BROUGHT:
            heaviest = max((weight for _, weight in reason.terms), default=0.0)
            terms |= dict.fromkeys(
                term.casefold()
                for term, weight in reason.terms[:MISLED]
                if line(term) and weight >= NEARLY * heaviest
            )
    for term in terms:
        before = plan.row("lesson", "term", term, _LESSON)
        times = as_int(before[0]) if before else 0
        plan.edits.add("lesson", (term,), _LESSON, before, (times + 1, plan.now))


PLANS = {
    Verb.ADD_ALIAS: add_alias,
    Verb.REMOVE_ALIAS: remove_alias,
    Verb.NEVER_JOIN: never_join,
    Verb.MAY_JOIN: may_join,
    Verb.TIGHTEN: tighten,
}

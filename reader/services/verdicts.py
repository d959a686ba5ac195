"""What the rules say of each story, in memory, and that stored: see ``ruling``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from reader.clock import Clock
from reader.errors import ClewError
from reader.model import RuleRow
from reader.query import dates
from reader.query.memory import Asking, Subject, matches
from reader.query.parse import parse
from reader.query.ruling import Effect, of_story, parse_effects
from reader.query.tree import (
    BUILTIN_VIEWS,
    And,
    Date,
    Everything,
    InView,
    Node,
    Not,
    Or,
    Query,
    ThreadOf,
)
from reader.query.widen import Names, names, widened
from reader.store import Store
from reader.store.rules import Judgement

_log = logging.getLogger(__name__)

#: Stories judged in one go: enough to spare transactions, few enough that none takes 50 ms.
BATCH = 100


@dataclass(slots=True)
class _Rule:
    """A rule in force, its queries read. ``early``: it needs nothing of the thread."""

    row: RuleRow
    query: Node
    unless: Node | None
    early: bool
    kin: bool
    problem: str = ""

    def holds(self, story: Subject, asking: Asking) -> bool:
        return matches(self.query, story, asking) and not (
            self.unless is not None and matches(self.unless, story, asking)
        )


@dataclass(slots=True)
class Judge:
    """Asks the rules as they are now. ``problems``: rule → why it could not be asked, to add to."""

    store: Store
    clock: Clock
    problems: dict[str, str]

    def arrived(self, stories: Sequence[int]) -> None:
        """See ``Ruling``."""
        rules = [rule for rule in self._rules() if rule.early]
        for start in range(0, len(stories) if rules else 0, BATCH):
            some = tuple(stories[start : start + BATCH])
            judgement = Judgement(early=some)
            self._ask(rules, self.store.rules.subjects(some), judgement)
            self.store.rules.judge(judgement)

    def placed(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """See ``Ruling``."""
        tested = self.store.rules.breaking()
        rules = self._rules()
        judgement = Judgement(tested=tuple(tested), broken=self._broken(tested))
        changed = 0
        while not stopped():
            waiting = self.store.rules.waiting(BATCH)
            if not waiting and not judgement.tested:
                break
            judgement.done = tuple(story for story, _early in waiting)
            for early in (False, True):
                asked = [story for story, had in waiting if had is early]
                # What had its early look is not asked again by the rules that took it.
                left = [rule for rule in rules if not (early and rule.early)]
                if asked and left:
                    self._ask(left, self.store.rules.subjects(asked), judgement)
            changed += self.store.rules.judge(judgement)
            judgement = Judgement()
        return changed

    def _rules(self) -> list[_Rule]:
        """The rules in force that can be read; of the others it is noted why not."""
        now = self.clock.now()
        known = names(self.store.placing.aliases())
        found = []
        for row in self.store.rules.all():
            if row.enabled and (row.until is None or row.until > now):
                try:
                    found.append(_read(row, known))
                except ClewError as error:
                    self.problems[row.name] = str(error)
        return found

    def _ask(self, rules: list[_Rule], stories: list[Subject], judgement: Judgement) -> None:
        asking = Asking(self.clock.now(), dates.local(), self._views())
        for story in stories:  # its words are cut once, for all rules
            among: Asking | None = None
            for rule in rules:
                if rule.problem:
                    continue
                if rule.kin and among is None:
                    among = self._among(story, asking)
                if self._holds(rule, story, among if rule.kin and among else asking):
                    judgement.applied.setdefault(rule.row.name, []).append(story.id)
        for rule in rules:
            judgement.problems.setdefault(rule.row.name, rule.problem)
        judgement.problems |= self.problems

    def _holds(self, rule: _Rule, story: Subject, asking: Asking) -> bool:
        """Whether the rule takes the story; one that cannot be asked is asked no more."""
        try:
            return rule.holds(story, asking)
        except ClewError as error:
            rule.problem = str(error)
        except Exception as error:
            _log.exception("rule %s: a fault of ours", rule.row.name)
            rule.problem = f"clew stumbled: {type(error).__name__}: {error}"
        self.problems[rule.row.name] = rule.problem
        return False

    def _among(self, story: Subject, asking: Asking) -> Asking:
        """With the other stories of the thread, for rules that ask for them."""
        others = [one for one in self.store.rules.siblings(story.thread) if one.id != story.id]
        return replace(asking, siblings=others)

    def _views(self) -> dict[str, Query]:
        """Every view whose query can be read, by casefolded name."""
        found = {}
        known = names(self.store.placing.aliases())
        texts = [*BUILTIN_VIEWS, *((view.name, view.query) for view in self.store.rows.views())]
        for name, text in texts:
            try:
                query = parse(text)
                found[name.casefold()] = replace(query, root=widened(query.root, known))
            except ClewError:
                continue  # a rule that asks for it will say so
        return found

    def _broken(self, tested: Mapping[int, str]) -> tuple[int, ...]:
        """The muted threads one of whose stories answers the query that ends their mute."""
        found = []
        asking = Asking(self.clock.now(), dates.local(), self._views())
        known = names(self.store.placing.aliases())
        for thread, text in tested.items():
            try:
                ends = widened(parse(text).root, known)
                stories = self.store.rules.siblings(thread)
                if any(matches(ends, one, replace(asking, siblings=stories)) for one in stories):
                    found.append(thread)
            except ClewError as error:
                _log.warning("the break-through of thread %d: %s", thread, error)
            except Exception:
                _log.exception("the break-through of thread %d: a fault of ours", thread)
        return tuple(found)


def _read(row: RuleRow, known: Names) -> _Rule:
    query = widened(parse(row.query).root, known)
    unless = widened(parse(row.unless).root, known) if row.unless else None
    effects, _end = parse_effects(row.action)
    # What breaks a mute ends it later too; anything else must be known before it is done.
    waits = unless is not None and not of_story(unless) and effects != (Effect("mute"),)
    early = of_story(query) and not waits
    kin = _asks_kin(query) or (unless is not None and _asks_kin(unless))
    return _Rule(row, query, unless, early, kin)


def _asks_kin(node: Node) -> bool:
    """Whether ``node`` asks for other stories of the thread; a view may."""
    match node:
        case And(parts) | Or(parts):
            return any(map(_asks_kin, parts))
        case Not(part):
            return _asks_kin(part)
        case _:
            return isinstance(node, ThreadOf | InView)


def selects(row: RuleRow, since: int) -> Query:
    """The query for the stories from ``since`` on that the rule would have judged."""
    begin = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts: list[Node] = [parse(row.query).root, Date("date", begin, "")]
    if row.unless:
        parts.append(Not(parse(row.unless).root))
    kept = tuple(part for part in parts if not isinstance(part, Everything))
    return Query(And(kept) if len(kept) > 1 else kept[0])

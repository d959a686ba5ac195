"""The user's rules: written, tried, kept, ordered, taken back; as text to carry elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reader.clock import Clock
from reader.errors import QueryError, UsageError
from reader.model import FOR_GOOD, Action, Actor, Done, RuleRow, Verb
from reader.query.parse import parse
from reader.query.ruling import RuleText, parse_effects, parse_rule, write_effects, write_rule
from reader.query.tree import And, Query, State
from reader.services.ending import end_of
from reader.services.latest import latest
from reader.services.lines import name_in, read_lines
from reader.services.searching import in_views
from reader.services.verdicts import selects
from reader.services.viewing import Viewing
from reader.store import Store

#: Days back from the newest story in which a rule is tried before it is kept.
DAYS = 30
DAY = 86_400
#: Titles shown of what it would do.
SAMPLE = 8
_LINE = re.compile(r'rule\s+(off\s+)?("(?:[^"\\]|\\.)*")\s*:?\s*(.*)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would do to stories of ``days`` days up to ``newest``, the time of the newest
    story: how many stories it takes, how many threads it would mute (0 when it mutes none), titles
    of the newest (of a rule that only mutes: of those threads). ``past``: these are not the last
    days, since nothing came in for longer than a day."""

    days: int
    newest: int
    past: bool
    stories: int
    muted: int
    sample: tuple[str, ...]


class Rulebook:
    """The rules of one profile. Each change is one action, one thing to undo."""

    def __init__(self, store: Store, clock: Clock, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def all(self) -> list[RuleRow]:
        """Every rule, in the order they are asked."""
        return self._store.rules.all()

    def get(self, name: str) -> RuleRow:
        """The rule of that name, case aside; ``UsageError`` when there is none."""
        import difflib

        known = {row.name.casefold(): row for row in self.all()}
        if name.casefold() in known:
            return known[name.casefold()]
        near = difflib.get_close_matches(name.casefold(), known, n=1)
        hint = f"Did you mean {known[near[0]].name}?" if near else "'clew rules' lists them"
        raise UsageError(f"There is no rule named {name}", hint)

    def text(self, row: RuleRow) -> str:
        """The rule as one writes it: ``when … then … unless …``."""
        end = "" if row.until is None else _date(row.until)
        return write_rule(RuleText(row.query, parse_effects(row.action)[0], row.unless, end))

    # ------------------------------------------------------------------ writing

    def read(self, text: str, name: str = "") -> RuleRow:
        """The rule that ``text`` says, checked whole, under ``name`` or one made of its query. The
        end of a mute is counted from now. Raises ``UsageError`` or, with the column in ``text``,
        ``QueryError``."""
        rule = parse_rule(text)
        for part in filter(None, (rule.query, rule.unless)):
            self._check(part, text)
        until = end_of(rule.end, self._clock.now()) if rule.end else FOR_GOOD
        return RuleRow(
            name.strip() or self._name_for(rule),
            rule.query,
            write_effects(rule.effects),
            rule.unless,
            None if until == FOR_GOOD else until,
        )

    def _check(self, query: str, text: str) -> None:
        try:
            tree = parse(query)
            viewing = Viewing(self._store, self._clock)
            for view in in_views(tree.root):
                viewing.get(view.name)
            self._store.lists.count(tree)
        except QueryError as error:
            at = max(0, text.find(query)) + error.column
            raise QueryError(error.message, at, error.hint) from None

    def _name_for(self, rule: RuleText) -> str:
        """A name made of the query, told apart by a number from those there are."""
        words = " ".join(rule.query.split())
        short = words if len(words) <= 40 else words[:39].rstrip() + "…"
        taken = {row.name.casefold() for row in self.all()}
        names = (short, *(f"{short} {n}" for n in range(2, 1_000)))
        return next(name for name in names if name.casefold() not in taken)

    def save(self, text: str, name: str = "", *, days: int = 0) -> Done:
        """Keep a rule, or write the one of that name anew. It judges what arrives from now on, and
        at once what came in the last ``days`` days before the newest story."""
        row = self.read(text, name)
        action = self._saving(row)
        if days:
            action = replace(action, stories=self._judged(row, days))
        return self._store.actions.do(action, self._actor)

    def _saving(self, row: RuleRow, *, enabled: str | None = None) -> Action:
        more = [("query", row.query), ("action", row.action), ("unless", row.unless)]
        if enabled is not None:
            more.append(("enabled", enabled))
        until = FOR_GOOD if row.until is None else row.until
        return Action(Verb.SAVE_RULE, text=row.name, until=until, more=tuple(more))

    def enable(self, name: str, *, on: bool = True) -> Done:
        """Let a rule judge, or judge no more; what it muted comes into sight meanwhile."""
        row = self.get(name)
        if on and row.until is not None and row.until <= self._clock.now():
            raise UsageError(f"The rule {row.name} ended {_date(row.until)}", "Give it a new end")
        more = (("enabled", "1" if on else "0"),)
        return self._do(Verb.SAVE_RULE, row.name, more)

    def rename(self, name: str, to: str) -> Done:
        """Give a rule another name; its verdicts go with it."""
        return self._do(Verb.RENAME_RULE, name, (("to", to),))

    def remove(self, name: str) -> Done:
        """Forget a rule: what it muted comes into sight, its tags and stars stay."""
        return self._do(Verb.REMOVE_RULE, name)

    def order(self, names: Sequence[str]) -> Done:
        """The rules named are asked first, in that order; the others follow as they were."""
        first = [self.get(name).name for name in names]
        rest = [row.name for row in self.all() if row.name not in first]
        wanted = json.dumps([*dict.fromkeys(first), *rest], ensure_ascii=False)
        return self._do(Verb.ORDER, "rules", (("order", wanted),))

    def _do(self, verb: Verb, text: str, more: tuple[tuple[str, str], ...] = ()) -> Done:
        return self._store.actions.do(Action(verb, text=text, more=more), self._actor)

    # ------------------------------------------------------------------ trying and applying

    def preview(self, row: RuleRow, days: int = DAYS) -> Preview:
        """What the rule would do to what came in the last ``days`` days before the newest story."""
        newest = latest(self._store, self._clock)
        query = selects(row, newest - days * DAY)
        lists = self._store.lists
        stories = lists.stories_of(query)
        leads: tuple[int, ...] = ()
        deeds = {effect.deed for effect in parse_effects(row.action)[0]}
        if "mute" in deeds:
            leads = lists.stories_of(Query(And((query.root, State("lead")))))
        some = (leads if deeds == {"mute"} else stories)[:SAMPLE]
        titles = [each.title for each in self._store.rows.stories(some)]
        past = self._clock.now() - newest > DAY
        return Preview(days, newest, past, len(stories), len(leads), tuple(titles))

    def _judged(self, row: RuleRow, days: int) -> tuple[int, ...]:
        """The stories of the last ``days`` days before the newest one that the rule takes."""
        since = latest(self._store, self._clock) - days * DAY
        return self._store.lists.stories_of(selects(row, since))

    def apply(self, name: str, days: int = DAYS) -> Done:
        """Let the rule judge what came in the last ``days`` days before the newest story, as one
        action to undo."""
        row = self.get(name)
        action = Action(Verb.APPLY_RULE, stories=self._judged(row, days), text=row.name)
        return self._store.actions.do(action, self._actor)

    def take_back(self, name: str) -> Done:
        """Undo all that the rule did, where it still stands as the rule left it."""
        return self._do(Verb.TAKE_BACK_RULE, name)

    def mute_topic(self, query: str, end: str = "", unless: str = "") -> Done:
        """A rule that mutes ``query`` until ``end``, also in what is there. The rule of an earlier
        mute of the same topic is written anew."""
        said = RuleText(query, parse_effects("mute")[0], unless, end)
        same = [row.name for row in self.all() if row.query == query and row.action == "mute"]
        return self.save(write_rule(said), same[0] if same else "", days=DAYS)

    # ------------------------------------------------------------------ as text

    def export(self) -> str:
        """All rules, one a line, in the order they are asked; ``take`` reads them. Those that have
        ended are remarks: ``take`` could only refuse them."""
        lines = []
        now = self._clock.now()
        for row in self.all():
            off = "" if row.enabled else "off "
            ended = "# ended: " if row.until is not None and row.until <= now else ""
            lines.append(
                f"{ended}rule {off}{json.dumps(row.name, ensure_ascii=False)}: {self.text(row)}"
            )
        return "\n".join(lines) + ("\n" if lines else "")

    def take(self, text: str) -> list[Done]:
        """Take rules from text as ``export`` writes it; a rule of the same name is written anew.
        Nothing is taken when a line is wrong: the error names every such line."""
        actions = read_lines(text, self._action_of, "No rule was taken")
        return [self._store.actions.do(action, self._actor) for action in actions]

    def _action_of(self, line: str) -> Action:
        found = _LINE.fullmatch(line)
        if found is None:
            raise UsageError("It is no rule", 'Write: rule "a name": when bitcoin then tag money')
        off, name, rule = found.groups()
        row = self.read(rule, name_in(name))
        return self._saving(row, enabled="0" if off else "1")


def _date(at: int) -> str:
    """A moment as ``end_of`` reads it: the day alone at midnight."""
    when = datetime.fromtimestamp(at)
    if (when.hour, when.minute, when.second) == (0, 0, 0):
        return f"{when:%Y-%m-%d}"
    return f"{when:%Y-%m-%d %H:%M}"

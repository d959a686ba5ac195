"""Views: queries with a name, kept, and how many unread stories each holds."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from reader.clock import Clock
from reader.errors import ClewError, UsageError
from reader.model import MARK_READ, Action, Actor, Done, Verb, ViewRow
from reader.query.parse import parse
from reader.query.tree import GROUPS, SORTS, And, Query, State
from reader.services.lines import name_in, read_lines
from reader.services.searching import in_views
from reader.store import Store
from reader.store.connection import Interrupt, Interrupted

#: A view as text: its name, what it says of itself, its query.
_LINE = re.compile(r'view\s+("(?:[^"\\]|\\.)*")((?:\s+[^\s:"]+)*)\s*:\s*(.*)', re.IGNORECASE)
#: What a view says of itself, as it is when nothing is said.
_FIRST = {"sort": "sort=date", "group": "group=thread", "mark_read": "mark_read=open"}
_VALUES = {"sort": SORTS, "group": GROUPS, "mark_read": MARK_READ}


class Viewing:
    """What a person keeps as views. Each call is one action, one thing to undo."""

    def __init__(self, store: Store, clock: Clock, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def all(self) -> list[ViewRow]:
        """The built-in views, then the user's, in their order."""
        return self._store.rows.views()

    def get(self, name: str) -> ViewRow:
        """The view of that name, case aside; ``UsageError`` when there is none."""
        import difflib

        known = {view.name.casefold(): view for view in self.all()}
        found = known.get(name.casefold())
        if found is None:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            names = ", ".join(view.name for view in known.values())
            hint = f"Did you mean {known[near[0]].name}?" if near else f"There are {names}"
            raise UsageError(f"There is no view named {name}", hint)
        return found

    def save(
        self,
        name: str,
        query: str | None = None,
        *,
        sort: str | None = None,
        group: str | None = None,
        mark_read: str | None = None,
        notify: bool | None = None,
        to: str | None = None,
    ) -> Done:
        """Keep a query as a view, or change one; what is None stays as it was. ``to`` gives a view
        that is there another name.

        A query must be answerable now: a typing mistake is said here, not by an empty list later.
        """
        if query is not None:
            self._check(parse(query), name)
        values = {"query": query, "sort": sort, "group": group, "mark_read": mark_read, "to": to}
        more = [(key, value) for key, value in values.items() if value is not None]
        if notify is not None:
            more.append(("notify", "1" if notify else ""))
        return self._do(Action(Verb.SAVE_VIEW, text=name, more=tuple(more)))

    def _check(self, query: Query, name: str) -> None:
        for view in in_views(query.root):
            if view.name.casefold() == name.casefold():
                raise UsageError(f"The view {name} would be made of itself", "Leave in: away")
            self.get(view.name)

    def rename(self, name: str, to: str) -> Done:
        """Give a view another name; what names it by ``in:`` follows."""
        return self._do(Action(Verb.RENAME_VIEW, text=name, more=(("to", to),)))

    def remove(self, name: str) -> Done:
        """Forget a view; its stories stay."""
        return self._do(Action(Verb.REMOVE_VIEW, text=name))

    def order(self, names: list[str]) -> Done:
        """The views named come first, in that order; the others follow as they were."""
        own = [view.name for view in self.all() if not view.builtin]
        first = [self.get(name).name for name in names]
        for name in first:
            if name not in own:
                raise UsageError(f"The view {name} is built in", "Those come first, always")
        wanted = [*dict.fromkeys(first), *(name for name in own if name not in first)]
        more = (("order", json.dumps(wanted, ensure_ascii=False)),)
        return self._do(Action(Verb.ORDER, text="views", more=more))

    # ------------------------------------------------------------------ as text

    def export(self) -> str:
        """The user's views, one a line, in their order; ``take`` reads them. What a view leaves as
        it is at first is left out."""
        lines = []
        for view in self.all():
            if view.builtin:
                continue
            said = [f"{name}={getattr(view, name)}" for name in _FIRST if getattr(view, name)]
            said = [one for one in said if one not in _FIRST.values()]
            said += ["notify"] if view.notify else []
            name = json.dumps(view.name, ensure_ascii=False)
            lines.append(f"{' '.join(['view', name, *said])}: {view.query}".rstrip())
        return "".join(f"{line}\n" for line in lines)

    def take(self, text: str) -> list[Done]:
        """Take views from text as ``export`` writes it; a view of the same name is written anew.
        Nothing is taken when a line is wrong: the error names every such line."""
        names = {view.name.casefold() for view in self.all()}

        def read(line: str) -> Action:
            action = self._action_of(line, names)
            names.add(action.text.casefold())
            return action

        return [self._do(action) for action in read_lines(text, read, "No view was taken")]

    def _action_of(self, line: str, names: Collection[str]) -> Action:
        found = _LINE.fullmatch(line)
        if found is None:
            raise UsageError("It is no view", 'Write: view "a name" sort=heat: is:unread #tech')
        name, settings, query = name_in(found[1]), found[2].split(), found[3]
        if any(view.builtin and view.name.casefold() == name.casefold() for view in self.all()):
            raise UsageError(f"The view {name} is built in", "Choose another name")
        for view in in_views(parse(query).root):
            if view.name.casefold() == name.casefold() or view.name.casefold() not in names:
                self._check(parse(query), name)
        values = dict(one.split("=") for one in _FIRST.values())
        for setting in settings:
            key, _, value = setting.partition("=")
            if key == "notify" and not value:
                continue
            known = _VALUES.get(key)
            if known is None:
                raise UsageError(f"A view has no {key}", f"There are {', '.join(_FIRST)}, notify")
            if (value.removeprefix("-") if key == "sort" else value) not in known:
                raise UsageError(f"{key} cannot be {value}", f"There are {', '.join(known)}")
            values[key] = value
        values["notify"] = "1" if "notify" in settings else ""
        return Action(Verb.SAVE_VIEW, text=name, more=(("query", query), *values.items()))

    def used_by(self, name: str) -> list[str]:
        """Names of the views and rules that name this one by ``in:``."""
        texts = [(view.name, view.query) for view in self.all() if not view.builtin]
        texts += [(rule.name, f"({rule.query}) {rule.unless}") for rule in self._store.rules.all()]
        return list(dict.fromkeys(other for other, text in texts if _names(text, name)))

    def _do(self, action: Action) -> Done:
        return self._store.actions.do(action, self._actor)

    # ------------------------------------------------------------------ counting

    def recount(self, interrupt: Interrupt | None = None) -> list[ViewRow] | None:
        """Count the unread stories of the user's views anew and keep the numbers; the views with
        them. Slow on a large archive: call it behind. None when ``interrupt`` stopped it."""
        own = [view for view in self.all() if not view.builtin]
        try:
            counted = [replace(view, unread=self._unread(view, interrupt)) for view in own]
        except Interrupted:
            return None
        changed = {
            new.name: new.unread for old, new in zip(own, counted, strict=True) if old != new
        }
        if changed and not self._store.readonly:
            self._store.actions.set_unread(changed)
        return counted

    def _unread(self, view: ViewRow, interrupt: Interrupt | None) -> int | None:
        try:
            query = parse(view.query)
            unread = Query(And((query.root, State("unread"))), limit=query.limit)
            return self._store.lists.count(unread, interrupt=interrupt)
        except ClewError:
            return None


def _names(text: str, name: str) -> bool:
    try:
        found = in_views(parse(text).root)
    except ClewError:
        return False
    return any(view.name.casefold() == name.casefold() for view in found)


def news(before: Mapping[str, int | None], views: Sequence[ViewRow]) -> dict[str, int]:
    """View → how many unread stories more there are than ``before``, of those to be told of. Of one
    that was not counted before nobody knows what is new."""
    told = ((view, before.get(view.name)) for view in views if view.notify)
    return {
        view.name: view.unread - old
        for view, old in told
        if old is not None and view.unread is not None and view.unread > old
    }

"""Views: queries with a name, kept, and how many unread stories each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reader.clock import Clock
from reader.errors import ClewError, UsageError
from reader.model import Action, Actor, Done, Verb, ViewRow
from reader.query.parse import parse
from reader.query.tree import And, Query, State
from reader.services.searching import in_views
from reader.store import Interrupt, Store
from reader.store.connection import Interrupted


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
    ) -> Done:
        """Keep a query as a view, or change one; what is None stays as it was.

        A query must be answerable now: a typing mistake is said here, not by an empty list later.
        """
        if query is not None:
            self._check(parse(query), name)
        values = {"query": query, "sort": sort, "group": group, "mark_read": mark_read}
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
        import json

        own = [view.name for view in self.all() if not view.builtin]
        first = [self.get(name).name for name in names]
        for name in first:
            if name not in own:
                raise UsageError(f"The view {name} is built in", "Those come first, always")
        wanted = [*dict.fromkeys(first), *(name for name in own if name not in first)]
        more = (("order", json.dumps(wanted, ensure_ascii=False)),)
        return self._do(Action(Verb.ORDER, text="views", more=more))

    def used_by(self, name: str) -> list[str]:
        """Names of the views and rules that name this one by ``in:``."""
        texts: dict[str, str] = {view.name: view.query for view in self.all() if not view.builtin}
        texts |= {rule.name: f"({rule.query}) {rule.unless}" for rule in self._store.rules.all()}
        return [other for other, text in texts.items() if other != name and _names(text, name)]

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
    """View → how many unread stories more there are than ``before``, of those to be told of."""
    more = {view.name: (view.unread or 0) - (before.get(view.name) or 0) for view in views}
    return {view.name: more[view.name] for view in views if view.notify and more[view.name] > 0}

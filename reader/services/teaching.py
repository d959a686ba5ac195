"""What the user teaches grouping: aliases, what never joins, folders that join more or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.model import Action, Actor, Done, Verb
from reader.store import Store


@dataclass(frozen=True, slots=True)
class Taught:
    """All that was taught. ``aliases``: name → its other forms; ``lessons``: term → how often a
    correction said that it misled; ``folders``: (path, tightness) of those with one of their own.
    """

    aliases: dict[str, tuple[str, ...]]
    words: tuple[str, ...]
    feeds: tuple[int, ...]
    lessons: dict[str, int]
    folders: tuple[tuple[str, float], ...]


class Teaching:
    """Each call is one action, one journal row, one thing to undo. The next refresh goes by it."""

    def __init__(self, store: Store, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._actor = actor

    def taught(self) -> Taught:
        """Everything, in alphabetical order."""
        placing = self._store.placing
        forms: dict[str, list[str]] = {}
        for form, name in placing.aliases().items():
            forms.setdefault(name, []).append(form)
        words, feeds = placing.never_join()
        return Taught(
            aliases={name: tuple(forms[name]) for name in sorted(forms)},
            words=tuple(sorted(words)),
            feeds=tuple(sorted(feeds)),
            lessons=placing.lessons(),
            folders=tuple(placing.folders()),
        )

    def alias(self, name: str, forms: Sequence[str]) -> Done:
        """Grouping takes ``forms`` and ``name`` for one name, whatever language tells it."""
        return self._do(Action(Verb.ADD_ALIAS, text="\n".join(forms), more=(("to", name),)))

    def forget_alias(self, forms: Sequence[str]) -> Done:
        """Take forms away; a name goes with all its forms."""
        return self._do(Action(Verb.REMOVE_ALIAS, text="\n".join(forms)))

    def never_join(self, words: Sequence[str] = (), feeds: Sequence[int] = ()) -> Done:
        """No story joins another by these words, none of these feeds joins by itself."""
        return self._do(Action(Verb.NEVER_JOIN, feeds=tuple(feeds), text="\n".join(words)))

    def may_join(self, words: Sequence[str] = (), feeds: Sequence[int] = ()) -> Done:
        """They may again; words that misled count in full again."""
        return self._do(Action(Verb.MAY_JOIN, feeds=tuple(feeds), text="\n".join(words)))

    def tighten(self, folder: str, tightness: float | None) -> Done:
        """What a folder adds to ``threads.tightness``; None: what the folder around it adds."""
        text = "" if tightness is None else f"{tightness:g}"
        return self._do(Action(Verb.TIGHTEN, text=folder, more=(("tightness", text),)))

    def _do(self, action: Action) -> Done:
        return self._store.actions.do(action, self._actor)

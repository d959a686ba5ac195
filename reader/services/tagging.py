"""Tagging of stories, threads and feeds, with completion."""

from __future__ import annotations

from collections.abc import Sequence

from reader.errors import UsageError
from reader.model import MAX_TAG, Action, Actor, Done, TagRow, Verb
from reader.store import Store
from reader.store.tagnames import meant
from reader.text import display

__all__ = ["MAX_TAG", "Tagging"]

#: Least likeness (0 to 100, rapidfuzz's WRatio) of a tag that is offered without sharing a prefix.
_LIKE = 70


class Tagging:
    """Tags as the user writes them: nothing is trimmed or split; one that is there already in other
    case is meant by its name."""

    def __init__(self, store: Store, actor: Actor = Actor.SCREEN) -> None:
        self._store = store
        self._actor = actor

    def tag(self, name: str, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Add a tag, kept as written. ``UsageError`` when empty, over 100 characters or with
        control characters."""
        action = Action(Verb.TAG, tuple(stories), tuple(threads), text=name)
        return self._store.actions.do(action, self._actor)

    def untag(self, name: str, stories: Sequence[int] = (), threads: Sequence[int] = ()) -> Done:
        """Take a tag away from what carries it."""
        action = Action(Verb.UNTAG, tuple(stories), tuple(threads), text=name)
        return self._store.actions.do(action, self._actor)

    def untag_all(
        self, name: str, stories: Sequence[int] = (), threads: Sequence[int] = ()
    ) -> Done:
        """Take a tag off stories, and off threads with every story in them."""
        inside = [story for thread in threads for story in self._store.rows.thread_stories(thread)]
        return self.untag(name, [*stories, *inside], threads)

    def retag(
        self,
        add: Sequence[str],
        take: Sequence[str],
        stories: Sequence[int] = (),
        threads: Sequence[int] = (),
        feeds: Sequence[int] = (),
    ) -> Done:
        """Add tags and take others away, as one action."""
        more = (("off", "\n".join(take)),) if take else ()
        targets = (tuple(stories), tuple(threads), tuple(feeds))
        text = "\n".join(add)
        return self._store.actions.do(
            Action(Verb.RETAG, *targets, text=text, more=more), self._actor
        )

    def tag_feeds(self, name: str, feeds: Sequence[int], *, on: bool = True) -> Done:
        """Tag feeds, or take a tag off them; all their stories have it while they do."""
        verb = Verb.TAG if on else Verb.UNTAG
        action = Action(verb, feeds=tuple(feeds), text=name)
        return self._store.actions.do(action, self._actor)

    def color(self, name: str, color: str) -> Done:
        """Give a tag one of ``TAG_COLORS``; "" leaves the choice to the theme."""
        action = Action(Verb.COLOR_TAG, text=name, more=(("color", color),))
        return self._store.actions.do(action, self._actor)

    def known(self, name: str) -> str:
        """The tag as it is written, told case aside and with or without its ``#``; ``UsageError``
        with the nearest when nothing carries it."""
        names = self._store.rows.tag_names()
        found = meant(name, names)
        if found is None and name.startswith("#"):
            found = meant(name[1:], names)
        if found is not None:
            return found
        near = self.complete(name, 1)
        hint = f"Did you mean {near[0]}?" if near else "'clew tag' lists the tags"
        raise UsageError(f"Nothing carries the tag {display(name)!r}", hint)

    def rename(self, name: str, to: str) -> Done:
        """Give a tag another name everywhere; one that is there already takes it in."""
        action = Action(Verb.RENAME_TAG, text=name, more=(("to", to),))
        return self._store.actions.do(action, self._actor)

    def remove(self, name: str) -> Done:
        """Take a tag away from everything."""
        return self._store.actions.do(Action(Verb.REMOVE_TAG, text=name), self._actor)

    def all(self) -> list[TagRow]:
        """Every tag in use, by name."""
        return self._store.rows.tags()

    def complete(self, start: str, limit: int = 8) -> list[str]:
        """Tags that match ``start``, best first: those that begin with it (most used first), then
        those that hold it, then those like it. Nothing typed yet offers the most used."""
        used = {tag.name: tag.stories + tag.threads + tag.feeds for tag in self.all()}
        names = sorted(used, key=lambda name: (-used[name], name))
        typed = start.casefold()
        found = [name for name in names if name.casefold().startswith(typed)]
        if len(found) < limit:
            found += _alike(typed, [name for name in names if name not in found])
        return found[:limit]


def _alike(typed: str, names: list[str]) -> list[str]:
    """Names that hold the typed text, then those like it, most alike first."""
    from rapidfuzz import fuzz, process

    holding = [name for name in names if typed in name.casefold()]
    others = [name for name in names if name not in holding]
    matches = process.extract(
        typed,
        others,
        scorer=fuzz.WRatio,
        processor=str.casefold,
        limit=None,
        score_cutoff=_LIKE,
    )
    return holding + [name for name, _score, _at in matches]

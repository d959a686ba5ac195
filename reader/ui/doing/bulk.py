"""Verbs that act on all that a query selects, as one action that one undo takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.errors import ClewError, UsageError
from reader.model import Done
from reader.services.ending import end_of
from reader.services.scopes import Scope
from reader.ui.commands.grammar import Line
from reader.ui.doing.marking import undoes
from reader.ui.told import told_error
from reader.words import _

if TYPE_CHECKING:
    from reader.services import Services
    from reader.ui.main_screen import MainScreen

Ids = tuple[int, ...]
#: What a verb does: (services, its line, now, stories, threads) → what it came to.
Work = Callable[["Services", Line, int, Ids, Ids], Done]


def when(text: str, now: int) -> int | None:
    """The end of ``1w``, ``2026-12-24``, ``forever``; None when it is none of them."""
    try:
        return end_of(text, now)
    except UsageError:
        return None


def _until(line: Line, now: int) -> int:
    until = when(line.words[0], now)
    assert until is not None  # ``fault_of`` was asked
    return until


WORK: dict[str, Work] = {
    "read": lambda s, _l, _n, stories, threads: s.triage.read(stories, threads),
    "unread": lambda s, _l, _n, stories, threads: s.triage.unread(stories, threads),
    "star": lambda s, _l, _n, stories, _threads: s.triage.star(stories),
    "unstar": lambda s, _l, _n, stories, _threads: s.triage.star(stories, on=False),
    "tag": lambda s, line, _n, stories, threads: s.tagging.tag(line.words[0], stories, threads),
    "untag": lambda s, line, _n, stories, threads: s.tagging.untag(line.words[0], stories, threads),
    "follow": lambda s, _l, _n, _stories, threads: s.triage.follow(threads),
    "unfollow": lambda s, _l, _n, _stories, threads: s.triage.follow(threads, on=False),
    "mute": lambda s, line, n, _stories, threads: s.triage.mute(
        threads, _until(line, n), line.unless
    ),
    "unmute": lambda s, _l, _n, _stories, threads: s.triage.unmute(threads),
    "snooze": lambda s, line, n, _stories, threads: s.triage.snooze(threads, _until(line, n)),
}


def fault_of(screen: MainScreen, line: Line) -> str:
    """What is wrong with the leading words of a line or with what ends it sooner, "" when nothing
    is."""
    for kind, word in zip(line.spec.words, line.words, strict=False):
        if kind == "when" and when(word, screen.services.clock.now()) is None:
            return _("“{text}” is no length of time: 1d, 2w, 2026-12-24, forever").format(text=word)
    try:
        screen.services.searching.parse(line.unless)
    except ClewError as error:
        return told_error(error)
    return ""


def act_on(screen: MainScreen, line: Line, scope: Scope | None) -> None:
    """Do the verb to what the scope selects; without one to what is under the cursor."""
    services, spec = screen.services, line.spec
    now = services.clock.now()
    stories: Ids = ()
    threads: Ids = ()
    if scope is None:
        targets = screen.acting.threads() if spec.threads else screen.acting.targets()
        only_stories = spec.name in ("star", "unstar")
        stories = screen.acting.stories() if only_stories else targets.stories
        threads = targets.threads
        if not (stories or threads):
            screen.say(_("Nothing is under the cursor: add a query"), "warning")
            return

    def do() -> Done | None:
        chosen, inside = stories, threads
        if scope is not None and spec.threads:
            inside = services.scopes.threads(scope)
        elif scope is not None:
            chosen = services.scopes.stories(scope)
        if not (chosen or inside):
            return None
        return WORK[spec.name](services, line, now, chosen, inside)

    doing = f"{line.verb} {line.rest}".strip() + "…"
    told = screen.acting.telling(doing, do)
    screen.background.run("acting", told, lambda done: _told(screen, line, done))


def _told(screen: MainScreen, line: Line, done: Done | None) -> None:
    from reader.services.journal import describe

    if done is None:
        screen.say(_("Nothing matches {query}").format(query=line.rest), "warning")
        return
    if done.entry is None:
        screen.say(_("{verb}: it is so already").format(verb=line.verb))
        return
    screen.stories.clear_selected()
    if line.spec.name == "mute":
        screen.lister.let_go |= set(done.threads)
    screen.drawn_anew(done.stories, done.threads)
    screen.opening.reload_thread()
    said = describe(done)
    said += _(" unless {query}").format(query=line.unless) if line.unless else ""
    screen.say(f"{said[:1].upper()}{said[1:]} — {undoes(screen)}", "good")

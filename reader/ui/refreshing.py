"""The refresh as the screen sees it: begun by a key or by itself, its progress, what it came to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.errors import BusyError, ClewError
from reader.ui.bars import Progress
from reader.ui.timing import after
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.model import RefreshEvent
    from reader.ui.main_screen import MainScreen

#: Least seconds between two drawings of the refresh's progress.
DRAW_EVERY = 0.1


class RefreshFollower:
    """Starts a refresh, which runs in a process of its own, and tells of it."""

    def __init__(self, screen: MainScreen, *, offline: bool) -> None:
        self._screen = screen
        #: Whether the screen was started with --offline.
        self.offline = offline
        self._refresh: asyncio.Task[None] | None = None
        self._event: RefreshEvent | None = None
        self._then: Callable[[str], None] | None = None
        self._drawing = False
        self._no_network_told = False

    def begin(
        self,
        *,
        force: bool = False,
        only: Sequence[int] = (),
        quiet: bool = False,
        then: Callable[[str], None] | None = None,
    ) -> None:
        """Start a refresh unless one runs. ``quiet``: the automatic one. ``then`` is called with
        what it came to, in words; also when none could be started."""
        screen = self._screen
        automatic = screen.services.config.flag("refresh.auto") and not self.offline
        if quiet and (not automatic or screen.services.readonly):
            return
        problem = ""
        if self._refresh is not None and not self._refresh.done():
            problem = _("A refresh is running")
        elif self.offline:
            problem = _("Started with --offline: nothing is fetched")
        if not problem:
            self._then = then
            self._refresh = asyncio.ensure_future(self._follow(force, only, quiet))
        elif not quiet:
            screen.say(problem, "warning")
            if then is not None:
                then(problem)

    def begin_if_due(self) -> None:
        """The automatic refresh of each minute, if it would find anything to do: a process a minute
        for nothing is felt on a battery."""

        def take(due: bool) -> None:
            if due:
                self.begin(quiet=True)

        self._screen.background.run("looking", self._screen.services.subscriptions.due, take)

    async def _follow(self, force: bool, only: Sequence[int], quiet: bool) -> None:
        from reader.services.refresh import Refreshing

        screen = self._screen
        screen.counting.refresh_begins()
        events = Refreshing(screen.services.profile).events(force=force, only=only)
        last: RefreshEvent | None = None
        try:
            async for event in events:
                last = event
                self._moved(event)
        except BusyError as error:
            if not quiet:
                screen.say(told_error(error), "warning")
        except ClewError as error:
            screen.say(told_error(error), "error")
        finally:
            self._event = None
            screen.header.move(None)
            close = getattr(events, "aclose", None)
            if close is not None:
                with contextlib.suppress(ClewError):
                    await close()
        if last is not None:
            self._ended(last, quiet)
        then, self._then = self._then, None
        if then is not None and not screen.background.closed:
            screen.watching.when_sources(lambda: then(screen.footer.message))

    def _moved(self, event: RefreshEvent) -> None:
        """Draw progress at most ten times a second, the newest event each time."""
        self._event = event
        if not self._drawing:
            self._drawing = True
            after(self._screen, DRAW_EVERY, self._draw_progress)

    def _draw_progress(self) -> None:
        self._drawing = False
        event = self._event
        if event is None or self._screen.background.closed:
            return
        doing = {"placing": _("winding threads"), "indexing": _("indexing")}.get(event.event, "")
        if event.total or doing:
            self._screen.header.move(Progress(event.done, event.total, doing))

    def _ended(self, event: RefreshEvent, quiet: bool) -> None:
        screen = self._screen
        screen.watching.look()
        if event.event == "offline":
            if not quiet or not self._no_network_told:
                screen.say(_("No network: what is stored can all be read"), "warning")
            self._no_network_told = True
            return
        self._no_network_told = bool(event.unreached)
        screen.counting.refresh_ended()
        if event.warnings:
            key = screen.keymap_.shown("go.rules")
            screen.say(f"{event.warnings[0]} — " + _("{key} mends it").format(key=key), "warning")
            return
        if quiet and not event.new and not event.unreached:
            return
        if not (event.total or event.new or event.unreached):
            key = screen.keymap_.shown("feed.refresh")
            screen.say(_("No feed is due yet; {key} asks one now").format(key=key))
            return
        told = ngettext("{n} new story", "{n} new stories", event.new).format(n=f"{event.new:,}")
        if event.failed:
            failed = ngettext("{n} feed failed", "{n} feeds failed", event.failed)
            told += ", " + failed.format(n=event.failed)
            told += " — " + _("{key} says why").format(key=screen.keymap_.shown("go.errors"))
        if event.unreached:
            told += ", " + _("and then the network went away")
        screen.say(told, "warning" if event.unreached else "text")

    def stop(self) -> None:
        """Let go of the refresh; its process ends by itself, nothing lost."""
        if self._refresh is not None and not self._refresh.done():
            self._refresh.cancel()

"""A feed's page: all that is known of it, and what can be set for it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.errors import ClewError, TakenError, UsageError
from reader.model import Done
from reader.services.arranging import FeedPage
from reader.services.naming import told_apart
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.feedlines import every, lines
from reader.ui.doing.feeds import ask_feed
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.doing.sources import feed_here
from reader.ui.doing.uniting import unite
from reader.ui.matching import Item, matching
from reader.ui.told import told_error
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Minutes offered between two requests.
INTERVALS = (60, 120, 180, 360, 720, 1_440)
_UNITS = {"m": 1, "h": 60, "d": 1_440}


def page(screen: MainScreen, count: int | None) -> None:
    """The page of the feed under the cursor, or of the story's feed."""
    feed = feed_here(screen)
    if feed is None:
        screen.say(_("No feed under the cursor"))
        return
    open_page(screen, feed.id)


def open_page(screen: MainScreen, feed: int) -> None:
    """Lay the feed's page over the screen."""
    shown = _Shown(screen, feed)
    screen.background.now(lambda: screen.services.arranging.page(feed), shown.open)


class _Shown:
    """One feed's page while it is in sight."""

    def __init__(self, screen: MainScreen, feed: int) -> None:
        self.screen = screen
        self.feed = feed
        self.picker: Picker | None = None
        self.page: FeedPage | None = None

    @property
    def width(self) -> int:
        return max(30, min(80, self.screen.size.width * 9 // 10 - 4))

    def open(self, found: FeedPage | None) -> None:
        if found is None:
            self.screen.say(_("It is not there any more"), "warning")
            return
        self.page = found
        now = self.screen.services.clock.now()
        self.picker = Picker(
            told_apart(found.row),
            lines(found, now, self.width),
            ask=False,
            foot=_("Enter changes · r ask now · s stories · n rename · m move · x remove · u undo"),
            keys={
                "enter": self._enter,
                "l": self._enter,
                "space": self._enter,
                "r": lambda _picker, _value: self._ask_now(),
                "s": lambda _picker, _value: self._leave_to(self._stories),
                "n": lambda _picker, _value: self._leave_to(self._deed("feed.rename")),
                "m": lambda _picker, _value: self._leave_to(self._deed("source.move")),
                "x": lambda _picker, _value: self._leave_to(self._deed("feed.remove")),
                "u": lambda _picker, _value: self._undo(),
                "o": lambda _picker, _value: self._site(),
            },
        )
        self.screen.pick(self.picker, lambda _value: None)

    def reload(self) -> None:
        """Read the page anew where it stands."""
        arranging = self.screen.services.arranging

        def again(found: FeedPage | None) -> None:
            picker = self.picker
            if found is not None and picker is not None and picker.is_running:
                self.page = found
                now = self.screen.services.clock.now()
                picker.set_items(lines(found, now, self.width), keep=True)

        self.screen.background.run("looking", lambda: arranging.page(self.feed), again)

    def _tell(self, text: str, tone: str = "dim") -> None:
        if self.picker is not None and self.picker.is_running:
            self.picker.tell(text, tone)

    # ------------------------------------------------------------------ doing

    def _enter(self, _picker: Picker, value: object) -> None:
        page = self.page
        if page is None:
            return
        row, settings, arranging = page.row, page.row.settings, self.screen.services.arranging
        feed = self.feed
        deeds: dict[object, Callable[[], None]] = {
            "interval": self._ask_interval,
            "language": self._ask_language,
            "fulltext": lambda: self._set(
                lambda: arranging.set_fulltext(feed, not settings.fulltext)
            ),
            "hidden": lambda: self._set(lambda: arranging.set_hidden(feed, not settings.hidden)),
            "copies": lambda: self._set(
                lambda: arranging.set_mute_copies(feed, not settings.mute_copies)
            ),
            "leads": lambda: self._set(lambda: arranging.set_leads(feed, not settings.leads)),
            "paused": lambda: self._set(
                lambda: self.screen.services.subscriptions.pause([feed], on=not row.paused)
            ),
            "moved": lambda: self._take_move(page),
            "site": self._site,
            "retry": self._ask_now,
        }
        deed = deeds.get(value)
        if deed is None:
            self._tell(_("Nothing to change here"))
        else:
            deed()

    def _not_moved(self, error: ClewError) -> None:
        """The new address was that of a feed that was removed: offer to bring it back."""
        page = self.page
        if not (isinstance(error, TakenError) and error.removed) or page is None:
            self._tell(told_error(error), "error")
            return
        url = page.row.state.moved_to
        subscriptions = self.screen.services.subscriptions

        def back() -> Done:
            return subscriptions.bring_back(url)

        items = [
            Item(True, _("Bring that feed back, with all its stories")),
            Item(False, _("Leave all as it is")),
        ]
        chosen = Picker(_("That address was of a feed you removed"), items, ask=False)
        self.screen.app.push_screen(chosen, lambda yes: self._set(back) if yes else None)

    def _set(
        self, work: Callable[[], Done], failed: Callable[[ClewError], None] | None = None
    ) -> None:
        def done(result: Done) -> None:
            self.screen.watching.look()
            self.screen.watching.ask_sources()
            self.reload()
            if result.entry is not None:
                self._tell(_("Kept — {undoes}").format(undoes=undoes(self.screen)), "good")

        self.screen.background.run(
            "acting", work, done, failed or (lambda error: self._tell(told_error(error), "error"))
        )

    def _take_move(self, page: FeedPage) -> None:
        """The new address; where another feed has it, one feed of both, whose page then shows."""
        arranging, onto, row = self.screen.services.arranging, page.onto, page.row
        if onto is None:
            self._set(lambda: arranging.readdress(self.feed, row.state.moved_to), self._not_moved)
        else:
            unite(self.screen, row, onto, lambda: self._leave_to(lambda: None))

    def _undo(self) -> None:
        from reader.services.journal import describe

        def done(result: Done | None) -> None:
            self.screen.watching.look()
            self.screen.watching.ask_sources()
            self.reload()
            said = _("Undone: {what}").format(what=describe(result)) if result else ""
            self._tell(said or _("Nothing to undo"), "good")

        self.screen.background.run("acting", self.screen.services.journal.undo, done)

    def _ask_now(self) -> None:
        page = self.page
        if page is None:
            return
        ask_feed(self.screen, page.row, self._tell, self._asked)

    def _asked(self, told: str) -> None:
        self._tell(told)
        self.reload()

    def _ask_interval(self) -> None:
        usual = int(self.screen.services.config.number("refresh.interval"))
        items = [Item("", _("as for all: {every}").format(every=every(usual)))]
        items += [Item(str(minutes), every(minutes)) for minutes in INTERVALS]
        arranging = self.screen.services.arranging

        def picked(text: str) -> None:
            try:
                minutes = minutes_of(text)
            except UsageError as error:
                self._tell(told_error(error), "error")
                return
            self._set(lambda: arranging.set_interval(self.feed, minutes))

        foot = _("or type how long: 90m, 4h, 1d; never less than a server asks for")
        self._sub(Picker(_("Ask every"), items, free=True, foot=foot), picked)

    def _ask_language(self) -> None:
        sources = self.screen.sources.sources
        known = {feed.language[:2].casefold() for feed in (sources.feeds if sources else ())}
        items = [Item("", _("as found in each story"))]
        items += [Item(code, code) for code in sorted(known) if code]
        arranging = self.screen.services.arranging
        foot = _("two letters; for the stories that arrive from now on")
        self._sub(
            Picker(_("Language"), lambda typed: matching(items, typed), free=True, foot=foot),
            lambda code: self._set(lambda: arranging.set_language(self.feed, code)),
        )

    def _sub(self, picker: Picker, then: Callable[[str], None]) -> None:
        def picked(value: str | None) -> None:
            if value is not None:
                then(value)

        self.screen.app.push_screen(picker, picked)

    def _site(self) -> None:
        from reader.ui.doing.links import open_url

        if self.page is not None and self.page.row.site:
            open_url(self.screen, self.page.row.site)
        else:
            self._tell(_("The feed names no site"))

    # ------------------------------------------------------------------ leaving

    def _leave_to(self, then: Callable[[], None]) -> None:
        if self.picker is not None:
            self.picker.dismiss(None)
        self.screen.call_later(then)

    def _stories(self) -> None:
        from reader.ui.doing.going import go_source

        self._show()
        go_source(self.screen, f"f:{self.feed}")

    def _deed(self, action: str) -> Callable[[], None]:
        def do() -> None:
            self._show()
            self.screen.focus_pane("sources")
            if self.screen.sources.choose(f"f:{self.feed}"):
                self.screen.perform(action)

        return do

    def _show(self) -> None:
        """Bring the feed's node into sight."""
        sources = self.screen.sources
        feed = sources.feed(self.feed)
        sources.unfold_to(feed.folders[0] if feed and feed.folders else None)
        sources.reveal_key(f"f:{self.feed}")


def minutes_of(text: str) -> int | None:
    """``90m``, ``4h``, ``1d``, ``120`` in minutes; None of nothing. Raises ``UsageError``."""
    text = text.strip().casefold()
    if not text:
        return None
    number, unit = (text[:-1], text[-1]) if text[-1] in _UNITS else (text, "m")
    if not number.strip().isdecimal():
        told = _("{text} is no length of time").format(text=text)
        raise UsageError(told, _("Such as 90m, 4h, 1d"))
    return int(number.strip()[:9]) * _UNITS[unit]


HANDLERS: dict[str, Handler] = {"feed.page": page}

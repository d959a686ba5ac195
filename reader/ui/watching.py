"""What moves by itself: the clock, changes by anyone, counts; what is due is asked."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from textual.timer import Timer

from reader.errors import ClewError
from reader.ui.dates import clock
from reader.ui.listing import UNREAD, Listing
from reader.ui.timing import after
from reader.ui.told import told_error, trouble
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Changes
    from reader.services.reading import Sources
    from reader.ui.main_screen import MainScreen

#: Seconds between two looks for changes, between two automatic refreshes, and between two notes
#: that somebody is here.
LOOK_EVERY, REFRESH_EVERY, NOTE_EVERY = 1.0, 60, 600
#: Objects made until the youngest are looked through for garbage, and rounds until the older are.
#: (What an article's lines were drawn from outlives a round, and is garbage then: with 20 of the
#: last, it was looked at again after eight million more objects.)
_PATIENT = (20_000, 20, 2)
#: Objects made between two ticks while nobody is at the keyboard, at most; objects made since
#: garbage was last looked for that are worth doing so then, when it delays no key.
_STILL, _WORTH = 1_000, 100_000
#: Seconds the cursor rests on a source before it is listed.
SOURCE_AFTER = 0.12
#: Threads and stories changed at once beyond which rows are simply all read again.
_MANY = 500


class Watching:
    """Keeps the screen true to the store."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._seq = 0
        self._ticks = 0
        self._timer: Timer | None = None
        self._source_timer: Timer | None = None
        self._asked_sources = False
        self._again = False
        #: What our own actions changed that no list need be asked anew for.
        self._own: tuple[set[int], set[int]] = (set(), set())
        self._waiting: list[Callable[[], None]] = []
        self._made = 0
        self.sticky_message = False
        #: Key of the source to go to once it is known which there are.
        self.wanted = ""

    # ------------------------------------------------------------------ starting

    def start(self) -> None:
        """First list, sources, clock; then what is due."""
        screen = self._screen
        reading = screen.services.reading
        self._seq = reading.seq()
        screen.header.tell(clock=clock(screen.services.clock.now()))
        folded = reading.state("folded") or ""
        screen.sources.folded = frozenset(folded.split())
        screen.sources.hide_read = reading.state("hide_read") == "1"
        screen.lister.go(Listing("Unread", UNREAD, key="v:Unread"))
        screen.opening.at_once = False  # the list is painted before anything is read for its side
        screen.telling.footer()
        self._timer = screen.set_interval(LOOK_EVERY, self._tick)
        screen.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        screen = self._screen
        if screen.background.closed:
            return
        _collect()
        getattr(screen.app, "ready", lambda: None)()
        screen.background.run("looking", screen.services.reading.sources, self._started)
        screen.background.run("acting", self._get_ready, lambda _none: gc.freeze())

    def _get_ready(self) -> None:
        """Load what the first keys will need, once the first list is painted."""
        import_module("reader.ui.doing")
        self._screen.services.reading.get_ready()

    def _started(self, sources: Sources) -> None:
        screen = self._screen
        self._take_sources(sources)
        screen.sources.choose("v:Unread")
        if self.wanted:
            from reader.ui.doing.going import go_source

            go_source(screen, self.wanted)
        if not [feed for feed in sources.feeds if not feed.removed]:
            from reader.ui.doing.feeds import welcome

            welcome(screen)
        from reader.ui.doing.catching_up import offer

        offer(screen)
        self._bring_back()
        screen.counting.soon()
        screen.refreshing.begin(quiet=True)

    # ------------------------------------------------------------------ once a second

    def _tick(self) -> None:
        screen = self._screen
        if screen.background.closed:
            return
        self._ticks += 1
        self._tidy()
        screen.header.tell(clock=clock(screen.services.clock.now()))
        self.look()
        self.look_at_theme()
        if screen.counting.new_day():
            screen.lister.ask()
            self.ask_sources()
            screen.counting.soon()
        if self._ticks % NOTE_EVERY == 0:
            self._note_here()
        if self._ticks % REFRESH_EVERY == 0:
            self._bring_back()
            screen.refreshing.begin_if_due()

    def _tidy(self) -> None:
        """Collect all garbage while nothing moves."""
        made, weight = 0, 1
        for count, rounds in zip(gc.get_count(), gc.get_threshold(), strict=True):
            made += count * weight
            weight *= rounds
        if made > _WORTH and abs(made - self._made) < _STILL:
            gc.collect()
            made = 0
        self._made = made

    def look_at_theme(self) -> None:
        """Show the theme as it is saved; say what is wrong with it."""
        from reader.ui.app import ClewApp

        app = self._screen.app
        if isinstance(app, ClewApp):
            try:
                app.look_at_theme()
            except ClewError as error:
                self._screen.say(told_error(error), "error")

    def _bring_back(self) -> None:
        """Threads whose mute or snooze has ended come into sight again by themselves."""
        screen = self._screen
        screen.background.run("acting", screen.services.triage.expire)

    def look(self) -> None:
        """Ask whether anything changed; cheap when nothing did."""
        try:
            changes = self._screen.services.reading.changes(self._seq)
        except ClewError as error:
            self._screen.say(told_error(error), "error")
            return
        if changes is not None:
            self._seq = changes.seq
            self._take(changes)

    def expect(self, stories: Sequence[int], threads: Sequence[int]) -> None:
        """These changes are our own marks: rows are drawn anew, the list stays as it is."""
        self._own[0].update(stories)
        self._own[1].update(threads)

    def _take(self, changes: Changes) -> None:
        screen = self._screen
        many = len(changes.stories) + len(changes.threads) > _MANY
        if changes.everything or changes.feeds or many:
            screen.stories.forget()
        else:
            screen.stories.forget((*changes.stories, *changes.threads))
        own_stories, own_threads = self._own
        ours = not (changes.everything or changes.feeds) and (
            own_stories.issuperset(changes.stories) and own_threads.issuperset(changes.threads)
        )
        self._own = (set(), set())
        if not ours and not screen.query_box.open:
            screen.lister.ask()
        self._reload_text(changes, everything=changes.everything or many)
        self.ask_sources()
        screen.counting.soon()

    def _reload_text(self, changes: Changes, *, everything: bool) -> None:
        pane = self._screen.text_pane
        kind, shown = pane.shown
        page = pane.thread.page_
        if page is not None and (everything or page.row.id in changes.threads):
            self._screen.opening.reload_thread()
        if kind == "story" and (everything or shown in changes.stories):
            self._screen.opening.reload_article()

    # ------------------------------------------------------------------ sources and counts

    def ask_sources(self) -> None:
        """Read sources and counts again; one question at a time."""
        if self._asked_sources:
            self._again = True
            return
        self._asked_sources = True
        self._screen.background.run(
            "looking",
            self._screen.services.reading.sources,
            self._sources_came,
            self._sources_stayed_away,
        )

    def _sources_stayed_away(self, error: ClewError) -> None:
        """Ask again at the next change, rather than wait for what does not come."""
        self._asked_sources = self._again = False
        self._screen.say(told_error(error), "error")

    def _sources_came(self, sources: Sources) -> None:
        self._asked_sources = False
        self._take_sources(sources)
        if self._again:
            self._again = False
            self.ask_sources()
            return
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def when_sources(self, then: Callable[[], None]) -> None:
        """Call ``then`` once the sources have been read again."""
        self._waiting.append(then)
        self.ask_sources()

    def _take_sources(self, sources: Sources) -> None:
        screen = self._screen
        key = screen.lister.listing.key
        before = screen.sources.listed_by(key)
        screen.sources.take(sources)
        self._follow(before, screen.sources.listed_by(key))
        colors = {tag.name: tag.color for tag in sources.tags if tag.color}
        screen.list_pane.list.color(colors)
        screen.text_pane.color(colors)
        screen.telling.away(sources.away)
        counts = [
            (_(view.name), view.unread)
            for view in sources.views
            if view.builtin and view.name in ("Unread", "Followed")
        ]
        sample = screen.services.profile.sample or bool(screen.services.reading.state("sample"))
        screen.header.tell(counts=counts, sample=sample, trouble=trouble(screen.keymap_, sources))

    def _follow(self, before: Listing | None, now: Listing | None) -> None:
        """What is listed was given another name, or is a view that was edited, here or elsewhere:
        say so, or list it anew."""
        if before is None or now is None or now == before:
            return
        lister = self._screen.lister
        listing = replace(lister.listing, title=now.title)
        if now == replace(before, title=now.title):
            lister.listing = listing
            self._screen.telling.list()
        else:
            lister.go(replace(now, narrow=listing.narrow, searching=listing.searching))

    def source_rests(self) -> None:
        """List the source under the cursor once the cursor rests there."""
        if self._source_timer is not None:
            self._source_timer.stop()
            self._source_timer = None
        if self._screen.scope == "sources":
            self._source_timer = after(self._screen, SOURCE_AFTER, self._list_source)

    def _list_source(self) -> None:
        self._source_timer = None
        if self._screen.background.closed:
            return
        node = self._screen.sources.node
        listing = self._screen.lister.listing
        if node is not None and node.kind != "title" and node.key != listing.key:
            self._screen.lister.go(node.listing)
        if node is not None and node.health and not self._screen.footer.message:
            from reader.ui.doing.sources import health_words

            self._screen.say(health_words(self._screen, node), "dim")

    # ------------------------------------------------------------------ leaving

    def keep(self) -> None:
        """Remember when one left."""
        self._note_here()

    def keep_folds(self) -> None:
        """Remember what is folded."""
        reading, folded = self._screen.services.reading, self._screen.sources.folded
        self._screen.background.run(
            "acting", lambda: reading.set_state("folded", " ".join(sorted(folded)))
        )

    def _note_here(self) -> None:
        """Remember that somebody is here now: catching up asks how long nobody was."""
        reading, now = self._screen.services.reading, self._screen.services.clock.now()
        with contextlib.suppress(ClewError):
            reading.set_state("left_at", str(now))


def _collect() -> None:
    """Collect garbage again if whoever opened the screen put it off. What was loaded for the first
    list stays, so the collector need never look through it; nor is it in a hurry, since a screenful
    of rows makes thousands of objects and no garbage that it would have to find."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(*_PATIENT)
        gc.enable()

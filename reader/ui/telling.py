"""What the lines around the list say: its title, why it is empty, the keys at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.hinting import hints
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Views that leave out what is muted or snoozed.
_HIDE_AWAY = frozenset({"v:Unread", "v:Today"})


class Telling:
    """Says it anew when something of it changed."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        #: How many threads with something unread are muted or snoozed.
        self._put_away = 0

    def footer(self) -> None:
        """The most used keys of the pane in use."""
        screen = self._screen
        found = screen.scope == "list" and bool(screen.lister.listing.narrow)
        screen.footer.hint(hints(screen.keymap_, screen.scope, found=found))

    def list(self) -> None:
        """The list's title, and what to say when it is empty."""
        screen = self._screen
        lister, stories = screen.lister, screen.stories
        listing = lister.listing
        notes = [lister.foot(), lister.order()]
        if self._put_away and listing.key in _HIDE_AWAY and not listing.narrow:
            notes.insert(1, _("{n} put away").format(n=f"{self._put_away:,}"))
        screen.query_box.keep(listing.narrow)
        if n := len(stories.selected):
            notes.insert(0, _("{n} selected").format(n=f"{n:,}"))
        screen.list_pane.title.tell(_(listing.title), " · ".join(note for note in notes if note))
        if stories.ids:
            stories.tell_empty(())
        else:
            from reader.ui.nothing import nothing_here

            stories.tell_empty(nothing_here(screen))
        self.footer()

    def away(self, n: int) -> None:
        """How many threads with something unread are put away; told once the sources are known,
        so that an empty list may say that there are none."""
        if n != self._put_away or not self._screen.stories.ids:
            self._put_away = n
            self.list()

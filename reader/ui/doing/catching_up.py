"""Catching up after days away: what still moves, biggest first; then what is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.doing.kinds import Handler
from reader.ui.listing import UNREAD, Listing
from reader.words import N_, _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

DAY = 86_400
#: Away for this many days and with this much unread, one is told that one can catch up.
AWAY_DAYS, MANY = 3, 20
#: When somebody was here last (seconds), kept while the screen is open and when it is left.
STATE = "left_at"
MOVING, OVER = "c:moving", "c:over"
_ALL = UNREAD
#: A thread that got nothing in a day is over, for now.
_QUERIES = {MOVING: f"{_ALL} thread:(newer:1d)", OVER: f"{_ALL} -thread:(newer:1d)"}
_TITLES = {MOVING: N_("Catch up: still moving"), OVER: N_("Catch up: no longer moving")}


def catch_up(screen: MainScreen, count: int | None) -> None:
    """What moves, most widely told first; the same key once more lists what is over."""
    key = OVER if screen.lister.listing.key == MOVING else MOVING
    screen.query_box.open = False
    screen.before_search = None
    screen.set_zen(False)
    screen.lister.go(_listing(key))
    if not screen.stories.ids and key == MOVING:
        key = OVER
        screen.lister.go(_listing(key))
    screen.focus_pane("list")
    if key == MOVING:
        over = screen.services.searching.hits(_QUERIES[OVER]).hits.ids
        if over:
            told = ngettext(
                "{n} thread is over; {key} lists it", "{n} threads are over; {key} lists them",
                len(over),
            )  # fmt: skip
            screen.say(told.format(n=len(over), key=screen.keymap_.shown("go.catch_up")))


def _listing(key: str) -> Listing:
    return Listing(_(_TITLES[key]), _QUERIES[key], key=key, sort="sources")


def offer(screen: MainScreen) -> None:
    """After days away say how long it was, and how to catch up."""
    reading, now = screen.services.reading, screen.services.clock.now()
    left = reading.state(STATE) or ""
    days = (now - int(left)) // DAY if left.isdigit() else 0
    unread = len(screen.stories.ids)
    if days >= AWAY_DAYS and unread >= MANY:
        told = ngettext("You were away {n} day", "You were away {n} days", days).format(n=days)
        threads = ngettext("{n} thread", "{n} threads", unread).format(n=unread)
        how = _("{key} catches up").format(key=screen.keymap_.shown("go.catch_up"))
        screen.say(f"{told}: {threads}. {how}")


HANDLERS: dict[str, Handler] = {"go.catch_up": catch_up}

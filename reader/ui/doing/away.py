"""What is put away: snoozed and muted threads, listed with when they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.doing.kinds import Handler
from reader.ui.listing import Listing
from reader.words import N_

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: The list of what is put away; it has no place of its own in the sources pane.
AWAY = Listing(N_("Put away"), "is:muted", key="away")


def away(screen: MainScreen, count: int | None) -> None:
    """List what is snoozed or muted."""
    screen.query_box.open = False
    screen.before_search = None
    screen.set_zen(False)
    screen.lister.go(AWAY)
    screen.focus_pane("list")


HANDLERS: dict[str, Handler] = {"go.away": away}

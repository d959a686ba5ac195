"""The query box while it is open: what is typed, what is offered under it, which keys take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import QueryError
from reader.services.candidates import (
    Candidate,
    candidates,
    ghost,
    recalled,
)
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.services.offering import Offer
    from reader.ui.main_screen import MainScreen

#: Fields told of in an empty box when nothing was searched yet.
_TOLD = ("title", "feed", "tag", "is", "newer", "sources")
#: Earlier searches shown in an empty box.
_EARLIER = 5


def opened(screen: MainScreen) -> None:
    """The box was opened: know the earlier searches, and say what can be typed."""
    screen.earlier.know(screen.services.searching.recent())
    screen.names = screen.services.completing.names()
    screen.say(
        _("Enter {does} · Tab completes · ↑ earlier · C-s saves a view · Esc leaves").format(
            does=_("ranks") if screen.searching else _("keeps it")
        )
    )
    _offer(screen, screen.query_box.value)


def typed(screen: MainScreen, text: str) -> None:
    """The box's text changed: answer it at once."""
    if not screen.query_box.open:
        return
    _offer(screen, text)
    text = text.strip() if text.endswith("  ") else text.lstrip()
    if not text.strip():
        screen.list_pane.error.tell()
        if screen.lister.listing.narrow or not screen.searching:
            screen.lister.narrow("")
        return
    screen.lister.narrow(text, searching=screen.searching)


def entered(screen: MainScreen) -> None:
    """Enter: the text is finished. What was found is kept, and gone to."""
    offered, box = screen.list_pane.offered, screen.query_box
    if offered.moved and offered.lit is not None:
        take(screen, offered.lit)
        return
    text = box.value.strip()
    if not text:
        left(screen)
        return
    try:
        text = screen.services.searching.finished(text)
    except QueryError as error:
        screen.list_pane.error.tell(told_error(error), error.column)
        return
    lister = screen.lister
    # Where stories are looked into one by one, the finished query finds nothing either, later.
    same = lister.listing.narrow.strip() == text
    nothing = same and lister.found_nothing and not lister.asking
    lister.settle(text, searching=screen.searching)
    screen.background.run("acting", lambda: screen.services.searching.remember(text))
    if (nothing and lister.asking) or (lister.found_nothing and not lister.asking):
        return  # the box stays, with what else could be asked
    close(screen)
    screen.focus_pane("list")
    screen.telling.list()
    shown = screen.keymap_.shown
    screen.say(
        _(
            "{save} saves it as a view · {next} the next hit · {clear} back to the whole list"
        ).format(
            save=shown("view.save"), next=shown("read.next_unread"), clear=shown("find.clear")
        ),
        "dim",
    )
    screen.paint()


def left(screen: MainScreen) -> None:
    """Escape: the list as it was before."""
    from reader.ui.doing.finding import clear

    close(screen)
    screen.focus_pane("list")
    clear(screen, None)


def close(screen: MainScreen) -> None:
    """End the typing. The box stays in sight while it says what the list is narrowed by."""
    screen.query_box.open = False
    screen.list_pane.offered.tell()
    screen.say("")


def clicked_beside(screen: MainScreen) -> None:
    """A click beside the box: what is typed stays, and the list follows changes again."""
    if screen.query_box.open and not screen.list_pane.error.display:
        close(screen)


def key(screen: MainScreen, key: str) -> bool:
    """Keys that are the box's own; the rest are typed into it."""
    offered, box = screen.list_pane.offered, screen.query_box
    if key == "enter":
        entered(screen)
    elif key in ("escape", "C-c"):
        left(screen)
    elif key == "tab":
        _complete(screen)
    elif key == "S-tab" or (key == "up" and offered.moved and offered.at > 0):
        offered.move(-1)
    elif key == "down" and offered.shown:
        offered.move(1 if offered.moved else 0)
    elif key in ("up", "down"):
        earlier = screen.earlier
        text = earlier.older(box.value) if key == "up" else earlier.newer(box.value)
        if text is not None:
            box.put(text)
    elif key == "C-s":
        _save(screen)
    else:
        return False
    return True


def take(screen: MainScreen, candidate: Candidate) -> None:
    """Put what was offered into the box; a whole query is finished with that."""
    if candidate.everywhere:
        from reader.ui.doing.finding import everything

        screen.lister.listing = everything()
    screen.query_box.put(candidate.text)
    if candidate.whole:
        screen.list_pane.offered.tell()
        entered(screen)


def offer_instead(screen: MainScreen, offers: list[Offer]) -> None:
    """Nothing was found: offer what finds something."""
    if not screen.query_box.open or screen.list_pane.offered.shown:
        return
    shown = []
    for offer in offers:
        hits = ngettext("{n} hit", "{n} hits", offer.stories).format(n=f"{offer.stories:,}")
        note = _("in all stories") + f" · {hits}" if offer.why == "everywhere" else hits
        shown.append(Candidate(offer.text, offer.text, note, offer.why == "everywhere", whole=True))
    screen.list_pane.offered.tell(shown, _("Nothing found. Instead:"))


def _offer(screen: MainScreen, text: str) -> None:
    offered, box = screen.list_pane.offered, screen.query_box
    if text.strip():
        found = candidates(text, screen.names)
        offered.tell(found)
        box.suggest("" if found else ghost(text, screen.earlier.entries, screen.names))
        return
    earlier = recalled("", screen.earlier.entries)[:_EARLIER]
    if earlier:
        offered.tell(earlier, _("Earlier searches"))
    else:
        fields = [
            one
            for name in _TOLD
            for one in candidates(name, screen.names, fields=True)
            if one.text == f"{name}:"
        ]
        offered.tell(fields, _("Words, “a phrase”, begin*, ~alike, -not, OR, and"))


def _complete(screen: MainScreen) -> None:
    """Tab: take what is lit, or how the text goes on; else show which fields it may begin."""
    offered, box = screen.list_pane.offered, screen.query_box
    if offered.lit is not None:
        take(screen, offered.lit)
    elif box.suggested:
        box.put(box.suggested)
    else:
        offered.tell(candidates(box.value, screen.names, fields=True))


def _save(screen: MainScreen) -> None:
    """Keep the query as a view: asks for its name."""
    from reader.ui.doing import HANDLERS

    if not screen.query_box.value.strip():
        screen.say(_("Type a query first: it is saved as a view"), "warning")
        return
    entered(screen)
    if not screen.query_box.open:
        HANDLERS["view.save"](screen, None)

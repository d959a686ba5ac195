"""Finding: filter, search, find in an article, sort, command line, palette."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reader.ui.dialogs.picker import Picker
from reader.ui.doing import querybox
from reader.ui.doing.kinds import Handler
from reader.ui.listing import Listing
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Views that hide by state: a search from them looks at everything, since state must hide no hit.
_STATE_VIEWS = frozenset({"v:Unread", "v:Followed", "v:Starred", "v:Today"})
#: Orders of single stories, too.
_OF_STORIES = ("", "-date", "rank")


def everything() -> Listing:
    return Listing(_("All stories"), "", "all", "a:")


def _open_box(screen: MainScreen, *, searching: bool) -> None:
    box = screen.query_box
    listing = screen.lister.listing
    screen.searching = searching or listing.searching
    screen.before_search = listing if not listing.searching else screen.before_search
    # A search is typed anew over the one before; a filter goes on from it.
    text = listing.narrow.rstrip()
    box.put(text if searching or not text else f"{text} ")
    box.mark = _mark(screen, "find.search" if screen.searching else "find.filter")
    box.placeholder = _("search") if searching else _("narrow by a query")
    box.open = box.display = True
    screen.focus_pane("list")
    screen.set_focus(box)
    if searching:
        box.select_all()
    querybox.opened(screen)
    screen.telling.list()


def _mark(screen: MainScreen, action: str) -> str:
    """The key of the action, where it is a single character."""
    shown = screen.keymap_.shown(action)
    return shown if len(shown) == 1 else "▸"


def filter_list(screen: MainScreen, count: int | None) -> None:
    """Narrow the list as one types."""
    _open_box(screen, searching=False)


def search(screen: MainScreen, count: int | None) -> None:
    """Search what the source holds, read or not; in an article, find in it."""
    if screen.scope == "article":
        _find(screen)
        return
    listing = screen.lister.listing
    if listing.key in _STATE_VIEWS and not listing.searching:
        screen.before_search = listing
        screen.lister.listing = everything()
        _open_box(screen, searching=True)
        screen.before_search = listing
    else:
        _open_box(screen, searching=True)


def search_everywhere(screen: MainScreen, count: int | None) -> None:
    """Search all that is stored."""
    before = screen.lister.listing
    if before.key != "a:":
        screen.lister.listing = everything()
    _open_box(screen, searching=True)
    if not before.searching:
        screen.before_search = before


def clear(screen: MainScreen, count: int | None) -> None:
    """Take filter and search away."""
    querybox.close(screen)
    screen.list_pane.error.tell()
    listing = screen.lister.listing
    before = screen.before_search
    if before is not None and (listing.searching or screen.searching):
        screen.before_search = None
        screen.searching = False
        screen.lister.go(replace(before, narrow="", searching=False))
    elif listing.narrow:
        screen.lister.narrow("")
    screen.telling.list()


def _find(screen: MainScreen) -> None:
    view = screen.text_pane.article

    def found(text: str) -> None:
        n = view.find(text)
        screen.tell_article()
        if text and not n:
            screen.say(_("“{text}” is not in this article").format(text=text), "warning")
        elif n:
            told = ngettext("{n} place", "{n} places", n).format(n=n)
            screen.say(_("{told}; n and N step, Esc ends").format(told=told))

    screen.pick(Picker(_("Find in the article"), free=True), found)


def sort(screen: MainScreen, count: int | None) -> None:
    """Choose order and grouping."""
    now = screen.lister.listing

    def picked(value: tuple[str, str]) -> None:
        name, wanted = value
        if name == "sort":
            listing = now.ordered(wanted, now.group)
        else:
            listing = now.ordered(now.sort if now.sort in _OF_STORIES else "", wanted)
        screen.lister.go(listing)

    screen.pick(Picker(_("Sort and group"), _arrangements(now), ask=False), picked)


def _arrangements(now: Listing) -> list[Item]:
    """The orders and groupings there are for a list, those it has marked."""

    def item(name: str, value: str, title: str) -> Item:
        return Item((name, value), title, "✓" if getattr(now, name) == value else "")

    orders = [
        ("", _("newest first")),
        ("-date", _("oldest first")),
        ("sources", _("most sources first")),
        ("stories", _("most stories first")),
        ("heat", _("hottest first")),
        ("fair", _("newest first, busy feeds held back")),
    ]
    if now.narrow:
        orders.insert(0, ("rank", _("best match first")))
    return [
        Item(None, _("Order"), heading=True),
        *(
            item("sort", order, title)
            for order, title in orders
            if now.group == "thread" or order in _OF_STORIES
        ),
        Item(None, _("Group"), heading=True),
        item("group", "thread", _("threads")),
        item("group", "none", _("single stories")),
    ]


HANDLERS: dict[str, Handler] = {
    "find.filter": filter_list,
    "find.search": search,
    "find.everywhere": search_everywhere,
    "find.clear": clear,
    "find.sort": sort,
}

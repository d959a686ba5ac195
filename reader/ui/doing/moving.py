"""Moving the cursor, going in and out, reading on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import Place
from reader.ui.doing.kinds import Handler
from reader.ui.linelist import LineList
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Cells that a wide table goes at a time.
_TABLE_STEP = 12


def _list(screen: MainScreen) -> LineList | None:
    """The list under the cursor; None in an article."""
    lists = {
        "sources": screen.sources,
        "list": screen.stories,
        "thread": screen.text_pane.thread,
    }
    return lists.get(screen.scope)


def _step(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        by = direction * (count or 1)
        rows = _list(screen)
        if rows is not None:
            rows.move(by)
        else:
            screen.text_pane.article.scroll_lines(by)
            screen.tell_article()

    return move


def _half(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        rows = _list(screen)
        if rows is not None:
            rows.move(direction * max(1, rows.page // 2) * (count or 1))
        else:
            screen.text_pane.article.scroll_pages(0.5 * direction)
            screen.tell_article()

    return move


def _page(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        rows = _list(screen)
        if rows is not None:
            rows.move(direction * max(1, rows.page - 1) * (count or 1))
        else:
            screen.text_pane.article.scroll_pages(direction)
            screen.tell_article()

    return move


def first(screen: MainScreen, count: int | None) -> None:
    """The first row, or the row of that number."""
    rows = _list(screen)
    if rows is None:
        screen.text_pane.article.go_first()
        screen.tell_article()
        return
    rows.move_to(count - 1 if count else 0)
    if not count:
        rows.scroll_to(y=0, animate=False, force=True)


def last(screen: MainScreen, count: int | None) -> None:
    """The last row, or the row of that number."""
    rows = _list(screen)
    if rows is None:
        screen.text_pane.article.go_last()
        screen.tell_article()
    else:
        rows.move_to(count - 1 if count else len(rows.ids) - 1, direction=-1)


def go_in(screen: MainScreen, count: int | None) -> None:
    """One level in: the list of a source, a thread, a story; fold or unfold on copies."""
    scope = screen.scope
    if scope == "sources":
        node = screen.sources.node
        if node is not None and node.kind != "title":
            if node.key != screen.lister.listing.key:
                screen.lister.go(node.listing)
            screen.focus_pane("list")
    elif scope == "list":
        screen.opening.open_row()
    elif scope == "thread":
        view = screen.text_pane.thread
        line = view.line_here
        if line is None:
            return
        if line.kind == "copies":
            view.toggle_fold()
        elif line.related is not None:
            screen.opening.open_thread(line.related.id, trail=True)
        elif line.told is not None:
            at = Place(line.told.first)
            screen.opening.open_story(line.told.story.id, from_thread=True, place=at)
        elif line.story is not None:
            screen.opening.open_story(line.story.id, from_thread=True)


def out(screen: MainScreen, count: int | None) -> None:
    """One level out; first what is lit, selected or narrowed."""
    scope = screen.scope
    if scope == "article" and screen.text_pane.article.matches:
        screen.text_pane.article.find("")
        screen.tell_article()
    elif scope in ("thread", "article"):
        if scope == "thread" and screen.text_pane.thread.clear_selected():
            return
        screen.opening.out()
    elif scope == "list":
        if screen.stories.clear_selected():
            return
        if screen.lister.listing.narrow or screen.query_box.open:
            from reader.ui.doing.finding import clear

            clear(screen, None)
        else:
            screen.focus_pane("sources")


def _pane_step(step: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        order = ["sources", "list", "text"]
        now = "text" if screen.scope in ("thread", "article") else screen.scope
        at = (order.index(now) + step) % 3
        if order[at] == "text" and not screen.text_pane.shown[0]:
            screen.opening.preview()
        screen.set_zen(False)
        screen.focus_pane(order[at])

    return move


def _read_on(screen: MainScreen, count: int | None) -> None:
    screen.reading_on.read_on()


def _read_back(screen: MainScreen, count: int | None) -> None:
    rows = _list(screen)
    if rows is None:
        screen.text_pane.article.scroll_pages(-1)
        screen.tell_article()
    else:
        rows.move(-max(1, rows.page - 1))


def _next_unread(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        view = screen.text_pane.article
        if screen.scope == "article" and view.matches:
            view.go_match(view.found + direction)
            screen.tell_article()
            return
        screen.reading_on.next_unread_story(direction)

    return move


def _next_thread(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        view = screen.text_pane.article
        if screen.scope == "article" and view.matches and direction > 0:
            view.go_match(view.found - 1)
            screen.tell_article()
            return
        screen.reading_on.next_unread_row(direction, open_it=screen.scope in ("thread", "article"))

    return move


def _preview(direction: int) -> Handler:
    def move(screen: MainScreen, count: int | None) -> None:
        pane = screen.text_pane
        if not pane.article.covered:
            pane.article.scroll_lines(direction * 3 * (count or 1))
            screen.tell_article()
        else:
            top = round(pane.thread.scroll_y) + direction * 3 * (count or 1)
            pane.thread.scroll_to(y=max(0, top), animate=False, force=True)

    return move


def _table(way: int) -> Handler:
    def shift(screen: MainScreen, count: int | None) -> None:
        if not screen.text_pane.article.shift_by(way * _TABLE_STEP * (count or 1)):
            screen.say(_("No table here is wider than the text"))

    return shift


HANDLERS: dict[str, Handler] = {
    "read.table_right": _table(1),
    "read.table_left": _table(-1),
    "move.down": _step(1),
    "move.up": _step(-1),
    "move.first": first,
    "move.last": last,
    "move.half_down": _half(1),
    "move.half_up": _half(-1),
    "move.page_down": _page(1),
    "move.page_up": _page(-1),
    "move.in": go_in,
    "move.out": out,
    "move.next_pane": _pane_step(1),
    "move.prev_pane": _pane_step(-1),
    "read.page": _read_on,
    "read.page_back": _read_back,
    "read.next_unread": _next_unread(1),
    "read.prev_unread": _next_unread(-1),
    "read.next_thread": _next_thread(1),
    "read.prev_thread": _next_thread(-1),
    "read.preview_down": _preview(1),
    "read.preview_up": _preview(-1),
}

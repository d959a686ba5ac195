"""Going to views, tags, the history and the feeds that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import FeedRow, JournalRow
from reader.ui.article.wrap import text_of, wrap
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.telling import journal_line
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def go_source(screen: MainScreen, key: str) -> None:
    """List the source of that key and go to the list."""
    node = screen.sources.choose(key)
    if node is None:
        screen.say(_("It is not there any more"), "warning")
        return
    screen.query_box.display = False
    screen.before_search = None
    screen.set_zen(False)
    screen.lister.go(node.listing)
    screen.focus_pane("list")


def _to(key: str) -> Handler:
    def go(screen: MainScreen, count: int | None) -> None:
        go_source(screen, key)

    return go


def tags(screen: MainScreen, count: int | None) -> None:
    """The first tag of the sources pane."""
    screen.set_zen(False)
    if screen.sources.first_of("tag") is None:
        screen.say(_("No tags yet; {key} tags").format(key=screen.keymap_.shown("mark.tag")))
        return
    screen.focus_pane("sources")
    screen.watching.source_rests()


def history(screen: MainScreen, count: int | None) -> None:
    """What was done, newest first."""
    now = screen.services.clock.now()

    def show(rows: list[JournalRow]) -> None:
        items = [
            Item(
                row.id,
                f"{journal_line(row)}" + (f"  ({_('undone')})" if row.undone else ""),
                moment(row.at, now),
                also=row.actor.value,
                style="dim" if row.undone else "text",
            )
            for row in rows
        ]
        foot = _("{key} undoes the newest").format(key=screen.keymap_.shown("undo"))
        screen.pick(Picker(_("History"), items, foot=foot), lambda _value: None)

    screen.background.run("looking", lambda: screen.services.journal.rows(500), show)


def errors(screen: MainScreen, count: int | None) -> None:
    """Feeds that fail: what, since when, next try. Picking one lists its stories."""
    sources = screen.sources.sources
    failing = [feed for feed in (sources.feeds if sources else ()) if feed.state.error]
    if not failing:
        screen.say(_("No feed fails"), "good")
        return
    failing.sort(key=lambda feed: feed.state.failing_since or 0)
    now = screen.services.clock.now()
    width = max(20, min(76, screen.size.width * 9 // 10 - 6))
    items = []
    for feed in failing:
        items.append(Item(f"f:{feed.id}", feed.source, _since(feed, now)))
        items += [
            Item(None, "   " + text_of(row), heading=True)
            for row in wrap([(feed.state.error, 0, 0)], width)
        ]
    n = len(failing)
    title = ngettext("{n} feed fails", "{n} feeds fail", n).format(n=n)
    screen.pick(Picker(title, items, ask=False), lambda key: go_source(screen, key))


def _since(feed: FeedRow, now: int) -> str:
    state = feed.state
    times = ngettext("{n} time", "{n} times", state.failures).format(n=state.failures)
    parts = [times]
    if state.failing_since is not None:
        parts.append(_("since {when}").format(when=moment(state.failing_since, now)))
    if state.next_at > now:
        parts.append(_("next try {when}").format(when=moment(state.next_at, now)))
    return " · ".join(parts)


HANDLERS: dict[str, Handler] = {
    "go.unread": _to("v:Unread"),
    "go.followed": _to("v:Followed"),
    "go.starred": _to("v:Starred"),
    "go.all": _to("a:"),
    "go.tags": tags,
    "go.history": history,
    "go.errors": errors,
}

"""The feeds that fail: cause, since when, next try; asked again by a key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from reader.model import FeedRow
from reader.services.naming import told_apart
from reader.ui.article.wrap import text_of, wrap
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.feeds import ask_feed
from reader.ui.doing.kinds import Handler
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def errors(screen: MainScreen, count: int | None) -> None:
    """Feeds that fail, longest failing first."""
    if not _failing(screen):
        screen.say(_("No feed fails"), "good")
        return

    def shown(picker: Picker, told: str) -> None:
        if picker.is_running:
            picker.set_items(_items(screen), keep=True)
            picker.tell(told)

    def one(picker: Picker, number: int | None) -> None:
        feed = screen.sources.feed(number) if number is not None else None
        if feed is not None:
            ask_feed(screen, feed, picker.tell, lambda told: shown(picker, told))

    def all_of_them(picker: Picker, _feed: int | None) -> None:
        now = screen.services.clock.now()
        free = screen.services.subscriptions.free_at
        only = [feed.id for feed in _failing(screen) if not feed.paused and free(feed) <= now]
        n = len(only)
        if not n:
            picker.tell(_("All of them were asked a moment ago, or want a pause"), "warning")
            return
        picker.tell(ngettext("Asking {n} feed…", "Asking {n} feeds…", n).format(n=n))
        screen.refreshing.begin(force=True, only=only, then=lambda told: shown(picker, told))

    keys: dict[str, Callable[[Picker, Any], None]] = {
        **dict.fromkeys(("enter", "l", "i"), partial(_page, screen)),
        "r": one,
        "R": all_of_them,
        "s": partial(_stories, screen),
    }
    foot = _("Enter its page · r ask now · R ask all these · s its stories")
    n = len(_failing(screen))
    title = ngettext("{n} feed fails", "{n} feeds fail", n).format(n=n)
    picker = Picker(title, _items(screen), ask=False, foot=foot, keys=keys)
    screen.pick(picker, lambda _value: None)


def _page(screen: MainScreen, picker: Picker, feed: int | None) -> None:
    from reader.ui.doing import feedpage

    if feed is not None:
        picker.dismiss(None)
        screen.call_later(feedpage.open_page, screen, feed)


def _stories(screen: MainScreen, picker: Picker, feed: int | None) -> None:
    from reader.ui.doing.going import go_source

    if feed is not None:
        picker.dismiss(None)
        go_source(screen, f"f:{feed}")


def _failing(screen: MainScreen) -> list[FeedRow]:
    sources = screen.sources.sources
    failing = [feed for feed in (sources.feeds if sources else ()) if feed.state.error]
    return sorted(failing, key=lambda feed: (feed.state.failing_since or 0, feed.id))


def _items(screen: MainScreen) -> list[Item]:
    now = screen.services.clock.now()
    width = max(20, min(76, screen.size.width * 9 // 10 - 8))
    items: list[Item] = []
    for feed in _failing(screen):
        items.append(Item(feed.id, told_apart(feed), _since(feed, now)))
        said = [feed.state.error, _next(feed, now)]
        items += [
            Item(None, "   " + text_of(row), heading=True)
            for text in said
            for row in wrap([(text, 0, 0)], width)
            if text
        ]
    return items or [Item(None, _("No feed fails any more"), heading=True)]


def _since(feed: FeedRow, now: int) -> str:
    state = feed.state
    times = ngettext("{n} time", "{n} times", state.failures).format(n=state.failures)
    if state.failing_since is None:
        return times
    since = _("since {when}").format(when=moment(state.failing_since, now))
    return f"{times} {since}"


def _next(feed: FeedRow, now: int) -> str:
    state = feed.state
    if feed.paused:
        return _("paused: not asked")
    if state.gone:
        return _("gone for good: asked again only by hand")
    if state.next_at <= now:
        return _("next try at the next refresh")
    when = _("next try {when}").format(when=moment(state.next_at, now))
    return f"{when}, {state.next_why}" if state.next_why else when


HANDLERS: dict[str, Handler] = {"go.errors": errors}

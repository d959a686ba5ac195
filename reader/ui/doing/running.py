"""What the verbs of the command line do that act on no query's stories: verb → a function of the
screen and the rest of the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reader.model import FeedRow
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

Run = Callable[["MainScreen", str], None]


def _perform(action: str) -> Run:
    return lambda screen, _rest: screen.perform(action)


def _counted(action: str) -> Run:
    return lambda screen, rest: screen.perform(action, int(rest[:9]) if rest else None)


def _list(screen: MainScreen, query: str, *, searching: bool) -> None:
    from reader.ui.doing.finding import everything

    if searching:
        screen.before_search = screen.lister.listing
        screen.lister.listing = everything()
    screen.lister.narrow(query, searching=searching)
    screen.focus_pane("list")


def _explain(screen: MainScreen, query: str) -> None:
    searching = screen.services.searching
    screen.background.run(
        "searching",
        lambda: searching.explain(query),
        lambda told: screen.show_lines(_("How it is answered"), told.splitlines()),
    )


def _go(screen: MainScreen, name: str) -> None:
    """The source of that name: as it is, else its beginning, else a part of it."""
    from reader.ui.doing.going import go_source

    wanted = name.strip().strip('"').casefold()
    named = list(sources_of(screen))
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for shown, key in named:
            if fits(shown.casefold(), wanted):
                go_source(screen, key)
                return
    screen.say(_("There is no view, feed, folder or tag named {name}").format(name=name), "warning")


def sources_of(screen: MainScreen) -> Iterator[tuple[str, str]]:
    """Everything of the sources pane, folded or not: (name, key of its node)."""
    sources = screen.sources.sources
    if sources is None:
        return
    for view in sources.views:
        yield _(view.name) if view.builtin else view.name, f"v:{view.name}"
    yield _("All stories"), "a:"
    yield from ((feed.source, f"f:{feed.id}") for feed in sources.feeds)
    paths = screen.services.arranging.paths()
    yield from ((path, f"d:{id_}") for id_, path in paths.items())
    yield from ((f"#{tag.name}", f"#{tag.name}") for tag in sources.tags)


def _theme(screen: MainScreen, name: str) -> None:
    from reader.ui.doing.showing import set_theme

    set_theme(screen, name)


def _add(screen: MainScreen, address: str) -> None:
    from reader.ui.doing.feeds import subscribe

    subscribe(screen, address)


def _with_feed(screen: MainScreen, words: str, then: Callable[[FeedRow], None]) -> None:
    wanted = words.strip().strip('"')
    screen.background.run("looking", lambda: screen.services.subscriptions.find(wanted), then)


def _refresh(screen: MainScreen, words: str) -> None:
    if not words:
        screen.perform("feed.refresh_all")
        return

    from reader.ui.doing.feeds import ask_feed

    def one(feed: FeedRow) -> None:
        ask_feed(screen, feed, screen.say)

    _with_feed(screen, words, one)


def _feed(screen: MainScreen, words: str) -> None:
    from reader.ui.doing.feedpage import open_page

    if words:
        _with_feed(screen, words, lambda feed: open_page(screen, feed.id))
    else:
        screen.perform("feed.page")


def _view(screen: MainScreen, name: str) -> None:
    from reader.ui.doing.viewing import open_page, overview

    if name:
        open_page(screen, name.strip('"'))
    else:
        overview(screen)


def _save(screen: MainScreen, name: str) -> None:
    from reader.ui.doing.viewing import keep_listed

    if name:
        keep_listed(screen, name.strip('"'))
    else:
        screen.perform("view.save")


def _rule(screen: MainScreen, text: str) -> None:
    from reader.ui.doing.ruling import write

    if text:
        write(screen, text)
    else:
        screen.perform("go.rules")


RUN: dict[str, Run] = {
    "view": _view,
    "save": _save,
    "rule": _rule,
    "search": lambda screen, query: _list(screen, query, searching=True),
    "filter": lambda screen, query: _list(screen, query, searching=False),
    "clear": _perform("find.clear"),
    "explain": _explain,
    "go": _go,
    "add": _add,
    "refresh": _refresh,
    "feed": _feed,
    "undo": _counted("undo"),
    "redo": _counted("redo"),
    "history": _perform("go.history"),
    "errors": _perform("go.errors"),
    "theme": _theme,
    "help": _perform("show.help"),
    "quit": _perform("quit.now"),
}

"""Feeds: add, import, remove, rename, refresh; the welcome and the sample edition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import ClewError, NotAFeed, TakenError
from reader.model import Done, FeedRow, ImportReport
from reader.paths import meant
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.going import go_source
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.doing.sources import feed_here
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: What stands in the field of a list to import before anything is typed.
_BEGIN = "~/"
#: Where other readers keep their lists.
_LISTS = (
    ("newsboat", "~/.newsboat/urls"),
    ("newsboat", "~/.config/newsboat/urls"),
    ("newsbeuter", "~/.newsbeuter/urls"),
)
#: Entries of a folder offered while a path is typed.
_OFFERED = 200


def welcome(screen: MainScreen) -> None:
    """Ask how to begin; offered while there is no feed."""
    from reader.ui.dialogs.welcome import Welcome

    def chosen(choice: str | None) -> None:
        if choice == "quit":
            screen.perform("quit.now")
        elif choice == "sample":
            load_sample(screen)
        elif choice == "add":
            add(screen, None)
        elif choice == "import":
            import_file(screen, None)

    screen.app.push_screen(Welcome(), chosen)


def load_sample(screen: MainScreen) -> None:
    """Load the sample edition behind; its stories appear as they are stored."""
    screen.say(_("Loading the sample edition…"))

    def loaded(_report: ImportReport) -> None:
        screen.watching.look()
        go_source(screen, "v:Unread")
        palette = screen.keymap_.shown("feed.remove_sample")
        told = _("The sample edition: invented outlets, April 2023. {key} takes it away again.")
        screen.say(told.format(key=palette), "good")

    subscriptions = screen.services.subscriptions
    screen.background.run("fetching", subscriptions.load_sample, loaded)


def remove_sample(screen: MainScreen, count: int | None) -> None:
    """Take the sample edition away."""
    reading = screen.services.reading
    if not (screen.services.profile.sample or reading.state("sample")):
        screen.say(_("This is not the sample edition"))
        return

    def gone(_none: None) -> None:
        screen.text_pane.clear()
        screen.watching.look()
        screen.lister.go(screen.lister.listing)
        screen.watching.ask_sources()
        screen.say(_("The sample edition is gone"))
        welcome(screen)

    screen.background.run("acting", screen.services.subscriptions.remove_sample, gone)


def add(screen: MainScreen, count: int | None) -> None:
    """Subscribe to a feed, or to what a page offers."""
    _ask_address(screen)


def _ask_address(screen: MainScreen, typed: str = "", wrong: str = "") -> None:
    """Ask for an address; ``typed`` was no good, as ``wrong`` says."""
    foot = _("a feed's address, or a page's: its feed is found")
    box = Picker(_("Add a feed"), free=True, text=typed, placeholder="https://", foot=foot)
    if wrong:
        box.foot.text, box.foot.tone = wrong, "error"
    screen.pick(box, lambda address: subscribe(screen, address))


def subscribe(screen: MainScreen, address: str) -> None:
    """Subscribe to the feed at an address, or of a page."""
    address = address.strip()
    if not address:
        return
    screen.say(_("Asking {address}…").format(address=address))
    screen.background.run(
        "fetching",
        lambda: screen.services.subscriptions.add(address),
        lambda done: _added(screen, done),
        lambda error: _not_added(screen, address, error),
    )


def _added(screen: MainScreen, done: Done) -> None:
    screen.watching.look()
    screen.watching.ask_sources()
    screen.say(_("Subscribed — {undoes}").format(undoes=undoes(screen)), "good")
    if done.made is not None:
        screen.watching.when_sources(lambda: go_source(screen, f"f:{done.made}"))


def _not_added(screen: MainScreen, address: str, error: ClewError) -> None:
    if isinstance(error, TakenError):
        go_source(screen, f"f:{error.feed}")
        screen.say(_("{address} is subscribed already: here it is").format(address=address))
    elif isinstance(error, NotAFeed) and error.offers:
        items = [Item(url, title or url, url if title else "") for url, title in error.offers]
        picker = Picker(_("The page offers several feeds"), items, ask=False)
        screen.say("")
        screen.pick(picker, lambda url: subscribe(screen, url))
    elif screen.app.screen is screen:  # nothing else was begun meanwhile
        screen.say("")
        _ask_address(screen, address, told_error(error))
    else:
        screen.say(told_error(error), "error")


def import_file(screen: MainScreen, count: int | None) -> None:
    """Import a subscription list."""
    _ask_path(screen, _BEGIN)


def _ask_path(screen: MainScreen, typed: str, wrong: str = "") -> None:
    """Ask for a list to import; ``typed`` was no good, as ``wrong`` says."""

    def picked(text: str) -> None:
        path = meant(text)
        if _is_folder(path):
            _ask_path(screen, text if text.endswith("/") else f"{text}/")
            return
        screen.background.run(
            "acting",
            lambda: screen.services.subscriptions.import_file(path),
            lambda report: _imported(screen, report),
            lambda error: again(text, error),
        )

    def again(text: str, error: ClewError) -> None:
        if screen.app.screen is screen:  # nothing else was begun meanwhile
            _ask_path(screen, text, told_error(error))
        else:
            screen.say(told_error(error), "error")

    foot = _("type or pick a path")
    box = Picker(_("Import OPML or newsboat urls"), path_items, free=True, text=typed, foot=foot)
    if wrong:
        box.foot.text, box.foot.tone = wrong, "error"
    screen.pick(box, picked)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # one that may not be looked into, or of a disk that is gone
        return False


def path_items(typed: str) -> list[Item]:
    """Files and folders that complete a path, folders first; before anything is typed, the lists
    of other readers that are here."""
    folder, slash, start = typed.rpartition("/")
    base = meant(folder + slash or ".")
    try:
        entries = [(not _is_folder(path), path.name.casefold(), path) for path in base.iterdir()]
    except OSError:
        return []
    items: list[Item] = []
    if typed == _BEGIN:
        items = [Item(path, path, note=name) for name, path in _LISTS if meant(path).is_file()]
    for is_file, _folded, entry in sorted(entries):
        name = entry.name
        hidden = name.startswith(".") and not start.startswith(".")
        if hidden or not name.casefold().startswith(start.casefold()):
            continue
        mark = "" if is_file else "/"
        value = f"{folder}/{name}{mark}" if folder or typed.startswith("/") else name + mark
        items.append(Item(value, name + mark, style="dim" if mark else "text"))
        if len(items) >= _OFFERED:
            break
    return items


def _imported(screen: MainScreen, report: ImportReport) -> None:
    n = len(report.added)
    told = ngettext("{n} feed added", "{n} feeds added", n).format(n=n)
    if report.already:
        told += ", " + _("{n} were there already").format(n=report.already)
    if report.skipped:
        lines = len(report.skipped)
        told += ", " + ngettext(
            "{n} line not understood", "{n} lines not understood", lines
        ).format(n=lines)
    screen.watching.look()
    screen.watching.ask_sources()
    screen.say(told, "good")
    if n:
        screen.refreshing.begin()
    if report.skipped and screen.app.screen is screen:
        screen.show_lines(told, report.skipped)


def refresh(screen: MainScreen, count: int | None) -> None:
    """Ask one feed now."""
    feed = feed_here(screen)
    if feed is None:
        screen.refreshing.begin()
    else:
        ask_feed(screen, feed, screen.say)


def ask_feed(
    screen: MainScreen,
    feed: FeedRow,
    tell: Callable[[str, str], None],
    then: Callable[[str], None] | None = None,
) -> None:
    """Ask a feed now, unless it is paused or was asked a moment ago: ``tell`` gets the words for
    it and their tone, ``then`` what the asking came to."""
    if feed.paused:
        tell(_("{source} is paused").format(source=feed.source), "warning")
        return
    free_at = screen.services.subscriptions.free_at(feed)
    now = screen.services.clock.now()
    if free_at > now:
        told = _("{source} was asked a moment ago or wants a pause; again from {time}")
        tell(told.format(source=feed.source, time=moment(free_at, now)), "warning")
        return
    tell(_("Asking {source}…").format(source=feed.source), "dim")
    screen.refreshing.begin(force=True, only=[feed.id], then=then)


def refresh_all(screen: MainScreen, count: int | None) -> None:
    screen.refreshing.begin()


HANDLERS: dict[str, Handler] = {
    "feed.add": add,
    "feed.import": import_file,
    "feed.refresh": refresh,
    "feed.refresh_all": refresh_all,
    "feed.remove_sample": remove_sample,
}

"""The palette: any action, source or thread by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import ClewError
from reader.model import ThreadRow
from reader.services.searching import Question
from reader.ui.dates import age
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.going import go_source
from reader.ui.doing.kinds import Handler
from reader.ui.doing.running import sources_of
from reader.ui.matching import Item
from reader.ui.registry.spec import ActionSpec
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Threads offered under what else matches, and letters from which they are looked for.
THREADS, FROM = 8, 3


def palette(screen: MainScreen, count: int | None) -> None:
    """Actions, views, feeds, folders and tags at once; threads as the index finds them."""
    keymap = screen.keymap_
    items = [
        Item(
            ("action", spec.id),
            _(spec.title),
            keymap.shown(spec.id),
            also=spec.words(),
            about=_(spec.help),
        )
        for spec in sorted(keymap.specs.values(), key=_known)
        if spec.id != "find.palette"
    ]
    kinds = {"v": _("view"), "f": _("feed"), "d": _("folder"), "#": _("tag")}
    items += [
        Item(("source", key), name, kinds.get(key[0], "")) for name, key in sources_of(screen)
    ]

    def picked(value: tuple[str, object]) -> None:
        kind, what = value
        if kind == "action":
            screen.perform(str(what))
        elif kind == "source":
            go_source(screen, str(what))
        elif isinstance(what, ThreadRow):
            _open(screen, what)

    box = Picker(
        _("Actions, views, feeds, tags, threads"),
        items,
        typed=lambda picker, text: _find_threads(screen, picker, text),
    )
    screen.pick(box, picked)


def _known(spec: ActionSpec) -> bool:
    """Whether everybody knows it: moving about is not what a palette is opened for."""
    return spec.id.startswith(("move.", "read.p", "read.n"))


def _find_threads(screen: MainScreen, picker: Picker, text: str) -> None:
    """Threads with what is typed, newest first; a query that cannot be read finds none."""
    if len(text.strip()) < FROM:
        picker.set_tail(())
        return
    services = screen.services

    def work() -> list[ThreadRow]:
        answer = services.searching.typed(text, Question(first=THREADS))
        return services.reading.thread_rows(answer.hits.ids[:THREADS])

    def show(rows: list[ThreadRow]) -> None:
        if picker.is_running and picker.text == text:
            picker.set_tail(_items(screen, rows))

    def none(_error: ClewError) -> None:
        if picker.is_running and picker.text == text:
            picker.set_tail(())

    screen.background.run("searching", work, show, none)


def _items(screen: MainScreen, rows: list[ThreadRow]) -> list[Item]:
    now = screen.services.clock.now()
    items = [Item(None, _("Threads"), heading=True)] if rows else []
    for row in rows:
        told = ngettext("{n} source", "{n} sources", row.sources).format(n=row.sources)
        items.append(Item(("thread", row), row.title, f"{told} · {age(row.last_at, now)}"))
    return items


def _open(screen: MainScreen, row: ThreadRow) -> None:
    if row.stories == 1:
        screen.opening.open_story(row.lead)
    else:
        screen.opening.open_thread(row.id)


HANDLERS: dict[str, Handler] = {"find.palette": palette}

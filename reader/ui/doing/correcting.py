"""Threads: follow, mute, join, knock out, set lead, rename, fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.errors import ClewError
from reader.model import FOR_GOOD, ThreadRow
from reader.services.ending import end_of
from reader.ui.acting import Targets
from reader.ui.dates import moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import counted, undoes
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def _threads(row: object) -> ThreadRow | None:
    return row if isinstance(row, ThreadRow) else None


def follow(screen: MainScreen, count: int | None) -> None:
    """Follow, or no more when all are followed."""
    targets = screen.acting.threads()
    if not targets:
        return
    on = screen.acting.some(targets, lambda row: isinstance(row, ThreadRow) and not row.followed)
    screen.acting.do(
        lambda: screen.services.triage.follow(targets.threads, on=on),
        saying=(_("Following {what}") if on else _("Following {what} no more")).format(
            what=counted(targets)
        ),
        show=lambda: screen.acting.patch(targets, lambda row: replace(row, followed=on)),
        then=lambda _done: screen.opening.reload_thread(),
        relist=True,
    )


def mute(screen: MainScreen, count: int | None) -> None:
    """Ask how long; a muted thread is unmuted."""
    targets = screen.acting.threads()
    if not targets:
        return
    if targets.rows and not screen.acting.some(
        targets, lambda row: isinstance(row, ThreadRow) and not row.muted
    ):
        screen.acting.do(
            lambda: screen.services.triage.unmute(targets.threads),
            saying=_("{what} muted no more").format(what=counted(targets)),
            show=lambda: screen.acting.patch(
                targets, lambda row: replace(row, muted=False, muted_until=None)
            ),
            then=lambda _done: screen.opening.reload_thread(),
            relist=True,
        )
        return
    title = _("Mute {what}").format(what=counted(targets))
    ask_end(screen, title, lambda end, unless: _mute(screen, targets, end, unless))


def ask_end(
    screen: MainScreen, title: str, then: Callable[[str, str], None], text: str = ""
) -> None:
    """Ask until when something is muted, and what ends it sooner; ``then`` gets both as text, the
    end as ``services.ending`` reads it. What cannot be read is asked for again."""
    many = "sources:>=5"
    items = [
        Item(("1d", ""), _("for a day"), "1d"),
        Item(("1w", ""), _("for a week"), "1w"),
        Item(("1w", many), _("for a week, unless five sources tell it"), f"1w unless {many}"),
        Item(("30d", ""), _("for a month"), "30d"),
        Item(("good", ""), _("for good")),
    ]

    def picked(value: tuple[str, str] | str) -> None:
        if not isinstance(value, str):
            then(*value)
            return
        end, _word, unless = value.partition("unless ")
        try:
            end_of(end.strip() or "good", screen.services.clock.now())
            screen.services.searching.parse(unless)
        except ClewError as error:
            ask_end(screen, title, then, value)
            screen.say(told_error(error), "error")
            return
        then(end.strip() or "good", unless.strip())

    foot = _("or type: 3d, friday, 2026-12-24, 2w unless sources:>=5")
    screen.pick(Picker(title, items, free=True, text=text, foot=foot), picked)


def _mute(screen: MainScreen, targets: Targets, end: str, unless: str) -> None:
    now = screen.services.clock.now()
    until = end_of(end, now)
    when = "" if until >= FOR_GOOD else _(" until {when}").format(when=moment(until, now))
    when += _(" unless {query}").format(query=unless) if unless else ""

    def show() -> None:
        screen.acting.patch(
            targets,
            lambda row: replace(
                row, muted=True, muted_until=until, muted_by="", muted_unless=unless
            ),
        )
        screen.lister.let_go |= set(targets.threads)

    screen.acting.do(
        lambda: screen.services.triage.mute(targets.threads, until, unless),
        saying=_("Muted {what}").format(what=counted(targets)) + when + f" — {undoes(screen)}",
        show=show,
        then=lambda _done: screen.opening.reload_thread(),
        relist=True,
    )
    screen.stories.clear_selected()


def join(screen: MainScreen, count: int | None) -> None:
    """The selected threads become one; a single one is joined to a thread to pick."""
    targets = screen.acting.threads()
    if not targets:
        return
    if len(targets.threads) > 1:
        here = screen.stories.current_id
        into = here if here in targets.threads else targets.threads[0]
        _join(screen, tuple(t for t in targets.threads if t != into), into)
        return
    one = targets.threads[0]
    known = [row for _id, row in screen.stories.cached() if isinstance(row, ThreadRow)]
    order = {id_: at for at, id_ in enumerate(screen.stories.ids)}
    known.sort(key=lambda row: order.get(row.id, 0))
    items = [Item(row.id, row.title, row.source) for row in known if row.id != one]
    title = _("Join “{title}” to").format(title=targets.title)
    screen.pick(Picker(title, items), lambda into: _join(screen, (one,), into))


def _join(screen: MainScreen, threads: tuple[int, ...], into: int) -> None:
    screen.stories.clear_selected()
    screen.lister.let_go |= set(threads)
    screen.acting.do(
        lambda: screen.services.triage.join(threads, into),
        saying=_("Joined — {undoes}").format(undoes=undoes(screen)),
        then=lambda _done: screen.opening.reload_thread(),
        relist=True,
    )


def _told_elsewhere(screen: MainScreen) -> bool:
    """Whether the story under the cursor stands in another thread than the one shown; says so."""
    line = screen.text_pane.thread.line_here
    elsewhere = screen.scope == "thread" and line is not None and line.kind == "told"
    if elsewhere:
        screen.say(_("It only tells of this too, and stands in another thread: correct it there"))
    return elsewhere


def knock_out(screen: MainScreen, count: int | None) -> None:
    """Take the stories out into a thread of their own."""
    targets = screen.acting.targets()
    if targets.stories and not _told_elsewhere(screen):
        screen.acting.do(
            lambda: screen.services.triage.knock_out(targets.stories),
            saying=_("Knocked {what} out — {undoes}").format(
                what=counted(targets), undoes=undoes(screen)
            ),
            then=lambda _done: screen.opening.reload_thread(),
            relist=True,
        )


def set_lead(screen: MainScreen, count: int | None) -> None:
    """Let the story's headline name its thread."""
    story = screen.acting.story()
    if story is not None and not _told_elsewhere(screen):
        screen.acting.do(
            lambda: screen.services.triage.set_lead(story.thread, story.id),
            saying=_("“{title}” leads now").format(title=story.title),
            then=lambda _done: screen.opening.reload_thread(),
            relist=True,
        )


def rename(screen: MainScreen, count: int | None) -> None:
    """Name the thread; empty gives it its lead's headline again."""
    targets = screen.acting.threads()
    if not targets:
        return
    thread = targets.threads[0]

    def named(name: str) -> None:
        screen.acting.do(
            lambda: screen.services.triage.rename(thread, name),
            saying=_("Named “{name}”").format(name=name) if name else _("Its headline again"),
            then=lambda _done: screen.opening.reload_thread(),
            relist=True,
        )

    foot = _("empty: the lead's headline again")
    screen.pick(Picker(_("Name of the thread"), free=True, text=targets.title, foot=foot), named)


def fold(screen: MainScreen, count: int | None) -> None:
    """The copies or the folder under the cursor."""
    if screen.scope == "thread":
        if not screen.text_pane.thread.toggle_fold():
            screen.say(_("No copies here"))
    else:
        screen.sources.fold_here()


def _fold_all(on: bool) -> Handler:
    def fold_them(screen: MainScreen, count: int | None) -> None:
        (screen.text_pane.thread if screen.scope == "thread" else screen.sources).fold_all(on)

    return fold_them


HANDLERS: dict[str, Handler] = {
    "thread.follow": follow,
    "thread.mute": mute,
    "thread.join": join,
    "thread.knock_out": knock_out,
    "thread.set_lead": set_lead,
    "thread.rename": rename,
    "thread.fold": fold,
    "thread.fold_all": _fold_all(True),
    "thread.unfold_all": _fold_all(False),
}

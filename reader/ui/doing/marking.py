"""Marking: read, star, selections, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from reader.model import Done, StoryRow, ThreadRow
from reader.ui.acting import (
    Targets,
    read_story,
    read_thread,
    unread_story,
    unread_thread,
)
from reader.ui.doing.kinds import Handler
from reader.ui.lister import is_unread
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def counted(targets: Targets) -> str:
    """``3 threads``, ``1 story``"""
    n = len(targets)
    if targets.threads:
        return ngettext("{n} thread", "{n} threads", n).format(n=f"{n:,}")
    return ngettext("{n} story", "{n} stories", n).format(n=f"{n:,}")


def undoes(screen: MainScreen) -> str:
    return _("{key} undoes").format(key=screen.keymap_.shown("undo"))


def toggle_read(screen: MainScreen, count: int | None) -> None:
    """Read when anything is unread, else unread."""
    targets = screen.acting.targets()
    if not targets:
        screen.say(_("No story under the cursor"))
        return
    _set_read(screen, targets, on=screen.acting.some(targets, is_unread))
    screen.stories.clear_selected()


def _set_read(screen: MainScreen, targets: Targets, *, on: bool) -> None:
    triage = screen.services.triage
    work = triage.read if on else triage.unread
    change_thread = read_thread if on else unread_thread
    change_story = read_story if on else unread_story
    said = _("{what} read") if on else _("{what} unread")
    screen.acting.do(
        lambda: work(targets.stories, targets.threads),
        saying=said.format(what=counted(targets)) + f" — {undoes(screen)}",
        show=lambda: _show_read(screen, targets, change_thread, change_story, on),
    )


def _show_read(
    screen: MainScreen,
    targets: Targets,
    change_thread: Callable[[ThreadRow], ThreadRow],
    change_story: Callable[[StoryRow], StoryRow],
    on: bool,
) -> None:
    screen.acting.patch(targets, change_thread, change_story)
    by = -1 if on else 1
    for row in targets.rows:
        if isinstance(row, StoryRow) and row.read != on:
            screen.acting.patch(
                Targets(threads=(row.thread,)),
                lambda thread: replace(thread, unread=max(0, thread.unread + by)),
            )


def _listed(screen: MainScreen, start: int, end: int | None) -> Targets:
    stories = screen.stories
    ids = tuple(stories.ids[start:end])
    if stories.kind == "threads":
        return Targets(threads=ids)
    return Targets(stories=ids)


def all_read(screen: MainScreen, count: int | None) -> None:
    """What is listed now, also what is not loaded yet; not what arrives later."""
    screen.lister.when_whole(lambda: _read_listed(screen, _listed(screen, 0, None)))


def _read_listed(screen: MainScreen, targets: Targets) -> None:
    """Mark many rows read and say how many stories that was."""
    if not targets:
        screen.say(_("Nothing to mark"))
        return

    def then(done: Done) -> None:
        n = done.changed
        told = ngettext("{n} story read", "{n} stories read", n).format(n=f"{n:,}")
        screen.say(f"{told} — {undoes(screen)}" if n else _("All read already"))

    triage = screen.services.triage
    screen.acting.do(
        lambda: triage.read(targets.stories, targets.threads),
        show=lambda: _show_read(screen, targets, read_thread, read_story, True),
        then=then,
        doing=_("Marking {what} read…").format(what=counted(targets)),
    )


def above_read(screen: MainScreen, count: int | None) -> None:
    if screen.scope == "thread":
        _page_read(screen, -1)
        return
    _read_listed(screen, _listed(screen, 0, screen.stories.cursor))


def below_read(screen: MainScreen, count: int | None) -> None:
    if screen.scope == "thread":
        _page_read(screen, 1)
        return
    screen.lister.when_whole(
        lambda: _read_listed(screen, _listed(screen, screen.stories.cursor + 1, None))
    )


def _page_read(screen: MainScreen, direction: int) -> None:
    """The stories above or below the cursor on a thread's page."""
    view = screen.text_pane.thread
    lines = view.lines[: view.cursor] if direction < 0 else view.lines[view.cursor + 1 :]
    rows = tuple(line.story for line in lines if line.kind == "story" and line.story)
    if rows:
        _set_read(screen, Targets(stories=tuple(row.id for row in rows), rows=rows), on=True)


def star(screen: MainScreen, count: int | None) -> None:
    """Star or unstar; of a thread its lead."""
    targets = screen.acting.targets()
    stories = screen.acting.stories()
    if not stories:
        screen.say(_("No story under the cursor"))
        return
    on = screen.acting.some(targets, lambda row: not row.starred)
    screen.acting.do(
        lambda: screen.services.triage.star(stories, on=on),
        saying=(_("Starred {what}") if on else _("Unstarred {what}")).format(what=counted(targets)),
        show=lambda: screen.acting.patch(
            targets,
            lambda row: replace(row, starred=on),
            lambda row: replace(row, starred=on),
        ),
    )
    screen.stories.clear_selected()


def _selecting(name: str) -> Handler:
    def select(screen: MainScreen, count: int | None) -> None:
        rows = screen.text_pane.thread if screen.scope == "thread" else screen.stories
        if name == "invert_selected" and rows is screen.stories:
            screen.lister.when_whole(lambda: inverted(screen))
            return
        for _turn in range(count or 1 if name == "toggle_selected" else 1):
            before = rows.cursor
            getattr(rows, name)()
            if rows.cursor == before:  # at the end: the last row once, however many were asked for
                break

    return select


def inverted(screen: MainScreen) -> None:
    """Select every row of the list that is not selected."""
    screen.stories.invert_selected()


def undo(screen: MainScreen, count: int | None) -> None:
    _step_journal(screen, count, back=True)


def redo(screen: MainScreen, count: int | None) -> None:
    _step_journal(screen, count, back=False)


def _step_journal(screen: MainScreen, count: int | None, *, back: bool) -> None:
    journal = screen.services.journal

    def work() -> list[Done]:
        steps = []
        for _turn in range(count or 1):
            done = journal.undo() if back else journal.redo()
            if done is None:
                break
            steps.append(done)
        return steps

    take_steps(screen, work, back=back)


def take_steps(screen: MainScreen, work: Callable[[], list[Done]], *, back: bool) -> None:
    """Step through the journal behind the screen and show what that came to."""
    told = screen.acting.telling(_("Undoing…") if back else _("Doing it again…"), work)
    screen.background.run("acting", told, lambda steps: _show_steps(screen, steps, back=back))


#: Steps named one by one when several are taken back at once.
_NAMED = 3


def _show_steps(screen: MainScreen, steps: list[Done], *, back: bool) -> None:
    """Draw anew what steps through the journal touched, and say in words what they were."""
    from reader.services.journal import describe

    if not steps:
        screen.say(_("Nothing to undo") if back else _("Nothing to redo"))
        return
    screen.lister.let_go.clear()
    for done in steps:
        screen.drawn_anew(done.stories, done.threads)
    screen.opening.reload_thread()
    screen.opening.reload_article()
    said = "; ".join(describe(done) for done in steps[:_NAMED])
    if len(steps) > _NAMED:
        more = ngettext("and {n} more", "and {n} more", len(steps) - _NAMED)
        said += "; " + more.format(n=len(steps) - _NAMED)
    screen.say((_("Undone: {what}") if back else _("Done again: {what}")).format(what=said))


HANDLERS: dict[str, Handler] = {
    "mark.read": toggle_read,
    "mark.all_read": all_read,
    "mark.above_read": above_read,
    "mark.below_read": below_read,
    "mark.star": star,
    "select.toggle": _selecting("toggle_selected"),
    "select.range": _selecting("toggle_range"),
    "select.invert": _selecting("invert_selected"),
    "undo": undo,
    "redo": redo,
}

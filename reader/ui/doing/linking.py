"""Answers to doubtful and related threads of a thread page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.words import _

if TYPE_CHECKING:
    from reader.model import RelatedThread
    from reader.ui.main_screen import MainScreen


def _here(screen: MainScreen) -> tuple[int, RelatedThread] | None:
    """The thread shown and the one under the cursor; says so when there is none."""
    view = screen.text_pane.thread
    line = view.line_here
    if view.page_ is None or line is None or line.related is None:
        screen.say(_("No related thread under the cursor"))
        return None
    return view.page_.row.id, line.related


def confirm(screen: MainScreen, count: int | None) -> None:
    """The doubtful thread is this event: they become one. A related one is kept for good."""
    found = _here(screen)
    if found is None:
        return
    thread, other = found
    triage = screen.services.triage
    if other.doubtful:
        screen.lister.let_go |= {other.id}
        screen.acting.do(
            lambda: triage.join([other.id], thread),
            saying=_("Joined “{title}” — {undoes}").format(
                title=other.title, undoes=undoes(screen)
            ),
            then=lambda _done: screen.opening.reload_thread(),
            relist=True,
        )
        return
    screen.acting.do(
        lambda: triage.confirm_link(thread, other.id),
        saying=_("Kept as related: “{title}” — {undoes}").format(
            title=other.title, undoes=undoes(screen)
        ),
        then=lambda _done: screen.opening.reload_thread(),
    )


def refuse(screen: MainScreen, count: int | None) -> None:
    """It is not: the link is not shown again."""
    found = _here(screen)
    if found is None:
        return
    thread, other = found
    screen.acting.do(
        lambda: screen.services.triage.refuse_link(thread, other.id),
        saying=_("Not related: “{title}” — {undoes}").format(
            title=other.title, undoes=undoes(screen)
        ),
        then=lambda _done: screen.opening.reload_thread(),
    )


HANDLERS: dict[str, Handler] = {"thread.confirm": confirm, "thread.refuse": refuse}

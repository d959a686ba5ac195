"""The journal on the screen: what was done, when and by whom, and the way back to any point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import Actor, Done, JournalRow
from reader.services.journal import said
from reader.ui.dates import clock, day, day_key
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import take_steps
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Rows shown, and rows of a step back named before it is made.
MOST, NAMED = 500, 12


def history(screen: MainScreen, count: int | None) -> None:
    """What was done, newest first; a row picked leads back, or forward again, to it."""
    journal = screen.services.journal

    def show(rows: list[JournalRow]) -> None:
        if not rows:
            screen.say(_("Nothing was done yet"))
            return
        foot = _("Enter takes back all down to here, or does it again")
        picker = Picker(_("History"), _items(screen, rows), foot=foot)
        screen.pick(picker, lambda row: _step_to(screen, rows, row))

    screen.background.now(lambda: journal.rows(MOST), show)


def by_whom(actor: Actor) -> str:
    """Who acted, as people say it."""
    return {
        Actor.SCREEN: _("screen"),
        Actor.COMMAND: _("command"),
        Actor.RULE: _("rule"),
        Actor.SYNC: _("clew"),
    }[actor]


def _items(screen: MainScreen, rows: list[JournalRow]) -> list[Item]:
    now = screen.services.clock.now()
    items: list[Item] = []
    shown: tuple[int, int] | None = None
    for row in rows:
        if day_key(row.at) != shown:
            shown = day_key(row.at)
            items.append(Item(None, day(row.at, now), heading=True))
        notes = [_("undone")] if row.undone else []
        notes.append(by_whom(row.actor))
        items.append(
            Item(
                row,
                said(row),
                " · ".join(notes),
                label=f"{clock(row.at)}  ",
                style="dim" if row.undone else "text",
            )
        )
    return items


def _step_to(screen: MainScreen, rows: list[JournalRow], row: JournalRow) -> None:
    """Say what the step would take back or do again, and do it when that is wanted."""
    by_hand = (Actor.SCREEN, Actor.COMMAND)
    if row.actor not in by_hand:
        screen.say(_("Only what was done by hand is taken back here"), "warning")
        return
    hand = [each for each in rows if each.actor in by_hand]
    if row.undone:
        last_done = max((each.id for each in hand if not each.undone), default=0)
        steps = [
            each for each in reversed(hand) if last_done < each.id <= row.id and not each.superseded
        ]
        if row not in steps:
            screen.say(_("Something else was done since: it cannot be done again"), "warning")
            return
        title = ngettext("Do {n} action again?", "Do {n} actions again?", len(steps))
    else:
        steps = [each for each in hand if each.id >= row.id and not each.undone]
        title = ngettext("Take back {n} action?", "Take back {n} actions?", len(steps))
    _confirm(screen, title.format(n=len(steps)), steps, row)


def _confirm(screen: MainScreen, title: str, steps: list[JournalRow], row: JournalRow) -> None:
    journal = screen.services.journal
    again = row.undone
    yes = _("Yes, do them again") if again else _("Yes, take them back")
    items = [
        Item(True, yes),
        Item(False, _("No, leave all as it is")),
        Item(None, "", heading=True),
    ]
    items += [
        Item(None, f"  {clock(each.at)}  {said(each)}", heading=True) for each in steps[:NAMED]
    ]
    if len(steps) > NAMED:
        more = ngettext("… and {n} more", "… and {n} more", len(steps) - NAMED)
        items.append(Item(None, "  " + more.format(n=len(steps) - NAMED), heading=True))

    def work() -> list[Done]:
        return journal.redo_to(row.id) if again else journal.undo_to(row.id)

    def picked(wanted: bool) -> None:
        if wanted:
            take_steps(screen, work, back=not again)

    screen.pick(Picker(title, items, ask=False), picked)


HANDLERS: dict[str, Handler] = {"go.history": history}

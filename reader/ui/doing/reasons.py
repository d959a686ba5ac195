"""Why a story stands where it does, what keeps two apart, and what can be taught from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import ThreadRow
from reader.ui.article.wrap import text_of, wrap
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.matching import Item
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Done
    from reader.ui.main_screen import MainScreen

#: Stories of a thread whose reasons are told at once.
_REASONS = 12
#: Words of a reason that are offered to never join again, the heaviest.
_OFFERED = 3


def why(screen: MainScreen, count: int | None) -> None:
    """Why the story, or each story of the thread, stands where it does; of two that are selected,
    and of the thread shown and a related one under the cursor, what keeps them apart."""
    targets = screen.acting.targets()
    ids = targets.stories or targets.threads
    if len(ids) == 2:
        _why_not(screen, ids[0], ids[1])
        return
    row = targets.rows[0] if targets.rows else None
    page, line = screen.text_pane.thread.page_, screen.text_pane.thread.line_here
    if row is None and screen.scope == "thread" and page and line and line.related:
        _why_not(screen, page.row.id, line.related.id)
        return
    if isinstance(row, ThreadRow) and row.stories > 1:
        _why_thread(screen, row.id)
    elif row is not None:
        _why_story(screen, row.lead if isinstance(row, ThreadRow) else row.id)


def _width(screen: MainScreen) -> int:
    """Cells of a line in the dialog: less than its nine tenths of the screen, for its frame, an
    indent and a scrollbar."""
    return max(20, min(78, screen.size.width * 9 // 10 - 5))


def _wrapped(sentences: list[str], width: int) -> list[str]:
    return [text_of(row) for text in sentences for row in wrap([(text, 0, 0)], width)]


def _why_not(screen: MainScreen, a: int, b: int) -> None:
    services, width = screen.services, _width(screen)
    screen.say(_("Comparing…"))

    def work() -> list[str]:
        return _wrapped(services.reading.why_not(a, b, services.config), width)

    def show(lines: list[str]) -> None:
        screen.say("")
        screen.show_lines(_("The two compared"), lines)

    screen.background.opening(work, show)


def _why_thread(screen: MainScreen, thread: int) -> None:
    reading, width = screen.services.reading, _width(screen)

    def work() -> list[str]:
        page = reading.thread_page(thread)
        lines: list[str] = []
        for row in (page.stories if page else ())[-_REASONS:][::-1]:
            lines += _wrapped([f"{row.source}: {row.title}"], width)
            lines += ["   " + text for text in _wrapped(reading.why(row.id), width - 3)]
            lines.append("")
        return lines[:-1]

    screen.background.now(work, lambda lines: screen.show_lines(_("Why here"), lines))


def _why_story(screen: MainScreen, story: int) -> None:
    """The reasons, and under them the switches: a word of them, or the feed, never joins."""
    services, width = screen.services, _width(screen)

    def work() -> list[Item]:
        rows = services.reading.story_rows([story])
        items = [
            Item(None, text, heading=True) for text in _wrapped(services.reading.why(story), width)
        ]
        taught = services.teaching.taught()
        items.append(Item(None, "", heading=True))
        for word in services.reading.decided_by(story)[:_OFFERED]:
            items.append(_switch("word", word, f"“{word}”", word.casefold() in taught.words))
        for row in rows:
            items.append(_switch("feed", row.feed, row.source, row.feed in taught.feeds))
        return items

    def show(items: list[Item]) -> None:
        foot = _("Enter switches it, Esc closes")
        picker = Picker(_("Why here"), items, ask=False, foot=foot)
        screen.pick(picker, lambda value: _teach(screen, *value))

    screen.background.now(work, show)


def _switch(kind: str, what: str | int, name: str, never: bool) -> Item:
    told = _("let {what} join again") if never else _("never let {what} join")
    return Item((kind, what, name, never), told.format(what=name))


def _teach(screen: MainScreen, kind: str, what: str | int, name: str, never: bool) -> None:
    teaching = screen.services.teaching
    change = teaching.may_join if never else teaching.never_join

    def work() -> Done:
        return change(words=[str(what)]) if kind == "word" else change(feeds=[int(what)])

    told = _("{what} may join again") if never else _("{what} joins no more")
    when = _("from the next refresh on")
    screen.acting.do(work, saying=f"{told.format(what=name)}, {when} — {undoes(screen)}")


HANDLERS: dict[str, Handler] = {"thread.why": why}

"""What stands on a thread's page, line by line: facts, who was first, the tellings by day.

Newest first. What came since the thread was last opened stands above a rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reader.model import FOR_GOOD, AlsoTold, RelatedThread, StoryRow, ThreadPage, ThreadRow
from reader.text import line as clean
from reader.ui.article.wrap import BOLD, text_of, wrap
from reader.ui.dates import clock, day, day_key, moment
from reader.ui.drawing import FOLLOWED, MUTED, NOTED
from reader.ui.languages import language_name
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.keys import Keymap

#: Widest column of source names, in cells.
_SOURCE_COLUMN = 22
#: Cells under which a story's source and time stand below its headline, not before it.
BESIDE_FROM = 72
#: Lines a headline may take.
_TITLE_LINES = 2
#: Lines a note may take here; the article shows it whole.
_NOTE_LINES = 4


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of the page. ``kind``: title, facts, rule, day, story, more, by, copies, told,
    related, was, empty. Only story, copies, told and related take the cursor; ``more`` (the rest of
    a headline), ``by`` (source and time under it), ``note`` and ``where`` (source and paragraphs of
    what is told elsewhere) belong to the story above them."""

    kind: str
    text: str = ""
    story: StoryRow | None = None
    copies: tuple[StoryRow, ...] = ()
    related: RelatedThread | None = None
    told: AlsoTold | None = None
    parts: tuple[tuple[str, str], ...] = ()
    is_copy: bool = False


TAKES_CURSOR = frozenset({"story", "copies", "told", "related"})
BELONGS = frozenset({"more", "by", "note", "where"})


def page_lines(
    page: ThreadPage,
    width: int,
    now: int,
    since: int | None,
    unfolded: frozenset[int],
    keys: str = "",
) -> list[PageLine]:
    """The lines of a page in ``width`` cells. ``since``: when it was last opened before now;
    ``keys`` says how a doubtful thread is answered."""
    beside = width >= BESIDE_FROM
    lines = _head(page, width, now, beside)
    room = _title_room(page, width)
    notes = dict(page.notes)
    for at in _timeline(page.stories, now, since, unfolded, page.phases):
        lines += _story_lines(at, room, beside) if at.kind == "story" else [at]
        if at.kind == "story" and at.story is not None and at.story.id in notes:
            lines += _note_lines(at, notes[at.story.id], room)
    return lines + _told_in(page, beside) + _earlier_headlines(page, now) + _related(page, keys)


def _head(page: ThreadPage, width: int, now: int, beside: bool) -> list[PageLine]:
    """Title, facts, who was first, how the thread stands."""
    row = page.row
    lines = [
        PageLine("title", text_of(rows))
        for rows in wrap([(clean(row.title), BOLD, 0)], max(10, width - 4))[:4]
    ]
    lines.append(PageLine("facts", parts=_facts(row, now if beside else None)))
    lines.append(PageLine("first", parts=_first(page, None if beside else now)))
    standing = _standing(row, page.thread_tags, now)
    return [*lines, PageLine("facts", parts=standing)] if standing else lines


def _told_in(page: ThreadPage, beside: bool) -> list[PageLine]:
    """The round-ups that tell of it as well."""
    lines: list[PageLine] = []
    for each in page.mentions:
        lines.append(PageLine("told", story=each.story, told=each))
        if not beside:
            lines.append(PageLine("where", story=each.story, told=each))
    return _section(_("also told in"), lines)


def _earlier_headlines(page: ThreadPage, now: int) -> list[PageLine]:
    older = [head for head in page.headlines if head.title not in ("", page.row.title)]
    lines = [
        PageLine("was", f"{moment(head.at, now)}  {head.source}: {head.title}")
        for head in older[-5:]
    ]
    return _section(_("earlier headlines"), lines)


def _related(page: ThreadPage, keys: str) -> list[PageLine]:
    """Threads of other languages that may be the same, then those it is related to."""
    doubtful = [each for each in page.related if each.doubtful]
    sure = [each for each in page.related if not each.doubtful]
    asked = also_in([code for each in doubtful for code in each.languages]) if doubtful else ""
    return [
        *_section(f"{asked}  {keys}".rstrip(), [PageLine("related", related=r) for r in doubtful]),
        *_section(_("related"), [PageLine("related", related=r) for r in sure]),
    ]


def _section(title: str, lines: list[PageLine]) -> list[PageLine]:
    """Lines under a rule with a title; none without lines."""
    return [PageLine("empty"), PageLine("rule", title), *lines] if lines else []


def answers(keymap: Keymap) -> str:
    """How a doubtful thread is answered: ``w yes · W no``."""
    yes, no = keymap.shown("thread.confirm"), keymap.shown("thread.refuse")
    said = ([_("{key} yes").format(key=yes)] if yes else []) + (
        [_("{key} no").format(key=no)] if no else []
    )
    return " · ".join(said)


def also_in(codes: Sequence[str]) -> str:
    """What is asked of threads that may tell this event in other languages."""
    names = [language_name(code) for code in dict.fromkeys(codes)]
    if not names:
        return _("also this event?")
    return _("also in {languages}?").format(languages=", ".join(names))


def source_column(page: ThreadPage, width: int) -> int:
    """Cells for the names of sources before the headlines."""
    stories = [*page.stories, *(each.story for each in page.mentions)]
    widest = max((cell_len(story.source) for story in stories), default=6)
    return min(max(6, min(_SOURCE_COLUMN, width // 3)), widest)


def _title_room(page: ThreadPage, width: int) -> int:
    """Cells a headline has on each of its lines."""
    before = source_column(page, width) + 12 if width >= BESIDE_FROM else 3
    return max(10, width - before - 2)


def _story_lines(at: PageLine, room: int, beside: bool) -> list[PageLine]:
    """A story as its headline's lines, and where they are narrow a line of source and time."""
    story = at.story
    assert story is not None
    indent = 4 if at.is_copy else 0
    rows = wrap([(clean(story.title) or _("(no title)"), 0, 0)], max(10, room - indent))
    texts = [text_of(row) for row in rows[:_TITLE_LINES]] or [""]
    if len(rows) > _TITLE_LINES:
        texts[-1] += "…"
    lines = [replace(at, text=texts[0])]
    lines += [replace(at, kind="more", text=text) for text in texts[1:]]
    if not beside:
        lines.append(replace(at, kind="by"))
    return lines


def _note_lines(at: PageLine, note: str, room: int) -> list[PageLine]:
    """The user's own words under the story they are on."""
    rows = [text_of(row) for row in wrap([(note, 0, 0)], max(10, room - 2 - 4 * at.is_copy))]
    shown = rows[:_NOTE_LINES]
    if len(rows) > _NOTE_LINES:
        shown[-1] += "…"
    marks = [f"{NOTED} ", *("  " for _row in shown[1:])]
    return [
        replace(at, kind="note", text=mark + text) for mark, text in zip(marks, shown, strict=True)
    ]


def _facts(row: ThreadRow, now: int | None) -> tuple[tuple[str, str], ...]:
    sources = ngettext("{n} source", "{n} sources", row.sources).format(n=row.sources)
    stories = ngettext("{n} story", "{n} stories", row.stories).format(n=row.stories)
    facts = [("source", sources)]
    facts += [("dim", stories)] if row.stories != row.sources else []
    if row.new:
        facts.append(("new", _("+{n} new").format(n=row.new)))
    if row.languages:
        facts.append(("dim", " ".join(row.languages)))
    if now is not None:
        facts.append(("dim", _("since {when}").format(when=moment(row.first_at, now))))
    return tuple(facts)


def _first(page: ThreadPage, now: int | None) -> tuple[tuple[str, str], ...]:
    first = page.first_source or (page.stories[0].source if page.stories else "")
    if not first:
        return ()
    at = next((row.sort_at for row in page.stories if row.source == first), page.row.first_at)
    when = clock(at) if now is None else moment(at, now)
    return (("dim", _("first: {source} {time}").format(source=first, time=when)),)


def _standing(row: ThreadRow, tags: Sequence[str], now: int) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    if row.followed:
        parts.append(("star", f"{FOLLOWED} " + _("followed")))
    if row.muted:
        until = row.muted_until
        told = (
            _("muted for good")
            if until is None or until >= FOR_GOOD
            else _("muted until {when}").format(when=moment(until, now))
        )
        told += f" ({row.muted_by})" if row.muted_by else ""
        told += _(" unless {query}").format(query=row.muted_unless) if row.muted_unless else ""
        parts.append(("warning", f"{MUTED} {told}"))
    if row.snoozed_until is not None and row.snoozed_until > now:
        told = _("snoozed until {when}").format(when=moment(row.snoozed_until, now))
        parts.append(("warning", f"{MUTED} {told}"))
    if row.named:
        parts.append(("dim", _("named by you")))
    return (*parts, *(("tag", tag) for tag in tags))


def _timeline(
    stories: Sequence[StoryRow],
    now: int,
    since: int | None,
    unfolded: frozenset[int],
    phases: frozenset[int],
) -> list[PageLine]:
    copies: dict[int, list[StoryRow]] = {}
    here = {story.id for story in stories}
    accounts: list[StoryRow] = []
    for story in stories:
        if story.copy_of is not None and story.copy_of in here:
            copies.setdefault(story.copy_of, []).append(story)
        else:
            accounts.append(story)
    fresh = [story for story in accounts if since is not None and story.came_at > since]
    new = {story.id for story in fresh} if len(fresh) < len(accounts) else set()
    lines: list[PageLine] = []
    if new:
        lines += [PageLine("empty"), PageLine("rule", _("since you last read"))]
        lines += _days([s for s in accounts if s.id in new], copies, now, unfolded, phases)
    lines.append(PageLine("empty"))
    if new:
        lines.append(PageLine("rule", _("earlier")))
    lines += _days([s for s in accounts if s.id not in new], copies, now, unfolded, phases)
    return lines


def _days(
    accounts: Sequence[StoryRow],
    copies: dict[int, list[StoryRow]],
    now: int,
    unfolded: frozenset[int],
    phases: frozenset[int],
) -> list[PageLine]:
    """The accounts by day, the newest first; under the first one of a phase, that one began."""
    lines: list[PageLine] = []
    last: tuple[int, int] | None = None
    for story in sorted(accounts, key=lambda row: (row.sort_at, row.id), reverse=True):
        if day_key(story.sort_at) != last:
            if last is not None:
                lines.append(PageLine("empty"))
            last = day_key(story.sort_at)
            lines.append(PageLine("day", day(story.sort_at, now)))
        lines.append(PageLine("story", story=story))
        same = copies.get(story.id, [])
        if same:
            lines.append(PageLine("copies", story=story, copies=tuple(same)))
            if story.id in unfolded:
                lines += [PageLine("story", story=copy, is_copy=True) for copy in same]
        if story.id in phases:
            began = _("↑ a new phase, {day}").format(day=day(story.sort_at, now))
            lines += [PageLine("empty"), PageLine("rule", began)]
    return lines

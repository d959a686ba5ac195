"""Rows of lists as lines: threads, stories. Cell-exact, state by mark and weight as by colour.

The gutter is three cells: cursor bar, a mark (● unread, ✓ selected), under it what the user did (★
starred, ◆ followed, ⊘ muted or snoozed), and a space. Ages end at the right edge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.strip import Strip

from reader.model import FOR_GOOD, StoryRow, ThreadRow
from reader.ui.article.head import told_share
from reader.ui.cells import Part, cut, line, pad, pad_left, parts_width
from reader.ui.dates import age, soon
from reader.ui.ink import Ink
from reader.ui.linelist import RowState, over
from reader.ui.lit import Lit, excerpt, lit_parts, spans
from reader.words import _, ngettext

UNREAD, SELECTED, STARRED, FOLLOWED, MUTED, BAR = "●", "✓", "★", "◆", "⊘", "▌"
#: A note of the user's own; a view whose news are told of.
NOTED, TOLD = "✎", "◇"
_SPARKS = "▁▂▃▄▅▆▇█"
#: Stories of a thread from which its activity says something.
_SPARK_FROM = 3
#: (width of the list, slots of the activity strip), widest first; 12 is divided without a rest.
_STRIPS = ((58, 12), (40, 6))


#: Cells from which a row of one line names its source.
_WITH_SOURCE = 60


def _unknown(row: ThreadRow) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Look:
    """What drawing needs to know beside the row: the time, how dates are wanted, what is lit, how
    much of what came to a thread since it was opened is new, in per cent (None: unknown), and the
    colours of tags."""

    now: Callable[[], int]
    absolute: bool = False
    lit: Lit = None
    #: The text of the hit behind a row, by its id, where one is looked for.
    passages: Mapping[int, str] = field(default_factory=dict)
    share: Callable[[ThreadRow], int | None] = _unknown
    colors: Mapping[str, str] = field(default_factory=dict)


def sparkline(counts: Sequence[int], ink: Ink) -> list[Part]:
    """Counts as a line of eighths; the highest is full, none is the baseline."""
    busiest = max(counts, default=0)
    top = max(busiest, _SPARK_FROM)  # one story alone is no peak
    parts: list[Part] = []
    for count in counts if busiest > 0 else ():
        slot = _SPARKS[max(1, round(7 * count / top))] if count else _SPARKS[0]
        style = ink.spark if count else ink.faint
        if parts and parts[-1][1] is style:
            parts[-1] = (parts[-1][0] + slot, style)
        else:
            parts.append((slot, style))
    return parts


def joined(parts: Sequence[Sequence[Part]], ink: Ink) -> list[Part]:
    """Groups of parts with a faint dot between them; empty groups leave no dot."""
    result: list[Part] = []
    for group in parts:
        if not any(text for text, _style in group):
            continue
        if result:
            result.append((" · ", ink.faint))
        result += group
    return result


def thread_lines(
    row: ThreadRow, width: int, state: RowState, ink: Ink, look: Look, height: int
) -> list[Strip]:
    """A thread: headline, and under it what a glance should tell."""
    unread = row.unread > 0
    shade = ink.unread if unread else ink.text if row.new else ink.dim
    title = lit_parts(row.title or _("(no title)"), shade, look.lit, ink.match)
    away = _away(row, ink, look.now())
    marks = _marks(row.starred, row.followed, bool(away))
    news = _news(row, look.share(row), ink)
    if height == 1:
        number = str(row.sources) if row.sources > 1 else ""
        right = _columns(_told_by(row), number, row.moved_at, width, look, ink)
        right = [*news, ("  ", ink.base), *right] if news else right
        return [finish(_gutter(unread, state, ink, marks) + title, right, width, state, ink)]
    moved = age(row.moved_at, look.now(), absolute=look.absolute)
    right = [(_when(moved), ink.dim)]
    told = _passage(row, width - parts_width(right) - 4, look, ink)
    if not told:
        slots = _slots(width)
        if row.stories >= _SPARK_FROM and slots:
            right = sparkline(_gathered(row.activity, slots), ink) + right
        own = (away, tag_parts(row.tags, ink, look.colors))
        told = _facts(row, news, own, width - parts_width(right) - 4, ink)
    return [
        finish(_gutter(unread, state, ink) + title, [], width, state, ink),
        finish(_under(marks, state, ink) + told, right, width, state, ink),
    ]


def _passage(row: ThreadRow | StoryRow, room: int, look: Look, ink: Ink) -> list[Part]:
    """Where the words looked for stand in the text, when the title has none of them."""
    if look.lit is None or spans(row.title, look.lit):
        return []
    text = look.passages.get(row.id, "")
    if not text:
        return []
    source = _told_by(row) if isinstance(row, ThreadRow) else row.source
    tags = tag_parts(row.tags, ink, look.colors)
    room -= cell_len(source) + 3 + (parts_width(tags) + 3 if tags else 0)
    shown = excerpt(text, look.lit, room)
    if not shown:
        return []
    passage = lit_parts(cut(shown, room), ink.dim, look.lit, ink.match)
    return joined([[(source, ink.source)], tags, passage], ink)


def _news(row: ThreadRow, share: int | None, ink: Ink) -> list[Part]:
    """``+2 · 38 % new``: accounts since it was opened, and how much of their text is new."""
    if not row.new:
        return []
    if share is None:
        return [(_("+{n} new").format(n=row.new), ink.new)]
    count: list[Part] = [(f"+{row.new}", ink.new)]
    return joined([count, [(told_share(share), ink.new if share else ink.dim)]], ink)


def _slots(width: int) -> int:
    """Slots of the activity strip at a width: the same in every row, so that they stand in a
    column of their own."""
    return next((slots for least, slots in _STRIPS if width >= least), 0)


def _gathered(counts: Sequence[int], slots: int) -> list[int]:
    """Counts of equal slices as counts of fewer, longer ones."""
    size = max(1, len(counts) // slots)
    return [sum(counts[at : at + size]) for at in range(0, len(counts), size)]


def _facts(
    row: ThreadRow,
    news: list[Part],
    own: tuple[list[Part], list[Part]],
    room: int,
    ink: Ink,
) -> list[Part]:
    """The line under a headline, in ``room`` cells: languages and then the number of stories give
    way to what is new and what the user said of the thread (``own``: until when it is put away, its
    tags). The number is told where it says more than that of the sources."""
    away, tags = own
    if row.stories == 1:
        return joined([away, [(row.source, ink.source)], news, tags], ink)
    sources: list[Part] = [(_told_by(row), ink.source)]
    languages: list[Part] = []
    if len(row.languages) > 1:
        languages = [(" ".join(row.languages), ink.dim)]
    number: list[Part] = []
    if row.stories != row.sources:
        number = [(_stories(row.stories), ink.dim)]
    told: list[Part] = []
    for stories, tongues in ((number, languages), (number, []), ([], languages), ([], [])):
        told = joined([away, sources, stories, news, tongues, tags], ink)
        if parts_width(told) <= room:
            break
    return told


def story_lines(
    row: StoryRow, width: int, state: RowState, ink: Ink, look: Look, height: int
) -> list[Strip]:
    """A story of a plain list: title, source, author, tags, age."""
    unread = not row.read
    shade = ink.unread if unread else ink.dim
    title = lit_parts(row.title or _("(no title)"), shade, look.lit, ink.match)
    marks = STARRED if row.starred else ""
    if height == 1:
        right = _columns(row.source, "", row.sort_at, width, look, ink)
        return [finish(_gutter(unread, state, ink, marks) + title, right, width, state, ink)]
    facts = [
        [(row.source, ink.source)],
        [(row.author, ink.dim)],
        [(_("updated"), ink.new)] if row.updated else [],
        [(_("copy"), ink.dim)] if row.copy_of else [],
        [(NOTED, ink.star)] if row.noted else [],
        tag_parts(row.tags, ink, look.colors),
    ]
    when = age(row.sort_at, look.now(), absolute=look.absolute)
    date: list[Part] = [(_when(when), ink.dim)]
    told = _passage(row, width - parts_width(date) - 4, look, ink) or joined(facts, ink)
    return [
        finish(_gutter(unread, state, ink) + title, [], width, state, ink),
        finish(_under(marks, state, ink) + told, date, width, state, ink),
    ]


def _columns(source: str, number: str, at: int, width: int, look: Look, ink: Ink) -> list[Part]:
    """Of a row of one line: who tells it and when, each in a column of its own. In a narrow list
    the headline has the room, and ``number`` says how many tell it."""
    if width >= _WITH_SOURCE:
        when = age(at, look.now(), absolute=look.absolute)
        return [(pad(source, width // 4), ink.source), (pad_left(when, 14), ink.dim)]
    when = age(at, look.now(), absolute=look.absolute, year=False)
    return [(pad_left(number, 3), ink.source), (pad_left(when, 8), ink.dim)]


def finish(left: list[Part], right: list[Part], width: int, state: RowState, ink: Ink) -> Strip:
    """A line with the cursor's ground where the cursor is."""
    strip = line(left, width, ink.base, right)
    if state.cursor:
        return over(strip, ink.cursor if state.focused else ink.quiet, ink.base)
    return strip


def _gutter(unread: bool, state: RowState, ink: Ink, marks: str = "") -> list[Part]:
    if state.selected:
        mark: Part = (SELECTED, ink.selected)
    elif unread:
        mark = (UNREAD, ink.accent)
    else:
        mark = (marks[:1] or " ", ink.star)
    return [bar(state, ink), mark, (" ", ink.base)]


def _under(marks: str, state: RowState, ink: Ink) -> list[Part]:
    return [bar(state, ink), (marks[:1] or " ", ink.star), (" ", ink.base)]


def bar(state: RowState, ink: Ink) -> Part:
    """The cursor's bar in the first cell of a row."""
    return (BAR if state.cursor else " ", ink.accent if state.focused else ink.faint)


def _marks(starred: bool, followed: bool, muted: bool) -> str:
    return (MUTED if muted else "") + (STARRED if starred else "") + (FOLLOWED if followed else "")


def _when(text: str) -> str:
    """An age with a little air before it, in a column of its own while it is short."""
    return " " + pad_left(text, 6 if cell_len(text) <= 6 else max(11, cell_len(text)))


def tag_parts(tags: Sequence[str], ink: Ink, colors: Mapping[str, str]) -> list[Part]:
    """Tags side by side, each in its colour (``colors``: tag → name of a colour)."""
    parts: list[Part] = []
    for tag in tags:
        parts += [(" ", ink.base)] if parts else []
        parts.append((f"#{tag}", ink.tagged(colors.get(tag, ""))))
    return parts


def _away(row: ThreadRow, ink: Ink, now: int) -> list[Part]:
    """Until when a thread is put away, and by which rule."""
    snoozed = row.snoozed_until is not None and row.snoozed_until > now
    if not row.muted and not snoozed:
        return []
    until = row.snoozed_until if snoozed else row.muted_until
    ends = until is not None and until < FOR_GOOD
    told = _("until {when}").format(when=soon(until or 0, now)) if ends else _("for good")
    if row.muted_by and not snoozed:
        told += f" ({row.muted_by})"
    return [(told, ink.warning)]


def _told_by(row: ThreadRow) -> str:
    """The one source that tells a thread, or how many do."""
    n = row.sources
    return row.source if n == 1 else ngettext("{n} source", "{n} sources", n).format(n=n)


def _stories(n: int) -> str:
    return ngettext("{n} story", "{n} stories", n).format(n=n)

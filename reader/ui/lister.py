"""Answers the list pane's question and keeps its rows steady while the world moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.errors import ClewError, QueryError
from reader.model import Hits, StoryRow, ThreadRow
from reader.services.searching import Answer, Interrupt
from reader.ui.listing import Listing, kept_together
from reader.ui.lit import Lit, pattern
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Rows asked for before the whole answer: more than any terminal shows.
FIRST = 200


class Lister:
    """What the list lists. One question at a time: a newer one stops the one before it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.listing = Listing("", "is:unread -is:muted", key="v:Unread")
        self.answer: Answer | None = None
        #: Rows acted on here, which stay in sight although they no longer match.
        self.touched: set[int] = set()
        #: Rows that an action sent away (muted, joined), which go even from under the cursor.
        self.let_go: set[int] = set()
        self._generation = 0
        self._interrupt: Interrupt | None = None
        #: Whether rows not yet shown are being asked for.
        self._asking = False
        #: What waits for the whole answer.
        self._waiting: list[Callable[[], None]] = []

    # ------------------------------------------------------------------ asking

    def go(self, listing: Listing) -> None:
        """List something else, from the top. The first screenful is there before the next key."""
        self.listing = listing
        self._waiting.clear()
        self.touched.clear()
        self.let_go.clear()
        self._screen.stories.clear_selected()
        self._first_now()
        if self.answer is not None and not self.answer.hits.complete:
            self.ask()

    def finish(self) -> None:
        """Answer a narrowing that is still asked, so that the next key finds its rows."""
        if self._asking:
            self._first_now()
            self.ask()

    def _first_now(self) -> None:
        """The first screenful in this very call."""
        self._generation += 1
        if self._interrupt is not None:
            self._interrupt.stop()
        try:
            answer = self._hits(FIRST, None)
        except ClewError as error:
            self._failed(error)
            return
        self._take(answer, fresh=True)

    def ask(self, *, first: int | None = None, fresh: bool = False) -> None:
        """Put the listing's question; ``first`` for a screenful, then the rest is asked for."""
        self._generation += 1
        generation = self._generation
        if self._interrupt is not None:
            self._interrupt.stop()
        interrupt = self._interrupt = Interrupt()
        self._asking = fresh

        def work() -> Answer | None:
            try:
                return self._hits(first, interrupt)
            except ClewError:
                raise
            except Exception:
                if interrupt.stopped:
                    return None
                raise

        def then(answer: Answer | None) -> None:
            if answer is None or generation != self._generation:
                return
            self._take(answer, fresh=fresh)
            if first is not None and not answer.hits.complete:
                self.ask(first=None)

        def failed(error: ClewError) -> None:
            if generation == self._generation:
                self._failed(error)

        self._screen.background.run("searching", work, then, failed)

    def _hits(self, first: int | None, interrupt: Interrupt | None) -> Answer:
        listing = self.listing
        text, within = (listing.narrow, listing.base) if listing.narrow else (listing.base, "")
        return self._screen.services.searching.hits(
            text,
            within=within,
            group=listing.group,
            sort=listing.sort,
            first=first,
            interrupt=interrupt,
        )

    # ------------------------------------------------------------------ taking answers

    def _take(self, answer: Answer, *, fresh: bool) -> None:
        screen = self._screen
        self._asking = False
        screen.list_pane.error.tell()
        self.answer = answer
        screen.stories.light(self._lit())
        stories = screen.stories
        hits = answer.hits
        ids: Sequence[int] = hits.ids
        keep = not fresh and stories.kind == hits.kind
        if keep:
            holding = set(self.touched)
            if stories.current_id is not None and (hits.complete or stories.current_id in ids):
                holding.add(stories.current_id)
            if not hits.complete:
                return
            ids = kept_together(stories.ids, ids, holding - self.let_go)
        stories.kind = hits.kind
        if not (keep and tuple(stories.ids) == tuple(ids)):
            stories.show(ids, self._fetch(hits.kind), keep=keep)
        screen.tell_list()
        if hits.complete and self._waiting:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()

    def _lit(self) -> Lit:
        """The words of a search or filter, looked for once more for the eye."""
        from reader.services.lighting import words

        if not self.listing.narrow:
            return None
        return pattern(words(self._screen.services.searching.parse(self.listing.narrow)))

    def when_whole(self, then: Callable[[], None]) -> None:
        """Call ``then`` once every row of the list is known: at once when they are."""
        if self.answer is not None and self.answer.hits.complete and not self._asking:
            then()
            return
        self._waiting.append(then)
        self.ask()

    def matching(self, thread: int) -> frozenset[int]:
        """The stories of a thread that the search or filter of the list selects."""
        narrow = self.listing.narrow
        if not narrow:
            return frozenset()
        found = self._screen.services.searching.stories(narrow, within=f"thread:{thread}")
        return frozenset(found)

    def _fetch(self, kind: str):  # type: ignore[no-untyped-def]
        reading = self._screen.services.reading
        return reading.thread_rows if kind == "threads" else reading.story_rows

    def _failed(self, error: ClewError) -> None:
        if isinstance(error, QueryError) and self._screen.query_box.display:
            self._screen.list_pane.error.tell(str(error), error.column)
        else:
            self._screen.say(str(error), "error")

    # ------------------------------------------------------------------ narrowing

    def narrow(self, text: str, *, searching: bool = False) -> None:
        """Filter or search within what is listed; "" takes it away."""
        if text == self.listing.narrow and searching == self.listing.searching:
            return
        self.touched.clear()
        self._waiting.clear()
        self.listing = self.listing.narrowed(text, searching=searching)
        self.ask(first=FIRST, fresh=True)

    def foot(self) -> str:
        """``41 threads`` or, of a search, ``34 hits, 5 muted, 12 read``."""
        answer = self.answer
        if answer is None:
            return ""
        hits = answer.hits
        if self.listing.searching and hits.complete:
            return told_hits(hits)
        n = len(self._screen.stories.ids)
        if hits.kind == "threads":
            told = ngettext("{n} thread", "{n} threads", n)
        else:
            told = ngettext("{n} story", "{n} stories", n)
        return told.format(n=f"{n}" if hits.complete else f"{n}+")

    def order(self) -> str:
        """How the list is ordered, in words."""
        answer = self.answer
        query = answer.query if answer else None
        sort = (query.sort if query else "") or "date"
        words = {
            "date": _("newest first"),
            "sources": _("most sources first"),
            "stories": _("most stories first"),
            "heat": _("hottest first"),
            "rank": _("best match first"),
        }
        reverse = {"date": _("oldest first")}
        if query is not None and query.reverse:
            return reverse.get(sort, _("reversed"))
        if sort == "date" and self.listing.group == "thread":
            return _("newest move first")
        return words.get(sort, sort)

    # ------------------------------------------------------------------ next unread

    def next_unread(self, direction: int, *, limit: int = 400) -> int | None:
        """The place of the next row with something unread, looked for near by."""
        stories = self._screen.stories
        at = stories.cursor + direction
        steps = 0
        while 0 <= at < len(stories.ids) and steps < limit:
            if is_unread(stories.row_at(at)):
                return at
            at += direction
            steps += 1
        return None


def is_unread(row: ThreadRow | StoryRow | None) -> bool:
    if isinstance(row, ThreadRow):
        return row.unread > 0
    return row is not None and not row.read


def told_hits(hits: Hits) -> str:
    """``34 hits, 5 muted, 12 read``"""
    n = hits.stories or len(hits.ids)
    told = ngettext("{n} hit", "{n} hits", n).format(n=n)
    if hits.muted:
        told += ", " + _("{n} muted").format(n=hits.muted)
    if hits.read:
        told += ", " + _("{n} read").format(n=hits.read)
    return told

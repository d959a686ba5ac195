"""Answers the list pane's question and keeps its rows steady while the world moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from reader.errors import ClewError, QueryError
from reader.model import StoryRow, ThreadRow
from reader.services.searching import Answer, Interrupt, Question
from reader.ui.linelist import Fetch
from reader.ui.listing import UNREAD, Listing, kept_together, same
from reader.ui.lit import Lit, pattern
from reader.ui.passages import Passages
from reader.ui.timing import after
from reader.ui.told import told_error, told_hits, told_looking, told_order
from reader.words import ngettext

if TYPE_CHECKING:
    from reader.services.offering import Offer
    from reader.ui.main_screen import MainScreen

#: Rows asked for before the whole answer: more than any terminal shows.
FIRST = 120
#: Seconds without a letter after which the hits of what is typed are counted.
COUNT_AFTER = 0.3
#: Seconds after a first screenful until the rest is asked for: by then its rows are painted.
REST_AFTER = 0.1


class Lister:
    """What the list lists. One question at a time: a newer one stops the one before it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.listing = Listing("", UNREAD, key="v:Unread")
        self.answer: Answer | None = None
        #: Rows acted on here, which stay in sight although they no longer match.
        self.touched: set[int] = set()
        #: Rows that an action sent away (muted, joined), which go even from under the cursor.
        self.let_go: set[int] = set()
        self._generation = 0
        self._interrupt: Interrupt | None = None
        #: Whether the query is still being typed: its last word may go on.
        self._typing = False
        #: Whether rows not yet shown are being asked for.
        self._asking = False
        #: The texts of the hits behind the rows at hand, when they are lit.
        self._passages = Passages(lambda ids: {})
        #: Counts once nothing more is typed.
        self._timer: Timer | None = None
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
        self._typing = False
        self._screen.opening.at_once = True
        self._first_now()
        self._ask_rest()

    def settle(self, text: str, *, searching: bool) -> None:
        """Take the text typed for finished: a search is ordered best first, where that is told
        apart. Its rows are there before the next key, unless stories must be looked into one by
        one."""
        self._waiting.clear()
        listing = self.listing.narrowed(text, searching=searching)
        ranked = searching and self._screen.services.searching.ranks(text)
        self.listing = replace(listing, sort="rank") if ranked else listing
        self._typing = False
        self._first_now()
        self._ask_rest()

    def _first_now(self) -> None:
        """The first screenful in this very call."""
        if self._sweeps():
            self.ask(fresh=True)
            return
        self._stop()
        try:
            answer = self._hits(FIRST, None, None)
        except ClewError as error:
            self._failed(error)
            return
        self._take(answer, fresh=True)

    def _ask_rest(self) -> None:
        if self._asking or self.answer is None or self.answer.hits.complete:
            return
        wait, then = (COUNT_AFTER, self._count) if self._typing else (REST_AFTER, self.ask)
        self._timer = after(self._screen, wait, then)

    def _stop(self) -> int:
        """Stop what is asked; the number of the question to come."""
        self._generation += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._interrupt is not None:
            self._interrupt.stop()
            self._interrupt = None
        return self._generation

    def _sweeps(self) -> bool:
        """Whether the answer takes its time and is told in parts."""
        text, within = self._asked()
        return self._screen.services.searching.sweeps(text, within)

    def ask(self, *, first: int | None = None, fresh: bool = False) -> None:
        """Put the listing's question; ``first`` for a screenful, then the rest is asked for."""
        generation = self._stop()
        interrupt = self._interrupt = Interrupt()
        self._asking = fresh
        sweeps = self._sweeps()
        loop = asyncio.get_running_loop()
        parts = 0

        def take_part(answer: Answer) -> None:
            nonlocal parts
            if generation == self._generation and not self._screen.background.closed:
                parts += 1
                self._take(answer, fresh=fresh and parts == 1, part=True)

        def tell(answer: Answer) -> None:
            loop.call_soon_threadsafe(take_part, answer)

        def work() -> Answer:
            return self._hits(None if sweeps else first, interrupt, tell if sweeps else None)

        def then(answer: Answer | None) -> None:
            if answer is not None and generation == self._generation:
                self._take(answer, fresh=fresh and not parts)
                if first is not None:
                    self._ask_rest()

        # What is wanted at once never waits for an answer that is slow to stop.
        self._run("searching" if first else "counting", generation, interrupt, work, then)

    def _count(self) -> None:
        """Say how many hits there are while their rows are not needed yet."""
        self._timer = None
        answer = self.answer
        if answer is None or self._screen.background.closed:
            return
        generation = self._stop()
        interrupt = self._interrupt = Interrupt()
        searching = self._screen.services.searching

        def then(counted: Answer | None) -> None:
            if counted is not None and generation == self._generation:
                self.answer = counted
                self._screen.telling.list()

        count = partial(searching.counted, answer, interrupt)
        self._run("counting", generation, interrupt, count, then)

    def _run(
        self,
        room: str,
        generation: int,
        interrupt: Interrupt,
        work: Callable[[], Answer],
        then: Callable[[Answer | None], None],
    ) -> None:
        def guarded() -> Answer | None:
            try:
                return work()
            except ClewError:
                raise
            except Exception:
                if interrupt.stopped:
                    return None
                raise

        def failed(error: ClewError) -> None:
            if generation == self._generation:
                self._failed(error)

        self._screen.background.run(room, guarded, then, failed)

    def _asked(self) -> tuple[str, str]:
        """What is asked, and within what."""
        listing = self.listing
        return (listing.narrow, listing.base) if listing.narrow else (listing.base, "")

    def _hits(
        self, first: int | None, interrupt: Interrupt | None, tell: Callable[[Answer], None] | None
    ) -> Answer:
        listing, searching = self.listing, self._screen.services.searching
        text, within = self._asked()
        question = Question(
            within, listing.group, listing.sort, first, interrupt=interrupt, tell=tell
        )
        typed = self._typing and listing.narrow
        return (searching.typed if typed else searching.settled)(text, question)

    # ------------------------------------------------------------------ taking answers

    def _take(self, answer: Answer, *, fresh: bool, part: bool = False) -> None:
        screen = self._screen
        self._asking = False
        if self.listing.narrow and not self._typing:
            self.listing = replace(self.listing, narrow=answer.text)
        screen.list_pane.error.tell()
        self.answer = answer
        self._passages = Passages(partial(screen.services.searching.passages, answer))
        screen.stories.light(self._lit(), self._passages)
        if not self._typing and screen.opening.lit != screen.stories.lit and screen.pane != "text":
            # What is shown beside the list may stay there, lit as it was at some earlier letter.
            screen.opening.light()
        stories = screen.stories
        hits = answer.hits
        ids: Sequence[int] = hits.ids
        keep = not fresh and stories.kind == hits.kind
        if keep:
            holding = set(self.touched)
            if stories.current_id is not None and (hits.complete or stories.current_id in ids):
                holding.add(stories.current_id)
            if not hits.complete and not part:
                return
            ids = kept_together(stories.ids, ids, holding - self.let_go)
        stories.kind = hits.kind
        if keep and same(stories.ids, ids):
            self._passages.expect([id_ for id_, _row in stories.cached()])
        else:
            stories.show(ids, self._fetch(hits.kind), keep=keep)
        screen.telling.list()
        if fresh and self._typing:
            screen.paint()
        if self.found_nothing and screen.query_box.open:
            self._offer(answer)
        if hits.complete and self._waiting:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()

    @property
    def asking(self) -> bool:
        """Whether rows not yet shown are being asked for."""
        return self._asking

    @property
    def found_nothing(self) -> bool:
        """Whether the search or filter is answered and has no hit."""
        return bool(
            self.listing.narrow
            and self.answer is not None
            and self.answer.hits.complete
            and not self.answer.hits.ids
        )

    def _offer(self, answer: Answer) -> None:
        """Look for queries near the one that found nothing."""
        generation = self._generation
        interrupt = self._interrupt = Interrupt()
        services, within = self._screen.services, self.listing.base

        def work() -> list[Offer]:
            try:
                return services.offering.offers(answer.text.strip(), within, interrupt)
            except Exception:
                if interrupt.stopped:
                    return []
                raise

        def then(offers: list[Offer]) -> None:
            if offers and generation == self._generation:
                from reader.ui.doing.querybox import offer_instead

                offer_instead(self._screen, offers)

        self._screen.background.run("searching", work, then)

    def _lit(self) -> Lit:
        """The words of a search or filter, looked for once more for the eye."""
        from reader.services.lighting import patterns, words

        if not self.listing.narrow or self.answer is None:
            return None
        also = [(form, True) for form in self.answer.also]
        asked = self.answer.asked
        return pattern((*words(asked), *also), patterns(asked))

    def when_whole(self, then: Callable[[], None]) -> None:
        """Call ``then`` once every row of the list is known: at once when they are."""
        if self.answer is not None and self.answer.hits.complete and not self._asking:
            then()
            return
        self._waiting.append(then)
        self.ask()

    def matching(self, thread: int) -> frozenset[int]:
        """The stories of a thread that the search or filter of the list selects."""
        if not self.listing.narrow or self.answer is None:
            return frozenset()
        return self._screen.services.searching.in_thread(self.answer.asked, thread)

    def leave_out(self, gone: frozenset[int]) -> None:
        """Take rows out of the list that are there no more, though they were kept in it."""
        self.let_go |= gone
        stories = self._screen.stories
        if not gone.isdisjoint(stories.ids):
            stories.show([id_ for id_ in stories.ids if id_ not in gone])
            self._screen.telling.list()

    def _fetch(self, kind: str) -> Fetch:
        reading = self._screen.services.reading
        rows: Fetch = reading.story_rows
        if kind == "threads":
            rows = self._screen.knowing.fetching(reading.thread_rows)
        if self._screen.stories.lit is None:
            return rows

        def with_passages(ids: Sequence[int]) -> Sequence[Any]:
            self._passages.expect(ids)
            return rows(ids)

        return with_passages

    def _failed(self, error: ClewError) -> None:
        if isinstance(error, QueryError) and self._screen.query_box.open:
            self._screen.list_pane.error.tell(told_error(error), error.column)
        else:
            self._screen.say(told_error(error), "error")

    # ------------------------------------------------------------------ narrowing

    def narrow(self, text: str, *, searching: bool = False) -> None:
        """Filter or search within what is listed, as it is typed; "" takes it away."""
        if text == self.listing.narrow and searching == self.listing.searching and self._typing:
            return
        self.touched.clear()
        self._waiting.clear()
        listing = self.listing.narrowed(text, searching=searching)
        self.listing = replace(listing, sort="") if listing.sort == "rank" else listing
        self._typing = True
        self.ask(first=FIRST, fresh=True)

    def foot(self) -> str:
        """``41 threads`` or, of a search, ``34 hits, 5 muted, 12 read``."""
        answer = self.answer
        if answer is None:
            return ""
        hits = answer.hits
        if hits.among and not hits.complete:
            return told_looking(hits)
        if self.listing.searching and (hits.complete or hits.threads):
            return told_hits(hits, answer.also)
        n = len(self._screen.stories.ids)
        if hits.kind == "threads":
            told = ngettext("{n} thread", "{n} threads", n)
        else:
            told = ngettext("{n} story", "{n} stories", n)
        return told.format(n=f"{n:,}" if hits.complete else f"{n:,}+")

    def order(self) -> str:
        """How the list is ordered, in words."""
        if self.answer is None:
            return told_order("", self.listing.group, reverse=False)
        query = self.answer.query
        return told_order(query.sort, self.listing.group, reverse=query.reverse)

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

"""Reading: what the sources pane, the lists, a thread page and an article show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reader.clock import Clock
from reader.config import Config
from reader.store import Store

if TYPE_CHECKING:
    from reader.model import (
        Article,
        Changes,
        Document,
        Familiar,
        FeedRow,
        FolderRow,
        Place,
        StoryRow,
        TagRow,
        ThreadPage,
        ThreadRow,
        ViewRow,
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """All the sources pane shows; ``away`` counts threads with something unread that are muted or
    snoozed."""

    views: tuple[ViewRow, ...]
    folders: tuple[FolderRow, ...]
    feeds: tuple[FeedRow, ...]
    tags: tuple[TagRow, ...]
    away: int = 0


class Reading:
    """Reads only; nothing here marks a story read."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def get_ready(self) -> None:
        """Load what the first opening needs, which takes longer than to open."""
        import reader.services.known
        import reader.services.phases
        import reader.store.mentions  # noqa: F401
        from reader.parse.document import document

        document("<p>.</p>", "")

    def sources(self) -> Sources:
        """Views, folders, feeds and tags, each in the order it is shown."""
        return Sources(
            views=tuple(self._store.rows.views()),
            folders=tuple(self._store.feeds.folders()),
            feeds=tuple(self._store.feeds.all()),
            tags=tuple(self._store.rows.tags()),
            away=self._store.rows.away(),
        )

    def thread_rows(self, ids: Sequence[int]) -> list[ThreadRow]:
        """Rows in the order of ``ids``: ask for a window, never for a whole list."""
        return self._store.rows.threads(ids)

    def story_rows(self, ids: Sequence[int]) -> list[StoryRow]:
        """Rows in the order of ``ids``; stories that are gone are left out."""
        return self._store.rows.stories(ids)

    def thread_page(self, thread: int) -> ThreadPage | None:
        """The thread with its stories oldest first; None when there is no such thread."""
        page = self._store.rows.thread_page(thread)
        if page is None:
            return None
        from reader.services.phases import starts

        accounts = ((row.sort_at, row.id) for row in page.stories if row.copy_of is None)
        return replace(page, phases=starts(accounts))

    def article(self, story: int, *, own: bool = False) -> Article | None:
        """The story as blocks, with where the reader was in it. Does not mark it read. The full
        text where it was fetched, unless the feed's ``own`` is asked for."""
        rows = self._store.rows.stories([story])
        if not rows:
            return None
        from reader.model import Article
        from reader.parse.document import document

        row = rows[0]
        body = self._store.rows.body(story, own=own)
        has_full = body is not None and body.full
        return Article(
            row=row,
            document=document(body.html if body else "", row.url),
            enclosures=body.enclosures if body else (),
            place=self._store.rows.place(story),
            note=self._store.rows.note(story),
            revisions=body.revisions if body else 0,
            words=row.words,
            full=has_full and not own,
            has_full=has_full,
        )

    def familiar(self, article: Article) -> Familiar | None:
        """The article with what its reader knew already marked: from the stories of its thread
        opened before it. None when there were none."""
        from reader.services.known import Read, known

        tellings = self._store.rows.tellings(article.row.thread)
        when = next((at for story, at, _text in tellings if story == article.row.id), None)
        texts = [
            text
            for story, at, text in tellings
            if at is not None and story != article.row.id and (when is None or at <= when)
        ]
        return known(article.document, Read(texts)) if texts else None

    def news(self, thread: int) -> dict[int, int]:
        """Unread stories of a thread → the share of their text, in per cent, that no opened story
        of it has told. Empty when none was opened."""
        from reader.services.known import Read, share_new

        tellings = self._store.rows.tellings(thread)
        read = Read(text for _story, at, text in tellings if at is not None)
        if not read:
            return {}
        return {story: share_new(text, read) for story, at, text in tellings if at is None}

    def share_of_news(self, thread: int) -> int | None:
        """The share of the text of a thread's unread stories, in per cent, that is new; None when
        nothing of it was opened or nothing is unread."""
        shares = self.news(thread)
        return round(sum(shares.values()) / len(shares)) if shares else None

    def changed(self, story: int) -> Document | None:
        """What its publisher changed in a story since it was first seen; None when nothing."""
        from reader.parse.document import document
        from reader.services.differing import changes

        earlier = self._store.rows.revisions(story)
        rows = self._store.rows.stories([story])
        body = self._store.rows.body(story, own=True)
        if not earlier or not rows or body is None:
            return None
        first = (earlier[0].title, document(earlier[0].html, rows[0].url))
        made = changes(first, (rows[0].title, document(body.html, rows[0].url)))
        return made if made.blocks else None

    def note(self, story: int) -> str:
        """The user's own words on the story, "" when there are none."""
        return self._store.rows.note(story)

    def text(self, story: int) -> str:
        """The story's plain text, "" when nothing is stored."""
        body = self._store.rows.body(story)
        return body.text if body else ""

    def keep_place(self, story: int, place: Place) -> None:
        """Remember where the reader is in an article."""
        self._store.actions.set_place(story, place)

    def why(self, story: int) -> list[str]:
        """Why the story stands in its thread, what rules did with it and why its thread is out of
        sight, one sentence a line."""
        from reader.services.why import also_tells, sentences, standing

        reason = self._store.placing.why(story)
        matched: list[StoryRow] = []
        if reason is not None and reason.matched is not None:
            matched = self._store.rows.stories([reason.matched])
        rows = self._store.rows.stories([story])
        threads = self._store.rows.threads([rows[0].thread]) if rows else []
        lessons, others = self._store.placing.lessons(), any(one.stories > 1 for one in threads)
        lines = sentences(reason, matched[0] if matched else None, lessons, others=others)
        verdicts = self._store.rules.verdicts(story)
        lines += also_tells(self._store.mentions.of(story))
        return lines + standing(threads[0] if threads else None, verdicts, self._clock.now())

    def decided_by(self, story: int) -> list[str]:
        """The terms that decided where the story stands, heaviest first."""
        reason = self._store.placing.why(story)
        return [term for term, _weight in reason.terms] if reason else []

    def why_not(self, a: int, b: int, config: Config) -> list[str]:
        """What keeps two stories (or the leads of two threads) apart, one sentence a line; slow:
        the engine's index is read."""
        from reader.services.placing import Placer
        from reader.services.why_not import told

        stories = [self._lead_of(each) for each in (a, b)]
        apart = Placer(self._store, config).apart(*stories)
        return told(apart, {row.id: row for row in self._store.rows.stories(stories)})

    def _lead_of(self, number: int) -> int:
        """The story of that id, or the lead of the thread of that id."""
        from reader.errors import UsageError

        threads = self._store.rows.threads([number])
        if threads:
            return threads[0].lead
        if not self._store.rows.stories([number]):
            raise UsageError(f"There is no story {number}", "clew list prints their ids")
        return number

    def changes(self, seq: int) -> Changes | None:
        """What changed after ``seq`` by anyone; None when nothing did (cheap: ask each second)."""
        return self._store.changes.since(seq) if self._store.changes.last() != seq else None

    def seq(self) -> int:
        """The newest change now."""
        return self._store.changes.last()

    def state(self, name: str) -> str | None:
        """A choice made on the screen earlier (theme, layout, sort)."""
        return self._store.choices.get(name)

    def set_state(self, name: str, value: str) -> None:
        """Keep a choice made on the screen; it is not journaled."""
        self._store.choices.set(name, value)

"""The user's actions: shown at once, stored behind, taken back when storing fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from reader.errors import ClewError
from reader.model import StoryRow, ThreadRow
from reader.ui.timing import after
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Done
    from reader.ui.main_screen import MainScreen

T = TypeVar("T")

#: Seconds until what is still being done is told of.
TOLD_AFTER = 0.3


@dataclass(frozen=True, slots=True)
class Targets:
    """What an action is to act on: threads, or single stories; ``rows`` as they are shown, of a
    long list those that are at hand (``Acting.others`` has the rest)."""

    threads: tuple[int, ...] = ()
    stories: tuple[int, ...] = ()
    rows: tuple[ThreadRow | StoryRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.threads or self.stories)

    def __len__(self) -> int:
        return len(self.threads) + len(self.stories)

    @property
    def title(self) -> str:
        """The one target's headline."""
        return self.rows[0].title if self.rows else ""


class Acting:
    """Runs actions for the screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen

    # ------------------------------------------------------------------ on what

    def targets(self) -> Targets:
        """The selected rows; else the row under the cursor of the pane in use."""
        screen = self._screen
        if screen.scope == "article":
            article = screen.text_pane.article.article
            return _of_stories((article.row,)) if article else Targets()
        if screen.scope == "thread":
            picked = screen.text_pane.thread.selected_stories()
            story = screen.text_pane.thread.acted_on
            return _of_stories(picked or ((story,) if story else ()))
        return self._list_targets()

    def _list_targets(self) -> Targets:
        stories = self._screen.stories
        if stories.selected:
            ids = tuple(id_ for id_ in stories.ids if id_ in stories.selected)
        elif stories.current_id is not None:
            ids = (stories.current_id,)
        else:
            return Targets()
        known = dict(stories.cached())
        if len(ids) == 1:
            row = stories.current if ids[0] == stories.current_id else known.get(ids[0])
            known[ids[0]] = row
        rows = tuple(row for id_ in ids if (row := known.get(id_)) is not None)
        if stories.kind == "threads":
            return Targets(threads=ids, rows=rows)
        return Targets(stories=ids, rows=rows)

    def threads(self) -> Targets:
        """The threads of the targets: for following, muting, renaming."""
        screen = self._screen
        if screen.scope in ("thread", "article"):
            page = screen.text_pane.thread.page_
            article = screen.text_pane.article.article
            if screen.scope == "thread" and page is not None:
                return Targets(threads=(page.row.id,), rows=(page.row,))
            if article is not None:
                return self._thread_of(article.row)
        targets = self._list_targets()
        if targets.stories:
            stories = (*targets.rows, *self.others(targets))
            ids = tuple(dict.fromkeys(row.thread for row in stories if isinstance(row, StoryRow)))
            rows = tuple(screen.services.reading.thread_rows(ids))
            return Targets(threads=ids, rows=rows)
        return targets

    def _thread_of(self, story: StoryRow) -> Targets:
        rows = tuple(self._screen.services.reading.thread_rows([story.thread]))
        return Targets(threads=tuple(row.id for row in rows), rows=rows)

    def stories(self) -> tuple[int, ...]:
        """Single stories meant: for a thread row its lead."""
        targets = self.targets()
        if targets.stories:
            return targets.stories
        rows = (*targets.rows, *self.others(targets))
        return tuple(row.lead for row in rows if isinstance(row, ThreadRow))

    def others(self, targets: Targets) -> Sequence[ThreadRow | StoryRow]:
        """The rows of targets that are not at hand."""
        known = {row.id for row in targets.rows}
        ids = [id_ for id_ in targets.threads or targets.stories if id_ not in known]
        reading = self._screen.services.reading
        if not ids:
            return ()
        return reading.thread_rows(ids) if targets.threads else reading.story_rows(ids)

    def some(self, targets: Targets, are: Callable[[ThreadRow | StoryRow], bool]) -> bool:
        """Whether any of the targets is so; what is not at hand is looked at only where those that
        are do not tell."""
        return any(map(are, targets.rows)) or any(map(are, self.others(targets)))

    def story(self) -> StoryRow | None:
        """The one story meant: for a thread row its lead."""
        targets = self.targets()
        row = targets.rows[0] if targets.rows else None
        if isinstance(row, ThreadRow):
            rows = self._screen.services.reading.story_rows([row.lead])
            return rows[0] if rows else None
        return row

    # ------------------------------------------------------------------ doing

    def do(
        self,
        work: Callable[[], Done],
        *,
        saying: str = "",
        show: Callable[[], None] | None = None,
        then: Callable[[Done], None] | None = None,
        relist: bool = False,
        paint: bool = False,
        doing: str = "",
    ) -> None:
        """Show an action at once, store it behind, then draw what it touched anew.

        ``relist``: the action may change which rows belong to the list. ``paint``: it comes with
        much to draw, which would share the processor with the storing: it is drawn before.
        ``doing``: said when it takes longer than a moment.
        """
        screen = self._screen
        if show is not None:
            show()
        if saying:
            screen.say(saying)
        if paint:
            screen.paint()

        def done(result: Done) -> None:
            screen.drawn_anew(result.stories, result.threads, relist=relist)
            if then is not None:
                then(result)

        def failed(error: ClewError) -> None:
            screen.drawn_anew((), (), everything=True)
            screen.opening.reload_thread()
            screen.opening.reload_article()
            screen.say(_("Not stored: {error}").format(error=error), "error")

        told = self.telling(doing, work) if doing else work
        screen.background.run("acting", told, done, failed)

    def telling(self, doing: str, work: Callable[[], T]) -> Callable[[], T]:
        """Work that the foot of the screen tells of, as ``doing``, once it takes longer than a
        moment."""
        screen = self._screen
        ended = threading.Event()

        def told() -> T:
            try:
                return work()
            finally:
                ended.set()

        def tell() -> None:
            if not (ended.is_set() or screen.background.closed):
                screen.say(doing)

        after(screen, TOLD_AFTER, tell)
        return told

    def patch(
        self,
        targets: Targets,
        thread: Callable[[ThreadRow], ThreadRow] | None = None,
        story: Callable[[StoryRow], StoryRow] | None = None,
    ) -> None:
        """Change shown rows before they are stored, wherever they are in sight."""
        screen = self._screen
        stories = screen.stories
        for id_, row in stories.cached():
            if isinstance(row, ThreadRow) and id_ in targets.threads and thread:
                stories.patch(id_, thread(row))
            elif (
                story
                and isinstance(row, StoryRow)
                and (id_ in targets.stories or row.thread in targets.threads)
            ):
                stories.patch(id_, story(row))
        if story is not None:
            screen.opening.patch_stories(targets, story)
        screen.lister.touched |= set(targets.threads) | set(targets.stories)


def _of_stories(rows: Sequence[StoryRow]) -> Targets:
    return Targets(stories=tuple(row.id for row in rows), rows=tuple(rows))


def read_thread(row: ThreadRow) -> ThreadRow:
    return replace(row, unread=0, new=0)


def unread_thread(row: ThreadRow) -> ThreadRow:
    return replace(row, unread=row.stories)


def read_story(row: StoryRow) -> StoryRow:
    return replace(row, read=True)


def unread_story(row: StoryRow) -> StoryRow:
    return replace(row, read=False)

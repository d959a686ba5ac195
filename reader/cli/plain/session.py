"""The line mode's session: what is listed, what is open, and what each typed line does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.cli.plain import lines
from reader.errors import ClewError, UsageError
from reader.model import Done
from reader.services.journal import describe
from reader.words import N_, _

if TYPE_CHECKING:
    from reader.model import StoryRow, ThreadRow
    from reader.services import Services

#: Rows listed at a time.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it stands: its name, the ids in it, of which kind, and how it was asked for;
    ``thread``: whose stories they are, when it is one thread's."""

    title: str
    query: str
    kind: str
    ids: Sequence[int]
    thread: int = 0


class Session:
    """One person at the keyboard; ``say`` prints a line, ``refresh`` asks the feeds that are due.

    Numbers are places in the list that was listed last. What a line does to no number is done to
    what is open.
    """

    def __init__(
        self, services: Services, say: Callable[[str], None], refresh: Callable[[], None]
    ) -> None:
        self._services = services
        self._say = say
        self._refresh = refresh
        self._stack: list[Listed] = []
        self._list = Listed("", "", "threads", ())
        self._shown = 0
        self._story: int | None = None
        self._at = -1

    # ------------------------------------------------------------------ the loop

    def start(self) -> None:
        """Say where one is and list what is unread."""
        self._go("Unread", "in:Unread")

    def do(self, line: str) -> bool:
        """Do what a typed line says; False when it says to leave. Errors are said, not raised."""
        line = line.strip()
        try:
            if line.startswith("/"):
                self._search(line[1:].strip())
                return True
            word, _space, rest = line.partition(" ")
            if _is_number(word):
                self._open(int(word))
                return True
            if not word:
                self._more()
                return True
            if word in ("q", "quit", "exit"):
                return False
            found = COMMANDS.get("h" if word in ("help", "?") else word)
            if found is None:
                self._say(_("There is no {word} here; h lists what there is").format(word=word))
            else:
                found[0](self, rest.strip())
        except ClewError as error:
            self._say(str(error))
        return True

    # ------------------------------------------------------------------ lists

    def _go(self, title: str, query: str) -> None:
        hits = self._services.searching.hits(query).hits
        self._stack.clear()
        self._take(Listed(title, query, hits.kind, hits.ids))

    def _take(self, listed: Listed) -> None:
        self._list, self._shown, self._at, self._story = listed, 0, -1, None
        self._say(f"{_(listed.title)}: {lines.counted(len(listed.ids), listed.kind)}")
        self._more()

    def _more(self) -> None:
        if self._shown >= len(self._list.ids):
            self._say(_("That is all") if self._list.ids else _("Nothing here"))
            return
        part = self._list.ids[self._shown : self._shown + PAGE]
        for number, row in enumerate(self._rows(part), self._shown + 1):
            self._say(f"{number}. {row}")
        self._shown += len(part)
        left = len(self._list.ids) - self._shown
        if left:
            self._say(_("{n} more: press Enter").format(n=left))

    def _rows(self, ids: Sequence[int]) -> list[str]:
        reading = self._services.reading
        if self._list.kind == "threads":
            return [lines.thread(row) for row in reading.thread_rows(ids)]
        return [lines.story(row) for row in reading.story_rows(ids)]

    def list_again(self, _rest: str) -> None:
        """List anew, with what has come or gone meanwhile."""
        if self._list.query:
            self._go(self._list.title, self._list.query)
        else:
            self._shown = 0
            self._more()

    def back(self, _rest: str) -> None:
        """Out of a story to its list, out of a thread to the list it was in."""
        if self._stack and self._story is None:
            self._list = self._stack.pop()
        self._shown, self._story = max(0, self._at) // PAGE * PAGE, None
        self._say(f"{_(self._list.title)}: {lines.counted(len(self._list.ids), self._list.kind)}")
        self._more()

    def _search(self, query: str) -> None:
        if not query:
            raise UsageError(_("Nothing to search for"), _("/ and the words, as in /merger filing"))
        self._go(query, query)

    def view(self, name: str) -> None:
        """A view by its name, or the names of all."""
        views = self._services.reading.sources().views
        if not name:
            for row in views:
                unread = "" if row.unread is None else f", {row.unread}"
                self._say(f"{_(row.name)}{unread}")
            return
        # As listed, in the user's language, or as it is called everywhere; one named so before one
        # whose name begins so.
        wanted = name.casefold()
        called = [(known.casefold(), row) for row in views for known in (_(row.name), row.name)]
        chosen = [row for known, row in called if known == wanted]
        chosen += [row for known, row in called if known.startswith(wanted)]
        if not chosen:
            raise UsageError(
                _("There is no view named {name}").format(name=name), _("v lists them")
            )
        self._go(chosen[0].name, chosen[0].query)

    def feed(self, name: str) -> None:
        """The stories of a feed by its name or id, or the names of all."""
        if not name:
            for row in self._services.reading.sources().feeds:
                if not row.removed:
                    self._say(_("{source}, {n} unread").format(source=row.source, n=row.unread))
            return
        row = self._services.subscriptions.find(name)
        self._go(row.source, f"feed:{row.id}")

    # ------------------------------------------------------------------ reading

    def _open(self, number: int) -> None:
        if not 1 <= number <= len(self._list.ids):
            raise UsageError(
                _("There is no number {n}").format(n=number), _("l lists what there is")
            )
        self._at = number - 1
        chosen = self._list.ids[self._at]
        if self._list.kind == "stories":
            self._read(chosen)
        else:
            self._open_thread(chosen)

    def _open_thread(self, thread: int) -> None:
        page = self._services.reading.thread_page(thread)
        if page is None:
            raise UsageError(_("That thread is gone"), _("l lists anew"))
        if len(page.stories) == 1:
            self._read(page.stories[0].id)
            return
        self._services.triage.open_thread(thread)
        for line in lines.page(page):
            self._say(line)
        self._stack.append(self._list)
        at = self._at
        stories = tuple(row.id for row in reversed(page.stories))
        self._list = Listed(page.row.title, "", "stories", stories, thread)
        self._shown, self._story, self._at = 0, None, at
        self._more()

    def _read(self, story: int) -> None:
        article = self._services.reading.article(story)
        if article is None:
            raise UsageError(_("That story is gone"), _("l lists anew"))
        for line in lines.article(article):
            self._say(line)
        self._services.triage.open_story(story)
        self._story = story

    def next(self, _rest: str) -> None:
        """The next unread: in what is listed, then in what is around it."""
        while True:
            for at in range(self._at + 1 if self._story or self._at < 0 else 0, self._end()):
                if self._unread(self._list.ids[at]):
                    self._open(at + 1)
                    return
            if not self._stack:
                self._say(_("Nothing unread is left here"))
                return
            above = self._stack.pop()
            inside = self._list.ids
            self._list, self._story = above, None
            self._at = self._place_of(inside)
            self._shown = len(above.ids)

    def _end(self) -> int:
        return len(self._list.ids)

    def _place_of(self, stories: Sequence[int]) -> int:
        rows = self._services.reading.story_rows(stories[:1])
        thread = rows[0].thread if rows else 0
        return self._list.ids.index(thread) if thread in self._list.ids else -1

    def _unread(self, one: int) -> bool:
        reading = self._services.reading
        if self._list.kind == "stories":
            stories: list[StoryRow] = reading.story_rows([one])
            return bool(stories) and not stories[0].read
        threads: list[ThreadRow] = reading.thread_rows([one])
        return bool(threads) and threads[0].unread > 0

    def why(self, rest: str) -> None:
        """Why a story stands where it does."""
        for story in self._stories(rest)[0][:1]:
            for line in self._services.reading.why(story):
                self._say(line)

    def links(self, rest: str) -> None:
        """The address of a story and the links in it."""
        for story in self._stories(rest)[0][:1]:
            article = self._services.reading.article(story)
            if article is not None:
                self._say(article.row.url or _("This story has no address"))
                for number, url in enumerate(article.document.links, 1):
                    self._say(f"{number}. {url}")

    # ------------------------------------------------------------------ marks

    def _targets(self, rest: str) -> tuple[list[int], list[int], str]:
        """(stories, threads, what is left of the line): by number, else what is open."""
        words = rest.split()
        numbers: list[int] = []
        while words and _is_number(words[0]):
            numbers.append(int(words.pop(0)))
        chosen = [self._list.ids[n - 1] for n in numbers if 1 <= n <= len(self._list.ids)]
        if len(chosen) < len(numbers):
            raise UsageError(_("There is no such number here"), _("l lists what there is"))
        if not chosen and self._story is not None:
            return [self._story], [], " ".join(words)
        if not chosen and self._list.thread:
            return [], [self._list.thread], " ".join(words)
        if not chosen:
            raise UsageError(_("Nothing is open"), _("Say which by its number"))
        stories = self._list.kind == "stories"
        return (chosen if stories else []), ([] if stories else chosen), " ".join(words)

    def _stories(self, rest: str) -> tuple[list[int], str]:
        """As ``_targets``; of a thread its lead."""
        stories, threads, text = self._targets(rest)
        rows = self._services.reading.thread_rows(threads)
        return [*stories, *(row.lead for row in rows)], text

    def _tell(self, done: Done) -> None:
        self._say(describe(done) if done.changed else _("It was so already"))

    def read(self, rest: str) -> None:
        """Toggle read; of a thread all its stories."""
        stories, threads, _text = self._targets(rest)
        reading, triage = self._services.reading, self._services.triage
        unread = any(not row.read for row in reading.story_rows(stories))
        unread = unread or any(row.unread for row in reading.thread_rows(threads))
        self._tell(triage.read(stories, threads) if unread else triage.unread(stories, threads))

    def read_all(self, _rest: str) -> None:
        """Mark all that is listed read."""
        stories = self._list.kind == "stories"
        ids = self._list.ids
        self._tell(self._services.triage.read(*((ids, ()) if stories else ((), ids))))

    def star(self, rest: str) -> None:
        """Star or unstar."""
        stories, _text = self._stories(rest)
        on = any(not row.starred for row in self._services.reading.story_rows(stories))
        self._tell(self._services.triage.star(stories, on=on))

    def tag(self, rest: str) -> None:
        """Tag: numbers, if any, then the tag."""
        stories, threads, text = self._targets(rest)
        if not text:
            raise UsageError(_("Which tag?"), _("As in t space, or t 3 5 space"))
        self._tell(self._services.tagging.tag(text.lstrip("#"), stories, threads))

    def untag(self, rest: str) -> None:
        """Take a tag away."""
        stories, threads, text = self._targets(rest)
        self._tell(self._services.tagging.untag(text.lstrip("#"), stories, threads))

    def note(self, rest: str) -> None:
        """Write a note on a story; without words take it away."""
        stories, text = self._stories(rest)
        for story in stories[:1]:
            self._tell(self._services.triage.note(story, text))

    def follow(self, rest: str) -> None:
        """Follow a thread, or no longer."""
        threads = self._threads(rest)
        on = any(not row.followed for row in self._services.reading.thread_rows(threads))
        self._tell(self._services.triage.follow(threads, on=on))

    def mute(self, rest: str) -> None:
        """Keep a thread out of sight, or no longer."""
        threads = self._threads(rest)
        muted = any(not row.muted for row in self._services.reading.thread_rows(threads))
        triage = self._services.triage
        self._tell(triage.mute(threads) if muted else triage.unmute(threads))

    def _threads(self, rest: str) -> list[int]:
        stories, threads, _text = self._targets(rest)
        return [*threads, *(row.thread for row in self._services.reading.story_rows(stories))]

    def undo(self, _rest: str) -> None:
        """Take back the last action."""
        done = self._services.journal.undo()
        self._say(_("Undone: {deed}").format(deed=describe(done)) if done else _("Nothing to undo"))

    def redo(self, _rest: str) -> None:
        """Do again what was undone."""
        done = self._services.journal.redo()
        self._say(
            _("Done again: {deed}").format(deed=describe(done)) if done else _("Nothing to redo")
        )

    def refresh(self, _rest: str) -> None:
        """Ask the feeds that are due."""
        self._refresh()

    def help(self, _rest: str) -> None:
        """What can be typed."""
        self._say(_("A number opens that row; Enter lists more; / and words search"))
        for words, (_function, said) in COMMANDS.items():
            self._say(f"{words}: {_(said)}")
        self._say(_("q: Leave"))


def _is_number(word: str) -> bool:
    """Whether it is the number of a row: no list is longer than nine digits say."""
    return word.isascii() and word.isdigit() and len(word) < 10


#: What can be typed → what it does, and how that is said.
COMMANDS: dict[str, tuple[Callable[[Session, str], None], str]] = {
    "n": (Session.next, N_("The next unread")),
    "b": (Session.back, N_("Back to the list")),
    "l": (Session.list_again, N_("List again")),
    "v": (Session.view, N_("A view by its name; without one their names")),
    "f": (Session.feed, N_("A feed by its name; without one their names")),
    "m": (Session.read, N_("Toggle read: m, or m 2 3")),
    "A": (Session.read_all, N_("Mark all that is listed read")),
    "s": (Session.star, N_("Star or unstar: s, or s 2 3")),
    "t": (Session.tag, N_("Tag: t space, or t 2 3 space")),
    "T": (Session.untag, N_("Take a tag away")),
    "a": (Session.note, N_("Write a note: a, and the words")),
    "+": (Session.follow, N_("Follow the thread, or no longer")),
    "-": (Session.mute, N_("Mute the thread, or no longer")),
    "=": (Session.why, N_("Why the story stands in its thread")),
    "k": (Session.links, N_("The story's address and links")),
    "u": (Session.undo, N_("Undo")),
    "redo": (Session.redo, N_("Do again what was undone")),
    "r": (Session.refresh, N_("Ask the feeds that are due")),
    "h": (Session.help, N_("This help")),
}

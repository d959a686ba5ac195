"""Subscriptions: add (with discovery), remove, rename, import; the sample edition."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import BusyError, TakenError, UsageError
from reader.model import Action, Actor, Done, FeedRow, FolderRow, ImportReport, Outline, Verb
from reader.paths import Profile, expanded, sample_dir
from reader.services import sample
from reader.services.lock import held
from reader.store import Store

#: Largest subscription list read, in bytes; ten thousand feeds are about three million.
MAX_LIST = 64 << 20
#: Figures that no id has: SQLite knows no number of so many.
_LONGEST_ID = 19


@dataclass(frozen=True, slots=True)
class Coming:
    """When a feed is asked next (None: not by itself) and why then."""

    row: FeedRow
    at: int | None
    why: str


def _coming(row: FeedRow, host_free: int) -> Coming:
    if row.paused:
        return Coming(row, None, "paused")
    if row.state.gone:
        return Coming(row, None, row.state.next_why)
    if host_free > row.state.next_at:
        return Coming(row, host_free, "its host wants to be left alone until then")
    return Coming(row, row.state.next_at, row.state.next_why or "never asked")


class Subscriptions:
    """What is subscribed. Whatever leaves the list, its stories stay."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        profile: Profile,
        config: Config,
        actor: Actor = Actor.SCREEN,
    ) -> None:
        self._store = store
        self._clock = clock
        self._profile = profile
        self._config = config
        self._actor = actor

    def all(self) -> list[FeedRow]:
        """Subscribed feeds by the name people see."""
        return self._store.feeds.all()

    def due(self) -> bool:
        """Whether a refresh would find anything to do: a feed to ask, a story to place or index."""
        store = self._store
        return bool(
            store.feeds.due(self._clock.now())
            or store.placing.waiting()
            or store.fulltext.pending()
        )

    def coming(self) -> list[Coming]:
        """When each feed is asked next and why then, the first due first; paused and gone last."""
        held = self._store.feeds.held(self._clock.now())
        found = [_coming(row, held.get(row.id, 0)) for row in self.all()]
        return sorted(found, key=lambda one: (one.at is None, one.at or 0))

    def free_at(self, feed: FeedRow) -> int:
        """When a feed may be asked by hand again: five minutes after the last time, and not while
        its host wants to be left alone; a time that has passed when it may be at once."""
        from reader.fetch.schedule import MANUAL_INTERVAL

        now = self._clock.now()
        asked = feed.state.asked_at
        last = 0 if asked is None or asked > now else asked + MANUAL_INTERVAL
        return max(last, self._store.feeds.held(now).get(feed.id, 0))

    def failing(self) -> list[FeedRow]:
        """Feeds that fail, longest failing first."""
        return self._store.rows.errors()

    # ------------------------------------------------------------------ one feed

    def add(
        self, address: str, *, folder: str = "", name: str = "", tags: Sequence[str] = ()
    ) -> Done:
        """Subscribe to a feed by its address or a page's: exactly one GET for a feed, whose body is
        stored at once; a page costs one more for the feed it names. ``Done.made`` is the feed.

        ``NetworkError``, ``NotAFeed`` (with the feeds a page offers when there are several, in the
        hint), ``UsageError`` for a refused address. A feed that was removed comes back with all.
        """
        from reader.fetch import discover
        from reader.services.adding import find
        from reader.services.refresh import interruptible
        from reader.services.taking import Body, Taking

        url = discover.normalise(address)
        self._refuse_known(url)
        found = interruptible(find(url, self._config, self._store, self._clock))
        self._refuse_known(found.url)
        more = {"name": name, "folder": folder, "tags": "\n".join(tags)}
        more["allow_private"] = "1" if found.private else ""
        action = Action(
            Verb.SUBSCRIBE,
            text=found.url,
            more=tuple((key, value) for key, value in more.items() if value),
        )
        done = self._store.actions.do(action, self._actor)
        feed = self._store.feeds.get(done.made) if done.made is not None else None
        if feed is not None:
            taking = Taking(self._store, self._config, self._clock)
            taking.read(Body(feed, found.result, found.parsed, found.digest))
            self._place()
        return done

    def bring_back(self, url: str) -> Done:
        """Subscribe again to the feed of that address, which was removed; nothing is asked."""
        return self._store.actions.do(Action(Verb.SUBSCRIBE, text=url), self._actor)

    def _refuse_known(self, url: str) -> None:
        here = self._store.feeds.by_url(url)
        if here is not None and not here.removed:
            raise TakenError(
                f"{text.masked(url)} is subscribed already, as {here.source}",
                f"Its id is {here.id}",
                here.id,
            )

    def _place(self) -> None:
        """Place and index what was just stored, unless a refresh runs: that will do it."""
        from reader.services.placing import Placer
        from reader.services.ruling import Ruling

        try:
            with held(self._profile.refresh_lock):
                Placer(self._store, self._config).place()
                Ruling(self._store, self._clock).placed()
        except BusyError:
            return
        while self._store.fulltext.index_some():
            pass

    def remove(self, feeds: Sequence[int]) -> Done:
        """Unsubscribe; stories stay. Undo brings the subscription back."""
        return self._do(Verb.UNSUBSCRIBE, feeds)

    def rename(self, feed: int, name: str) -> Done:
        """Give a feed the user's own name; an empty one gives it its title again."""
        return self._do(Verb.RENAME_FEED, [feed], name)

    def move(self, feed: int, folder: str) -> Done:
        """Put into the folder of that path ("Tech/AI"; made when missing); "" takes out of all."""
        return self._do(Verb.MOVE_FEED, [feed], folder)

    def pause(self, feeds: Sequence[int], *, on: bool = True) -> Done:
        """Stop asking feeds, or go on."""
        return self._do(Verb.PAUSE_FEED if on else Verb.RESUME_FEED, feeds)

    def _do(self, verb: Verb, feeds: Sequence[int], words: str = "") -> Done:
        return self._store.actions.do(Action(verb, feeds=tuple(feeds), text=words), self._actor)

    def find(self, words: str) -> FeedRow:
        """The one feed meant by an id, an address or a name; ``UsageError`` otherwise."""
        wanted = words.strip()
        if wanted.isascii() and wanted.isdigit() and len(wanted) < _LONGEST_ID:
            row = self._store.feeds.get(int(wanted))
            if row is not None and not row.removed:
                return row
        row = self._store.feeds.by_url(wanted) if "." in wanted or "/" in wanted else None
        if row is not None and not row.removed:
            return row
        rows = self.all()
        same = [row for row in rows if row.source.casefold() == wanted.casefold()]
        inside = same or [row for row in rows if wanted.casefold() in row.source.casefold()]
        # The id of a feed that is there no more must not mean another that has it in its name.
        if len(inside) == 1 and wanted and (same or not wanted.isdigit()):
            return inside[0]
        raise self._unclear(wanted, inside if wanted else [], rows)

    def _unclear(self, wanted: str, some: list[FeedRow], rows: list[FeedRow]) -> UsageError:
        if some:
            listed = ", ".join(f"{row.id} {row.source}" for row in some[:8])
            if wanted.isdigit():
                return UsageError(f"There is no feed {wanted}", f"Did you mean {listed}?")
            return UsageError(f"{wanted} may be {len(some)} feeds", f"Say which: {listed}")
        names = {row.source.casefold(): row for row in rows}
        near = difflib.get_close_matches(wanted.casefold(), names, n=3, cutoff=0.5)
        listed = ", ".join(f"{names[name].id} {names[name].source}" for name in near)
        hint = f"Did you mean {listed}?" if near else "clew feeds lists them"
        return UsageError(f"There is no feed {text.masked(wanted)}", hint)

    def is_empty(self) -> bool:
        """Whether nothing was ever subscribed here."""
        return not self._store.feeds.all(removed=True)

    # ------------------------------------------------------------------ lists of feeds

    def import_file(self, path: Path) -> ImportReport:
        """OPML or newsboat ``urls``, told by content; all or nothing; again adds nothing twice."""
        try:
            with expanded(path).open("rb") as file:
                data = file.read(MAX_LIST + 1)
        except OSError as error:
            raise UsageError(f"Cannot read {path}: {error.strerror}", "Check the path") from error
        return self.import_bytes(data, str(path))

    def import_bytes(self, data: bytes, name: str) -> ImportReport:
        """As ``import_file``, of bytes that came from ``name``."""
        from reader.errors import NotAFeed
        from reader.parse import opml

        if len(data) > MAX_LIST:
            raise UsageError(f"{name} is larger than {MAX_LIST >> 20} MiB", "Is it a feed list?")
        try:
            read = opml.read(data)
        except NotAFeed as error:
            raise NotAFeed(f"{name}: {error.message}", error.hint) from error
        report = self.subscribe(read.outlines)
        views, refused = self._take_queries(read.queries)
        skipped = read.skipped + report.skipped + refused
        return replace(report, skipped=skipped, views=views)

    def _take_queries(
        self, queries: Iterable[tuple[str, str]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """newsboat's query feeds as views: the names saved, and what was not, with the reason. A
        view of that name that is here already stays as it is."""
        from reader.query.newsboat import Untranslatable, translate

        here = {row.name.casefold() for row in self._store.rows.views()}
        saved: list[str] = []
        refused: list[str] = []
        for name, expression in queries:
            if name.casefold() in here:
                refused.append(f"view {name}: there is a view of that name already")
                continue
            try:
                action = Action(Verb.SAVE_VIEW, text=name, more=(("query", translate(expression)),))
                self._store.actions.do(action, self._actor)
            except Untranslatable as error:
                refused.append(f"view {name}: {error}: {expression}")
            except UsageError as error:
                refused.append(f"view {name}: {error.message}")
            else:
                here.add(name.casefold())
                saved.append(name)
        return tuple(saved), tuple(refused)

    def subscribe(self, outlines: Iterable[Outline]) -> ImportReport:
        """Subscribe to many feeds without asking them, in one action and one transaction."""
        from reader.services.wishes import gather

        wishes, refused = gather(outlines)
        before = self._by_key(removed=True)
        if wishes:
            feeds = json.dumps([wish.as_dict() for wish in wishes.values()])
            self._store.actions.do(Action(Verb.SUBSCRIBE, more=(("feeds", feeds),)), self._actor)
        after = self._by_key()
        quiet = tuple(
            after[key].id for key, wish in wishes.items() if wish.quiet and key not in before
        )
        if quiet:
            action = Action(Verb.FEED_SETTINGS, feeds=quiet, more=(("hidden", "1"),))
            self._store.actions.do(action, self._actor)
        return ImportReport(
            added=tuple(after[key].id for key in wishes if key not in before and key in after),
            already=sum(key in before and not before[key].removed for key in wishes),
            restored=sum(key in before and before[key].removed for key in wishes),
            skipped=tuple(refused),
        )

    def _by_key(self, *, removed: bool = False) -> dict[str, FeedRow]:
        from reader.fetch import discover

        return {discover.key(row.url): row for row in self._store.feeds.all(removed=removed)}

    def export_opml(self, *, secrets: bool = True) -> str:
        """All subscriptions as OPML. ``secrets`` keeps those whose address holds a password or
        key, as it is (a masked address would be of no use); else they are left out."""
        from reader.parse import opml

        return opml.write([o for o in self._outlines() if secrets or not _secret(o.url)])

    def secrets(self) -> int:
        """How many feeds carry a password, key or token in their address."""
        return sum(_secret(row.url) for row in self.all())

    def _outlines(self) -> Iterator[Outline]:
        folders = {row.id: row for row in self._store.feeds.folders()}
        for row in self.all():
            # A feed in two folders stands in both.
            for folder in row.folders or (None,):
                yield Outline(
                    url=row.url,
                    title=row.source,
                    folder=_path(folder, folders),
                    site=row.site,
                    tags=row.tags,
                )

    # ------------------------------------------------------------------ the sample edition

    def load_sample(self) -> ImportReport:
        """Load the sample edition by the same road as any feed, offline; its feeds end paused.

        Refused with ``UsageError`` where feeds are already."""
        from reader.services.refresh import interruptible
        from reader.services.sampling import load

        if any(not sample.owns(row.url) for row in self._store.feeds.all(removed=True)):
            raise UsageError(
                f"{self._profile.data_dir} holds feeds already",
                "The sample edition is for an empty folder: give another with --dir",
            )
        edition = sample.read(sample_dir())
        with held(self._profile.refresh_lock):
            report = self._as(Actor.SYNC).subscribe(edition.outlines())
            feeds = tuple(row.id for row in self.all())
            self._act(Verb.RESUME_FEED, feeds)
            interruptible(load(self._store, self._config, self._clock, edition, feeds))
            self._act(Verb.PAUSE_FEED, feeds)
            self._store.choices.set(sample.STATE, str(edition.edition))
        return report

    def _as(self, actor: Actor) -> Subscriptions:
        return Subscriptions(self._store, self._clock, self._profile, self._config, actor)

    def _act(self, verb: Verb, feeds: Sequence[int]) -> None:
        # Not the user's own doing: nothing that undo would take back.
        self._store.actions.do(Action(verb, feeds=tuple(feeds)), Actor.SYNC)

    def remove_sample(self) -> None:
        """Take the sample edition away, with one action. ``BusyError`` while a refresh runs, which
        would meet with stories that are there no more."""
        with held(self._profile.refresh_lock):
            feeds = [row.id for row in self._store.feeds.all(removed=True) if sample.owns(row.url)]
            self._store.feeds.forget(feeds)
            self._store.choices.set(sample.STATE, "")

    def has_sample(self) -> bool:
        """Whether the sample edition is loaded here."""
        return bool(self._store.choices.get(sample.STATE))


def _secret(url: str) -> bool:
    return text.masked(url) != text.line(url)


def _path(folder: int | None, folders: Mapping[int, FolderRow]) -> tuple[str, ...]:
    names: list[str] = []
    seen: set[int] = set()
    while folder in folders and folder not in seen:
        assert folder is not None
        seen.add(folder)
        names.append(folders[folder].name)
        folder = folders[folder].parent
    return tuple(reversed(names))

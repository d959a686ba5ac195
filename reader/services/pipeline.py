"""The road of a refresh: network, parser child and store work at the same time.

The event loop only hands things on. Parsing runs in a child process; everything that touches the
store runs in one thread of its own, so that a write never holds up a request.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from reader import text
from reader.clock import Clock
from reader.config import Config
from reader.errors import StoreError
from reader.fetch import schedule
from reader.model import (
    FeedRow,
    FeedStored,
    FetchKind,
    FetchResult,
    FetchTarget,
    RefreshEvent,
)
from reader.services import logins
from reader.services.answering import failed, first_of, has_route, network_gone, parsed_or_failed
from reader.services.children import Children
from reader.services.indexing import Indexing
from reader.services.naming import told_apart
from reader.services.tally import Tally
from reader.services.together import Together
from reader.store import Store

if TYPE_CHECKING:
    from reader.fetch.client import Client
    from reader.services.hands import Hands
    from reader.services.taking import Answer, Body, Taken
    from reader.store.arrivals import Prepared

T = TypeVar("T")
Resolver = Mapping[str, tuple[str, int]]

_log = logging.getLogger(__name__)

#: Answers on their way from network to store at once: enough to keep child and writer busy, few
#: enough that the bodies in memory stay small.
IN_HAND = 24
#: Stories of several feeds (see ``Prepared.weight``) that are stored in one transaction: 40 ms.
AT_ONCE = 600
#: Seconds after the first request at which the code that takes answers is loaded: loaded at once it
#: would hold up those that are to be sent.
LOAD_AFTER = 0.06
#: Failures that say nothing of a feed when no request at all got through.
UNREACHABLE = ("dns", "offline")


class Pipeline:
    """One refresh under way: make one inside a running loop, await ``refresh`` once.

    ``report`` is called on the loop's thread. The refresh lock must be held.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        clock: Clock,
        report: Callable[[RefreshEvent], None],
        resolver: Resolver | None = None,
    ) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._report = report
        self._resolver = resolver
        self._made: Hands | None = None
        self._tally = Tally()
        self._feeds: dict[int, FeedRow] = {}
        #: Answers that came while nothing had been reached yet; None once something was.
        self._unreached: list[FetchResult] | None = []
        self._stop = threading.Event()
        self._busy = 0
        self._stored = Together(self._store_all, weigh=lambda each: each.weight, most=AT_ONCE)
        self._pass_over = Together(self._pass_over_all)
        self._indexing = Indexing(store)
        self._client: Client
        self._readying: asyncio.Task[None] | None = None
        self._children = Children()
        #: New stories whose full text is to be fetched.
        self._wanted: list[int] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clew-refresh")

    async def refresh(self, *, force: bool = False, only: Sequence[int] = ()) -> RefreshEvent:
        """The whole road; the closing event, which was reported too."""
        started = self._clock.monotonic()
        try:
            online = await self._ask(force, only)
            await self._place()
            await self._index()
            await self._retain()
            await self._off(self._hands.placer.look_back, self._stop.is_set)
            await self._fetch_whole()
        except asyncio.CancelledError:
            # Whoever ends us need not wait for the engine: what it does now is not stored.
            self._stop.set()
            self._thread.shutdown(wait=False, cancel_futures=True)
            raise
        finally:
            self._thread.shutdown(wait=not self._stop.is_set(), cancel_futures=True)
            for one in (self._children.released(), self._made and self._made.placer):
                if one is not None:
                    one.close()
        closing = replace(
            self._tally.event("end" if online else "offline", self._clock.monotonic() - started),
            warnings=tuple(
                f"The rule {name} could not be asked: {why}"
                for name, why in self._hands.problems().items()
            ),
        )
        self._report(closing)
        return closing

    async def _off(self, work: Callable[..., T], *arguments: object) -> T:
        """Run blocking work in the store's thread."""
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
        finally:
            self._busy -= 1

    @property
    def _hands(self) -> Hands:
        assert self._made is not None
        return self._made

    async def _ready_soon(self) -> None:
        if "reader.services.hands" not in sys.modules:
            await asyncio.sleep(LOAD_AFTER)
        await self._off(self._get_ready)

    async def _ready(self) -> None:
        """Until what takes answers is there: those that came before are read meanwhile."""
        if self._readying is not None:
            await asyncio.shield(self._readying)

    def _get_ready(self) -> None:
        """Load what takes answers, and let what an earlier refresh left be done with: before
        anything that comes now is stored."""
        from reader.services.hands import Hands

        self._made = Hands.of(self._store, self._config, self._clock)
        aside = self._children.released()
        if aside is not None:
            self._made.placer.expect(aside)
        self._made.placer.place(self._stop.is_set)
        self._made.ruling.placed(self._stop.is_set)

    # ------------------------------------------------------------------ asking and taking

    async def _ask(self, force: bool, only: Sequence[int]) -> bool:
        """Ask every feed that is due and take what comes; false when there was no network."""
        now = self._clock.now()
        targets = await self._off(lambda: self._store.feeds.due(now, force=force, only=only))
        self._tally.total = len(targets)
        self._report(self._tally.event("start"))
        if not targets:
            await self._off(self._get_ready)
            return True
        self._feeds = {row.id: row for row in await self._off(self._store.feeds.all)}
        targets = await self._off(self._with_validators, targets, now)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._children)
            await self._children.begin(
                sum(
                    one.feed in self._feeds and not self._feeds[one.feed].state.body_hash
                    for one in targets
                )
            )
            self._client = logins.client(self._config, self._resolver)
            await stack.enter_async_context(self._client)
            indexing = asyncio.create_task(
                self._indexing.meanwhile(lambda: not self._busy, self._off)
            )
            try:
                await self._take_all(targets)
            finally:
                indexing.cancel()
                await asyncio.wait([indexing])
        return await self._end_unreached()

    def _with_validators(self, targets: list[FetchTarget], now: int) -> list[FetchTarget]:
        """The targets as they are to be asked: those of whom nothing was heard for long, though
        they used to have much to tell, once in a while without validators."""
        states = {
            one.feed: self._feeds[one.feed].state for one in targets if one.feed in self._feeds
        }
        silent = [feed for feed, state in states.items() if schedule.is_silent(state, now)]
        gaps = self._store.feeds.usual_gaps(silent) if silent else {}
        return [
            replace(
                one, validators=schedule.validators(states[one.feed], now, usual_gap=gaps[one.feed])
            )
            if one.feed in gaps
            else one
            for one in targets
        ]

    async def _fetch_whole(self) -> None:
        """Fetch the pages of new stories of feeds whose full text the user always wants. It comes
        last: a host with many of them is asked slowly, and nothing else is to wait for that."""
        if self._wanted:
            from reader.services.wholetext import WholeText

            whole = WholeText(self._store, self._config, self._clock)
            await whole.fetch_all(self._wanted)
            await self._off(self._hands.placer.look_again, self._wanted, self._stop.is_set)
            await self._index()

    async def _take_all(self, targets: Sequence[FetchTarget]) -> None:
        slots = asyncio.Semaphore(IN_HAND)

        async def take(result: FetchResult) -> None:
            try:
                await self._take(result)
            finally:
                slots.release()

        self._readying = readying = asyncio.create_task(self._ready_soon())
        try:
            async with (
                asyncio.TaskGroup() as group,
                aclosing(self._client.fetch_all(targets)) as results,
            ):
                async for result in results:
                    await slots.acquire()
                    group.create_task(take(result))
                await readying
        except ExceptionGroup as failures:
            raise first_of(failures) from failures
        finally:
            readying.cancel()
            await asyncio.wait([readying])

    async def _take(self, result: FetchResult) -> None:
        if self._unreached is not None:
            if result.error_kind in UNREACHABLE:
                self._unreached.append(result)
                return
            held, self._unreached = self._unreached, None
            for earlier in held:
                await self._take_one(earlier)
        await self._take_one(result)

    async def _take_one(self, result: FetchResult) -> None:
        feed = self._feeds.get(result.feed)
        if feed is None:
            return  # unsubscribed in this very moment
        if network_gone(result):
            self._tally.done += 1
            self._tally.unreached += 1
            return
        try:
            result, taken = await self._taken(feed, result)
        except StoreError:
            raise  # the disk or the database: no other feed would fare better
        except Exception as error:
            # A fault of ours met by this feed alone; it is named there, and the others go on.
            _log.exception("feed %d: a fault of ours", feed.id)
            result = failed(result, "parser", f"clew stumbled: {type(error).__name__}: {error}")
            taken = await self._pass_over((feed, result, b""))
        self._tally.add(result, taken)
        self._report_feed(feed, taken)
        if taken.says:
            try:
                await self._try(feed, taken.says)
            except StoreError:
                raise
            except Exception:  # it is tried again; the others go on
                _log.exception("feed %d: a fault of ours", feed.id)

    async def _try(self, feed: FeedRow, address: str) -> None:
        """Ask where a feed says that it moved to."""
        target = FetchTarget(feed.id, address, allow_private=feed.allow_private)
        result = await self._client.fetch(target)
        if result.kind is FetchKind.BODY:
            parser = await self._children.parser()
            parsed = await parsed_or_failed(parser.parse, result)
            result = parsed if isinstance(parsed, FetchResult) else replace(result, body=b"")
        await self._off(self._hands.taking.tried, feed, result, address)

    async def _taken(self, feed: FeedRow, result: FetchResult) -> tuple[FetchResult, Taken]:
        if result.kind is not FetchKind.BODY:
            return result, await self._pass_over((feed, result, b""))
        digest = hashlib.sha256(result.body).digest()
        if digest == feed.state.body_hash:
            result = replace(result, body=b"")
            return result, await self._pass_over((feed, result, digest))
        with self._stored.coming():
            parsed = await self._children.parsed(feed, result)
            result = replace(result, body=b"")
            if isinstance(parsed, FetchResult):
                return parsed, await self._pass_over((feed, parsed, b""))
            await self._ready()
            from reader.services.taking import Body  # loaded by now

            body = Body(feed, result, parsed[0], digest, parsed[1])
            prepared = await self._off(self._prepare, body)
        stored = await self._stored(prepared)
        taken = await self._off(self._hands.taking.end, body, prepared, stored)
        if feed.settings.fulltext:
            self._wanted += taken.stories
        return result, taken

    def _prepare(self, body: Body) -> Prepared:
        prepared = self._hands.taking.prepare(body)
        self._hands.placer.foresee(prepared, body.feed.language)
        return prepared

    async def _store_all(self, prepared: Sequence[Prepared]) -> list[FeedStored]:
        """Store what was made ready; meanwhile that is done to the next ones."""
        self._busy += 1
        try:
            return await asyncio.wrap_future(self._hands.taking.submit(prepared))
        finally:
            self._busy -= 1

    async def _pass_over_all(self, answers: Sequence[Answer]) -> list[Taken]:
        await self._ready()
        return await self._off(self._hands.taking.pass_over_all, answers)

    async def _end_unreached(self) -> bool:
        """What to make of a refresh in which nothing was reached: false when there is no network
        (nothing is then noted on any feed), else the failures are the feeds' own."""
        held, self._unreached = self._unreached or [], None
        if not held:
            return True
        hosts = {urlsplit(result.url).hostname for result in held}
        if len(hosts) > 1 or any(r.error_kind == "offline" for r in held) or not has_route():
            self._tally.failed += len(held)
            self._tally.done += len(held)
            return False
        for result in held:
            feed = self._feeds[result.feed]
            taken = await self._pass_over((feed, result, b""))
            self._tally.add(result, taken)
            self._report_feed(feed, taken)
        return True

    def _report_feed(self, feed: FeedRow, taken: Taken) -> None:
        self._report(
            replace(
                self._tally.event("feed"),
                feed=feed.id,
                source=told_apart(feed),
                status=taken.status,
                error=text.line(taken.error),
                new=taken.new,
                changed=taken.changed,
                warnings=taken.warnings,
            )
        )

    # ------------------------------------------------------------------ placing and indexing

    async def _place(self) -> None:
        loop = asyncio.get_running_loop()

        def moved(done: int, total: int) -> None:
            event = replace(self._tally.event("placing"), done=done, total=total)
            loop.call_soon_threadsafe(self._report, event)

        # The engine computes more than it has written: the database is idle in between.
        indexing = asyncio.create_task(self._indexing.beside())
        try:
            await self._off(self._hands.placer.place, self._stop.is_set, moved)
            await self._off(self._hands.ruling.placed, self._stop.is_set)
        finally:
            indexing.cancel()
            await asyncio.wait([indexing])

    async def _index(self) -> None:
        async for done, waiting in self._indexing.rest(self._off):
            self._report(replace(self._tally.event("indexing"), done=done, total=waiting))

    async def _retain(self) -> None:
        """Let old stories go where the user asked for it, once a day."""
        days = int(self._config.number("retention.days"))
        today = str(self._clock.now() // 86_400)
        if not days or self._store.choices.get("retained") == today:
            return
        from reader.services.retaining import Retention

        await self._off(Retention(self._store, self._clock).let_go, days, self._stop.is_set)
        self._store.choices.set("retained", today)

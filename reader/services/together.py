"""Calls of many tasks, done several at a time: what comes while one is under way waits and is then
done in one go, as one transaction for instance."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")

#: Longest time that calls wait for those that are about to come, in seconds.
PATIENCE = 0.2


def _one(_argument: object) -> int:
    return 1


class Together(Generic[A, R]):
    """``work`` turns arguments into as many results, in order.

    One call of it runs at a time, for arguments that ``weigh`` no more than ``most`` in all, unless
    one alone does. When it fails, each argument is tried by itself, so
    that a failure meets only whose it is: ``work`` must leave nothing half done.
    """

    def __init__(
        self,
        work: Callable[[Sequence[A]], Awaitable[Sequence[R]]],
        *,
        weigh: Callable[[A], int] = _one,
        most: int = 1_000,
    ) -> None:
        self._work = work
        self._weigh = weigh
        self._most = most
        self._free = asyncio.Lock()
        #: Each argument with its weight and who waits for its result.
        self._waiting: deque[tuple[A, int, asyncio.Future[R]]] = deque()
        self._expected = 0
        self._moved = asyncio.Event()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Within it a call is about to come: those that were made wait a moment, to be done in one
        go with it. It need not come after all."""
        self._expected += 1
        try:
            yield
        finally:
            self._expected -= 1
            self._moved.set()

    async def __call__(self, argument: A) -> R:
        """The result of one argument."""
        mine: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((argument, self._weigh(argument), mine))
        try:
            async with self._free:
                # Whose turn it is does the oldest that wait, its own among them; those that it did
                # for others go on at once, before the next ones are done.
                if not mine.done():
                    await self._gather()
                    await self._do(self._next())
            return await mine
        except BaseException:
            if not mine.cancel() and not mine.cancelled():
                mine.exception()  # a failure of one who no longer asks is nobody's to tell
            raise

    async def _gather(self) -> None:
        """Wait until there is as much as one call may do, or nothing more is about to come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._expected and self._weight() < self._most:
                    self._moved.clear()
                    await self._moved.wait()

    def _weight(self) -> int:
        return sum(weight for _, weight, _ in self._waiting)

    def _next(self) -> list[tuple[A, asyncio.Future[R]]]:
        batch: list[tuple[A, asyncio.Future[R]]] = []
        left = self._most
        while self._waiting and (not batch or self._waiting[0][1] <= left):
            argument, weight, future = self._waiting.popleft()
            left -= weight
            batch.append((argument, future))
        return batch

    async def _do(self, batch: list[tuple[A, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([argument for argument, _ in batch])
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._do([one])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
        except BaseException:
            for _, future in batch:
                future.cancel()
            raise
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)

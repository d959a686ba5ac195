"""Work that may hang, done aside: neither others nor the end of the program wait for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T], name: str) -> T:
    """What ``work`` gives or raises, from a daemon thread of that name.

    What hangs there takes none of a pool's few places, and asyncio does not wait for it at the
    end, as it would for a pool's.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if answer.done():
            return  # whoever asked has gone
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(value)  # type: ignore[arg-type]

    def do() -> None:
        value: T | None = None
        error: BaseException | None = None
        try:
            value = work()
        except Exception as failure:
            error = failure
        with suppress(RuntimeError):  # the loop ended meanwhile
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=do, name=name, daemon=True).start()
    return await answer

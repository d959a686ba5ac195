"""A refresh seen from the screen: the command in a process of its own, its events as they come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from reader import starting
from reader.errors import BusyError, ClewError
from reader.model import RefreshEvent
from reader.parse.child import ended
from reader.paths import Profile
from reader.services import events

#: Seconds a refresh has to end by itself before it is killed; it needs well under one.
GRACE = 2.0
#: How much a refresh gives way to the screen that started it.
NICE = 10
#: Longest line read from it, in bytes: warnings are short, but a feed may have many.
_LINE = 1 << 20


class Refreshing:
    """A refresh seen from the screen: ``python -m reader refresh --json`` as a child process."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    async def events(
        self, *, force: bool = False, only: Sequence[int] = ()
    ) -> AsyncIterator[RefreshEvent]:
        """Start it and give its events as they come; ends with an ``end`` or ``offline`` event.

        A refresh that another process runs raises ``BusyError``. Closing the iterator stops it."""
        child = await self._start([*(["--force"] if force else []), *map(str, only)])
        assert child.stdout is not None
        assert child.stderr is not None
        talk = asyncio.create_task(child.stderr.read())
        try:
            async for line in child.stdout:
                event = events.read(line.decode("utf-8", "replace"))
                if event is not None:
                    yield event
            code = await child.wait()
            if code:
                raise _failure(code, (await talk).decode("utf-8", "replace"))
        finally:
            if child.returncode is None:
                await ended(child, child.terminate, GRACE)
            talk.cancel()
            with suppress(asyncio.CancelledError):
                await talk

    async def _start(self, arguments: Sequence[str]) -> asyncio.subprocess.Process:
        # A session of its own: what is typed at the screen's terminal (C-c, C-z) never reaches it.
        given = (*profile_arguments(self._profile), "refresh", "--json", *arguments)
        try:
            child = await asyncio.create_subprocess_exec(
                *starting.command("reader", *given),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
                limit=_LINE,
                env=starting.environment("CLEW_DIR"),
            )
        except OSError as error:
            raise ClewError(f"The refresh cannot be started: {error.strerror}") from error
        _give_way(child.pid)
        return child


def profile_arguments(profile: Profile) -> list[str]:
    """The global options that lead a command to ``profile``."""
    if profile.config_dir == profile.data_dir == profile.state_dir:
        return ["--dir", str(profile.data_dir)]
    return ["--sample"] if profile.sample else []


def _give_way(process: int) -> None:
    """Let a process, and those it starts, run where nothing is waited for: a key that is answered
    meanwhile has the processor first."""
    if hasattr(os, "setpriority"):  # not on Windows
        with suppress(OSError):
            now = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, process, min(now + NICE, 19))


def _failure(code: int, talk: str) -> ClewError:
    rows = [row.strip() for row in talk.splitlines() if row.strip()]
    begun = [at for at, row in enumerate(rows) if row.startswith("clew: ")]
    head, *rest = rows[begun[-1] if begun else -1 :] or [f"It ended with code {code}"]
    message, _, hint = head.removeprefix("clew: ").partition(". ")
    if rest:  # what heads a list, the list, and what to do: see ``errors.told``
        message = " ".join([head.removeprefix("clew: "), "; ".join(rest[:-1])])
        hint = rest[-1]
    if code == BusyError.exit_code:
        return BusyError(message.rstrip("."), hint)
    return ClewError(f"The refresh failed: {message.rstrip('.')}", hint)

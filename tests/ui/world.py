"""A small real profile for screen tests: three feeds, a thread with a copy, single stories."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import seed
from textual import events
from textual.pilot import Pilot

from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services
from reader.ui.app import ClewApp

#: Seconds until a screen that never comes to what is waited for fails its test.
PATIENCE = 30.0
BODY = "".join(f"<p>Paragraph {n} of the quiet telescope story.</p>" for n in range(60))


@dataclass(frozen=True)
class World:
    """Ids of what ``made`` put into the store."""

    services: Services
    meridian: int
    lantern: int
    gazette: int
    lead: int
    account: int
    copy: int
    single: int
    long: int

    @property
    def thread(self) -> int:
        return seed.thread_of(self.services.store, self.lead)


def services(folder: Path, config: Config | None = None) -> Services:
    profile = Profile(folder, folder, folder)
    return Services.open(profile, config or Config(), FixedClock(seed.NOW))


def made(folder: Path, config: Config | None = None) -> World:
    """Services over a store with a thread of three, and two single stories."""
    template, ids = _template()
    folder.mkdir(exist_ok=True)
    shutil.copyfile(template, folder / "clew.db")
    return World(services(folder, config), *ids)


@cache
def _template() -> tuple[Path, tuple[int, ...]]:
    """The store all tests begin with, built once a process; and the ids of what is in it."""
    folder = Path(tempfile.mkdtemp(prefix="clew-ui-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    opened = services(folder)
    ids = _seeded(opened)
    opened.close()
    return folder / "clew.db", ids


def _seeded(opened: Services) -> tuple[int, ...]:
    store = opened.store
    meridian = seed.feed(store, "https://meridian.example/feed", "The Meridian", folder="World")
    lantern = seed.feed(store, "https://lantern.example/feed", "Daily Lantern", folder="World")
    gazette = seed.feed(store, "https://gazette.example/feed", "La Gazette")
    (lead,) = seed.arrive(store, meridian, "Twitter merged into X Corp", at=seed.NOW - 9_000)
    (account,) = seed.arrive(store, gazette, "X Corp absorbe Twitter", at=seed.NOW - 6_000)
    (copied,) = seed.arrive(store, lantern, "Twitter is now X Corp", at=seed.NOW - 5_000)
    (single,) = seed.arrive(store, lantern, "Tomatoes click when thirsty", at=seed.NOW - 3_000)
    (long,) = seed.arrive(
        store,
        meridian,
        seed.item("A quiet telescope", content=BODY, text="Paragraph of the telescope"),
        at=seed.NOW - 1_000,
    )
    thread = seed.thread_of(store, lead)
    seed.place(store, thread, account)
    seed.place(store, thread, copied, copy_of=lead)
    seed.index(store)
    return meridian, lantern, gazette, lead, account, copied, single, long


def _character(key: str) -> str | None:
    """The character of a key's name as the driver gives it."""
    if len(key) == 1:
        return key
    try:
        return unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return {
            "slash": "/",
            "exclamation_mark": "!",
            "backslash": "\\",
            "minus": "-",
            "space": " ",
        }.get(key)


class Screen:
    """A running app with a pilot: presses keys, waits until all is still, reads the screen."""

    def __init__(self, app: ClewApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def still(self) -> None:
        """Wait until every message is handled, the background has nothing left to do, and all is
        laid out and drawn. The screen does that by a timer, and what is laid out may have to be
        told its size before it can be drawn: so it is done here, and waited for again."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._still()
        except TimeoutError:
            waiting = ", ".join(self._waiting()) or "the messages or the work behind"
            raise AssertionError(f"never still, for {waiting}:\n{self.text}") from None

    async def _still(self) -> None:
        quiet = 0
        while quiet < 2:
            await self.pilot._wait_for_screen()
            await self.app.background_.settle()
            quiet = 0 if self._waiting() else quiet + 1
            self.app.screen._on_timer_update()
            await asyncio.sleep(0)

    async def until(self, met: Callable[[], bool], *keys: str) -> None:
        """Press the keys again and again until that is so; without any wait for it."""
        end = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < end, f"it never was so:\n{self.text}"
            await self.press(*keys)

    def _waiting(self) -> list[str]:
        """What is still to come: timers of one turn, and what is not laid out or drawn yet."""
        main, screen = self.app.main, self.app.screen
        waiting = {
            "opening": main.opening._timer,
            "watching": main.watching._source_timer,
            "knowing": main.knowing._timer,
            "counting": main.counting._timer,
            "which_key": main.which_key._timer,
            "lister": main.lister._timer,
            "layout": screen._layout_required,
            "scroll": screen._scroll_required,
            "repaint": screen._repaint_required,
            "dirty widgets": screen._dirty_widgets,
        }
        return [name for name, value in waiting.items() if value]

    async def press(self, *keys: str) -> None:
        """Press keys as the terminal's driver does, each when the one before was handled."""
        for key in keys:
            self.send(key)
            await asyncio.sleep(0)
            await self.pilot._wait_for_screen()
        await self.still()

    async def burst(self, *keys: str) -> None:
        """Press keys faster than any of them is handled, as a quick hand or a paste does."""
        for key in keys:
            self.send(key)
        await self.still()

    async def seen(self, text: str) -> None:
        """Wait until that is at the foot, whatever is still being done."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.app.main.footer.message:
                await asyncio.sleep(0.001)

    def paste(self, text: str) -> None:
        """Paste as a terminal does that brackets it; what is pressed next comes after it."""
        self._drive(events.Paste(text))

    def send(self, key: str) -> None:
        """Press a key and wait for nothing."""
        self._drive(events.Key(key, _character(key)))

    def _drive(self, event: events.Event) -> None:
        driver = self.app._driver
        assert driver is not None
        event.set_sender(self.app)
        driver.send_message(event)

    async def type(self, text: str) -> None:
        names = {" ": "space", "/": "slash", "-": "minus"}
        await self.press(*(names.get(char, char) for char in text))

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def line_with(self, text: str) -> str:
        return next((line for line in self.lines if text in line), "")


@asynccontextmanager
async def running(
    opened: Services, size: tuple[int, int] = (120, 30), *, offline: bool = True
) -> AsyncIterator[Screen]:
    """The app on these services, first list painted."""
    app = ClewApp(opened, offline=offline)
    async with app.run_test(size=size) as pilot:
        screen = Screen(app, pilot)
        await screen.still()
        await screen.until(lambda: app.main.sources.sources is not None)
        await screen.still()
        yield screen
    opened.close()

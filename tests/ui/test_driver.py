"""What is typed at the terminal, as the driver tells it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors
import threading
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread
from textual.message import Message

from reader.ui.driver import Lasting, PromptDriver


class Typed(PromptDriver):
    """Reads a pipe instead of a terminal and keeps what it would tell the app."""

    def __init__(self, file: int) -> None:
        super().__init__(App())
        self.fileno = file
        self.keys: list[str] = []
        self.came = threading.Condition()

    def process_message(self, message: Message) -> None:
        assert isinstance(message, events.Key)
        with self.came:
            self.keys.append(message.key)
            self.came.notify_all()

    def wait(self, *keys: str) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.keys) >= len(keys), timeout=20)
        assert self.keys == [*keys]


@pytest.fixture
def pipe() -> Any:
    ends = os.pipe()

    async def made() -> Typed:
        return Typed(ends[0])  # asks for a running loop

    driver = asyncio.run(made())
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    yield driver, ends[1]
    driver.exit_event.set()
    thread.join(20)
    assert not thread.is_alive()
    for end in ends:
        os.close(end)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """How long each look at the terminal was to wait, in seconds; None: until something comes."""
    asked: list[float | None] = []
    select = selectors.SelectSelector.select

    def watched(self: selectors.SelectSelector, timeout: float | None = None) -> Any:
        asked.append(timeout)
        return select(self, timeout)

    monkeypatch.setattr(selectors.SelectSelector, "select", watched)
    return asked


def test_a_lone_escape_waits_no_longer_than_it_must(
    pipe: tuple[Typed, int], asked: list[float | None]
) -> None:
    driver, end = pipe
    os.write(end, b"\x1b")
    driver.wait("escape")
    assert any(timeout is not None and timeout < 0.05 for timeout in asked)


def test_sequences_and_alt_are_read_whole(pipe: tuple[Typed, int]) -> None:
    driver, end = pipe
    os.write(end, b"\x1b[A\x1bx")
    driver.wait("up", "alt+x")


def test_bytes_that_are_no_text_do_not_end_the_reading(pipe: tuple[Typed, int]) -> None:
    driver, end = pipe
    os.write(end, b"\xff")
    os.write(end, b"j")
    with driver.came:
        assert driver.came.wait_for(lambda: "j" in driver.keys, timeout=20)


def test_nothing_wakes_it_while_nothing_is_typed(
    pipe: tuple[Typed, int], asked: list[float | None]
) -> None:
    driver, end = pipe
    os.write(end, b"j")
    driver.wait("j")
    os.write(end, b"k")
    driver.wait("j", "k")
    assert asked
    assert set(asked) == {None}


def test_it_ends_and_begins_again() -> None:
    async def made() -> Typed:
        return Typed(ends[0])

    ends = os.pipe()
    driver = asyncio.run(made())
    for key in "jk":
        thread = threading.Thread(target=driver.run_input_thread)
        thread.start()
        os.write(ends[1], key.encode())
        driver.wait(*"jk"[: "jk".index(key) + 1])
        driver.exit_event.set()
        driver.exit_event.set()  # as textual may
        thread.join(20)
        assert not thread.is_alive()
        driver.exit_event.clear()
        driver.close()  # as textual does when it lends the terminal to the shell or an editor
    for end in ends:
        os.close(end)


def test_who_writes_to_a_terminal_that_is_gone_does_not_wait_for_ever() -> None:
    ours, its = os.openpty()
    with os.fdopen(its, "w", encoding="utf-8") as file:
        writer = WriterThread(Lasting(file))  # type: ignore[arg-type]
        writer.start()
        os.close(ours)

        def write() -> None:
            for _ in range(3 * MAX_QUEUED_WRITES):
                writer.write("x" * 1_000)
            writer.stop()

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
        with contextlib.suppress(OSError):
            file.close()


async def test_a_signal_to_go_on_that_no_stop_came_before_starts_no_second_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = PromptDriver(App())
    done: list[str] = []
    monkeypatch.setattr(driver, "suspend_application_mode", lambda: done.append("end"))
    monkeypatch.setattr(driver, "resume_application_mode", lambda: done.append("begin"))
    driver._sigcont_application()
    assert done == ["end", "begin"]
    assert driver._must_signal_resume  # then all is drawn anew
    driver._sigcont_application()  # as after a stop that gave the terminal back
    assert done == ["end", "begin", "begin"]

"""Leaving waits for nothing but the user's own actions."""

from __future__ import annotations

import errno
import os
import re
import shlex
import sys
import time
from pathlib import Path

import seed
from terminal import PATIENCE, Terminal

from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services

RUN = """
import sys
sys.argv = ["clew", "--dir", sys.argv[1], "--offline"]
from reader.cli import run
run()
"""


def writer_once_read(pipe: Path) -> int:
    """The pipe to write to, once somebody reads from it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            os.set_blocking(writer, True)
            return writer


#: An editor in which C-c leaves a mode, as in vim.
EDITOR = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: print("heard", flush=True))
print("ready", flush=True)
words = input()
open(sys.argv[1], "w").write(words)
"""


def test_what_is_typed_in_a_program_that_has_the_terminal_means_that_program(
    tmp_path: Path,
) -> None:
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        feed = seed.feed(services.store, "https://meridian.example/feed", "The Meridian")
        [story] = seed.arrive(services.store, feed, "A telescope", at=seed.NOW - 100)
    editor = tmp_path / "editor.py"
    editor.write_text(EDITOR)
    env = {"EDITOR": shlex.join([sys.executable, str(editor)]), "VISUAL": ""}
    with Terminal(RUN, [str(tmp_path)], env=env) as terminal:
        terminal.read_until(rb"telescope")
        terminal.step("E", rb"ready")
        terminal.step("\x03", rb"heard")
        terminal.step("\x03", rb"heard")
        terminal.step("It has two mirrors.\r", rb"Noted")
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        assert services.reading.note(story) == "It has two mirrors."


def test_the_screen_is_left_empty(tmp_path: Path) -> None:
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        feed = seed.feed(services.store, "https://meridian.example/feed", "The Meridian")
        seed.arrive(services.store, feed, "A telescope", at=seed.NOW - 100)
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"telescope")
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
        drawn, _, _ = terminal.output.rpartition(b"\x1b[?1049l")
    _, emptied, after = drawn.rpartition(b"\x1b[H\x1b[J")
    assert emptied
    assert re.sub(rb"\x1b\[[^A-Za-z]*[A-Za-z]", b"", after) == b""


def test_a_command_that_goes_on_keeps_nobody(tmp_path: Path) -> None:
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        feed = seed.feed(services.store, "https://meridian.example/feed", "The Meridian")
        seed.arrive(services.store, feed, "A telescope", at=seed.NOW - 100)
    waiting = tmp_path / "waiting"
    os.mkfifo(waiting)
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.read_until(rb"telescope")
        terminal.step("|", rb"Pipe the story")
        terminal.press(f"nohup cat {waiting}\r")  # it outlives the terminal
        writer = writer_once_read(waiting)  # then the command runs
        terminal.step("m", rb"undoes")
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
    assert os.write(writer, b"still read") == 10, "the command ended before the screen was left"
    os.close(writer)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        assert services.searching.count("is:unread") == 0

"""Leaving waits for nothing but the user's own actions."""

from __future__ import annotations

import os
from pathlib import Path

import seed
from terminal import Terminal

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
        # Opened once somebody reads from it: the command runs.
        writer = os.open(waiting, os.O_WRONLY)
        terminal.step("m", rb"undoes")
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
    assert os.write(writer, b"still read") == 10, "the command ended before the screen was left"
    os.close(writer)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        assert services.searching.count("is:unread") == 0

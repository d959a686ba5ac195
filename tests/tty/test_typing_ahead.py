"""What is typed while clew still starts is done once it has: nothing lost, in order."""

from __future__ import annotations

from pathlib import Path

import seed
from terminal import Terminal
from test_leaving import RUN

from reader.clock import FixedClock
from reader.config import Config
from reader.paths import Profile
from reader.services import Services


def test_enter_before_the_terminal_is_taken_over_opens_the_first_row(tmp_path: Path) -> None:
    profile = Profile(tmp_path, tmp_path, tmp_path)
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        feed = seed.feed(services.store, "https://meridian.example/feed", "The Meridian")
        seed.arrive(services.store, feed, "A telescope", at=seed.NOW - 100)
    with Terminal(RUN, [str(tmp_path)]) as terminal:
        terminal.press("\rs")
        terminal.read_until(rb"Starred")
        terminal.press("\x03")
        assert terminal.read_to_end() == 0
    with Services.open(profile, Config(), FixedClock(seed.NOW)) as services:
        assert services.searching.count("is:read is:starred") == 1

"""What the global options say, and what a run opens with them. Loads nothing of click."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.clock import Clock
    from reader.config import Config
    from reader.paths import Profile
    from reader.services import Services


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the program: its global options."""

    directory: Path | None = None
    sample: bool = False
    offline: bool = False

    @property
    def profile(self) -> Profile:
        from reader.paths import resolve

        return resolve(self.directory, sample=self.sample)

    @property
    def config(self) -> Config:
        """The settings; ``ConfigError`` names all that is wrong with them."""
        from reader.config import load

        return load(self.profile.config_file)

    @property
    def clock(self) -> Clock:
        """The machine's clock, or one that stands still at ``CLEW_NOW`` (seconds since 1970)."""
        from reader.clock import FixedClock, SystemClock

        stands = os.environ.get("CLEW_NOW", "")
        return FixedClock(int(stands)) if stands.isdigit() else SystemClock()

    @contextmanager
    def services(self, *, screen: bool = False) -> Iterator[Services]:
        """The profile, opened; what is done is journaled as done by a command or on the screen."""
        from reader.model import Actor
        from reader.services import Services

        actor = Actor.SCREEN if screen else Actor.COMMAND
        with Services.open(self.profile, self.config, self.clock, actor, _upgrading) as services:
            yield services

    def need_network(self) -> None:
        """Refuse what needs the network when it was said not to use it."""
        if self.offline:
            raise UsageError("This needs the network", "Leave --offline away")


def _upgrading(copy: Path) -> None:
    """A large archive takes seconds, which nobody should have to guess at."""
    if sys.stderr.isatty():
        sys.stderr.write(f"clew: Bringing the archive up to date; a copy of it is kept: {copy}\n")
        sys.stderr.flush()


def for_screen(arguments: Sequence[str]) -> Invocation | None:
    """The run that ``arguments`` ask for if they plainly ask for the screen, else None.

    What is None here is for click to read, which takes longer to load than the store.
    """
    directory = os.environ.get("CLEW_DIR", "")
    flags = {"--sample": False, "--offline": False}
    rest = iter(arguments)
    for option in rest:
        if option in flags:
            flags[option] = True
        elif option == "--dir" or option.startswith("--dir="):
            directory = next(rest, "") if option == "--dir" else option.removeprefix("--dir=")
            if not directory or directory.startswith("-"):
                return None
        else:
            return None
    if "_CLEW_COMPLETE" in os.environ or (directory and Path(directory).is_file()):
        return None
    return Invocation(
        Path(directory) if directory else None,
        sample=flags["--sample"],
        offline=flags["--offline"],
    )

"""What an interrupt (Ctrl-C) does: as Python has it, it is raised wherever the program is then.

While modules are loaded that may be where nothing can be raised: the interrupt is lost, and with it
the lock that all imports share, for which the threads then wait for ever.
"""

from __future__ import annotations

import os
import signal
import threading


def ends_at_once() -> None:
    """From now on it ends the process with 130: where nothing is under way that must be kept."""
    _turn(signal.default_int_handler, _end)


def is_raised() -> None:
    """From now on it is raised as ``KeyboardInterrupt``."""
    _turn(_end, signal.default_int_handler)


def _turn(now: object, then: object) -> None:
    # What another has set stays: a shell lets what runs in its background ignore it.
    ours = threading.current_thread() is threading.main_thread()
    if ours and signal.getsignal(signal.SIGINT) is now:
        signal.signal(signal.SIGINT, then)  # type: ignore[arg-type]


def _end(*_signal: object) -> None:
    os._exit(130)

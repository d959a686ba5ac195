"""Opening the screen."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from reader.cli.invocation import Invocation
from reader.cli.leaving import logged
from reader.errors import UsageError

#: Seconds that a thread computes before another gets its turn.
_SWITCH = 0.0005


def open_screen(invocation: Invocation) -> NoReturn:
    """Run the screen on the invocation's profile until it is left; the process ends with it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The screen needs a terminal", "clew --help names the plain commands")
    # Nothing made until the first list is painted is garbage; then it is looked for again.
    gc.disable()
    # A key passes through three threads (read, answered, written); each would wait five
    # milliseconds for a thread that asks the store.
    sys.setswitchinterval(_SWITCH)
    with logged(lambda: invocation):
        from reader import log
        from reader.ui.app import run

        log.to_file(invocation.profile.log_file)
        with invocation.services(screen=True) as services:
            code = run(services, offline=invocation.offline)
    # At once: all that the user did is written. A thread that still waits, for a page or for the
    # command a story was given to, holds nothing that must be kept.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

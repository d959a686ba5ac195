"""Running the line mode on standard input and output."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

from reader import starting
from reader.cli.invocation import Invocation
from reader.cli.output import say, talk
from reader.cli.plain.session import Session


def run_plain(invocation: Invocation) -> None:
    """Read lines until ``q`` or their end; with a terminal a prompt stands before each."""
    from reader import words
    from reader.services.refreshing import profile_arguments

    asks = sys.stdin.isatty()
    if asks:
        with suppress(ImportError):
            import readline  # noqa: F401  (line editing and history for input())

    def refresh() -> None:
        if invocation.offline:
            talk("This needs the network. Leave --offline away")
            return
        arguments = [*profile_arguments(invocation.profile), "refresh"]
        subprocess.run(
            starting.command("reader", *arguments),
            env=starting.environment("CLEW_DIR"),
            check=False,
        )

    config = invocation.config
    words.use(config.text("language") or None, invocation.profile.user_words)
    with invocation.services(screen=True) as services:
        session = Session(services, say, refresh)
        session.start()
        while True:
            try:
                line = input("> ") if asks else sys.stdin.readline()
            except EOFError:
                break
            if not asks and not line:
                break
            if not session.do(line):
                break

"""``clew meaning``"""

from __future__ import annotations

import os
import sys

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, talk


@click.command("meaning")
@click.option("--gently", is_flag=True, help="At the lowest priority, saying nothing.")
@pass_invocation
def meaning(invocation: Invocation, gently: bool) -> None:
    """Compare the newest stories by meaning (needs the extra: pip install 'clew[semantic]').

    A refresh starts it by itself. Stories that tell one event in other words, or in another
    language, join late; doubtful ones are shown as links.
    """
    from reader import log
    from reader.errors import BusyError, UsageError
    from reader.services import meaning as work
    from reader.services.lock import held

    if not work.installed():
        raise UsageError("The extra is not installed", "pip install 'clew[semantic]'")
    if gently:
        os.nice(19)
        log.to_file(invocation.profile.log_file)

    def moved(done: int, total: int) -> None:
        if not gently and sys.stderr.isatty():
            sys.stderr.write(f"\r{done:,} of {total:,}")
            sys.stderr.flush()

    with invocation.services() as services:
        try:
            with held(services.profile.meaning_lock):
                one = work.Meaning(services.store, services.profile, services.config)
                done = one.run(moved=moved)
        except BusyError:
            if gently:
                return
            raise BusyError("Another process compares stories already", "Let it end") from None
    if not gently:
        talk(f"{count(done, 'story', 'stories')} compared")

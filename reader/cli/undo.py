"""``clew undo``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import talk


@click.command("undo")
@pass_invocation
def undo(invocation: Invocation) -> None:
    """Take back the last action, of the screen or of a command."""
    from reader.services.journal import describe

    with invocation.services() as services:
        done = services.journal.undo()
    talk(f"Taken back: {describe(done)}" if done else "There is nothing to take back")

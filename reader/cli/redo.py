"""``clew redo``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import talk


@click.command("redo")
@pass_invocation
def redo(invocation: Invocation) -> None:
    """Do again what was undone last, if nothing was done since."""
    from reader.services.journal import describe

    with invocation.services() as services:
        done = services.journal.redo()
    talk(f"Done again: {describe(done)}" if done else "There is nothing to do again")

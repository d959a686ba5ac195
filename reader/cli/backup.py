"""``clew backup``"""

from __future__ import annotations

from pathlib import Path

import click

from reader.cli import shapes
from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, say, talk


@click.command("backup")
@click.argument(
    "target", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path)
)
@json_option
@pass_invocation
def backup(invocation: Invocation, target: Path | None, as_json: bool) -> None:
    """Make a complete copy of the database, at FILE or beside it in the folder "backups".

    FILE's folder has to be there. Safe while the screen is open or a refresh runs. It holds
    everything: feeds, stories, marks, tags, notes, rules, the journal. clew restore puts it back.
    """
    from reader.services import backups

    with invocation.services() as services:
        made = backups.make(services.store, services.profile, services.clock, target)
    if as_json:
        emit(shapes.backup(made))
        return
    say(str(made.path))
    talk(f"Backed up {shapes.backup_counts(made)}")

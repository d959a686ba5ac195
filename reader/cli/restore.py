"""``clew restore``"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli import shapes
from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, local, say, table, talk
from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.services.backups import Backup

#: Tables that are told of by name, whole or not.
_TOLD = ("feed", "story", "body", "mark", "story_tag", "note")


@click.command("restore")
@click.argument(
    "source", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--salvage", is_flag=True, help="Save what can be read of a damaged database.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_invocation
def restore(
    invocation: Invocation, source: Path | None, salvage: bool, yes: bool, as_json: bool
) -> None:
    """Put the backup FILE in the place of the database; without one list the backups there are.

    The database that was there is kept beside it, and its name is said. Close the screen first.
    """
    from reader.services import backups

    profile = invocation.profile
    if salvage:
        if source is not None:
            raise UsageError("--salvage takes no file", "It reads the profile's own database")
        _ask(f"Make a new database of what can be read of {profile.database}?", yes)
        _salvage(invocation, as_json=as_json)
        return
    if source is None:
        _list(backups.backups(profile), as_json)
        return
    chosen = backups.inspect(source)
    if chosen.problem:
        raise UsageError(f"{source} cannot be put back: {chosen.problem}", "Choose another backup")
    _ask(f"Put back {source}, {shapes.backup_counts(chosen)} of {local(chosen.at)}?", yes)
    kept = backups.put_back(profile, invocation.clock, source)
    if as_json:
        emit({**shapes.backup(chosen), "kept": str(kept) if kept else None})
        return
    talk(f"Put back {shapes.backup_counts(chosen)}")
    if kept is not None:
        talk(f"The database that was there is kept as {kept}")


def _ask(question: str, yes: bool) -> None:
    """Go on only when the user says so; without a terminal only ``--yes`` does."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("This replaces the database", "Add --yes to do it")
    if not click.confirm(question, err=True):
        raise click.Abort


def _list(found: Sequence[Backup], as_json: bool) -> None:
    if as_json:
        for one in found:
            emit(shapes.backup(one))
        return
    if not found:
        talk("There are no backups yet; clew backup makes one of a database that is whole,")
        talk("clew restore --salvage saves what can be read of one that is not")
        return
    rows = [
        (
            local(one.at),
            f"{one.size / 1e6:,.1f} MB",
            one.problem or shapes.backup_counts(one),
            str(one.path),
        )
        for one in found
    ]
    table(rows, right=(1,))


def _salvage(invocation: Invocation, *, as_json: bool) -> None:
    from reader.services import backups

    saved = backups.save_what_is_left(invocation.profile, invocation.clock)
    if as_json:
        tables = {
            name: {"rows": rows, "whole": whole} for name, (rows, whole) in saved.tables.items()
        }
        emit({"tables": tables, "kept": str(saved.kept) if saved.kept else None})
        return
    for name in _TOLD:
        rows, whole = saved.tables.get(name, (0, True))
        say(f"{name}: {count(rows, 'row')}{'' if whole else ', some could not be read'}")
    others = sorted(
        name for name, (_, whole) in saved.tables.items() if not whole and name not in _TOLD
    )
    if others:
        talk(f"Not whole: {', '.join(others)}")
    if saved.kept is not None:
        talk(f"The damaged database is kept as {saved.kept}")

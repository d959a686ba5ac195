"""``clew star``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import json_option
from reader.cli.scope import ScopeCommand, report, sample, scope
from reader.errors import UsageError


@click.command("star", cls=ScopeCommand)
@click.argument("ids", nargs=-1, metavar="ID... | -- QUERY")
@click.option("--remove", is_flag=True, help="Take the star away.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be, and which.")
@json_option
@pass_invocation
def star(
    invocation: Invocation, ids: tuple[str, ...], remove: bool, dry_run: bool, as_json: bool
) -> None:
    """Star stories, by id or by a query. What is starred is kept for ever."""
    with invocation.services() as services:
        chosen = scope(services, ids)
        if chosen.threads:
            raise UsageError(
                f"{chosen.threads[0]} is a thread", "Stars are for stories: -- thread:ID"
            )
        if dry_run:
            sample(services, chosen, as_json=as_json)
            return
        done = services.triage.star(chosen.stories, on=not remove)
        word = "unstarred" if remove else "starred"
        report(done, f"{done.changed:,} {word}, of {chosen.words}", as_json=as_json)

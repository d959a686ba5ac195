"""``clew read``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import json_option
from reader.cli.scope import ScopeCommand, report, sample, scope


@click.command("read", cls=ScopeCommand)
@click.argument("ids", nargs=-1, metavar="ID... | -- QUERY")
@click.option("--undo", "unread", is_flag=True, help="Mark unread instead.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be, and which.")
@json_option
@pass_invocation
def read(
    invocation: Invocation, ids: tuple[str, ...], unread: bool, dry_run: bool, as_json: bool
) -> None:
    """Mark stories or threads read, by id or by a query: clew read -- older:2w."""
    with invocation.services() as services:
        chosen = scope(services, ids)
        if dry_run:
            sample(services, chosen, as_json=as_json)
            return
        mark = services.triage.unread if unread else services.triage.read
        done = mark(chosen.stories, chosen.threads)
        word = "unread" if unread else "read"
        report(done, f"{done.changed:,} marked {word}, of {chosen.words}", as_json=as_json)

"""``clew list``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import json_option


@click.command("list", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--all", "everything", is_flag=True, help="Read and muted ones too.")
@click.option("-n", "--limit", type=click.IntRange(min=1), help="At most this many.")
@json_option
@pass_invocation
def list_(
    invocation: Invocation,
    query: tuple[str, ...],
    everything: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List stories, newest first: the unread, or what QUERY selects."""
    from reader.cli.listing import asked, print_stories, take

    with invocation.services() as services:
        answer = services.searching.hits(asked(query, everything), group="none")
        print_stories(services, take(answer, limit), as_json=as_json)

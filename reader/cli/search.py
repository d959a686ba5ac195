"""``clew search``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import json_option


@click.command("search", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, type=click.UNPROCESSED, required=True)
@click.option("-n", "--limit", type=click.IntRange(min=1), help="At most this many.")
@click.option("--rank", is_flag=True, help="Best first instead of newest first.")
@click.option("--explain", is_flag=True, help="Say how the query is understood and answered.")
@json_option
@pass_invocation
def search(
    invocation: Invocation,
    query: tuple[str, ...],
    limit: int | None,
    rank: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Search the stories stored, with the query language of the screen.

    Nothing is hidden: read and muted stories are found too, and counted on stderr.
    """
    from reader.cli.listing import foot, print_stories, take
    from reader.cli.output import say

    with invocation.services() as services:
        if explain:
            for line in services.searching.explain(" ".join(query)).splitlines():
                say(line)
            return
        answer = services.searching.hits(" ".join(query), group="none", rank=rank)
        print_stories(services, take(answer, limit), as_json=as_json)
        if not as_json:
            foot(answer)

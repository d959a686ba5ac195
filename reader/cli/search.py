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
@click.option("--threads", "threads", is_flag=True, help="The threads of the hits, not stories.")
@json_option
@pass_invocation
def search(
    invocation: Invocation,
    query: tuple[str, ...],
    limit: int | None,
    rank: bool,
    explain: bool,
    threads: bool,
    as_json: bool,
) -> None:
    """Search the stories stored, with the query language of the screen.

    Nothing is hidden: read and muted stories are found too, and counted on stderr.
    """
    from reader.cli.listing import foot, print_stories, take
    from reader.cli.output import emit, say

    with invocation.services() as services:
        if explain:
            said = services.searching.explain(" ".join(query)).splitlines()
            if as_json:
                emit({"query": " ".join(query), "explained": said})
            else:
                for line in said:
                    say(line)
            return
        group = "thread" if threads else "none"
        answer = services.searching.hits(" ".join(query), group=group, rank=rank)
        shown = take(answer, limit)
        if answer.hits.kind == "threads":
            from reader.cli.threads import print_threads

            print_threads(services, shown, as_json=as_json)
        else:
            print_stories(services, shown, as_json=as_json)
        if not as_json:
            foot(answer)

"""``clew views``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table


@click.command("views")
@json_option
@pass_invocation
def views(invocation: Invocation, as_json: bool) -> None:
    """List the views: saved queries with a name."""
    with invocation.services() as services:
        rows = services.reading.sources().views
        if as_json:
            for row in rows:
                emit(
                    {
                        "name": row.name,
                        "query": row.query,
                        "builtin": row.builtin,
                        "unread": row.unread,
                    }
                )
        else:
            unread = [str(row.unread) if row.unread is not None else "" for row in rows]
            table(
                [(row.name, n, row.query) for row, n in zip(rows, unread, strict=True)], right=(1,)
            )

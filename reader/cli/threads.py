"""``clew threads``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, local, table, windows

if TYPE_CHECKING:
    from reader.model import ThreadRow
    from reader.services import Services
    from reader.services.searching import Answer


@click.command("threads", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--all", "everything", is_flag=True, help="Read and muted ones too.")
@click.option("-n", "--limit", type=click.IntRange(min=1), help="At most this many.")
@json_option
@pass_invocation
def threads(
    invocation: Invocation,
    query: tuple[str, ...],
    everything: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List threads, last moved first: those with something unread, or what QUERY selects.

    With --json each thread carries all its stories, oldest first.
    """
    from reader.cli.listing import asked, take

    with invocation.services() as services:
        answer = take(services.searching.hits(asked(query, everything)), limit)
        print_threads(services, answer, as_json=as_json)


def print_threads(services: Services, answer: Answer, *, as_json: bool) -> None:
    """The threads of an answer, in its order; as JSON with all their stories."""
    from reader.cli import shapes

    rows = windows(answer.hits.ids, services.reading.thread_rows)
    if not as_json:
        table([_cells(row) for row in rows], right=(0, 3, 4))
        return
    for row in rows:
        page = services.reading.thread_page(row.id)
        emit(shapes.thread(row, page.stories if page else ()))


def _cells(row: ThreadRow) -> tuple[str, ...]:
    tags = "".join(f" #{tag}" for tag in row.tags)
    mark = "●" if row.unread else "·"
    figures = f"{row.unread}/{row.stories}"
    languages = " ".join(row.languages)
    return (
        str(row.id),
        local(row.last_at),
        mark,
        figures,
        str(row.sources),
        languages,
        (row.title + tags),
    )

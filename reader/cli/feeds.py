"""``clew feeds``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, local, table

if TYPE_CHECKING:
    from reader.model import FeedRow
    from reader.services.subscriptions import Coming


@click.command("feeds")
@click.argument("feed", required=False)
@click.option("--errors", is_flag=True, help="Only feeds that fail, longest failing first.")
@click.option("--next", "coming", is_flag=True, help="When each is asked next, and why then.")
@json_option
@pass_invocation
def feeds(
    invocation: Invocation, feed: str | None, errors: bool, coming: bool, as_json: bool
) -> None:
    """List the feeds with what is in them and when they were asked.

    FEED (an id, address or name) prints that feed's page: what it publishes, how much of it is
    read, its health, its settings, what was done to it.
    """
    from reader.cli import shapes

    with invocation.services() as services:
        if feed is not None:
            from reader.cli.feed_page import show

            show(services, feed, as_json=as_json)
            return
        sources = services.reading.sources()
        paths = shapes.folder_paths(sources.folders)
        rows = services.subscriptions.failing() if errors else list(sources.feeds)
        next_ones = {one.row.id: one for one in services.subscriptions.coming()}
        if coming:
            shown = {row.id for row in rows}
            rows = [one.row for one in next_ones.values() if one.row.id in shown]
        if as_json:
            for row in rows:
                emit(shapes.feed(row, paths, next_ones.get(row.id)))
        elif coming:
            table([_next(next_ones[row.id]) for row in rows], right=(0,))
        else:
            table([_cells(row, paths) for row in rows], right=(0, 1, 2))


def _next(coming: Coming) -> tuple[str, ...]:
    from reader.services.naming import told_apart

    when, why = next_of(coming)
    return str(coming.row.id), when, told_apart(coming.row)[:60], why


def next_of(coming: Coming) -> tuple[str, str]:
    """When a feed is asked next, and why then."""
    if coming.at is None:
        return ("paused", "") if coming.row.paused else ("never", coming.why)
    return local(coming.at) if coming.at else "now", coming.why


def _cells(row: FeedRow, paths: dict[int, str]) -> tuple[str, ...]:
    from reader.services.naming import told_apart

    folder = paths.get(row.folders[0], "") if row.folders else ""
    if row.paused:
        state = "paused"
    elif row.state.error:
        since = local(row.state.failing_since)
        state = f"failing since {since}: {row.state.error}" if since else row.state.error
    else:
        state = local(row.state.asked_at) or "never asked"
        if row.state.warning:
            state += f"; warning: {row.state.warning}"
    return str(row.id), str(row.unread), str(row.stories), folder, told_apart(row)[:60], state

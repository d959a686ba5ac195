"""``clew remove``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, talk


@click.command("remove")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@pass_invocation
def remove(invocation: Invocation, feeds: tuple[str, ...]) -> None:
    """Unsubscribe from feeds, each by its id, address or name. Their stories stay."""
    with invocation.services() as services:
        ids = [services.subscriptions.find(feed).id for feed in feeds]
        done = services.subscriptions.remove(ids)
    talk(f"Unsubscribed from {count(done.changed, 'feed')}; clew undo brings them back")

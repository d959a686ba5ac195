"""``clew merge``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import talk


@click.command("merge")
@click.argument("feed")
@click.argument("into")
@pass_invocation
def merge(invocation: Invocation, feed: str, into: str) -> None:
    """Make one of two feeds, each given by its id, address or name.

    FEED is not subscribed any more. Its stories become INTO's; where both have
    a story, INTO's takes over star, tags, note and whether it was read. So do
    folders, tags, name and settings of the feed. Views and rules that name FEED
    name both. clew undo takes it all back.
    """
    with invocation.services() as services:
        gone, kept = services.subscriptions.find(feed), services.subscriptions.find(into)
        services.arranging.unite(gone.id, kept.id)
    talk(f"{gone.source} is one feed with {kept.source} now; clew undo takes it back")

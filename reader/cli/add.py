"""``clew add``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, say, talk


@click.command("add")
@click.argument("address")
@click.option("--folder", default="", help='Folder to put it in, as a path: "Tech/AI".')
@click.option("--name", default="", help="A name of your own.")
@click.option("--tag", "tags", multiple=True, help="Tag of the feed; may be given again.")
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    address: str,
    folder: str,
    name: str,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    """Subscribe to the feed at ADDRESS, or to the feed that the page there names."""
    from reader import log
    from reader.cli import shapes
    from reader.errors import ClewError

    invocation.need_network()
    log.to_file(invocation.profile.log_file)
    with invocation.services() as services:
        named = [tag.removeprefix("#") for tag in tags]
        done = services.subscriptions.add(address, folder=folder, name=name, tags=named)
        sources = services.reading.sources()
        row = next((feed for feed in sources.feeds if feed.id == done.made), None)
        if row is None:
            raise ClewError(f"{address} was added and is gone again", "Is it removed elsewhere?")
        if as_json:
            emit(shapes.feed(row, shapes.folder_paths(sources.folders)))
        else:
            say(f"{row.id}  {row.source}")
            talk(f"Subscribed: {count(row.stories, 'story', 'stories')}")
            if row.state.warning:
                talk(f"Warning: {row.state.warning}")

"""``clew export``"""

from __future__ import annotations

from pathlib import Path

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, export_to


@click.command("export")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
@click.option(
    "--secrets/--no-secrets",
    default=None,
    help="Write passwords and keys in addresses as they are, or leave those feeds out.",
)
@pass_invocation
def export(invocation: Invocation, output: Path | None, secrets: bool | None) -> None:
    """Write the subscriptions as OPML, to stdout or a file."""
    from reader.errors import UsageError

    with invocation.services() as services:
        held = services.subscriptions.secrets()
        if held and secrets is None:
            raise UsageError(
                f"{count(held, 'feed')} with a password or key in the address",
                "Say --secrets to write them as they are, --no-secrets to leave them out",
            )
        opml = services.subscriptions.export_opml(secrets=secrets is not False)
        export_to(output, opml, "Written to")

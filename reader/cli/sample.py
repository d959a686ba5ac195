"""``clew sample``"""

from __future__ import annotations

from dataclasses import replace

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, talk
from reader.errors import UsageError


@click.command("sample")
@click.option("--no-open", is_flag=True, help="Only load it.")
@click.option("--remove", is_flag=True, help="Take it away again.")
@pass_invocation
def sample(invocation: Invocation, no_open: bool, remove: bool) -> None:
    """Open the sample edition: news of April 2023, offline, by the road of any feed.

    With --dir it is loaded into that folder, which must hold no feeds; without, into a profile of
    its own, which clew --sample COMMAND addresses.
    """
    own = replace(invocation, sample=True)
    with own.services() as services:
        if remove:
            if not services.subscriptions.has_sample():
                raise UsageError("There is no sample edition here", "clew sample loads it")
            services.subscriptions.remove_sample()
            talk("The sample edition is taken away")
            return
        if not services.subscriptions.has_sample():
            report = services.subscriptions.load_sample()
            talk(f"The sample edition is loaded: {count(len(report.added), 'feed')}")
    if not no_open:
        from reader.cli.screen import open_screen

        open_screen(own)

"""``clew why``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, say


@click.command("why")
@click.argument("story", type=int)
@json_option
@pass_invocation
def why(invocation: Invocation, story: int, as_json: bool) -> None:
    """Say why STORY (an id) stands in its thread."""
    from reader.errors import UsageError

    with invocation.services() as services:
        rows = services.reading.story_rows([story])
        if not rows:
            raise UsageError(f"There is no story {story}", "clew list prints their ids")
        lines = services.reading.why(story)
        if as_json:
            emit({"id": story, "thread": rows[0].thread, "why": lines})
        else:
            for line in lines:
                say(line)

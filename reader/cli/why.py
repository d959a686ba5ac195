"""``clew why``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, say


@click.command("why")
@click.argument("story", type=int)
@click.argument("other", type=int, required=False)
@json_option
@pass_invocation
def why(invocation: Invocation, story: int, other: int | None, as_json: bool) -> None:
    """Say why STORY (an id) stands in its thread, or what keeps STORY and OTHER apart.

    For two, ids of threads stand for the stories that lead them.
    """
    from reader.errors import UsageError

    with invocation.services() as services:
        if other is not None:
            lines = services.reading.why_not(story, other, services.config)
            values: dict[str, object] = {"id": story, "other": other, "why": lines}
        else:
            rows = services.reading.story_rows([story])
            if not rows:
                raise UsageError(f"There is no story {story}", "clew list prints their ids")
            lines = services.reading.why(story)
            values = {"id": story, "thread": rows[0].thread, "why": lines}
        if as_json:
            emit(values)
        else:
            for line in lines:
                say(line)

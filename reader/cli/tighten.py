"""``clew tighten``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table
from reader.cli.scope import report


@click.command("tighten", context_settings={"ignore_unknown_options": True})
@click.argument("folder", required=False)
@click.argument("tightness", required=False)
@json_option
@pass_invocation
def tighten(
    invocation: Invocation, folder: str | None, tightness: str | None, as_json: bool
) -> None:
    """Let the stories of FOLDER (a path: Tech/AI) join less readily (TIGHTNESS above 0) or more
    (below 0) than threads.tightness says; "none" takes it back. Without arguments: list.
    """
    from reader.errors import UsageError

    with invocation.services() as services:
        if folder is None:
            everywhere = invocation.config.number("threads.tightness")
            rows = [("", everywhere), *services.teaching.taught().folders]
            for path, value in rows if as_json else ():
                emit({"folder": path or None, "tightness": value})
            if not as_json:
                table([(f"{value:+g}", path or "(everywhere)") for path, value in rows])
            return
        if tightness is None:
            raise UsageError("Say how tight", f"clew tighten {folder} 0.5, or none")
        try:
            asked = None if tightness == "none" else float(tightness)
        except ValueError:
            raise UsageError(f"{tightness!r} is no number", "As in 0.5, -0.5 or none") from None
        done = services.teaching.tighten(folder, asked)
        report(done, f"{done.changed} changed", as_json=as_json)

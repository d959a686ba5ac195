"""``clew import``"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, talk


@click.command("import")
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path))
@json_option
@pass_invocation
def import_(invocation: Invocation, file: Path, as_json: bool) -> None:
    """Take the subscriptions of FILE (- for stdin): OPML, or newsboat's urls.

    All or nothing; what is subscribed already is not added twice. Nothing is asked yet:
    clew refresh does that.
    """
    with invocation.services() as services:
        subscriptions = services.subscriptions
        if str(file) == "-":
            report = subscriptions.import_bytes(sys.stdin.buffer.read(), "stdin")
        else:
            report = subscriptions.import_file(file)
    for line in report.skipped:
        talk(f"Not taken: {line}")
    if as_json:
        emit(
            {
                "added": list(report.added),
                "already": report.already,
                "restored": report.restored,
                "skipped": list(report.skipped),
                "views": list(report.views),
            }
        )
    else:
        talk(
            f"{count(len(report.added), 'feed')} added, {report.restored} brought back, "
            f"{report.already} there already, {len(report.skipped)} not taken"
        )
        if report.views:
            talk(f"Views made of newsboat's queries: {', '.join(report.views)}")

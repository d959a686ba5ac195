"""``clew doctor``"""

from __future__ import annotations

import sys

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, say, table, talk


@click.command("doctor")
@click.option("--full", is_flag=True, help="Check the integrity of the database too (slow).")
@click.option("--repair", "mend", is_flag=True, help="Mend what can be mended.")
@click.option("--report", is_flag=True, help="Add sizes, versions and surroundings, to send.")
@json_option
@pass_invocation
def doctor(invocation: Invocation, full: bool, mend: bool, report: bool, as_json: bool) -> None:
    """Check the database, the feeds and the surroundings.

    Leaves with 1 when something of ours is wrong; a feed that fails is only named.
    """
    from reader.services import doctor as looking

    with invocation.services() as services:
        if mend:
            for line in looking.repair(services):
                talk(line)
        found = looking.check(services, full=full)
    if as_json:
        emit(
            {
                "problems": list(found.problems),
                "failing": list(found.failing),
                "facts": dict(found.facts),
            }
        )
    else:
        failing = len(found.failing)
        well = "All is well." if not failing else f"All is well here; {_of_feeds(failing)}:"
        for problem in found.problems or (well,):
            say(problem)
        for line in found.failing:
            say(line)
        if report:
            say()
            table([(name, str(value)) for name, value in found.facts])
    if found.problems:
        sys.exit(1)


def _of_feeds(number: int) -> str:
    return "a feed fails" if number == 1 else f"{number} feeds fail"

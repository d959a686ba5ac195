"""``clew alias``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table, talk
from reader.cli.scope import report


@click.command("alias")
@click.argument("name", required=False)
@click.argument("forms", nargs=-1, metavar="FORM...")
@click.option("--remove", is_flag=True, help="Take the names or forms away.")
@json_option
@pass_invocation
def alias(
    invocation: Invocation, name: str | None, forms: tuple[str, ...], remove: bool, as_json: bool
) -> None:
    """Let every FORM be one name with NAME, as in: clew alias Musk Маск 马斯克. Threads go by it,
    and a search for one form finds all of them (in quotes that form alone).

    Threads of the next refresh go by it; clew rethread winds what is stored anew. Without
    arguments: list the aliases.
    """
    from reader.errors import UsageError

    with invocation.services() as services:
        if name is None:
            known = services.teaching.taught().aliases
            if not as_json:
                table([(each, ", ".join(others)) for each, others in known.items()])
            for each, others in known.items() if as_json else ():
                emit({"name": each, "forms": list(others)})
            return
        if remove:
            done = services.teaching.forget_alias((name, *forms))
            report(done, f"{done.changed} taken away", as_json=as_json)
            return
        if not forms:
            raise UsageError(f"Say which forms are one with {name}", f"clew alias {name} FORM...")
        done = services.teaching.alias(name, forms)
        if done.changed and not as_json:
            talk("The next refresh goes by it; 'clew rethread' winds what is stored anew.")
        report(done, f"{done.changed} added", as_json=as_json)

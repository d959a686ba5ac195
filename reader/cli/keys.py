"""``clew keys``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table


@click.command("keys")
@json_option
@click.option("--defaults", is_flag=True, help="The keys clew comes with, not those in effect.")
@pass_invocation
def keys(invocation: Invocation, as_json: bool, defaults: bool) -> None:
    """Print every action with its keys in effect; the id is what config.toml's [keys] names."""
    from reader.ui.keys import build, of_config, written

    keymap = build() if defaults else of_config(invocation.config)
    rows = [
        (spec, [written(sequence) for sequence in keymap.keys.get(spec.id, ())])
        for spec in keymap.specs.values()
    ]
    if not as_json:
        table([(" ".join(bound), spec.id, spec.help) for spec, bound in rows])
        return
    for spec, bound in rows:
        emit(
            {
                "id": spec.id,
                "keys": bound,
                "title": spec.title,
                "help": spec.help,
                "scope": spec.scope.split(),
                "group": spec.group,
            }
        )

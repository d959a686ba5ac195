"""``clew keys``"""

from __future__ import annotations

import click

from reader.cli.output import emit, json_option, table


@click.command("keys")
@json_option
def keys(as_json: bool) -> None:
    """Print every action with its default keys; the id is what config.toml's [keys] names."""
    from reader.ui.actions import ACTIONS

    if as_json:
        for spec in ACTIONS:
            emit(
                {
                    "id": spec.id,
                    "keys": spec.keys.split(),
                    "title": spec.title,
                    "help": spec.help,
                    "scope": spec.scope.split(),
                    "group": spec.group,
                }
            )
    else:
        table([(spec.keys, spec.id, spec.help) for spec in ACTIONS])

"""``clew themes``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table


@click.command("themes")
@json_option
@pass_invocation
def themes(invocation: Invocation, as_json: bool) -> None:
    """List the colour themes: those shipped, and the user's own."""
    from reader.paths import themes_dir

    own = invocation.profile.user_themes
    rows = [(path.stem, path) for path in sorted(themes_dir().glob("*.toml"))]
    rows += [(path.stem, path) for path in sorted(own.glob("*.toml"))]
    if as_json:
        for name, path in rows:
            emit({"name": name, "path": str(path), "own": path.parent == own})
    else:
        table([(name, str(path)) for name, path in rows])

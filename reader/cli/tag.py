"""``clew tag``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table, talk
from reader.cli.scope import ScopeCommand, report, scope

if TYPE_CHECKING:
    from reader.services import Services


@click.command("tag", cls=ScopeCommand)
@click.argument("name", required=False)
@click.argument("ids", nargs=-1, metavar="ID... | -- QUERY")
@click.option("--remove", is_flag=True, help="Take the tag away.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
@json_option
@pass_invocation
def tag(
    invocation: Invocation,
    name: str | None,
    ids: tuple[str, ...],
    remove: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Tag stories and threads with NAME, by id or by a query. Without arguments: list the tags."""
    with invocation.services() as services:
        if name is None:
            _list(services, as_json=as_json)
            return
        chosen = scope(services, ids)
        if dry_run:
            talk(f"It would be {chosen.words}")
            return
        change = services.tagging.untag if remove else services.tagging.tag
        done = change(name.removeprefix("#"), chosen.stories, chosen.threads)
        word = "untagged" if remove else "tagged"
        report(done, f"{done.changed:,} {word}, of {chosen.words}", as_json=as_json)


def _list(services: Services, *, as_json: bool) -> None:
    rows = services.tagging.all()
    if not as_json:
        table([(str(r.unread), str(r.stories), r.name) for r in rows], right=(0, 1))
        return
    for row in rows:
        emit(
            {
                "name": row.name,
                "stories": row.stories,
                "threads": row.threads,
                "unread": row.unread,
            }
        )

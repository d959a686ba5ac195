"""``clew views``"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.lines import add_lines
from reader.cli.output import F, emit, json_option, table, talk

if TYPE_CHECKING:
    from reader.model import Done, ViewRow
    from reader.services import Services

_SETTINGS = (
    click.option("--sort", help="date, sources, stories, heat or rank; - before it reverses."),
    click.option("--group", help="thread, none, feed or day."),
    click.option("--mark-read", help="open, end, passed or never."),
    click.option("--notify/--quiet", default=None, help="Tell of new stories in it, or not."),
)


def _settings(command: F) -> F:
    """The options that say how a view shows its stories; they arrive as keywords."""
    for option in reversed(_SETTINGS):
        command = option(command)
    return command


@click.group("views", invoke_without_command=True)
@json_option
@click.pass_context
def views(ctx: click.Context, as_json: bool) -> None:
    """List the views: saved queries with a name; or add, edit, order, remove them."""
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Invocation), as_json=as_json)


def _list(invocation: Invocation, *, as_json: bool) -> None:
    with invocation.services() as services:
        services.viewing.recount()
        rows = services.viewing.all()
        if as_json:
            for row in rows:
                emit(_shape(row))
        else:
            unread = [str(row.unread) if row.unread is not None else "?" for row in rows]
            table(
                [(row.name, n, row.query) for row, n in zip(rows, unread, strict=True)], right=(1,)
            )


def _shape(row: ViewRow) -> dict[str, object]:
    return {
        "name": row.name,
        "query": row.query,
        "builtin": row.builtin,
        "unread": row.unread,
        "sort": row.sort,
        "group": row.group,
        "mark_read": row.mark_read,
        "notify": row.notify,
    }


@views.command("list")
@json_option
@pass_invocation
def list_views(invocation: Invocation, as_json: bool) -> None:
    """List the views with their unread stories."""
    _list(invocation, as_json=as_json)


def _told(services: Services, done: Done, name: str, words: str, *, as_json: bool) -> None:
    """Say what became of one view."""
    if not as_json:
        talk(words if done.entry is not None else f"{name} was so already")
        return
    services.viewing.recount()
    rows = [row for row in services.viewing.all() if row.name.casefold() == name.casefold()]
    emit({"changed": done.changed, "view": _shape(rows[0]) if rows else None})


@views.command("add")
@click.argument("name")
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@_settings
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    /,
    name: str,
    query: tuple[str, ...],
    as_json: bool,
    **settings: Any,
) -> None:
    """Keep QUERY as the view NAME. A query that begins with - comes after --."""
    from reader.errors import UsageError

    with invocation.services() as services:
        viewing = services.viewing
        if any(row.name.casefold() == name.casefold() for row in viewing.all()):
            raise UsageError(f"There is a view {name} already", "'clew views edit' changes it")
        text = " ".join(query)
        done = viewing.save(name, text, **settings)
        told = f"{name}: {services.searching.count(text):,} stories"
        _told(services, done, name, told, as_json=as_json)


@views.command("edit", short_help="Change a view: query, order, grouping, name.")
@click.argument("name")
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--rename", "to", help="Another name; what names the view by in: follows.")
@_settings
@json_option
@pass_invocation
def edit(
    invocation: Invocation,
    /,
    name: str,
    query: tuple[str, ...],
    to: str | None,
    as_json: bool,
    **settings: Any,
) -> None:
    """Change the view NAME: its query, order, grouping or name; what is not said stays."""
    with invocation.services() as services:
        viewing = services.viewing
        name = viewing.get(name).name
        text = " ".join(query) if query else None
        done = viewing.save(name, text, to=to, **settings)
        _told(services, done, to or name, f"{name} is changed", as_json=as_json)


@views.command("remove")
@click.argument("name")
@json_option
@pass_invocation
def remove(invocation: Invocation, name: str, as_json: bool) -> None:
    """Forget the view NAME; its stories stay. clew undo brings it back."""
    with invocation.services() as services:
        name = services.viewing.get(name).name
        users = services.viewing.used_by(name)
        done = services.viewing.remove(name)
        for user in users:
            talk(f"warning: {user} names it by in: and cannot be answered now")
        _told(services, done, name, f"{name} is gone", as_json=as_json)


@views.command("order")
@click.argument("names", nargs=-1, required=True)
@json_option
@pass_invocation
def order(invocation: Invocation, names: tuple[str, ...], as_json: bool) -> None:
    """Put the views NAMES first, in that order."""
    with invocation.services() as services:
        services.viewing.order(list(names))
        if as_json:
            for row in services.viewing.all():
                emit(_shape(row))
        else:
            own = [row.name for row in services.viewing.all() if not row.builtin]
            talk(", ".join(own))


add_lines(views, "view", lambda services: services.viewing)

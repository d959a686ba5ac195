"""``clew rules``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.lines import add_lines
from reader.cli.output import count, emit, iso, json_option, say, table, talk

if TYPE_CHECKING:
    from reader.model import Done, RuleRow
    from reader.services import Services
    from reader.services.rulebook import Preview

_DAYS = click.option(
    "--days",
    type=click.IntRange(1, 3_650),
    default=30,
    show_default=True,
    help="How far back from the newest story.",
)


@click.group("rules", invoke_without_command=True)
@json_option
@click.pass_context
def rules(ctx: click.Context, as_json: bool) -> None:
    """List the rules: what is done with stories as they arrive; or add, try, order, remove them.

    clew rules add when bitcoin then tag money, star
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.ensure_object(Invocation), as_json=as_json)


def _list(invocation: Invocation, *, as_json: bool) -> None:
    with invocation.services() as services:
        rows = services.rulebook.all()
        if as_json:
            for row in rows:
                emit(_shape(services, row))
        else:
            now = services.clock.now()
            cells = [(row.name, str(row.stories), _state(row, now), row) for row in rows]
            table(
                [(name, n, state, services.rulebook.text(row)) for name, n, state, row in cells],
                right=(1,),
            )


def _state(row: RuleRow, now: int) -> str:
    if row.problem:
        return f"fails: {row.problem}"
    if not row.enabled:
        return "off"
    return "ended" if row.until is not None and row.until <= now else "on"


def _shape(services: Services, row: RuleRow) -> dict[str, object]:
    return {
        "name": row.name,
        "rule": services.rulebook.text(row),
        "query": row.query,
        "then": row.action,
        "unless": row.unless or None,
        "until": iso(row.until),
        "enabled": row.enabled,
        "problem": row.problem or None,
        "stories": row.stories,
        "muted": row.muted,
        "last": iso(row.last_at),
    }


@rules.command("list", short_help="List the rules in the order they are asked.")
@json_option
@pass_invocation
def list_rules(invocation: Invocation, as_json: bool) -> None:
    """List the rules in the order they are asked, with the stories each judged."""
    _list(invocation, as_json=as_json)


def _told(services: Services, done: Done, name: str, words: str, *, as_json: bool) -> None:
    if not as_json:
        talk(words if done.entry is not None else f"{name} was so already")
        return
    rows = [row for row in services.rulebook.all() if row.name.casefold() == name.casefold()]
    emit({"changed": done.changed, "rule": _shape(services, rows[0]) if rows else None})


def _previewed(preview: Preview, *, as_json: bool) -> None:
    """What a rule would do, to no story yet."""
    if as_json:
        emit(
            {
                "days": preview.days,
                "until": iso(preview.newest),
                "stories": preview.stories,
                "muted": preview.muted,
                "sample": list(preview.sample),
            }
        )
        return
    for title in preview.sample:
        say(title)
    talk(_words(preview))


def _words(preview: Preview) -> str:
    n = count(preview.stories, "story", "stories")
    muted = f", {count(preview.muted, 'thread')} muted" if preview.muted else ""
    days = f"In the last {preview.days} days"
    if preview.past:
        days = f"In the {preview.days} days up to {iso(preview.newest)}"
    return f"{days} it would have judged {n}{muted}"


@rules.command("add")
@click.argument("rule", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--name", default="", help="Its name; else its query gives one.")
@click.option("--apply", "at_once", is_flag=True, help="Also judge what is there already.")
@click.option("--dry-run", is_flag=True, help="Only say what it would have done.")
@_DAYS
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    rule: tuple[str, ...],
    name: str,
    at_once: bool,
    dry_run: bool,
    days: int,
    as_json: bool,
) -> None:
    """Keep a rule; it judges what arrives from now on. A rule of that name is written anew."""
    with invocation.services() as services:
        rulebook, text = services.rulebook, " ".join(rule)
        row = rulebook.read(text, name)
        preview = rulebook.preview(row, days)
        if dry_run:
            _previewed(preview, as_json=as_json)
            return
        done = rulebook.save(text, row.name, days=days if at_once else 0)
        told = f"The rule {row.name} is kept"
        if at_once:
            told += f"; judged {count(max(0, done.changed - 1), 'story', 'stories')}"
        elif preview.stories:
            told += f". {_words(preview)}: 'clew rules apply' does it"
        _told(services, done, row.name, told, as_json=as_json)


@rules.command("apply", short_help="Let a rule judge what is there already.")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@_DAYS
@json_option
@pass_invocation
def apply(invocation: Invocation, name: str, dry_run: bool, days: int, as_json: bool) -> None:
    """Let the rule NAME judge what is there already, as one action to undo."""
    with invocation.services() as services:
        row = services.rulebook.get(name)
        if dry_run:
            _previewed(services.rulebook.preview(row, days), as_json=as_json)
            return
        done = services.rulebook.apply(row.name, days)
        words = f"{row.name} judged {count(done.changed, 'story', 'stories')}"
        _told(services, done, row.name, words, as_json=as_json)


@rules.command("take-back", short_help="Undo all that a rule did.")
@click.argument("name")
@json_option
@pass_invocation
def take_back(invocation: Invocation, name: str, as_json: bool) -> None:
    """Undo all that the rule NAME did, where it still stands as the rule left it."""
    with invocation.services() as services:
        row = services.rulebook.get(name)
        done = services.rulebook.take_back(row.name)
        words = f"Took back {count(done.changed, 'verdict')} of {row.name}"
        _told(services, done, row.name, words, as_json=as_json)


@rules.command("enable")
@click.argument("name")
@json_option
@pass_invocation
def enable(invocation: Invocation, name: str, as_json: bool) -> None:
    """Let the rule NAME judge again."""
    _switch(invocation, name, on=True, as_json=as_json)


@rules.command("disable", short_help="Let a rule judge no more.")
@click.argument("name")
@json_option
@pass_invocation
def disable(invocation: Invocation, name: str, as_json: bool) -> None:
    """Let the rule NAME judge no more; what it muted comes into sight."""
    _switch(invocation, name, on=False, as_json=as_json)


def _switch(invocation: Invocation, name: str, *, on: bool, as_json: bool) -> None:
    with invocation.services() as services:
        name = services.rulebook.get(name).name
        done = services.rulebook.enable(name, on=on)
        _told(services, done, name, f"{name} is {'on' if on else 'off'}", as_json=as_json)


@rules.command("rename")
@click.argument("name")
@click.argument("to")
@json_option
@pass_invocation
def rename(invocation: Invocation, name: str, to: str, as_json: bool) -> None:
    """Give the rule NAME another name."""
    with invocation.services() as services:
        done = services.rulebook.rename(services.rulebook.get(name).name, to)
        _told(services, done, to, f"{name} is {to} now", as_json=as_json)


@rules.command("remove", short_help="Forget a rule, and its mutes with it.")
@click.argument("name")
@json_option
@pass_invocation
def remove(invocation: Invocation, name: str, as_json: bool) -> None:
    """Forget the rule NAME: what it muted comes into sight, its tags and stars stay."""
    with invocation.services() as services:
        name = services.rulebook.get(name).name
        done = services.rulebook.remove(name)
        _told(services, done, name, f"{name} is gone; clew undo", as_json=as_json)


@rules.command("order")
@click.argument("names", nargs=-1, required=True)
@json_option
@pass_invocation
def order(invocation: Invocation, names: tuple[str, ...], as_json: bool) -> None:
    """Ask the rules NAMES first, in that order."""
    with invocation.services() as services:
        services.rulebook.order(names)
        if as_json:
            for row in services.rulebook.all():
                emit(_shape(services, row))
        else:
            talk(", ".join(row.name for row in services.rulebook.all()))


add_lines(rules, "rule", lambda services: services.rulebook)

"""``clew tag``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, table, talk
from reader.cli.scope import ScopeCommand, report, sample, scope
from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.services import Services


class TagCommand(ScopeCommand):
    """Takes ``+name`` and ``-name`` before the ids: tags to add and to take away."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        known = {name for option in self.params for name in option.opts} | {"-h"}
        signed = [arg for arg in args[:end] if _is_signed(arg, known)]
        ctx.meta["clew.add"] = [arg[1:].removeprefix("#") for arg in signed if arg[0] == "+"]
        ctx.meta["clew.take"] = [arg[1:].removeprefix("#") for arg in signed if arg[0] == "-"]
        rest = [arg for arg in args[:end] if not _is_signed(arg, known)]
        return super().parse_args(ctx, rest + args[end:])


def _is_signed(arg: str, known: set[str]) -> bool:
    return arg[:1] in ("+", "-") and len(arg) > 1 and arg[:2] != "--" and arg not in known


@click.command("tag", cls=TagCommand)
@click.argument("words", nargs=-1, metavar="[+TAG... -TAG... | TAG] [ID... | -- QUERY]")
@click.option("--remove", is_flag=True, help="Take TAG away.")
@click.option("--rename", nargs=2, metavar="TAG NAME", help="Rename a tag everywhere.")
@click.option("--merge", nargs=2, metavar="TAG INTO", help="Put all of a tag into another.")
@click.option("--delete", metavar="TAG", help="Take a tag off everything.")
@click.option("--color", nargs=2, metavar="TAG COLOUR", help='Colour a tag; "" for none.')
@click.option("--dry-run", is_flag=True, help="Only say how many it would be, and which.")
@json_option
@pass_invocation
def tag(
    invocation: Invocation,
    words: tuple[str, ...],
    remove: bool,
    rename: tuple[str, str] | None,
    merge: tuple[str, str] | None,
    delete: str | None,
    color: tuple[str, str] | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Tag stories and threads, by id or by a query. Without arguments: list the tags.

    clew tag +ai -later -- title:openai newer:1w
    """
    meta = click.get_current_context().meta
    add, take = list(meta.get("clew.add", ())), list(meta.get("clew.take", ()))
    with invocation.services() as services:
        if rename or merge or delete or color:
            _arrange(services, rename, merge, delete, color, as_json=as_json)
            return
        if words and not add and not take:
            (take if remove else add).append(words[0].removeprefix("#"))
            words = words[1:]
        elif not add and not take:
            _list(services, as_json=as_json)
            return
        if "" in (*add, *take):
            raise UsageError("A tag cannot be empty")
        chosen = scope(services, words)
        if dry_run:
            sample(services, chosen, as_json=as_json)
            return
        done = services.tagging.retag(add, take, chosen.stories, chosen.threads)
        word = " and ".join(filter(None, ("tagged" if add else "", "untagged" if take else "")))
        report(done, f"{done.changed:,} {word}, of {chosen.words}", as_json=as_json)


def _arrange(
    services: Services,
    rename: tuple[str, str] | None,
    merge: tuple[str, str] | None,
    delete: str | None,
    color: tuple[str, str] | None,
    *,
    as_json: bool,
) -> None:
    """Rename, merge, delete or colour one tag."""
    tagging = services.tagging
    if rename:
        name, to = tagging.known(rename[0]), rename[1].removeprefix("#")
        others = {row.name.casefold() for row in tagging.all() if row.name != name}
        if to.casefold() in others and to != name:
            raise UsageError(f"There is a tag {to} already", "--merge puts one into the other")
        done, words = tagging.rename(name, to), f"#{name} is #{to} now"
    elif merge:
        name, to = tagging.known(merge[0]), tagging.known(merge[1])
        done, words = tagging.rename(name, to), f"#{name} went into #{to}"
    elif delete:
        name = tagging.known(delete)
        done, words = tagging.remove(name), f"#{name} is gone"
    else:
        assert color is not None
        name = tagging.known(color[0])
        report(tagging.color(name, color[1]), f"#{name} is {color[1] or 'plain'}", as_json=as_json)
        return
    report(done, f"{words}, on {count(done.changed, 'thing')}; clew undo", as_json=as_json)


def _list(services: Services, *, as_json: bool) -> None:
    rows = services.tagging.all()
    if not as_json:
        table(
            [(str(r.unread), str(r.stories), str(r.threads), str(r.feeds), r.name) for r in rows],
            right=(0, 1, 2, 3),
        )
        if rows:
            talk("unread, stories, threads, feeds, tag")
        return
    for row in rows:
        emit(
            {
                "name": row.name,
                "stories": row.stories,
                "threads": row.threads,
                "feeds": row.feeds,
                "unread": row.unread,
                "color": row.color or None,
            }
        )

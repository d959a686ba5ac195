"""``clew never``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import emit, json_option, table
from reader.cli.scope import report

if TYPE_CHECKING:
    from reader.services import Services


@click.command("never")
@click.argument("words", nargs=-1, metavar="WORD...")
@click.option("--feed", "feeds", type=int, multiple=True, help="A feed (its id) that never joins.")
@click.option("--allow", is_flag=True, help="They may join again, at their full weight.")
@json_option
@pass_invocation
def never(
    invocation: Invocation,
    words: tuple[str, ...],
    feeds: tuple[int, ...],
    allow: bool,
    as_json: bool,
) -> None:
    """Let no story join a thread by a WORD, in any form of it; or none of a feed join by itself.

    Without arguments: list them, and the words that count less because a story they had brought
    into a thread was taken out of it.
    """
    with invocation.services() as services:
        if not words and not feeds:
            _list(services, as_json=as_json)
            return
        change = services.teaching.may_join if allow else services.teaching.never_join
        done = change(words, feeds)
        report(done, f"{done.changed} changed", as_json=as_json)


def _list(services: Services, *, as_json: bool) -> None:
    from reader.services.why import left

    taught = services.teaching.taught()
    sources = {row.id: row.source for row in services.subscriptions.all()}
    rows = [("word", word, 0.0) for word in taught.words]
    rows += [("feed", str(feed), 0.0) for feed in taught.feeds]
    rows += [("misled", term, left(times)) for term, times in taught.lessons.items()]
    for kind, value, share in rows:
        if as_json:
            emit({"kind": kind, "value": value, "weight": round(share, 2)})
    if not as_json:
        table(
            [
                (
                    "never" if not share else f"x {share:.2f}",
                    kind if kind == "feed" else "word",
                    f"{value} {sources.get(int(value), '')}" if kind == "feed" else value,
                )
                for kind, value, share in rows
            ]
        )

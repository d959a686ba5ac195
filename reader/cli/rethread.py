"""``clew rethread``"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, local, say, talk

if TYPE_CHECKING:
    from reader.model import ThreadRow
    from reader.services import Services
    from reader.services.rethreading import Rewound

#: Threads whose stories would move that are told, and where those of one would go.
_TOLD, _WAYS = 15, 4


@click.command("rethread")
@click.option("--since", default="14d", show_default=True, help="How far back: 36h, 14d, 2w, 3m.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@pass_invocation
def rethread(invocation: Invocation, since: str, yes: bool, as_json: bool) -> None:
    """Wind the stories since then into threads anew, by the engine and corrections of today.

    Says what would change first, and asks; where nobody can be asked it does nothing without
    --yes. Threads keep their ids where they overlap. One action: clew undo takes it back. The span
    counts back from the newest story.
    """
    seconds = _seconds(since)
    with invocation.services() as services:
        start = services.rethreading.start(seconds)
        found = services.rethreading.find(start)
        if as_json:
            _emit(found, done=yes and bool(found.moves))
        else:
            _tell(services, found, start)
        if not found.moves:
            return
        if not yes and (as_json or not sys.stdin.isatty()):
            talk("Nothing was changed; --yes does it")
            return
        if not yes and not click.confirm("Do it?", err=True):
            return
        done = services.rethreading.apply(found, since)
        talk(f"{count(done.changed, 'story', 'stories')} moved; clew undo takes it back")


def _seconds(since: str) -> int:
    match = re.fullmatch(r"(\d{1,4})\s*([hdwm])", since.strip())
    if match is None:
        raise click.BadParameter(f"{since} is no span", param_hint="--since")
    hours = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24}[match[2]]
    return int(match[1]) * hours * 3_600


def _tell(services: Services, found: Rewound, start: int) -> None:
    say(
        f"{count(found.stories, 'story', 'stories')} since {local(start)} wound anew:"
        f" {found.moved:,} would move; {count(found.joined, 'thread')} would join others,"
        f" {count(found.parted, 'thread')} would be new"
    )
    ways: dict[int, Counter[int]] = {}
    first: dict[int, int] = {}
    for move in found.moves:
        if move.thread != move.was:
            ways.setdefault(move.was, Counter())[move.thread] += 1
            first.setdefault(move.thread, move.story)
    busiest = sorted(ways, key=lambda thread: (-ways[thread].total(), thread))[:_TOLD]
    known = {each for was in busiest for each in (was, *ways[was]) if each > 0}
    rows = {row.id: row for row in services.reading.thread_rows(sorted(known))}
    for was in busiest:
        say()
        say(f"  {_thread(rows, was)}")
        _tell_ways(services, rows, ways[was], first)
    if len(ways) > len(busiest):
        say()
        say(f"  and stories of {count(len(ways) - len(busiest), 'more thread')}")


def _tell_ways(
    services: Services, rows: Mapping[int, ThreadRow], ways: Counter[int], first: Mapping[int, int]
) -> None:
    """Where the stories of one thread go; those that go each its own way are told together."""
    alone = [thread for thread, n in ways.items() if thread < 0 and n == 1]
    together = [(thread, n) for thread, n in ways.most_common() if thread not in alone]
    for thread, n in together[:_WAYS]:
        if thread > 0:
            where = _thread(rows, thread)
        else:
            (story,) = services.reading.story_rows([first[thread]])
            where = f"a thread of their own: {story.title}"
        say(f"  {n:>6,} to {where}")
    if len(together) > _WAYS:
        say(f"         and to {count(len(together) - _WAYS, 'other thread')}")
    if alone:
        (story,) = services.reading.story_rows([first[alone[0]]])
        more = ", …" if len(alone) > 1 else ""
        say(
            f"  {len(alone):>6,} {'each ' if more else ''}to a thread of its own:"
            f" {story.title}{more}"
        )


def _thread(rows: Mapping[int, ThreadRow], thread: int) -> str:
    row = rows.get(thread)
    return f"{row.title} ({row.stories:,})" if row else f"thread {thread}"


def _emit(found: Rewound, *, done: bool) -> None:
    emit(
        {
            "stories": found.stories,
            "moved": found.moved,
            "joined": found.joined,
            "parted": found.parted,
            "done": done,
            "moves": [
                {
                    "story": move.story,
                    "from": move.was,
                    "to": move.thread if move.thread > 0 else None,
                }
                for move in found.moves
                if move.thread != move.was
            ],
        }
    )

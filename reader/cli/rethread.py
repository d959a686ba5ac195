"""``clew rethread``"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, say, talk

if TYPE_CHECKING:
    from reader.model import ThreadRow
    from reader.services import Services
    from reader.services.rethreading import Rewound

#: Moves that are told one by one.
_TOLD = 20


@click.command("rethread")
@click.option("--since", default="14d", show_default=True, help="How far back: 36h, 14d, 2w, 3m.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@pass_invocation
def rethread(invocation: Invocation, since: str, yes: bool, as_json: bool) -> None:
    """Wind the stories since then into threads anew, by the engine and corrections of today.

    Says what would change first, and asks; where nobody can be asked it does nothing without
    --yes. Threads keep their ids where they overlap. One action: clew undo takes it back.
    """
    with invocation.services() as services:
        found = services.rethreading.find(services.clock.now() - _seconds(since))
        if as_json:
            _emit(found, done=yes and bool(found.moves))
        else:
            _tell(services, found)
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


def _tell(services: Services, found: Rewound) -> None:
    say(
        f"{count(found.stories, 'story', 'stories')} wound anew: {found.moved:,} would move;"
        f" {count(found.joined, 'thread')} would join others,"
        f" {count(found.parted, 'thread')} would be new"
    )
    moves = [move for move in found.moves if move.thread != move.was]
    titles = {row.id: row.title for row in _rows(services, found)}
    for move in moves[:_TOLD]:
        story = services.reading.story_rows([move.story])[0]
        where = titles.get(move.thread, "a thread of its own")
        say(f"  {story.title}")
        say(f"      from  {titles.get(move.was, move.was)}")
        say(f"      to    {where}")
    if len(moves) > _TOLD:
        say(f"  and {len(moves) - _TOLD:,} more")


def _rows(services: Services, found: Rewound) -> list[ThreadRow]:
    moves = [move for move in found.moves if move.thread != move.was][:_TOLD]
    ids = {each for move in moves for each in (move.was, move.thread) if each > 0}
    return services.reading.thread_rows(sorted(ids))


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

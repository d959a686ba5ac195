"""``clew retention``"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, json_option, say, talk
from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.services.retaining import Old


@click.command("retention")
@click.option(
    "--days", type=click.IntRange(max=36_500), help="Instead of retention.days of config.toml."
)
@click.option("--yes", is_flag=True, help="Do it; without, only say what would go.")
@click.option("--undo", is_flag=True, help="Bring back what was let go in the last 30 days.")
@json_option
@pass_invocation
def retention(
    invocation: Invocation, days: int | None, yes: bool, undo: bool, as_json: bool
) -> None:
    """Say which old stories would be let go, and with --yes let them go.

    Only what is read, older than the days given, and in a thread that is all of that. Never what
    is starred, tagged or noted, or of a followed thread. With retention.days set in config.toml
    each refresh does this by itself.
    """
    from reader.services.retaining import Retention

    with invocation.services() as services:
        work = Retention(services.store, services.clock)
        if undo:
            back = work.bring_back()
            emit({"brought_back": back}) if as_json else talk(
                f"Brought back {count(back, 'story', 'stories')}"
            )
            return
        chosen = days if days is not None else int(services.config.number("retention.days"))
        if not chosen:
            raise UsageError("Retention is off", "Set retention.days in config.toml, or --days N")
        found = work.would_go(chosen)
        gone = work.let_go(chosen) if yes else 0
    if as_json:
        emit({"days": chosen, "stories": found.stories, "threads": found.threads,
              "bytes": found.size, "kept": found.kept, "gone": gone,
              "sample": list(found.sample)})  # fmt: skip
        return
    _print(found, gone, done=yes)
    if yes and gone:
        talk("clew retention --undo brings them back for 30 days")
    elif found.stories and sys.stdout.isatty():
        talk("Nothing was changed; --yes lets them go")


def _print(found: Old, gone: int, *, done: bool) -> None:
    what = f"{count(found.stories, 'story', 'stories')} in {count(found.threads, 'thread')}"
    if done:
        say(f"Let go of {count(gone, 'story', 'stories')}")
    else:
        say(f"{what} would go, about {found.size / 1e6:,.1f} MB of text")
        for title in found.sample:
            say(f"  {title}")
    if found.kept:
        say(f"{found.kept:,} as old are kept: starred, tagged, noted or followed")

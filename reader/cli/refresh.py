"""``clew refresh``"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, json_option, local, say, talk

if TYPE_CHECKING:
    from reader.model import RefreshEvent
    from reader.services import Services

    Report = Callable[[RefreshEvent], None]


@click.command("refresh")
@click.argument("feeds", nargs=-1, metavar="[FEED...]")
@click.option(
    "--force", is_flag=True, help="Ask all now, whatever their interval (never Retry-After)."
)
@json_option
@pass_invocation
def refresh(invocation: Invocation, feeds: tuple[str, ...], force: bool, as_json: bool) -> None:
    """Ask the feeds that are due, or the FEEDs given by id, address or name.

    Works from cron while the screen is open. With --json the events as lines, the closing one
    last. Leaves with 4 when another refresh runs, with 5 when there is no network.
    """
    import gc

    from reader import interrupt

    interrupt.ends_at_once()  # until feeds are asked
    from reader import log
    from reader.services.refresh import Refresh

    # Thousands of stories are made and let go one after the other: hardly any of it is a cycle.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)

    invocation.need_network()
    log.to_file(invocation.profile.log_file)
    with invocation.services() as services:
        only = [services.subscriptions.find(feed).id for feed in feeds]
        work = Refresh(services.store, services.profile, services.config, services.clock)
        with _reporting(as_json) as report:
            asked: set[int | None] = set()
            closing = work.run(force=force, only=only, report=_noting(report, asked))
        if only and not as_json and closing.event != "offline":
            _left_out(services, set(only) - asked)
        from reader.services import behind

        behind.compare_by_meaning(services.profile, services.config, services.store)
    if not as_json:
        _close(closing)
    if closing.event == "offline":
        sys.exit(5)


def _noting(report: Report, asked: set[int | None]) -> Report:
    def note(event: RefreshEvent) -> None:
        asked.add(event.feed)
        report(event)

    return note


def _left_out(services: Services, feeds: set[int]) -> None:
    """Say of feeds that were named when they will be asked, and why not now."""
    for one in services.subscriptions.coming():
        if one.row.id in feeds:
            when = f"; next {local(one.at)}" if one.at is not None else ""
            how = f": clew refresh --force {one.row.id}" if one.row.state.gone else ""
            talk(f"{one.row.source}: not asked{when}: {one.why}{how}")


def _reporting(as_json: bool) -> AbstractContextManager[Report]:
    if as_json:
        return nullcontext(_as_json)
    if sys.stderr.isatty():
        from reader.cli.progress import progress

        return progress()
    return nullcontext(_as_text)


def _as_json(event: RefreshEvent) -> None:
    from reader.services import events

    sys.stdout.write(events.line(event) + "\n")
    sys.stdout.flush()


def _as_text(event: RefreshEvent) -> None:
    if event.event != "feed":
        return
    if event.error:
        talk(f"{event.source}: {event.error}")
    for warning in event.warnings:
        talk(f"{event.source}: warning: {warning}")


def _close(closing: RefreshEvent) -> None:
    if closing.event == "offline":
        talk("There is no network; nothing was asked")
        return
    for warning in closing.warnings:
        talk(warning)
    if closing.unreached:
        talk(
            f"The network went away: {count(closing.unreached, 'feed')} could not be reached;"
            " nothing is held against them"
        )
    say(
        f"{count(closing.total, 'feed')} asked: {closing.fetched} fetched, "
        f"{closing.not_modified} not modified, {closing.failed} failed; "
        f"{count(closing.new, 'new story', 'new stories')}, {closing.changed} changed; "
        f"{closing.seconds:.1f} s"
    )

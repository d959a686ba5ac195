"""One feed's page, as ``clew feeds FEED`` prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader import text
from reader.cli import shapes
from reader.cli.feeds import next_of
from reader.cli.output import count, emit, iso, local, say, table
from reader.errors import UsageError
from reader.services.journal import said

if TYPE_CHECKING:
    from reader.model import FeedSettings, FetchLine
    from reader.services import Services
    from reader.services.arranging import FeedPage
    from reader.services.subscriptions import Coming


def show(services: Services, words: str, *, as_json: bool) -> None:
    """Print the page of the feed that ``words`` mean. ``UsageError`` when that is none or many."""
    row = services.subscriptions.find(words)
    page = services.arranging.page(row.id)
    if page is None:
        raise UsageError(f"There is no feed {row.id}", "clew feeds lists them")
    coming = {one.row.id: one for one in services.subscriptions.coming()}.get(row.id)
    if as_json:
        paths = shapes.folder_paths(services.reading.sources().folders)
        emit(_as_json(page, paths, coming))
        return
    table([(f"{name}:", told) for name, told in _facts(page, coming) if told])
    if page.figures.log:
        say()
        say("Last requests:")
        table([_request(line) for line in page.figures.log])
    if page.changes:
        say()
        say("What was done to it:")
        undone = {True: "(undone)", False: ""}
        table([(local(one.at), one.actor, said(one), undone[one.undone]) for one in page.changes])


def _facts(page: FeedPage, coming: Coming | None) -> list[tuple[str, str]]:
    row, figures, settings = page.row, page.figures, page.row.settings
    state, n = row.state, sum(page.figures.weeks)
    error = ""
    if state.error:
        since = f" since {local(state.failing_since)}" if state.failing_since else ""
        error = f"{count(state.failures, 'failure')} in a row{since}: {state.error}"
    when, why = next_of(coming) if coming else ("", "")
    ours = [
        ("interval", f"{settings.interval} minutes" if settings.interval else ""),
        ("full text", "always" if settings.fulltext else ""),
        ("hidden from Unread", "yes" if settings.hidden else ""),
        ("language", settings.language),
        ("copies", "muted" if settings.mute_copies else ""),
        ("names threads", "yes" if settings.leads else ""),
    ]
    return [
        ("Feed", f"{row.source} ({row.id})"),
        ("Address", text.masked(row.url)),
        ("Site", text.masked(row.site)),
        ("About", figures.description),
        ("Folders", ", ".join(page.folders)),
        ("Tags", " ".join(f"#{tag}" for tag in row.tags)),
        ("Language", row.language),
        ("Publishes", f"{page.weekly:.1f} stories a week over the last 12 weeks"),
        ("Newest", local(figures.newest)),
        ("Of these", f"{100 * figures.opened // n} % opened, {100 * figures.read // n} % read"
         if n else ""),
        ("Threads", f"first in {figures.leads} of {figures.shared} shared with other sources,"
         f" {count(figures.copies, 'copy', 'copies')}" if figures.shared else ""),
        ("Kept", f"{count(row.stories, 'story', 'stories')}, {row.unread:,} unread,"
         f" {figures.size:,} bytes"),
        ("Health", error or ("answers well" if state.asked_at else "never asked")),
        ("Warning", state.warning),
        ("Moved to", text.masked(state.moved_to)),
        ("Last asked", local(state.asked_at)),
        ("Next", f"{when}: {why}" if why else when),
        ("Settings", ", ".join(f"{name} {value}" for name, value in ours if value)),
        ("Subscribed", local(row.added_at)),
    ]  # fmt: skip


def _request(line: FetchLine) -> tuple[str, ...]:
    brought = f"{line.new} new, {line.changed} changed" if line.outcome == "new" else line.outcome
    status = str(line.status) if line.status else ""
    size = f"{line.received:,} bytes" if line.received else ""
    return local(line.at), status, brought, size, f"{line.seconds:.1f} s"


def _as_json(page: FeedPage, paths: dict[int, str], coming: Coming | None) -> dict[str, object]:
    figures = page.figures
    return {
        **shapes.feed(page.row, paths, coming),
        "site": text.masked(page.row.site),
        "folders": list(page.folders),
        "tags": list(page.row.tags),
        "language": page.row.language or None,
        "subscribed": iso(page.row.added_at),
        "failures": page.row.state.failures,
        "failing_since": iso(page.row.state.failing_since),
        "moved_to": text.masked(page.row.state.moved_to) or None,
        "weeks": list(figures.weeks),
        "opened": figures.opened,
        "read": figures.read,
        "starred": figures.starred,
        "copies": figures.copies,
        "leads": figures.leads,
        "shared": figures.shared,
        "size": figures.size,
        "newest": iso(figures.newest),
        "settings": _settings(page.row.settings),
        "requests": [_asked(line) for line in figures.log],
    }


def _settings(settings: FeedSettings) -> dict[str, object]:
    return {
        "interval": settings.interval,
        "fulltext": settings.fulltext,
        "hidden": settings.hidden,
        "language": settings.language or None,
        "mute_copies": settings.mute_copies,
        "leads": settings.leads,
    }


def _asked(line: FetchLine) -> dict[str, object]:
    return {
        "at": iso(line.at),
        "status": line.status or None,
        "outcome": line.outcome,
        "new": line.new,
        "changed": line.changed,
        "received": line.received,
        "seconds": line.seconds,
    }

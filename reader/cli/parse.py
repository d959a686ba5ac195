"""``clew parse``"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command("parse")
@click.argument("file", type=click.Path(allow_dash=True, path_type=Path))
@click.option("--url", default="", help="Where it came from: relative links resolve against it.")
@click.option("--content-type", default="", help="The Content-Type it was served with.")
@click.option("--content-language", default="", help="The Content-Language it was served with.")
def parse(file: Path, url: str, content_type: str, content_language: str) -> None:
    """Print as JSON what is read from a feed FILE (- for stdin).

    One object: title, site, language, description, format, ttl (seconds),
    moved_to, warnings, unreadable (items lost), and items. Each of them: id
    (its key), url, title, published, updated (UTC or null), stated (the date as
    written), author, content and summary (HTML, made safe), enclosures (url,
    type, length in bytes), categories (names for people), terms (names for
    machines, where they differ), language, comments_url.

    Leaves with 1 and a word on stderr when it is not a feed.
    """
    from reader.errors import UsageError
    from reader.services.inspecting import inspect

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror}", "Check the path") from error
    values = inspect(data, content_type, url, content_language)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(values, ensure_ascii=plain, indent=indent))

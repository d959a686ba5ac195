"""Feeds: RSS 0.9-2.0, RDF, Atom, CDF (``fast``, ``slow``), JSON Feed → ``ParsedFeed``.

A refresh waits for this to be loaded; what few feeds need is, once the first of them comes.
"""

from __future__ import annotations

from reader.errors import NotAFeed
from reader.model import ParsedFeed
from reader.parse import dates, encoding, fast, finish, wishes
from reader.parse.raw import RawFeed


def parse_bytes(
    data: bytes, content_type: str = "", url: str = "", language: str = ""
) -> ParsedFeed:
    """Read a feed of any format. ``url`` is where it came from: relative links resolve against it.
    ``language`` is the Content-Language it was served with, used where the feed states none.

    Raises ``NotAFeed`` (a ``ValueError``) for anything that is not a feed. Pure.
    """
    if not data.strip():
        raise NotAFeed("The answer is empty", "A feed was expected")
    document, warning = encoding.decode(data, content_type)
    document = document.lstrip("\ufeff \t\r\n\x00")
    if document.startswith("{"):
        from reader.parse import jsonfeed

        raw = jsonfeed.read(document)
    else:
        document = encoding.without_declaration(document)
        raw = read_fast(document) or read_slow(document, url)
        raw.ttl, raw.skip_hours, raw.skip_days = wishes.wishes(document)
    if warning:
        raw.warnings.insert(0, warning)
    raw.language = raw.language or _served_in(language)
    return finish.feed(raw, url)


def _served_in(stated: str) -> str:
    """The one language that a Content-Language names; "" where it names several readers'."""
    return "" if "," in stated else stated.strip()


def read_fast(document: str) -> RawFeed | None:
    """``fast.read``; only the dates that we cannot read ourselves are shown to feedparser."""
    raw = fast.read(document)
    for item in raw.items if raw else ():
        for what, stated in (("published", item.published), ("updated", item.updated)):
            if stated and dates.parse(stated) is None:
                from reader.parse import slow

                moment = slow.odd_date(stated)
                if moment is not None:
                    item.parsed[what] = moment
    return raw


def read_slow(document: str, url: str = "") -> RawFeed:
    """``slow.read``: any XML, by feedparser."""
    from reader.parse import slow

    return slow.read(document, url)

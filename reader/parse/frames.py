"""How a parsed feed travels from the parser child: plain tuples by ``marshal``, checked on arrival.

Never pickle: what comes out of a process that reads hostile input must not be able to name code.
"""

from __future__ import annotations

import marshal
import struct
from dataclasses import fields
from itertools import product
from operator import attrgetter
from typing import Any

from reader.model import Enclosure, ParsedFeed, ParsedItem

#: Length in front of every frame.
HEADER = struct.Struct(">Q")
#: Longest frame accepted, in bytes: bodies are capped far below, answers may be a few times that.
MAX_FRAME = 512 << 20
#: ``marshal`` format without references, so that equal strings are never shared by accident.
_FORMAT = 2

_ITEM_FIELDS = ParsedItem._fields
_FEED_FIELDS = tuple(field.name for field in fields(ParsedFeed))
_FEED_VALUES = attrgetter(*_FEED_FIELDS)
_ENCLOSURES = _ITEM_FIELDS.index("enclosures")
_CONTENT = _ITEM_FIELDS.index("content")  # the summary follows
_ITEMS = _FEED_FIELDS.index("items")


class BadFrame(ValueError):
    """The bytes are not what the other side should have sent."""


def pack(value: tuple[Any, ...]) -> bytes:
    """A frame of plain values: its length and itself."""
    body = marshal.dumps(value, _FORMAT)
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> tuple[Any, ...]:
    """The tuple in a frame's body; ``BadFrame`` when it holds anything else."""
    try:
        value = marshal.loads(body)
    except (EOFError, ValueError, TypeError) as error:
        raise BadFrame(str(error)) from None
    if not isinstance(value, tuple):
        raise BadFrame(f"a {type(value).__name__} where a tuple was expected")
    return value


def from_feed(feed: ParsedFeed, *, html: bool = True) -> tuple[Any, ...]:
    """A feed as nested tuples of plain values; its items without their HTML where that is not
    wanted."""
    values = list(_FEED_VALUES(feed))
    items = map(_from_item, feed.items)
    values[_ITEMS] = tuple(items if html else map(_bare, items))
    return tuple(values)


def _from_item(item: ParsedItem) -> tuple[Any, ...]:
    values = tuple(item)  # of ``tuple`` itself, which travels
    if not item.enclosures:
        return values
    enclosures = tuple((one.url, one.type, one.length) for one in item.enclosures)
    return (*values[:_ENCLOSURES], enclosures, *values[_ENCLOSURES + 1 :])


def _bare(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*values[:_CONTENT], "", "", *values[_CONTENT + 2 :])


_Kind = type | tuple[type, ...]
_TIME: _Kind = (int, type(None))
#: What the fields hold that are no strings.
_KINDS: dict[str, _Kind] = {
    "published": _TIME,
    "updated": _TIME,
    "ttl": _TIME,
    "unreadable": int,
    "hash": bytes,
    "items": tuple,
    "enclosures": tuple,
    "categories": tuple,
    "terms": tuple,
    "skip_hours": tuple,
    "skip_days": tuple,
    "warnings": tuple,
}
_ITEM_TYPES = tuple(_KINDS.get(name, str) for name in _ITEM_FIELDS)
_USUAL_ITEMS = frozenset(
    product(*[kind if isinstance(kind, tuple) else (kind,) for kind in _ITEM_TYPES])
)
_FEED_TYPES = tuple(_KINDS.get(name, str) for name in _FEED_FIELDS)


def to_feed(values: object) -> ParsedFeed:
    """A feed from nested tuples, every value of the type it should be; else ``BadFrame``."""
    checked = _checked(values, _FEED_TYPES)
    checked[_ITEMS] = tuple(_to_item(item) for item in checked[_ITEMS])
    feed = ParsedFeed(*checked)
    _all(feed.warnings, str)
    _all(feed.skip_hours, int)
    _all(feed.skip_days, int)
    return feed


def _to_item(values: object) -> ParsedItem:
    checked = _checked(values, _ITEM_TYPES, _USUAL_ITEMS)
    if checked[_ENCLOSURES]:
        checked[_ENCLOSURES] = tuple(_to_enclosure(one) for one in checked[_ENCLOSURES])
    item = ParsedItem(*checked)
    _all(item.categories, str)
    _all(item.terms, str)
    return item


def _to_enclosure(values: object) -> Enclosure:
    return Enclosure(*_checked(values, (str, str, _TIME)))


def _checked(
    values: object, types: tuple[_Kind, ...], usual: frozenset[tuple[type, ...]] = frozenset()
) -> list[Any]:
    """The values of a record of such ``types``; ``usual`` are those of nearly all."""
    if not isinstance(values, tuple) or len(values) != len(types):
        raise BadFrame("a record of the wrong length")
    if tuple(map(type, values)) in usual:
        return list(values)
    for value, kind in zip(values, types, strict=True):
        if not isinstance(value, kind):
            raise BadFrame(f"a {type(value).__name__} in the wrong place")
    return list(values)


def _all(values: tuple[object, ...], kind: type) -> None:
    for value in values:
        if not isinstance(value, kind):
            raise BadFrame(f"a {type(value).__name__} in the wrong place")

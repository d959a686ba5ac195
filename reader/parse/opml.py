"""Subscription lists both ways: OPML and newsboat's ``urls``."""

from __future__ import annotations

from collections.abc import Sequence

from reader.model import Outline, OutlineFile


def read(data: bytes) -> OutlineFile:
    """OPML or newsboat ``urls``, told by content. Iterative; runs nothing; ``NotAFeed`` when it is
    neither. Outlines that are no http(s) address are skipped and said so."""
    raise NotImplementedError


def write(outlines: Sequence[Outline], title: str = "clew subscriptions") -> str:
    """OPML 2.0, folders as nested outlines, everything escaped."""
    raise NotImplementedError

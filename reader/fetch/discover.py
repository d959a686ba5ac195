"""Which of a page's links is its feed. Works on links that ``parse.document`` found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed a page offers."""

    url: str
    title: str = ""
    type: str = ""


def rank(candidates: Sequence[Candidate], page_url: str) -> list[Candidate]:
    """Feeds a person most likely wants, best first: the site's own before comments and tags."""
    raise NotImplementedError


def normalise(address: str) -> str:
    """What a person typed as an http(s) URL: ``feed:``, missing scheme, IDN, fragment, spaces.

    ``UsageError`` for anything that is not http or https (``file:``, ``|cmd``, ``exec:``).
    """
    raise NotImplementedError


def key(url: str) -> str:
    """The same for two addresses of one feed: no scheme, ``www.``, default port, trailing slash."""
    raise NotImplementedError

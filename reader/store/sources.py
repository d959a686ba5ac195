"""Pieces of SQL that rooms share: a feed's name as people see it, what heads a story, ids as one
parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable

#: SQL for the source of the feed row ``f``: the user's name, else its title, else its host (without
#: the user name and password an address may hold).
SOURCE = (
    "coalesce(nullif(f.name, ''), nullif(f.title, ''), "
    "substr(substr(f.key, 1, instr(f.key || '/', '/') - 1),"
    " instr(substr(f.key, 1, instr(f.key || '/', '/') - 1), '@') + 1))"
)

#: Characters of its text that head a story without a title.
_BEGINNING = 140


def headed(story: str) -> str:
    """SQL for what heads the story row of that alias: its title, else how its text begins, since
    short posts have none."""
    begun = f"replace(substr({story}.summary, 1, {_BEGINNING}), char(10), ' ')"
    more = f"iif(length({story}.summary) > {_BEGINNING}, '…', '')"
    return f"coalesce(nullif({story}.title, ''), {begun} || {more})"


def ids(numbers: Iterable[int]) -> str:
    """Ids as the JSON array that ``json_each`` reads: any number of them in one parameter."""
    return json.dumps(list(numbers))

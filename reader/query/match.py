"""What it means for words to be in a text: shared by rules in memory and by names in the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from reader.query.letters import bare, forms
from reader.query.numerals import spelled
from reader.query.tokens import fold, sought, tokens
from reader.query.tree import Near, Phrase, Prefix, Word
from reader.query.values import is_sign, signs


@lru_cache(2_048)  # asked again for each story that a rule judges
def row_of(node: Word | Phrase | Prefix) -> tuple[list[str], bool]:
    """The words to find side by side, and whether the last may go on."""
    row, prefix = sought(node.text)
    return row, prefix or isinstance(node, Prefix)


@lru_cache(2_048)
def literal_of(node: Word | Phrase | Prefix) -> str:
    """What must also be there as written: the text of a word with signs (C++, an emoji), "" if it
    has none. ASCII letters are lowered."""
    if not signs(node.text):
        return ""
    return lowered(node.text).strip(".,;:!?")


def row_with_signs(node: Word | Phrase | Prefix) -> tuple[list[str], bool]:
    """As ``row_of`` for a node with signs: its words where each is certain to be an index word of
    its own. A sign that the tokenizer holds for a letter (a new emoji) glues words together, so
    that then there is nothing to look up."""
    if any(is_sign(char) and tokens(char) for char in node.text):
        return [], False
    return row_of(node)


def places(words: list[str], row: list[str], prefix: bool) -> Iterator[int]:
    """Where in ``words`` the row stands, each of its words in any way to write it."""
    ways = [*map(forms, row)]
    if not row:
        return
    if len(row) == 1 and prefix:
        yield from (at for at, word in enumerate(words) if word.startswith(ways[0]))
        return
    if any(len(way) > 1 for way in ways):
        yield from _places(words, ways, prefix)
        return
    last, at = len(row) - 1, -1
    # From one place of the first word to the next: rules ask this of every story that arrives.
    with suppress(ValueError):
        while True:
            at = words.index(row[0], at + 1)
            end = words[at + last] if at + last < len(words) else ""
            goes_on = last > 0 and prefix and end.startswith(row[last])
            if (goes_on or end == row[last]) and words[at + 1 : at + last] == row[1:last]:
                yield at


def _places(words: list[str], ways: list[tuple[str, ...]], prefix: bool) -> Iterator[int]:
    last = len(ways) - 1
    for at in range(len(words) - last):
        if all(words[at + nth] in ways[nth] for nth in range(last)):
            end = words[at + last]
            if end in ways[last] or (prefix and end.startswith(ways[last])):
                yield at


def in_row(words: list[str], row: list[str], prefix: bool) -> bool:
    """Whether the row, its numbers and words however written, stands somewhere in ``words``."""
    return any(next(places(words, way, prefix), None) is not None for way in spelled(row))


def near(words: list[str], node: Near) -> bool:
    """Whether both sides stand within ``distance`` words of each other, as FTS5 counts: words
    between the end of the earlier and the start of the later."""
    (left_row, left_goes_on), (right_row, right_goes_on) = row_of(node.left), row_of(node.right)
    return any(
        (b - a - len(left) if a <= b else a - b - len(right)) <= node.distance
        for left in spelled(left_row)
        for right in spelled(right_row)
        for a in places(words, left, left_goes_on)
        for b in places(words, right, right_goes_on)
    )


def lowered(text: str) -> str:
    """``text`` with ASCII letters lowered, as SQLite's ``lower``."""
    return text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(65, 91)}


def feed_named(feed: int, source: str, url: str, text: str) -> bool:
    """Whether ``feed:text`` means this feed: by id, by address, or by part of its name."""
    if text.lstrip("0") == str(feed):
        return True
    return url.startswith(text) if "://" in text else named_so(source, text)


def named_so(name: str, text: str) -> bool:
    """Whether ``text`` is part of ``name``, case and accents aside."""
    wanted = bare(fold(text))
    return wanted in _folded(name) if wanted else text.casefold() in name.casefold()


@lru_cache(8_192)
def _folded(name: str) -> str:
    """The name of a feed or folder folded: each query asks all of them."""
    return bare(fold(name))


def primary_tag(language: str) -> str:
    """``fr`` of ``fr-CA``: what the store keeps of a language."""
    return language.strip().lower().replace("_", "-").partition("-")[0]


def on_host(url: str, wanted: str) -> bool:
    """Whether ``url`` lies on the host ``wanted``, below it, or on a host that begins with it; case
    and ``www.`` aside."""
    wanted = wanted.lower().removeprefix("www.")
    found = _HOST.match(url)
    host = found[1].lower().removeprefix("www.") if found else ""
    return host == wanted or host.endswith(f".{wanted}") or host.startswith(f"{wanted}.")


#: The host of an address, without user name, password and port.
_HOST = re.compile(r"[^:/?#]+://(?:[^/?#]*@)?([^/?#:]*)")

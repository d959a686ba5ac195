"""Completing a query while it is typed: fields, and what may stand after each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.query.dates import WORDS
from reader.query.fields import CHOICES, DATE_FIELDS, FIELD_ALIASES, FIELDS, nearest
from reader.query.tokens import fold
from reader.query.tree import NUMBERS
from reader.store import Store
from reader.words import N_, _

#: Completions offered at once.
MOST = 40

#: What each field is for, beside its name.
_FIELD_HELP = {
    "title": N_("words of the headline"),
    "body": N_("words of the text"),
    "author": N_("who wrote it"),
    "from": N_("who wrote it, or the source"),
    "url": N_("part of the address"),
    "note": N_("words of your notes"),
    "feed": N_("a feed, by its name"),
    "folder": N_("feeds of a folder"),
    "lang": N_("a language: en, de, fr"),
    "site": N_("a host, such as bbc.co.uk"),
    "tag": N_("a tag, as #tag"),
    "thread": N_("a thread's number, or a query in ( )"),
    "in": N_("a view, by its name"),
    "like": N_("related to the story of a number"),
    "is": N_("unread, starred, followed, muted …"),
    "has": N_("link, media, code, note, tag …"),
    "sources": N_("how many sources, such as >=3"),
    "stories": N_("how many stories the thread has"),
    "langs": N_("in how many languages it is told"),
    "new": N_("how many new since it was opened"),
    "words": N_("how long, such as <300"),
    "heat": N_("how much its thread moves"),
    "date": N_("today, yesterday, 2026-11, a..b"),
    "seen": N_("when it came here"),
    "readat": N_("when you read it"),
    "after": N_("from a day on"),
    "before": N_("until a day"),
    "newer": N_("of the last 3d, 2w"),
    "older": N_("not of the last 3d, 2w"),
    "sort": N_("the order; - before it reverses"),
    "limit": N_("no more than so many"),
    "group": N_("threads or single stories"),
}
_AGES = ("12h", "1d", "3d", "1w", "2w", "1m", "1y")
_BOUNDS = (">=2", ">=3", ">=5", ">=10", "<5")
_OPERATORS = ("OR", "NOT", "NEAR/5")


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in a query here."""

    feeds: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """``insert`` in the place of ``text[start:end]``; ``shown`` and ``note`` are what is offered;
    ``open``: more is to follow at once (a field without its value)."""

    start: int
    end: int
    insert: str
    shown: str
    note: str = ""
    open: bool = False

    def into(self, text: str) -> str:
        """``text`` completed, with a space after what is whole."""
        rest = text[self.end :]
        gap = "" if self.open or rest.startswith((" ", ")")) else " "
        return text[: self.start] + self.insert + gap + rest


class Completing:
    """Completions from the names of one profile."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self) -> Names:
        """The names of now; ask once for each box that is opened."""
        feeds = self._store.feeds.all()
        languages = sorted({feed.language[:2].casefold() for feed in feeds if feed.language})
        return Names(
            feeds=tuple(feed.source for feed in feeds),
            folders=tuple(dict.fromkeys(row.name for row in self._store.feeds.folders())),
            tags=tuple(self._store.rows.tag_names()),
            views=tuple(row.name for row in self._store.rows.views()),
            languages=tuple(languages),
        )


def complete(text: str, names: Names, at: int | None = None) -> list[Completion]:
    """What the word that ends at ``at`` (default: the end) may become, likeliest first."""
    end = len(text) if at is None else at
    start = word_start(text, end)
    word = text[start:end]
    bare = word.removeprefix("-")
    start += len(word) - len(bare)
    if bare.startswith("#"):
        return [
            Completion(
                start, end, f"#{name}" if _plain(name) else f"tag:{_quoted(name)}", f"#{name}"
            )
            for name in _fitting(names.tags, bare[1:])
        ]
    field, colon, value = bare.partition(":")
    if colon:
        return _values(field.casefold(), value, names, start + len(field) + 1, end)
    found = [
        Completion(start, end, f"{name}:", f"{name}:", _(_FIELD_HELP[name]), open=True)
        for name in FIELDS
        if name.startswith(bare.casefold())
    ]
    if bare:
        found += [
            Completion(start, end, word_, word_) for word_ in _OPERATORS if word_.startswith(bare)
        ]
        found += [
            Completion(start, end, f"is:{state}", f"is:{state}")
            for state in CHOICES["is"]
            if state.startswith(bare.casefold())
        ]
    return found[:MOST]


def _values(field: str, value: str, names: Names, start: int, end: int) -> list[Completion]:
    """Values of ``field``; ``value`` is what is typed of one, its quote perhaps still open."""
    typed = value.lstrip('"“')
    asked = FIELD_ALIASES.get(field, field)
    sign = ""
    if field == "sort" and typed.startswith("-"):
        sign, typed = "-", typed[1:]
    fitting = _fitting(_offered(asked, names), typed)
    return [
        Completion(start, end, sign + _quoted(name), f"{field}:{sign}{name}") for name in fitting
    ]


def _offered(field: str, names: Names) -> Sequence[str]:
    choices = {
        **CHOICES,
        "feed": names.feeds,
        "from": names.feeds,
        "folder": names.folders,
        "tag": names.tags,
        "in": names.views,
        "lang": names.languages,
        "newer": _AGES,
        "older": _AGES,
    }
    if field in choices:
        return choices[field]
    if field in NUMBERS:
        return _BOUNDS
    return WORDS if field in DATE_FIELDS else ()


def _fitting(offered: Iterable[str], typed: str) -> list[str]:
    """Names that begin with what is typed, then those with a word that does, then those that hold
    it, case and accents aside; when there are none, the one spelled most like it."""
    wanted = fold(typed) or typed.casefold()
    offered = tuple(offered)
    ranked: list[tuple[int, int, str]] = []
    for at, name in enumerate(offered):
        folded = fold(name) or name.casefold()
        if not wanted[:1].isalnum():
            folded = name.casefold()
        if folded.startswith(wanted):
            ranked.append((0, at, name))
        elif f" {wanted}" in folded:
            ranked.append((1, at, name))
        elif wanted in folded:
            ranked.append((2, at, name))
    if ranked:
        return [name for _rank, _at, name in sorted(ranked)[:MOST]]
    near = nearest(typed, [name.lower() for name in offered])
    return [name for name in offered if near and name.lower() == near]


def word_start(text: str, end: int) -> int:
    """Where the word that ends at ``end`` begins; quotes hold words together."""
    start, quote = 0, ""
    for at, char in enumerate(text[:end]):
        if quote:
            quote = "" if char == quote else quote
        elif char in '"“':
            quote = '"' if char == '"' else "”"
        elif char.isspace() or char in "()":
            start = at + 1
    return start


def _plain(name: str) -> bool:
    return bool(name) and not any(char.isspace() or char in '()"“”„' for char in name)


def _quoted(name: str) -> str:
    return name if _plain(name) else '"' + name.replace('"', "") + '"'

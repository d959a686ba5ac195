"""What may stand at the end of a query: values of the field begun, names, earlier searches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reader.query import dates, fields
from reader.query.tokens import fold
from reader.services.reading import Sources
from reader.words import N_, _

#: A value begun at the end of a query: the field or #, the value in a quote or without.
_VALUE = re.compile(r'(?:^|(?<=[\s(-]))([A-Za-z_]+:|#|\+)(?:"([^"]*)|([^\s"()]*))$')
_WORD = re.compile(r"(?:^|(?<=[\s(-]))([A-Za-z]{2,})$")

#: What each field asks for, in the order in which fields are told.
FIELD_NOTES = {
    "title": N_("in the title"),
    "body": N_("in the text"),
    "author": N_("by whom"),
    "feed": N_("from a feed"),
    "folder": N_("from a folder"),
    "site": N_("from a site"),
    "lang": N_("in a language"),
    "tag": N_("with a tag"),
    "is": N_("unread, starred, followed …"),
    "has": N_("note, link, media …"),
    "date": N_("today, 2026-11, a range"),
    "newer": N_("not older than 3d, 2w …"),
    "older": N_("older than 3d, 2w …"),
    "after": N_("dated from that day on"),
    "before": N_("dated before that day"),
    "seen": N_("when it arrived"),
    "readat": N_("when it was read"),
    "sources": N_("how many sources tell it"),
    "stories": N_("how many stories the thread has"),
    "langs": N_("in how many languages"),
    "new": N_("how many new accounts"),
    "words": N_("how long it is"),
    "heat": N_("how lively the thread is"),
    "thread": N_("the whole thread of every match"),
    "in": N_("what a view selects"),
    "like": N_("related to a story"),
    "url": N_("in the address"),
    "note": N_("in your note"),
    "sort": N_("in which order"),
    "group": N_("threads or single stories"),
    "limit": N_("at most so many"),
}
_EXAMPLES = {
    "newer": ("1d", "3d", "1w", "1m"),
    "older": ("1d", "1w", "1m", "1y"),
    "sources": (">=2", ">=3", ">=5"),
    "stories": (">=3", ">=10"),
    "langs": (">=2",),
    "words": ("<300", ">=1000"),
    "heat": (">=2", ">=5"),
    "new": (">0",),
    "limit": ("20", "100"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """``text`` is what the box holds when it is taken; ``shown`` and ``note`` tell it. ``whole``
    is a query that needs nothing more; ``everywhere`` asks it of all stories."""

    text: str
    shown: str
    note: str = ""
    everywhere: bool = False
    whole: bool = False


def candidates(text: str, sources: Sources | None) -> list[Candidate]:
    """What the value begun at the end of ``text`` may become, likest first."""
    match = _VALUE.search(text)
    if match is None:
        return []
    before, field, value = text[: match.start()], match[1], match[2] or match[3] or ""
    name = field.rstrip(":").lower()
    name = "tag" if field in ("#", "+") else fields.FIELD_ALIASES.get(name, name)
    known = _values(name, sources)
    minus = "-" if name == "sort" and value.startswith("-") else ""
    chosen = _likest(value.removeprefix(minus), known)
    if len(chosen) == 1 and chosen[0][0].casefold() == value.casefold():
        return []
    return [
        Candidate(f"{before}{field}{minus}{_quoted(one)} ", f"{field}{minus}{one}", note)
        for one, note in chosen
    ]


def begun_fields(text: str) -> list[Candidate]:
    """Fields that the word at the end of ``text`` may be the beginning of."""
    match = _WORD.search(text)
    if match is None:
        return []
    begun, before = match[1].lower(), text[: match.start(1)]
    return [
        Candidate(f"{before}{name}:", f"{name}:", _(note))
        for name, note in FIELD_NOTES.items()
        if name.startswith(begun)
    ]


def ghost(text: str, earlier: Sequence[str]) -> str:
    """How the text may go on, shown dim after it: as the newest search that begins so, else as the
    one field that does; "" when neither."""
    if not text.strip():
        return ""
    for one in earlier:
        if one.startswith(text) and one != text:
            return one
    found = begun_fields(text)
    return found[0].text if len(found) == 1 else ""


def recalled(text: str, earlier: Iterable[str]) -> list[Candidate]:
    """Earlier searches that begin with ``text``."""
    return [Candidate(one, one, whole=True) for one in earlier if one.startswith(text)]


class Earlier:
    """Stepping through earlier searches that begin with what was typed."""

    def __init__(self) -> None:
        self.entries: Sequence[str] = ()
        self._begun = ""
        self._at = -1
        self._put: str | None = None

    def know(self, entries: Sequence[str]) -> None:
        """These are the earlier searches, newest first."""
        self.entries = entries
        self._put = None

    def older(self, typed: str) -> str | None:
        """The next older search after what stands in the box; None when there is none."""
        if typed != self._put:
            self._begun, self._at = typed, -1
        for at in range(self._at + 1, len(self.entries)):
            if self.entries[at].startswith(self._begun) and self.entries[at] != typed:
                self._at, self._put = at, self.entries[at]
                return self._put
        return None

    def newer(self, typed: str) -> str | None:
        """The next newer one, at last what was typed before stepping; None when not stepping."""
        if typed != self._put:
            return None
        for at in range(self._at - 1, -1, -1):
            if self.entries[at].startswith(self._begun):
                self._at, self._put = at, self.entries[at]
                return self._put
        self._at, self._put = -1, None
        return self._begun


def _values(name: str, sources: Sources | None) -> list[tuple[str, str]]:
    """Each value that the field takes, with a note."""
    if name in fields.CHOICES:
        return [(one, "") for one in fields.CHOICES[name]]
    if name in _EXAMPLES:
        return [(one, _(FIELD_NOTES[name])) for one in _EXAMPLES[name]]
    if name in fields.DATE_FIELDS:
        return [(one, "") for one in dates.WORDS]
    if sources is None:
        return []
    named: dict[str, Callable[[], list[tuple[str, str]]]] = {
        "tag": lambda: [(tag.name, f"{tag.stories:,}") for tag in sources.tags],
        "feed": lambda: [(feed.source, f"{feed.stories:,}") for feed in sources.feeds],
        "folder": lambda: [(folder.name, "") for folder in sources.folders],
        "in": lambda: [(view.name, view.query) for view in sources.views],
        "lang": lambda: [(one, "") for one in _languages(sources)],
        "site": lambda: [(one, "") for one in _hosts(sources)],
    }
    return named[name]() if name in named else []


def _languages(sources: Sources) -> list[str]:
    return sorted({feed.language.partition("-")[0] for feed in sources.feeds if feed.language})


def _hosts(sources: Sources) -> list[str]:
    found = (re.match(r"https?://(?:www\.)?([^/:?#]+)", feed.site) for feed in sources.feeds)
    return sorted({match[1] for match in found if match})


def _likest(value: str, known: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that begin with ``value``, then those with a word that does, then those that hold it;
    else the one spelled most like it."""
    wanted = fold(value) or value.casefold()
    ranked: list[tuple[int, tuple[str, str]]] = []
    for one in known:
        name = fold(one[0]) or one[0].casefold()
        if name.startswith(wanted) or one[0].casefold().startswith(value.casefold()):
            ranked.append((0, one))
        elif f" {wanted}" in name:
            ranked.append((1, one))
        elif len(wanted) > 1 and wanted in name:
            ranked.append((2, one))
    if ranked or not value:
        return [one for _rank, one in sorted(ranked, key=lambda pair: pair[0])]
    near = fields.nearest(value, [one[0].lower() for one in known])
    return [one for one in known if near and one[0].lower() == near]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r'[\s()"“”]', value) else value

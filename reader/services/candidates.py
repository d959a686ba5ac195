"""What is offered under the query box: values begun, earlier searches, other queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reader.services.completing import Names, complete, word_start


@dataclass(frozen=True, slots=True)
class Candidate:
    """``text`` is what the box holds when it is taken; ``shown`` and ``note`` tell it. ``whole``
    is a query that needs nothing more; ``everywhere`` asks it of all stories."""

    text: str
    shown: str
    note: str = ""
    everywhere: bool = False
    whole: bool = False


def candidates(text: str, names: Names, *, fields: bool = False) -> list[Candidate]:
    """What the value begun at the end of ``text`` may become, likeliest first; with ``fields`` the
    word there, too, which may begin a field."""
    word = text[word_start(text, len(text)) :].lstrip("-")
    if not word or (not fields and ":" not in word and not word.startswith("#")):
        return []
    found = complete(text, names)
    if len(found) == 1 and found[0].into(text).rstrip() == text:
        return []
    return [Candidate(one.into(text), one.shown, one.note) for one in found]


def ghost(text: str, earlier: Sequence[str], names: Names) -> str:
    """How the text may go on, shown dim after it: as the newest search that begins so, else as the
    one field that does; "" when neither."""
    if not text.strip():
        return ""
    for one in earlier:
        if one.startswith(text) and one != text:
            return one
    word = text[word_start(text, len(text)) :]
    found = candidates(text, names, fields=True) if len(word) > 1 and ":" not in word else []
    return found[0].text if len(found) == 1 and found[0].text.startswith(text) else ""


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

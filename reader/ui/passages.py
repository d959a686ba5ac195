"""The texts of the hits behind the rows of a search, asked for when such a row is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

#: Rows whose texts are asked for at once: about a screenful. Each is read from a place of its own,
#: which is most of what a first screenful costs when none was read before.
_AT_ONCE = 20


class Passages(Mapping[int, str]):
    """Row → the text of its hit. ``expect`` says which rows may be drawn, in order."""

    def __init__(self, ask: Callable[[Sequence[int]], Mapping[int, str]]) -> None:
        self._ask = ask
        self._expected: dict[int, None] = {}
        self._known: dict[int, str] = {}

    def expect(self, ids: Sequence[int]) -> None:
        """These rows are at hand and may be drawn."""
        self._expected.update(dict.fromkeys(ids))

    def __getitem__(self, row: int) -> str:
        if row not in self._known:
            if row not in self._expected:
                raise KeyError(row)
            ahead = [*self._expected]
            at = ahead.index(row)
            wanted = ahead[at : at + _AT_ONCE]
            found = self._ask(wanted)
            for one in wanted:
                self._known[one] = found.get(one, "")
                del self._expected[one]
        return self._known[row]

    def __iter__(self) -> Iterator[int]:
        return iter((*self._known, *self._expected))

    def __len__(self) -> int:
        return len(self._known) + len(self._expected)

"""Where stories stand while an engine places, merges and parts them."""

from __future__ import annotations

from dataclasses import dataclass, field

from reader.model import Merge, Split


@dataclass(slots=True)
class Standing:
    """``thread``: story → the thread it was last put into; ``root`` is what that has become."""

    thread: dict[int, int] = field(default_factory=dict)
    _merged: dict[int, int] = field(default_factory=dict)

    def merge(self, merge: Merge) -> None:
        """What stood in one thread stands in another. Said of two that are one already it changes
        nothing: no thread ever comes to follow itself."""
        absorbed, survivor = self.root(merge.absorbed), self.root(merge.survivor)
        if absorbed != survivor:
            self._merged[absorbed] = survivor

    def split(self, split: Split) -> None:
        """Stories are in a thread of their own. Its number may have been that of an earlier one,
        merged since: what stood there goes by where it went."""
        made = split.made
        if made in self._merged:
            into = self.root(made)
            del self._merged[made]
            for known in (self.thread, self._merged):
                known.update({key: into for key, value in known.items() if value == made})
        self.thread.update(dict.fromkeys(split.stories, made))

    def root(self, thread: int) -> int:
        """The thread that this one has become."""
        while thread in self._merged:
            thread = self._merged[thread]
        return thread

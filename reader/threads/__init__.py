"""Grouping: stories in order and the current index in, assignments with reasons out.

Pure and deterministic; knows neither SQL nor screen. ``Engine`` is what the rest of clew relies on;
``new_engine`` gives the one we ship. Time is story time: nothing here asks what day it is.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from reader.model import Apart, Correction, Likeness, Mention, Outcome, Passage, Telling

if TYPE_CHECKING:
    from reader.threads.numbered import Numbering, Table

_log = logging.getLogger(__name__)
LIBRARY = "reader.threads._loops"


def _look_at_library() -> None:
    """Leave the compiled loops where they were made of other sources than are here, as after a pull
    into an editable installation: the loops of one and the callers of the other do not go together.
    """
    try:
        made = import_module(LIBRARY).SOURCES
    except (ImportError, AttributeError):
        return
    sources = sorted(Path(__file__).parent.glob("compiled/*.[ch]"))
    if sources and made != crc32(b"".join([source.read_bytes() for source in sources])) >> 1:
        sys.modules[LIBRARY] = None  # type: ignore[assignment]
        _log.warning("the compiled loops are of other sources: install clew again to have them")


_look_at_library()

#: Words from which a story is long enough to tell several events (``roundup``).
WORDS = 300


class Engine(Protocol):
    """A grouping engine with its index of the threads inside the window.

    The same calls in the same order give the same outcomes. Stories must come in order of
    (sort_at, feed, key); an old story is compared with the threads of its own days.
    """

    #: Changes whenever packed snapshots of an earlier engine cannot be read.
    version: int

    def place(self, tellings: Sequence[Telling], plain: Sequence[tuple[Any, ...]] = ()) -> Outcome:
        """Place new stories (each standing in its own thread of one) and take them into the index.

        Every telling gets exactly one placement, in order; merges of existing threads may follow.
        ``plain`` is what ``reading_of`` gave for each with the same aliases, in another process, or
        a ``table``: what is none of that is read here.
        """
        ...

    def settle(self) -> Outcome:
        """Late repair at the end of a refresh: merges, splits and links among threads touched
        since, and the silent threads that some of them wake."""
        ...

    def named(self, threads: Mapping[int, int]) -> None:
        """Give the threads that splits made, and those that took up a silent one, the ids they
        go by: what the engine called them → the id."""
        ...

    def learn(self, tellings: Sequence[Telling]) -> None:
        """Take stories that are placed already (``Telling.thread``) into the index: rebuilding."""
        ...

    def held(self) -> dict[int, int]:
        """Every story in the index → the thread it stands in there."""
        ...

    def since(self) -> int | None:
        """The story time of the newest story that was let go of to bound what is held; everything
        placed later than that is held. None: all is."""
        ...

    def correct(self, corrections: Sequence[Correction]) -> None:
        """The user's must-link and cannot-link pairs, all of them, replacing those given before."""
        ...

    def apart(self, a: int, b: int) -> Apart | None:
        """What keeps two stories apart; None when one of them is not in the index."""
        ...

    def allowed(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """Whether the user's word lets these stories stand together."""
        ...

    def tighter(self, stories: Sequence[int]) -> float:
        """What the folders of these stories, the tightest of them, ask beyond the tightness for
        all."""
        ...

    def texts_differ(self, ones: Sequence[int], others: Sequence[int]) -> bool:
        """Whether the texts of two groups of stories, each of some, tell two events of one kind."""
        ...

    def mentions(self, story: int, passages: Sequence[Passage]) -> list[Mention]:
        """The other threads that runs of passages of a long story in the index tell of."""
        ...

    def pairs(
        self, stories: Sequence[int], more: Iterable[tuple[int, int]] = ()
    ) -> Iterator[Likeness]:
        """What words say of each of ``stories`` and those near it, and of the pairs ``more``."""
        ...

    def unnamed(self, story: int, others: Sequence[int]) -> float | None:
        """How like a story is to others in its language by words that are no names, 0 to 1; None
        where too few words or stories are there to say."""
        ...

    def pack(self) -> bytes | bytearray:
        """The index as one blob, for ``unpack`` of the same ``version``."""
        ...

    def unpack(self, data: bytes | memoryview) -> None:
        """Take back a packed index; ``ValueError`` when it cannot be read."""
        ...

    def pack_retired(self) -> bytes:
        """What is kept of threads that went silent, as one blob. It holds for every engine,
        whatever the user taught it."""
        ...

    def unpack_retired(self, data: bytes) -> None:
        """Take back what is kept of silent threads; ``ValueError`` when it cannot be read."""
        ...


def new_engine(
    *,
    tightness: float = 0.0,
    aliases: Mapping[str, str] | None = None,
    never_words: frozenset[str] = frozenset(),
    never_feeds: frozenset[int] = frozenset(),
    misled: Mapping[str, int] | None = None,
    tighter: Mapping[int, float] | None = None,
) -> Engine:
    """The engine clew ships. ``tightness`` > 0 joins less, < 0 joins more (useful: -1 to 1);
    ``tighter`` adds to it for the stories of a feed. ``misled``: terms by which stories came where
    the user took them out again, with how often."""
    from reader.threads.engine import ThreadEngine
    from reader.threads.taught import Taught

    taught = Taught(never_words, misled or {})
    return ThreadEngine(tightness, aliases or {}, taught, never_feeds, tighter or {})


def reading_of(
    aliases: Mapping[str, str],
) -> Callable[[Sequence[Telling]], tuple[tuple[Any, ...], ...]]:
    """What reads stories for ``Engine.place``: a good third of the work of placing, of which each
    story is read without the others, so that another process can do it."""
    from reader.threads.features import Reader
    from reader.threads.reading import read, to_plain

    reader = Reader(aliases)
    return lambda tellings: tuple([to_plain(read(reader, telling)) for telling in tellings])


def numbering() -> Numbering:
    """What numbers that, where it is read, so that it travels at less cost."""
    from reader.threads.numbered import Numbering

    return Numbering()


def table() -> Table:
    """What takes up what a ``numbering`` gave, where stories are placed."""
    from reader.threads.numbered import Table

    return Table()

"""Which panes are in sight at which size, and how large each is.

Arrangements are applied to the panes themselves and not by classes of the screen in a style sheet:
a class works out anew the styles of all that is on the screen, which took longer than to draw it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

#: Columns from which sources, list and text stand side by side; the list stands over the text.
WIDE, MEDIUM, HUGE = 120, 80, 170
#: Rows from which the list may stand over the text, and under which that is short.
STACKED, SHORT = 16, 32

#: name → (least, most, one step of a key)
LIMITS = {"sources": (16, 60, 2), "list": (20, 75, 4), "rows": (15, 85, 5)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes the user chose; None is the arrangement's own.

    A size is kept for each arrangement that it was chosen in: columns of the sources pane, the
    list's share of the width where panes stand side by side, its share of the height where the
    text is below.
    """

    sources: int | None = None
    list: int | None = None
    rows: int | None = None

    def set(self, name: str, value: int) -> Sizes:
        """The same with one size, inside its limits."""
        low, high, _step = LIMITS[name]
        return replace(self, **{name: min(max(value, low), high)})

    def dump(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @staticmethod
    def load(text: str) -> Sizes:
        """What ``dump`` wrote; anything else is no choice."""
        try:
            found = json.loads(text or "{}")
        except ValueError:
            return Sizes()
        sizes = Sizes()
        for each in fields(Sizes):
            value = found.get(each.name) if isinstance(found, dict) else None
            if isinstance(value, int):
                sizes = sizes.set(each.name, value)
        return sizes


@dataclass(frozen=True, slots=True)
class Box:
    """The size of a pane: cells, a share ("44%") or a part of what is left ("2fr"); whether a
    line stands at its left."""

    width: int | str = "1fr"
    height: int | str = "1fr"
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``shape`` is wide, medium, narrow or zen; ``boxes`` are the panes in sight, by name."""

    shape: str
    boxes: Mapping[str, Box] = field(default_factory=dict)
    stacked: bool = False

    @property
    def panes(self) -> frozenset[str]:
        """The panes in sight: sources, list, text."""
        return frozenset(self.boxes)


_DEFAULT = Sizes()


def arrangement(
    width: int, height: int, pane: str, zen: bool, sizes: Sizes = _DEFAULT
) -> Arrangement:
    """The arrangement for a size, with ``pane`` (sources, list, text) in use."""
    if zen:
        return Arrangement("zen", {"text": Box()})
    if width >= WIDE:
        return _beside(pane, sizes, width)
    if width >= MEDIUM and height >= STACKED:
        return _stacked(pane, sizes, short=height < SHORT)
    return Arrangement("narrow", {pane: Box()})


def _beside(pane: str, sizes: Sizes, width: int) -> Arrangement:
    """Sources, list and text side by side."""
    huge = width >= HUGE
    text = Box(edge=True)
    if pane == "text" and not huge:  # the text needs the room more
        return Arrangement("wide", {"list": Box(42), "text": text})
    share = sizes.list or (40 if huge else 44)
    sources = Box(sizes.sources or min(max(27, width * 18 // 100), 40))
    return Arrangement(
        "wide", {"sources": sources, "list": Box(f"{share}%", edge=True), "text": text}
    )


def _stacked(pane: str, sizes: Sizes, *, short: bool) -> Arrangement:
    """The list over the text; the sources beside the list while they are in use."""
    if pane == "sources":
        return Arrangement("medium", {"sources": Box(28), "list": Box(edge=True)})
    if short and pane == "text":
        upper, lower = Box(height=7), Box()
    elif sizes.rows:
        upper, lower = Box(height=f"{sizes.rows}fr"), Box(height=f"{100 - sizes.rows}fr")
    else:
        upper, lower = (Box(height=f"{part}fr") for part in ((3, 2) if short else (2, 3)))
    return Arrangement("medium", {"list": upper, "text": lower}, stacked=True)

"""Which panes are in sight at which size."""

from __future__ import annotations

from dataclasses import dataclass

#: Columns from which sources, list and text stand side by side; the list stands over the text.
WIDE, MEDIUM, HUGE = 120, 80, 170
#: Rows under which list over text is short.
SHORT = 32


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The style classes of the screen, and the panes in sight."""

    classes: tuple[str, ...]
    panes: frozenset[str]


def arrangement(width: int, height: int, pane: str, zen: bool) -> Arrangement:
    """The arrangement for a size, with ``pane`` (sources, list, text) in use."""
    if zen:
        return Arrangement(("-zen", f"-at-{pane}"), frozenset({"text"}))
    classes = [f"-at-{pane}"]
    if width >= WIDE:
        classes.append("-wide")
        if width >= HUGE:
            classes.append("-huge")
        panes = {"sources", "list", "text"}
        if pane == "text" and width < HUGE:  # the text needs the room more
            panes.remove("sources")
        return Arrangement(tuple(classes), frozenset(panes))
    if width >= MEDIUM and height >= 16:
        classes.append("-medium")
        if height < SHORT:
            classes.append("-short")
        panes = {"sources", "list"} if pane == "sources" else {"list", "text"}
        return Arrangement(tuple(classes), frozenset(panes))
    return Arrangement((*classes, "-narrow"), frozenset({pane}))

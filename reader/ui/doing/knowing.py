"""What is new to the reader, and what a publisher changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.doing.kinds import Handler

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


def dim(screen: MainScreen, count: int | None) -> None:
    """Dim what was read before, or nothing."""
    screen.knowing.toggle()


def changes(screen: MainScreen, count: int | None) -> None:
    """What the publisher changed since the first version."""
    story = screen.acting.story()
    if story is not None:
        screen.knowing.changes(story)


HANDLERS: dict[str, Handler] = {"read.dim": dim, "read.changes": changes}

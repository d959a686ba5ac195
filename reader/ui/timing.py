"""Timers of one turn that are sure to have it.

A timer of Textual leaves out the turns whose time has gone by, and a timer of one turn then ends
without having had it: a process that is held up for longer than the delay just as its timer begins
loses what it was to do (``Timer._run`` of Textual 8.2; seen about once in fifty runs of the tests
of the search box beside two others). What waits for it would wait for ever: the text beside the
list, the rest of a long article, the progress of a refresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer, TimerCallback


def after(pump: MessagePump, delay: float, callback: TimerCallback) -> Timer:
    """Call ``callback`` once, when its turn comes among the messages of ``pump``, ``delay`` seconds
    from now or as soon as can be after that."""
    timer = pump.set_timer(delay, callback)
    timer._skip = False  # its task begins after this
    return timer

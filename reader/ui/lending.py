"""The terminal lent to another program: an editor, a pager, a browser that lives in it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App

#: What keys of the terminal send to all that run in it, ours as well.
_BY_KEY = (signal.SIGINT, signal.SIGQUIT)


@contextmanager
def lent(app: App[Any]) -> Iterator[None]:
    """Within it the terminal is another's, and so are C-c and C-\\\\: people press them there to
    leave a mode or to stop a search. (As C's ``system`` has it; but not ignored, which the program
    would inherit: a handler of ours is not.) ``SuspendNotSupported`` where it cannot be lent."""
    ours = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, _heard) for number in _BY_KEY if ours}
    try:
        with app.suspend():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _heard(*_signal: object) -> None:
    """It was meant for the other program."""

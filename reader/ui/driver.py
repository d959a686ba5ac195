"""Reads the terminal as textual does, but gives a lone Escape after 25 ms instead of 100 to 200,
and sleeps until something is typed, where textual looks ten times a second whether it is to end.

A terminal that does not speak kitty's protocol sends the same byte for the key and for the begin of
a longer sequence, so whoever reads it has to wait a moment for more. Textual looks at the time
every 100 ms only, whatever ``ESCDELAY`` says, and takes a key that follows within that time for one
pressed with Alt.
"""

from __future__ import annotations

import errno
import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import IO, Any

from textual import constants
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

#: Seconds to wait for the rest of a sequence, where the user's ESCDELAY says nothing: what newsboat
#: waits. The parts of one sequence come in one piece, also from afar.
_ESCAPE = 0.025
#: Seconds until the next look at a terminal that is gone.
_GONE = 0.1
#: Errors of a terminal that is gone.
_NO_TERMINAL = frozenset({errno.EIO, errno.EPIPE, errno.EBADF, errno.ENXIO})


class Wake(Event):
    """An event that can be waited for beside a file: ``file`` is readable once it is set.

    It lives as long as the program: textual closes its driver whenever the
    terminal is lent, to the shell or an editor, and starts it again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.file, self._end = os.pipe()

    def set(self) -> None:
        if not self.is_set():
            os.write(self._end, b".")
        super().set()

    def clear(self) -> None:
        if self.is_set():
            os.read(self.file, 64)
        super().clear()


class Lasting:
    """The terminal as a file that may go away: what is written to it then goes nowhere.

    The thread that writes would end by the error, and whoever hands it more would wait for it for
    ever: a program that nobody sees any more, and that no closing of its window ends.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> None:
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        self._try(self._file.flush)

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def _try(self, work: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            work()
        except OSError as error:
            if error.errno not in _NO_TERMINAL:
                raise
            self._gone = True


class PromptDriver(LinuxDriver):
    """Textual's, with less waiting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._continuing = False
        if self._file is not None:
            self._file = Lasting(self._file)  # type: ignore[assignment]
        self.exit_event = self._wake = Wake()

    def _sigcont_application(self, *signal: Any) -> None:
        """Go on after a stop. Where the terminal was not given back before (a stop that cannot be
        caught, a signal of somebody else), what still reads and writes there ends first: two that
        read would share the keys between them."""
        if self._continuing:
            return
        self._continuing = True
        try:
            if self._auto_restart and not self._must_signal_resume:
                self.suspend_application_mode()
                self._must_signal_resume = True  # so that all is drawn anew
            super()._sigcont_application(*signal)
        finally:
            self._continuing = False

    def stop_application_mode(self) -> None:
        """Leave the screen empty and the cursor at its top: what tmux cannot keep of one that grew
        while we had it, the lines above the cursor, would stand in the shell's scrollback."""
        self.write("\x1b[m\x1b[H\x1b[J")
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read what is typed until the program ends."""
        if "ESCDELAY" not in os.environ:
            setattr(constants, "ESCAPE_DELAY", _ESCAPE)  # noqa: B010 - told to be final
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode  # keys live on after a bad byte
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake.file, selectors.EVENT_READ)
            while not self._wake.is_set():
                waiting = parser._timeout_time is not None
                come = selector.select(constants.ESCAPE_DELAY + 0.001 if waiting else None)
                if any(key.fd == self.fileno for key, _events in come):
                    data = self._read()
                    if not data:  # the terminal is gone, and a signal on its way
                        self._wake.wait(_GONE)
                        continue
                    for event in parser.feed(decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        with suppress(EOFError, ParseError):
            for _event in parser.feed(""):
                pass

    def _read(self) -> bytes:
        with suppress(OSError):
            return os.read(self.fileno, 4096)
        return b""

"""Leaving the process: the exit code of what was done, errors as words on stderr."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from reader import interrupt
from reader.errors import ClewError, QueryError, UsageError

if TYPE_CHECKING:
    from reader.cli.invocation import Invocation


class Stumbled(ClewError):
    """A fault of ours that nobody foresaw: its details are in the log file."""


def leave(work: Callable[[], object]) -> None:
    """Do ``work`` and leave with the number it returns (else 0) or the code of its error.

    What the locale has no letters for is printed as "?"; what was closed before we began takes all
    and shows nothing, or gives nothing.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nothing = io.FileIO(os.devnull, "r" if name == "stdin" else "w")
            setattr(sys, name, io.TextIOWrapper(nothing, "utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    interrupt.is_raised()
    try:
        code = work()
        sys.stdout.flush()
    except QueryError as error:
        code = _told(f"{error} (column {error.column + 1})", error.exit_code)
    except ClewError as error:
        code = _told(str(error), error.exit_code)
    except KeyboardInterrupt:
        # At once: a thread that still computes holds nothing that must be kept.
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough.
        code = 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        code = _told(str(_no_room()), ClewError.exit_code)
    _flushed()
    sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def logged(
    invocation: Callable[[], Invocation | None], apart: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turn what nobody foresaw into ``Stumbled``, with the traceback in the profile's log file
    (and on stderr when ``CLEW_DEBUG`` is set). Errors of ``apart`` go through."""
    try:
        yield
    except Exception as error:
        if isinstance(error, (ClewError, BrokenPipeError, *apart)):
            raise
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise _no_room() from error
        if isinstance(error, UnicodeEncodeError) and _BYTES.search(error.object):
            raise UsageError("An argument is not UTF-8 text", "Give it in UTF-8") from error
        raise _stumbled(error, invocation()) from error


#: How Python keeps bytes of an argument that are not UTF-8 (PEP 383).
_BYTES = re.compile("[\udc80-\udcff]")


def _no_room() -> ClewError:
    return ClewError("No room to write what was asked for", "Make room, then try again")


def _flushed() -> None:
    """What stdout still holds must go before Python, at the end, tries to write it once more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _stumbled(error: Exception, invocation: Invocation | None) -> Stumbled:
    import traceback

    from reader import log, text

    details = log.masked("".join(traceback.format_exception(error)))
    if os.environ.get("CLEW_DEBUG"):
        sys.stderr.write(details)
    words = log.masked(text.line(f"{type(error).__name__}: {error}", 300)).rstrip(".")
    where = "Set CLEW_DEBUG=1 to see where"
    if invocation is not None:
        profile = invocation.profile
        try:
            profile.create()
            os.close(log.open_for_user(profile.log_file))
            log.to_file(profile.log_file).error("%s", details)
        except (ClewError, OSError) as unwritten:
            where = f"The details could not be written ({unwritten}); CLEW_DEBUG=1 shows them"
        else:
            where = f"The details are in {profile.log_file}"
    return Stumbled(f"A fault of our own: {words}", where)


def _told(words: str, code: int) -> int:
    from reader import text

    sys.stderr.write("".join(f"{text.display(row)}\n" for row in f"clew: {words}".splitlines()))
    return code

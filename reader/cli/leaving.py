"""Leaving the process: the exit code of what was done, errors as words on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from reader.errors import ClewError, QueryError


def leave(work: Callable[[], object]) -> None:
    """Do ``work`` and leave with the number it returns (else 0) or the code of its error."""
    try:
        code = work()
        sys.stdout.flush()
    except QueryError as error:
        code = _told(f"{error} (column {error.column + 1})", error.exit_code)
    except ClewError as error:
        code = _told(str(error), error.exit_code)
    except KeyboardInterrupt:
        # At once: a thread that still computes holds nothing that must be kept.
        sys.stdout.flush()
        os._exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough. Python flushes stdout once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _told(words: str, code: int) -> int:
    from reader import text

    sys.stderr.write("".join(f"{text.display(row)}\n" for row in f"clew: {words}".splitlines()))
    return code

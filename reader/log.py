"""The log file: what nobody foresaw, with the secrets of addresses masked."""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from io import FileIO, TextIOWrapper
from pathlib import Path

from reader import text

#: Bytes at which the file is put aside as ``clew.log.1``, in the place of the one before.
MAX_BYTES = 1 << 20
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)


def masked(words: str) -> str:
    """``words`` safe to print, with every address in them as it may be shown."""
    return text.block(_URL.sub(lambda found: text.masked(found[0]), words))


def open_for_user(path: str | Path) -> int:
    """The log file, opened to write behind its end and made where it is missing: for nobody but
    the user to read. The caller closes the descriptor. Raises ``OSError``."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class _LogFile(logging.FileHandler):
    """Made by the first thing written; what cannot be written is dropped: nothing may fail for the
    sake of its log. Nobody but the user may read it."""

    def _open(self) -> TextIOWrapper:
        handle = open_for_user(self.baseFilename)
        return TextIOWrapper(FileIO(handle, "a"), self.encoding, "replace", write_through=True)

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            path = Path(self.baseFilename)
            if path.exists() and path.stat().st_size > MAX_BYTES:
                self.close()
                path.replace(path.with_name(path.name + ".1"))
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: stderr may be a screen."""


def to_file(path: Path) -> logging.Logger:
    """The program's logger, which from now on writes to ``path`` and nowhere else."""
    logger = logging.getLogger("reader")
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
        handler.close()
    handler = _LogFile(path, encoding="utf-8", delay=True)
    handler.setFormatter(_Masked("%(asctime)s %(process)d %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    return logger

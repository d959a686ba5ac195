"""Writing files so that a full disk or a crash leaves the old one whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from reader.errors import UsageError
from reader.paths import expanded


def write_whole(path: Path, words: str) -> None:
    """Write ``path`` at once: to a file beside it, forced to disk, then put in its place.

    A link stays a link. ``UsageError`` when it cannot be written; the old file is then as it was.
    """
    target = Path(os.path.realpath(expanded(path)))
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"Cannot write {path}: {error.strerror}", "Choose another place"
        ) from error

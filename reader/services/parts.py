"""Files on their way: what came of one lies beside its later name, and what it is the start of."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from reader.errors import ClewError

if TYPE_CHECKING:
    from reader.services.downloading import Download

#: Seconds for which what came of a download is kept that nobody goes on with: 30 days.
KEPT = 30 * 86_400


class Part:
    """The part file of a download, ``NAME.part``: found again by its address, held by a lock, the
    ``Sink`` of its fetch. Beside it ``NAME.part.json`` tells whose it is (the address as a digest,
    since it may hold a secret), what it is the start of and how long that is.

    Leaving the block by a ``ClewError`` or ``OSError`` keeps what can be gone on with; anything
    else, as when the user gives up, leaves nothing. ``fault``: why it could not be written.
    """

    def __init__(self, folder: Path, download: Download) -> None:
        self._download = download
        self._whose = sha256(download.url.encode("utf-8", "surrogatepass")).hexdigest()
        self.have, self.validator, self.total = 0, "", 0
        self.fault: OSError | None = None
        for path in _names(folder, download.name + ".part"):
            self._path, self._note = path, path.with_name(path.name + ".json")
            note = _read(self._note)
            ours = note.get("address") == self._whose
            if not ours and (os.path.lexists(path) or os.path.lexists(self._note)):
                continue
            file = _locked(path)
            if file is not None:
                self._file = file
                break
        if ours:
            self._take(note)

    def _take(self, note: dict[str, Any]) -> None:
        size = self._file.seek(0, os.SEEK_END)
        validator, total = note.get("validator"), note.get("total")
        if size and validator and isinstance(validator, str) and isinstance(total, int):
            self.have, self.validator, self.total = size, validator, total
            self._tell()
            os.utime(self._path)  # gone on with: not to be swept away

    @property
    def resumable(self) -> bool:
        """Whether there is something that can be gone on with."""
        return bool(self.have and self.validator)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if not (self.resumable and isinstance(error, ClewError | OSError)):
                self._path.unlink(missing_ok=True)
                self._note.unlink(missing_ok=True)
        finally:
            self._file.close()

    def begin(self, total: int | None, validator: str, *, anew: bool) -> None:
        """What is there is the start of what comes, or is thrown away for it."""
        try:
            if anew:
                self.forget()
            self.total, self.validator = total or 0, validator
            self._tell()
            note = {"address": self._whose, "validator": validator, "total": self.total}
            self._note.write_text(json.dumps(note), encoding="utf-8")
        except OSError as fault:
            self.fault = fault
            raise

    def push(self, piece: bytes) -> None:
        """The next bytes."""
        try:
            self._file.write(piece)
        except OSError as fault:
            self.fault = fault
            raise
        self.have += len(piece)
        self._tell()

    def forget(self) -> None:
        """Begin anew: nothing of it is there."""
        self._file.seek(0)
        self._file.truncate()
        self.have, self.validator, self.total = 0, "", 0
        self._tell()

    def name(self, name: str) -> Path:
        """Give the whole file its name, or one like it that nothing has."""
        self._file.flush()
        for path in _names(self._path.parent, name):
            if os.path.lexists(path):
                continue
            try:
                os.link(self._path, path)
            except FileExistsError:
                continue  # came there meanwhile
            except OSError:  # a file system without hard links, as on memory sticks
                self._path.rename(path)
            return path
        raise AssertionError

    def _tell(self) -> None:
        self._download.done, self._download.total = self.have, self.total


def sweep(folder: Path, before: float) -> None:
    """Take away the parts that nobody writes and that were written last before then (a timestamp).
    Only what has a note of ours is touched; what cannot be taken away stays."""
    for note in folder.glob("*.part.json"):
        with contextlib.suppress(OSError):
            part = note.with_suffix("")
            last = part if os.path.lexists(part) else note
            if last.lstat().st_mtime < before and "address" in _read(note):
                _take_away(part, note)


def _take_away(part: Path, note: Path) -> None:
    file = _locked(part)
    if file is not None:
        with file:
            part.unlink(missing_ok=True)
            note.unlink(missing_ok=True)


def _names(folder: Path, name: str) -> Iterator[Path]:
    """The name in the folder, then with a number each."""
    stem, dot, ending = name.partition(".")
    yield folder / name
    for number in itertools.count(2):
        yield folder / f"{stem}-{number}{dot}{ending}"


def _read(note: Path) -> dict[str, Any]:
    try:
        read = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _locked(path: Path) -> BinaryIO | None:
    """The file, made if need be, for us alone; None while another writes it, or when it has a
    second name: then it is a whole file, whose writer ended before it could take this one away."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    file = os.fdopen(handle, "r+b")
    try:
        if _lock(handle) and os.path.samestat(held := os.fstat(handle), path.stat()):
            if held.st_nlink == 1:
                return file
            path.unlink()
    except FileNotFoundError:
        pass  # its writer took it away since
    file.close()
    return None


def _lock(handle: int) -> bool:
    """Whether the file is ours; on a file system that knows no locks it is."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True

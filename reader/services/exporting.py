"""Exporting stories: Markdown citations and files that cannot escape their folder."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from reader.errors import ClewError, UsageError
from reader.model import StoryRow
from reader.services import markdown as md
from reader.store import Store
from reader.text import block, line, untracked

#: Longest name of a file written, without its ending, in bytes: file systems take 255, and other
#: programs add endings of their own.
MAX_NAME = 120

_NOT_IN_NAMES = re.compile(r"[^\w]+")


class Exporting:
    """Stories as text that other programs read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def citation(self, story: int) -> str:
        """``[title](url) — source, date`` as Markdown; the date is the publisher's, in UTC."""
        row = self._row(story)
        url, source = untracked(line(row.url)), line(row.source)
        return f"{md.link(line(row.title) or url, url)} — {md.escaped(source)}, {_day(row)}"

    def markdown(self, story: int) -> str:
        """The whole story as Markdown, with its tags and note; nothing in it acts on a terminal."""
        from reader.parse.document import document

        row = self._row(story)
        head = md.front_matter(
            (
                ("title", row.title),
                ("source", row.source),
                ("author", row.author),
                ("url", row.url),
                ("date", _time(row)),
                ("tags", list(row.tags)),
            )
        )
        parts = [head, f"# {md.link(row.title or row.url or str(row.id), row.url)}"]
        note = self._store.rows.note(story)
        if note:
            parts.append("\n".join(f"> {md.escaped(one)}".rstrip() for one in note.splitlines()))
        body = self._store.rows.body(story)
        if body is not None:
            article = document(body.html, row.url)
            parts.append(md.markdown(article) or md.escaped(body.text))
            if body.truncated or article.truncated:
                parts.append("*… truncated*")
        return block("\n\n".join(part for part in parts if part)) + "\n"

    def save(self, story: int, folder: Path) -> Path:
        """Write the story as Markdown under a safe name in ``folder``; the path written.

        The name is made of the date and the title. A file that is there is never written over: the
        new one gets a number. What is written is whole on the disk before it gets its name.
        """
        text = self.markdown(story)
        name = file_name(self._row(story))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _write(folder, name, text.encode("utf-8", "replace"))
        except OSError as error:
            raise ClewError(
                f"Cannot write {name}.md in {folder}: {error.strerror}", "Choose another folder"
            ) from error

    def _row(self, story: int) -> StoryRow:
        rows = self._store.rows.stories((story,))
        if not rows:
            raise UsageError(f"There is no story {story}", "'clew list' shows their numbers")
        return rows[0]


def _moment(row: StoryRow) -> datetime:
    return datetime.fromtimestamp(row.sort_at if row.published is None else row.published, UTC)


def _day(row: StoryRow) -> str:
    return _moment(row).strftime("%Y-%m-%d")


def _time(row: StoryRow) -> str:
    return _moment(row).strftime("%Y-%m-%dT%H:%M:%SZ")


def file_name(row: StoryRow) -> str:
    """A name without ending: date and title, letters and digits of any script apart by ``-``; at
    most ``MAX_NAME`` bytes, no character halved. A name that begins with a date is no device's."""
    words = unicodedata.normalize("NFC", line(row.title))
    slug = _NOT_IN_NAMES.sub("-", words).strip("-_").lower()
    name = f"{_day(row)}-{slug}" if slug else f"{_day(row)}-{row.id}"
    return name.encode("utf-8", "ignore")[:MAX_NAME].decode("utf-8", "ignore").strip("-._ ")


def _write(folder: Path, name: str, data: bytes) -> Path:
    part = folder / f".{secrets.token_hex(8)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        target = next(path for path in _paths(folder, name) if _take(part, path))
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    _sync(folder)
    return target


def _paths(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.md"
    for number in count(2):
        yield folder / f"{name}-{number}.md"


def _take(part: Path, target: Path) -> bool:
    """Give the written file its name, unless something, be it a dangling link, has it already."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # A file system without hard links: hold the name with an empty file, then replace that.
        try:
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            return False
        part.replace(target)
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Exporting stories: Markdown citations and files that cannot escape their folder."""

from __future__ import annotations

from pathlib import Path

from reader.store import Store


class Exporting:
    def __init__(self, store: Store) -> None:
        self._store = store

    def citation(self, story: int) -> str:
        """``[title](url) — source, date`` as Markdown."""
        raise NotImplementedError

    def markdown(self, story: int) -> str:
        """The whole story as Markdown, with its tags and note."""
        raise NotImplementedError

    def save(self, story: int, folder: Path) -> Path:
        """Write the story as Markdown under a safe name in ``folder``; the path written."""
        raise NotImplementedError

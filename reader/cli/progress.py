"""Progress of a refresh on a terminal: the only place of the command line that uses rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from reader import text
from reader.model import RefreshEvent

_WORDS = {"feed": "Asking", "start": "Asking", "placing": "Threads", "indexing": "Index"}


@contextmanager
def progress() -> Iterator[Callable[[RefreshEvent], None]]:
    """A bar on stderr that goes away at the end; failures stay, each on a line of its own."""
    console = Console(stderr=True, markup=False, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Asking", total=None)

        def report(event: RefreshEvent) -> None:
            if event.event in _WORDS:
                bar.update(
                    task,
                    description=_WORDS[event.event],
                    completed=event.done,
                    total=event.total or None,
                )
            if event.error:
                console.print(Text(text.display(f"{event.source}: {event.error}")))

        yield report

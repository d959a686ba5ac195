"""The journal as the screen shows it."""

from __future__ import annotations

from pathlib import Path

import seed

from reader.services.journal import Journal
from reader.services.triage import Triage


def test_rows_come_newest_first_and_page_on(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        stories = seed.arrive(store, seed.feed(store), *(f"n {n}" for n in range(5)))
        triage, journal = Triage(store, seed.clock(store)), Journal(store)
        assert journal.rows() == []
        assert journal.undo() is None
        assert journal.redo() is None
        for story in stories:
            triage.star([story])
        journal.undo()
        first = journal.rows(limit=2)
        assert [(row.id, row.undone) for row in first] == [(5, True), (4, False)]
        assert [row.id for row in journal.rows(limit=9, before=4)] == [3, 2, 1]

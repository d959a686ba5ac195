"""Closing the store while another thread reads it: the read ends, and the process lives."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
import seed

from reader.errors import StoreError


def endless(connection: sqlite3.Connection, begun: threading.Event) -> int:
    begun.set()
    (number,) = connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    ).fetchone()
    return int(number)


def test_closing_ends_reads_of_other_threads_first(tmp_path: Path) -> None:
    store = seed.opened(tmp_path)
    begun, ended = threading.Event(), []

    def read() -> None:
        try:
            seed.connections(store).read(lambda connection: endless(connection, begun))
        except StoreError as error:
            ended.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    store.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert len(ended) == 3
    with pytest.raises(StoreError, match="closed"):
        seed.connections(store).read(lambda connection: endless(connection, begun))

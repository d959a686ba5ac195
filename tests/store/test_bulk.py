from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from reader.store import bulk


@given(st.lists(st.tuples(st.integers(0, 300), st.text(max_size=5)), max_size=150))
def test_rows_go_in_as_one_by_one(rows: list[tuple[int, str]]) -> None:
    """Any number of rows, the last word on each key, in the order they are given."""
    clash = "ON CONFLICT(id) DO UPDATE SET said = excluded.said"
    connection = sqlite3.connect(":memory:")
    for table in ("one", "all_"):
        connection.execute(f"CREATE TABLE {table}(n INTEGER PRIMARY KEY, id UNIQUE, said)")
    connection.executemany(f"INSERT INTO one(id, said) VALUES (?, ?) {clash}", rows)
    bulk.insert(connection, "all_(id, said)", rows, clash=clash)
    read = [
        connection.execute(f"SELECT * FROM {table} ORDER BY n").fetchall()
        for table in ("one", "all_")
    ]
    assert read[0] == read[1]
    connection.close()

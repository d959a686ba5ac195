"""Which file a person means."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.paths import meant

HOME = "/home/ann"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        (" ~/feeds.opml ", f"{HOME}/feeds.opml"),
        ("~//tmp/feeds.opml", "/tmp/feeds.opml"),
        ("~/~/feeds.opml", f"{HOME}/feeds.opml"),
        ("~/'/tmp/my feeds.opml' ", "/tmp/my feeds.opml"),
        ("'/tmp/my", "/tmp/my"),
        ("~/file:///tmp/my%20feeds.opml", "/tmp/my feeds.opml"),
        ("file://localhost/tmp/a", "/tmp/a"),
        ("feeds.opml", "feeds.opml"),
        ("~/", HOME),
    ],
)
def test_what_is_typed_pasted_or_dropped(
    monkeypatch: pytest.MonkeyPatch, typed: str, path: str
) -> None:
    monkeypatch.setenv("HOME", HOME)
    assert meant(typed) == Path(path)

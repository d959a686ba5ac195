"""Screen tests wait for nothing: what rests for a moment before it is shown is shown at once."""

from __future__ import annotations

import pytest

from reader.ui import counting, knowing, lister, opening, watching, which_key


@pytest.fixture(autouse=True)
def _no_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PREVIEW_AFTER", 0.001)
    monkeypatch.setattr(lister, "COUNT_AFTER", 0.001)
    monkeypatch.setattr(lister, "REST_AFTER", 0.001)
    monkeypatch.setattr(watching, "SOURCE_AFTER", 0.001)
    monkeypatch.setattr(counting, "REST", 0.001)
    monkeypatch.setattr(knowing, "REST", 0.001)
    monkeypatch.setattr(which_key, "HINT_AFTER", 0.001)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")

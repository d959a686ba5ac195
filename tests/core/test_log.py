"""The log: for the user's eyes only, without secrets, never a reason to fail."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader import log


@pytest.fixture
def logger(tmp_path: Path) -> Iterator[logging.Logger]:
    made = log.to_file(tmp_path / "clew.log")
    yield made
    for handler in [*made.handlers]:
        made.removeHandler(handler)
        handler.close()


def test_it_is_the_users_own_and_masks_secrets(logger: logging.Logger, tmp_path: Path) -> None:
    logger.error("asked %s é", "https://ann:hunter2@a.test/f?token=abc")
    logger.error("again\x1b]0;x\x07")
    path = tmp_path / "clew.log"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    words = path.read_text()
    assert words.count("\n") == 2
    assert "a.test" in words
    assert "é" in words
    for secret in ("hunter2", "abc", "\x1b"):
        assert secret not in words


def test_it_is_put_aside_when_it_is_long(
    logger: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 10)
    logger.error("first")
    logger.error("second")
    assert "first" in (tmp_path / "clew.log.1").read_text()
    assert "second" in (tmp_path / "clew.log").read_text()
    assert stat.S_IMODE((tmp_path / "clew.log").stat().st_mode) == 0o600


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    logger = log.to_file(tmp_path / "none" / "clew.log")
    logger.error("lost")
    logger.handlers.clear()

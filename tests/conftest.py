"""Keeps a developer's own clew, locale and terminal out of every test."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast examples come says something of the machine, nothing of clew: a busy one must not fail.
settings.register_profile("clew", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("clew")

# Where no bytecode is to be written, every process that a test starts would compile clew anew: here
# it is kept in a folder of its own, which those share that run the tests.
if sys.dont_write_bytecode:
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".bytecode")
    sys.dont_write_bytecode = False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Begun in the background of a script, tests ignore it, and so would every process that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Closes the log file that a command under test opened."""
    yield
    logger = logging.getLogger("reader")
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all tests of this process: one for each cost 13 s of making and removing."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, _home: Path) -> Iterator[None]:
    for name in (
        "CLEW_DIR",
        "CLEW_DEBUG",
        "NO_COLOR",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(_home))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    for left in _home.iterdir():  # the next one finds it empty
        shutil.rmtree(left) if left.is_dir() else left.unlink()

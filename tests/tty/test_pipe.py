"""No terminal, no screen: one helpful line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from test_escapes import RUN


def test_a_pipe_is_refused_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_without_an_input_there_is_nothing_in_it(tmp_path: Path) -> None:
    done = subprocess.run(
        f"exec {shlex.quote(sys.executable)} -m reader --dir . import - <&-",
        shell=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 1
    assert "there is no text in it" in done.stderr


def test_a_reader_that_has_enough_is_no_failure(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "reader", "--dir", str(tmp_path), "config", "init", "--help"],
        stdout=write,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")

"""Our own code in a process of its own: its command line and environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def command(module: str, *arguments: str) -> list[str]:
    """What runs ``module`` with this very interpreter.

    ``-P``: never a file of that name from the folder the user happens to be in, where Python looks
    first. Downloads end up in such folders, and feeds name them.
    """
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(*without: str) -> dict[str, str]:
    """The environment, but for the variables ``without``; our code is found by it also where it is
    run from a checkout."""
    root, path = str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root}

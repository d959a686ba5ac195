"""Who acts."""

from __future__ import annotations

from enum import StrEnum


class Actor(StrEnum):
    SCREEN = "screen"
    COMMAND = "command"
    RULE = "rule"
    SYNC = "sync"

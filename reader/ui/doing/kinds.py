"""The shape of an action's function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

Handler: TypeAlias = "Callable[[MainScreen, int | None], None]"

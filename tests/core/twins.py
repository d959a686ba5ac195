"""The loops in Python alone, whatever takes their place where clew was compiled."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def in_python(name: str) -> ModuleType:
    """A module of loops as it is without a compiler."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    hidden = sys.modules.get("reader.threads._loops")
    sys.modules["reader.threads._loops"] = None  # type: ignore[assignment]
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["reader.threads._loops"]
        if hidden is not None:
            sys.modules["reader.threads._loops"] = hidden
    return module

"""The loops in Python alone, whatever takes their place where clew was compiled."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from reader.threads import LIBRARY


def in_python(name: str) -> ModuleType:
    """A module of loops as it is without a compiler."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    hidden = sys.modules.get(LIBRARY)
    sys.modules[LIBRARY] = None  # type: ignore[assignment]
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[LIBRARY]
        if hidden is not None:
            sys.modules[LIBRARY] = hidden
    return module

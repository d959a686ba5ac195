"""The child that reads stories ahead: ``ahead.Ahead`` starts it, ``python -m`` this ``MEMORY``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from reader.model import Telling
from reader.parse.serving import serve
from reader.threads import reading_of


def answering() -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """What answers ("aliases", the user's), of which nothing is said but "ready", and then
    ("read", stories) with ("read", what was read of each)."""
    reading = reading_of({})

    def answer(request: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal reading
        kind, values = request
        if kind == "aliases":
            reading = reading_of(values)
            return ("ready",)
        return ("read", reading([_telling(*value) for value in values]))

    return answer


def _telling(title: str, summary: str, url: str, language: str, at: int) -> Telling:
    return Telling(0, 0, 0, "", title, summary, url, language, at)


if __name__ == "__main__":
    serve(answering(), int(sys.argv[1]))

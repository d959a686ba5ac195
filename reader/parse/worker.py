"""The parser child: frames of bytes in by stdin, frames of parsed feeds out by stdout.

Started by ``child.Parser`` as ``python -m reader.parse.worker MEMORY``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from reader.errors import NoArticle, NoFigure, NotAFeed
from reader.model import ParsedFeed
from reader.parse import frames
from reader.parse.feed import parse_bytes
from reader.parse.serving import serve


def answer(
    request: tuple[Any, ...], told: Callable[[ParsedFeed], object] = frames.from_feed
) -> tuple[Any, ...]:
    """The reply to (what, data, content type, address, language), ``what`` being a feed or a page,
    or to ("image", data, what is wanted, address, ""): ("feed", tuples), ("page", html, text),
    ("image", width, height, pixels, own width, own height), ("nothing", message, hint) or
    ("failed", message). ``told`` makes the tuples of a feed. ``MemoryError`` goes through."""
    what, data, content_type, url, language = request
    try:
        if what == "page":
            return _page(data, content_type, url)
        if what == "image":
            return _image(data, content_type)
        return ("feed", told(parse_bytes(data, content_type, url, language)))
    except (NotAFeed, NoArticle, NoFigure) as error:
        return ("nothing", error.message, error.hint)
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, it may only cost this one feed
        return ("failed", f"{type(error).__name__}: {error}")


def _page(data: bytes, content_type: str, url: str) -> tuple[Any, ...]:
    from reader.parse.page import article  # a refresh seldom needs it

    found = article(data, content_type, url)
    return ("page", found.html, found.text)


def _image(data: bytes, wanted: str) -> tuple[Any, ...]:
    from reader.parse.figure import figure

    return ("image", *figure(data, wanted))


if __name__ == "__main__":
    serve(answer, int(sys.argv[1]))

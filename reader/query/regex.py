"""Regular expressions by RE2: time grows with the text alone, so that no pattern can hang a search.

The standard ``re`` can take years for a pattern such as ``(a+)+$`` and cannot be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from reader.errors import QueryError
from reader.query.tree import Regex

#: Bytes that one pattern may take as a machine.
_MAX_MEMORY = 4 << 20
_ESCAPED = re.compile(r"\\(?:[pP]\{[^}]*\}?|.)")
_HINT = "RE2 takes no look-ahead and no back references; \\( \\[ \\. stand for themselves"


def finder(pattern: str, *, ignore_case: bool = False) -> Callable[[str | bytes], bool]:
    """Whether a text (or its UTF-8) has the pattern. ``^`` and ``$`` are ends of a line. A pattern
    without capitals finds capitals too, as words do. Raises ``ValueError`` with what is wrong."""
    small = not any(map(str.isupper, _ESCAPED.sub("", pattern)))
    return _finder(pattern, ignore_case or small)


@lru_cache(64)
def spans(pattern: str, *, ignore_case: bool = False) -> Callable[[str], list[tuple[int, int]]]:
    """Where a text has the pattern: (start, end) in characters. Otherwise as ``finder``."""
    small = not any(map(str.isupper, _ESCAPED.sub("", pattern)))
    found = _compiled(pattern, ignore_case or small).finditer
    return lambda text: [match.span() for match in found(text)]


@lru_cache(64)
def _finder(pattern: str, ignore_case: bool) -> Callable[[str | bytes], bool]:
    search = _compiled(pattern, ignore_case).search
    return lambda text: search(text) is not None


def _compiled(pattern: str, ignore_case: bool) -> Any:
    try:
        import re2
    except ImportError:
        raise ValueError("the package google-re2 is not installed") from None
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    options.max_mem = _MAX_MEMORY
    options.never_capture = True
    try:
        return re2.compile(f"(?m){pattern}", options)
    except re2.error as error:
        said = error.args[0] if error.args else "it is not a pattern"
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(text.replace("(?m)", "")) from None


def check(node: Regex) -> None:
    """Raise ``QueryError`` when the pattern of ``node`` is none."""
    try:
        finder(node.pattern, ignore_case=node.ignore_case)
    except ValueError as error:
        raise QueryError(f"/{node.pattern}/ is no pattern: {error}", node.at, _HINT) from None


def found(node: Regex, text: str) -> bool:
    """Whether ``text`` has what ``node`` looks for. Raises ``QueryError``."""
    check(node)
    return finder(node.pattern, ignore_case=node.ignore_case)(text)

"""newsboat's filter expressions → our query language, where both can say the same."""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r'\s*(?:(?P<bracket>[()])|"(?P<text>(?:[^"\\]|\\.)*)"|'
    r"(?P<op>==|=~|!~|!=|!#|<=|>=|[=#<>])|(?P<word>!|[^\s()\"=~!#<>]+))"
)
#: newsboat's attributes that are a field of ours.
_FIELDS = {
    "title": "title",
    "content": "body",
    "author": "author",
    "link": "url",
    "feedtitle": "feed",
    "rssurl": "feed",
}
#: What makes a regular expression more than the words it stands for.
_REGEX = re.compile(r"[\\^$?*+()\[\]{}]|\.(?=.*\s)")
_SIGN = re.compile(r"[\\^$.|?*+()\[\]{}]")
_SLASH = re.compile(r"(\\.)|/")
#: Deepest nesting of brackets read.
_DEPTH = 50


class Untranslatable(ValueError):
    """We have no query that says it; the message is why, one clause."""


def translate(expression: str) -> str:
    """The query that selects what newsboat's ``expression`` selects; ``Untranslatable``."""
    reader = _Reader(_tokens(expression))
    query = reader.either(0)
    if reader.tokens:
        raise Untranslatable(f"{reader.tokens[0][1]} is not understood there")
    return query


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while expression[at:].strip():
        found = _TOKEN.match(expression, at)
        if found is None:
            raise Untranslatable(f"{expression[at:].strip()[:40]} is not understood")
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        at = found.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens; each method takes what it reads from the front."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def _take(self, *kinds: str) -> str:
        if not self.tokens:
            raise Untranslatable("it ends too early")
        kind, value = self.tokens.pop(0)
        if kind not in kinds:
            raise Untranslatable(f"{value} is not understood there")
        return value

    def _word(self, word: str) -> bool:
        """Whether ``word`` stands in front; it is then taken."""
        if not self.tokens:
            return False
        kind, value = self.tokens[0]
        found = kind in ("word", "bracket") and value.lower() == word
        if found:
            del self.tokens[0]
        return found

    def either(self, depth: int) -> str:
        parts = [self._both(depth)]
        while self._word("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _both(self, depth: int) -> str:
        parts = [self._one(depth)]
        while self._word("and"):
            parts.append(self._one(depth))
        return " ".join(parts)

    def _one(self, depth: int) -> str:
        if depth > _DEPTH:
            raise Untranslatable("it is nested too deep")
        if self._word("not") or self._word("!"):
            return f"-({self._one(depth + 1)})"
        if self._word("("):
            inner = self.either(depth + 1)
            if not self._word(")"):
                raise Untranslatable("a closing parenthesis is missing")
            return f"({inner})"
        name = self._take("word").lower()
        op = self._take("op", "word")
        return _condition(name, op, self._take("text", "word"))


def _condition(name: str, op: str, value: str) -> str:
    read = _CONDITIONS.get(name)
    if read is None and name in _FIELDS:
        return _text(_FIELDS[name], op, value)
    if read is None:
        raise Untranslatable(f"{name} has no like here")
    return read(op, value)


def _unread(op: str, value: str) -> str:
    if op not in ("=", "==", "!=") or value not in ("yes", "no"):
        raise Untranslatable(f'unread {op} "{value}" is not understood')
    return "is:unread" if (value == "yes") == (op != "!=") else "is:read"


def _tags(op: str, value: str) -> str:
    if op not in ("#", "!#"):
        raise Untranslatable(f"tags {op} has no like here")
    return f"{'-' if op == '!#' else ''}tag:{_quoted(value)}"


def _age(op: str, value: str) -> str:
    """newsboat counts whole days: age > 3 is four days or more."""
    if op == "between":
        low, _, high = value.partition(":")
        newest = "" if low == "0" else _age(">=", low) + " "
        return newest + _age("<=", high)
    if not re.fullmatch(r"\d{1,5}", value) or op not in ("<", "<=", ">", ">="):
        raise Untranslatable(f"age {op} {value} has no like here")
    days = int(value) + (op in ("<=", ">"))
    if not days:
        raise Untranslatable(f"age {op} {value} says nothing")
    return f"{'newer' if op.startswith('<') else 'older'}:{days}d"


def _text(field: str, op: str, value: str) -> str:
    if op not in ("=~", "!~", "=", "==", "!="):
        raise Untranslatable(f"{field} {op} has no like here")
    if "~" not in op and field != "feed":
        return _pattern(field, op, f"^{_SIGN.sub(_escaped, value)}$")
    words = value.removeprefix(".*").removesuffix(".*")
    if _REGEX.search(words) or not all(re.search(r"\w", one) for one in words.split("|")):
        return _pattern(field, op, value)
    parts = [f"{field}:{_quoted(one.strip())}" for one in words.split("|")]
    query = parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"
    return f"-{query}" if op.startswith("!") else query


def _pattern(field: str, op: str, value: str) -> str:
    """A regular expression, which newsboat reads without regard to case."""
    from reader.query.regex import finder

    if field == "feed" or "\n" in value or not value.strip():
        raise Untranslatable(f'"{value}" is a regular expression')
    try:
        finder(value, ignore_case=True)
    except ValueError as error:
        raise Untranslatable(f'"{value}" is no regular expression of ours: {error}') from None
    escaped = _SLASH.sub(lambda found: found[1] or r"\/", value)
    return f"{'-' if op.startswith('!') else ''}{field}:/{escaped}/i"


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def _quoted(value: str) -> str:
    if '"' in value or "\\" in value or not value.strip():
        raise Untranslatable(f"{value} cannot be told")
    return f'"{value}"'


_CONDITIONS: dict[str, Callable[[str, str], str]] = {
    "unread": _unread,
    "tags": _tags,
    "age": _age,
}

"""The text of a rule: ``when <query> then tag ai, star`` and back.

```
rule    := "when" query "then" effect ("," effect)* end? ("unless" query)?
effect  := "tag" name | "star" | "read" | "follow" | "mute"
end     := "for" span | "until" date        (of a rule that mutes: "for 1w", "until 2026-12-01")
```
The words ``then`` and ``unless`` count outside quotes, parentheses and patterns only, so that a
query may hold them as words of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reader.errors import UsageError
from reader.query.tree import (
    And,
    Has,
    InView,
    Like,
    Node,
    Not,
    Number,
    Or,
    State,
    Tag,
    ThreadIs,
    ThreadOf,
)
from reader.words import N_

#: What a rule may do with a story, tags aside.
DEEDS = ("star", "read", "follow", "mute")
_HELP = N_("For example: when bitcoin then tag money, star")
#: Figures and states that a story has only once it stands in its thread.
_THREAD_STATES = frozenset(
    {"lead", "copy", "single", "new", "followed", "muted", "snoozed", "tagged", "saved"}
)
_WORD = re.compile(r"\S+")
_FIRST = re.compile(r"\s*(?:when\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a rule does; ``name`` is the tag of ``tag``."""

    deed: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule taken apart. ``end`` is as written ("1w", "2026-12-01"), "" for none."""

    query: str
    effects: tuple[Effect, ...]
    unless: str = ""
    end: str = ""


def parse_rule(text: str) -> RuleText:
    """The rule that ``text`` says; ``UsageError`` says what is wrong with it. The queries are
    taken as they stand: ``query.parse`` reads them."""
    body = text[_FIRST.match(text).end() :]  # type: ignore[union-attr]
    words = list(_outside(body))
    wrong: UsageError | None = None
    for start, end in reversed([at for at in words if body[at[0] : at[1]].lower() == "then"]):
        query, rest = body[:start].strip(), body[end:]
        try:
            rule = _after_then(query, rest)
        except UsageError as error:
            wrong = wrong or error
            continue
        if not query:
            raise UsageError(N_("The rule says no query"), _HELP)
        return rule
    if wrong is None and re.search(r"\bthen\b", body, re.IGNORECASE):
        raise UsageError(N_("A quote or parenthesis before then is left open"), _HELP)
    raise wrong or UsageError(N_("The rule does not say what to do"), _HELP)


def _after_then(query: str, rest: str) -> RuleText:
    rest, unless = split_unless(rest)
    effects, end = parse_effects(rest)
    return RuleText(query, effects, unless, end)


def split_unless(text: str) -> tuple[str, str]:
    """What stands before ``unless``, and the query behind it, "" for none. ``UsageError`` when
    nothing follows it."""
    for start, end in _outside(text):
        if text[start:end].lower() == "unless":
            unless = text[end:].strip()
            if not unless:
                raise UsageError(
                    N_("Nothing follows unless"), N_("For example: unless sources:>=5")
                )
            return text[:start].strip(), unless
    return text, ""


def parse_effects(text: str) -> tuple[tuple[Effect, ...], str]:
    """``tag ai, star, mute for 1w`` → what is done, and the end as written ("" for none)."""
    effects: dict[Effect, None] = {}
    ends: list[str] = []
    for part in _parts(text):
        effect, end = _effect(part)
        effects[effect] = None
        if end:
            ends.append(end)
    if not effects:
        raise UsageError(N_("The rule does not say what to do"), _HELP)
    deeds = {effect.deed for effect in effects}
    if {"follow", "mute"} <= deeds:
        raise UsageError(
            N_("A thread cannot be both followed and muted"), N_("Leave one of them away")
        )
    if ends and "mute" not in deeds:
        raise UsageError(N_("Only a mute has an end"), N_("For example: then mute for 1w"))
    return tuple(effects), ends[-1] if ends else ""


def _effect(part: str) -> tuple[Effect, str]:
    word, _, rest = part.partition(" ")
    deed, rest = word.lower(), rest.strip()
    if deed.startswith("#"):
        return Effect("tag", _unquoted(part[1:])), ""
    if deed.startswith("tag:"):
        return Effect("tag", _unquoted(part[4:])), ""
    if deed == "tag":
        name = _unquoted(rest.removeprefix("#"))
        if not name:
            raise UsageError(N_("tag needs a name"), N_("For example: then tag money"))
        return Effect("tag", name), ""
    if deed not in DEEDS:
        import difflib

        near = difflib.get_close_matches(deed, ("tag", *DEEDS), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"It can {', '.join(('tag NAME', *DEEDS))}"
        raise UsageError(f"A rule cannot {part}" if part else "An empty part", hint)
    if rest and deed != "mute":
        raise UsageError(f"{deed} stands alone, without {rest}", "A comma parts what is done")
    return Effect(deed), _end(rest)


def _end(text: str) -> str:
    """``for 1w``, ``until 2026-12-01``, ``until:…`` or the time alone."""
    word, _, rest = text.replace(":", " ", 1).partition(" ")
    said = rest.strip() if word.lower() in ("for", "until") else text
    return "" if said.lower() in ("good", "ever") else said


def write_effects(effects: tuple[Effect, ...], end: str = "") -> str:
    """The text of what is done, as it is stored; ``parse_effects`` reads it. ``end`` is that of a
    mute."""
    ends = {"mute": f"mute until {end}"} if end else {}
    return ", ".join(
        f"tag {_quoted(effect.name)}"
        if effect.deed == "tag"
        else ends.get(effect.deed, effect.deed)
        for effect in effects
    )


def write_rule(rule: RuleText) -> str:
    """The text of the whole rule; ``parse_rule`` reads it."""
    unless = f" unless {rule.unless}" if rule.unless else ""
    return f"when {rule.query} then {write_effects(rule.effects, rule.end)}{unless}"


def _quoted(name: str) -> str:
    plain = re.fullmatch(r"[\w./+&@-]+", name)
    return name if plain else json.dumps(name, ensure_ascii=False)


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        try:
            return str(json.loads(name))
        except ValueError:
            return name[1:-1]
    return name


def _parts(text: str) -> Iterator[str]:
    """``text`` at its commas outside quotes."""
    part, quoted, escaped = "", False, False
    for char in text:
        if char == "," and not quoted:
            yield part.strip()
            part = ""
            continue
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and not escaped
        part += char
    if part.strip():
        yield part.strip()


def _outside(text: str) -> Iterator[tuple[int, int]]:
    """Where the words outside quotes and parentheses stand."""
    depth, quoted, escaped = 0, False, False
    for match in _WORD.finditer(text):
        word = match[0]
        if not depth and not quoted:
            yield match.span()
        for char in word:
            if char == '"' and not escaped:
                quoted = not quoted
            escaped = char == "\\" and quoted and not escaped
            if not quoted:
                depth = max(0, depth + (char == "(") - (char == ")"))


def of_story(node: Node) -> bool:
    """Whether ``node`` asks only what is known of a story when it arrives, before it stands in its
    thread."""
    match node:
        case And(parts) | Or(parts):
            return all(map(of_story, parts))
        case Not(part):
            return of_story(part)
        case State(name):
            return name not in _THREAD_STATES
        case Has(name):
            return name != "tag"
        case Number(name):
            return name == "words"
        case Tag() | ThreadIs() | ThreadOf() | InView() | Like():
            return False
        case _:
            return True

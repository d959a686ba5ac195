"""Keys → actions: single keys, sequences (``gg``, ``[m``), counts, presets, the user's own.

The table is made once from the registry, a preset and ``Config.keys``; all problems of the user's
keys are named at once and the defaults stand in for them. No time-outs: a prefix is never itself an
action, so that a key is never waited for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reader.ui.actions import ACTIONS, SCOPES, ActionSpec
from reader.ui.commands.grammar import command_fault
from reader.words import N_, _

if TYPE_CHECKING:
    from reader.config import Config

#: Keys with names; everything else is written as the character it gives.
NAMED = frozenset(
    [
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *("enter", "escape", "tab", "space", "backspace", "delete", "insert"),
        *(f"f{number}" for number in range(1, 13)),
    ]
)
_MODIFIED = re.compile(r"(?:[CSM]-)+(.+)")
_LONGEST = 3

#: What a preset changes of the registry's keys: action → keys ("" takes them away).
PRESETS: dict[str, dict[str, str]] = {
    "default": {},
    "newsboat": {
        "move.down": "j down J",
        "move.up": "k up K",
        "move.page_down": "pagedown",
        "read.preview_down": "M-j",
        "read.preview_up": "M-k",
        "read.next_thread": "C-n",
        "read.prev_thread": "C-p",
        "mark.read": "N",
        "mark.star": "C-e",
        "mark.tag": "C-t",
        "go.tags": "t gt",
        "undo": "u",
        "open.links": "u L",
        "export.save": "s S",
        "find.clear": "C-f",
        "find.filter": "f F",
        "find.palette": "f2",
        "quit.now": "Q C-c",
    },
    "google-reader": {
        "move.down": "j n down",
        "move.up": "k p up",
        "move.in": "enter l o right",
        "move.out": "u h escape left",
        "read.next_unread": "J",
        "read.prev_unread": "K",
        "read.preview_down": "M-j",
        "read.preview_up": "M-k",
        "open.browser": "v",
        "select.range": "V",
        "open.figure": "gI",
        "undo": "C-z",
        "suspend": "gZ",
        "feed.refresh_all": "r",
        "feed.refresh": "R",
    },
}

Sequence_ = tuple[str, ...]


class BadKey(ValueError):
    """A key that cannot be pressed, in words."""


def parse_key(text: str) -> Sequence_:
    """``"gg"`` → ``("g", "g")``, ``"C-d"`` → ``("C-d",)``. Raises ``BadKey``."""
    lower = text.lower()
    if lower in NAMED:
        return (lower,)
    if len(text) == 1:
        return (text,)
    modified = _MODIFIED.fullmatch(text)
    if modified:
        last = modified.group(1)
        if len(last) == 1 or last.lower() in NAMED:
            return (text[: -len(last)] + (last if len(last) == 1 else last.lower()),)
        raise BadKey(f"{text} is no key")
    if len(text) <= _LONGEST and text.isprintable():
        return tuple(text)
    near = difflib.get_close_matches(lower, NAMED, n=1)
    raise BadKey(f"{text} is no key" + (f", did you mean {near[0]}?" if near else ""))


_PRETTY = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "S-tab": "S-Tab", "down": "↓", "up": "↑",
    "left": "←", "right": "→", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End",
    "backspace": "BS",
}  # fmt: skip


def pretty(keys: Sequence_) -> str:
    """A sequence as people read it."""
    return "".join(_pretty(key) for key in keys)


def _pretty(key: str) -> str:
    held, dash, name = key.rpartition("-")
    if key in _PRETTY or not name:
        return _PRETTY.get(key, key)
    return held + dash + _PRETTY.get(name, name)


def scope_words(scope: str) -> list[str]:
    """The scopes of an action in words; none when it holds everywhere."""
    names = {
        "list": _("list"),
        "thread": _("thread"),
        "article": _("article"),
        "sources": _("sources"),
    }
    return [names[one] for one in scope.split() if one in names]


def written(keys: Sequence_) -> str:
    """A sequence as it is written in the settings."""
    return "".join(keys)


def pressed(key: str, character: str | None) -> str:
    """Our name for a key as Textual gives it (``ctrl+d`` → ``C-d``, ``upper_g`` → ``G``)."""
    if character == " ":
        return "S-space" if "shift+" in key else "space"
    if character and len(character) == 1 and character.isprintable():
        return character
    parts = key.split("+")
    marks = "".join(
        mark
        for name, mark in (("ctrl", "C-"), ("alt", "M-"), ("shift", "S-"))
        if name in parts[:-1]
    )
    return marks + parts[-1]


@dataclass(frozen=True, slots=True)
class Keymap:
    """The live table: scope → sequence → action id; and back, for help and footer."""

    table: Mapping[str, Mapping[Sequence_, str]]
    keys: Mapping[str, tuple[Sequence_, ...]]
    problems: tuple[str, ...] = ()
    specs: Mapping[str, ActionSpec] = field(default_factory=dict)
    macros: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, keys: Sequence_, scope: str) -> str | None:
        """The action of a sequence in a scope; the scope's own wins over "any"."""
        return self.table.get(scope, {}).get(keys) or self.table["any"].get(keys)

    def following(self, prefix: Sequence_, scope: str) -> list[tuple[Sequence_, str]]:
        """What a prefix may become: (rest of the keys, action), for the hint in the footer."""
        found: dict[Sequence_, str] = {}
        for name in ("any", scope):
            for keys, action in self.table.get(name, {}).items():
                if len(keys) > len(prefix) and keys[: len(prefix)] == prefix:
                    found[keys[len(prefix) :]] = action
        return sorted(found.items())

    def elsewhere(self, keys: Sequence_) -> str:
        """The action of a sequence in whatever scope has it; "" when none has."""
        return next((rows[keys] for rows in self.table.values() if keys in rows), "")

    def shown(self, action: str, most: int = 1) -> str:
        """The first keys of an action as people read them; "" when it has none."""
        return " ".join(pretty(keys) for keys in self.keys.get(action, ())[:most])


#: What a macro's action id begins with, and the key before its name.
MACRO, MACRO_PREFIX = "macro.", ","


def build(
    preset: str = "default",
    own: Mapping[str, str] | None = None,
    actions: Iterable[ActionSpec] = ACTIONS,
    macros: Mapping[str, Sequence[str]] | None = None,
    where: Callable[[str], str] = lambda _name: "",
) -> Keymap:
    """The table of a preset with the user's keys and macros over it; what is wrong is left out and
    named, ``where`` giving the place of a setting for the start of each problem."""
    specs = {spec.id: spec for spec in actions}
    maker = _Maker(specs, where)
    steps = maker.take_macros(macros or {})
    maker.check_names(own or {})
    wanted = {spec.id: spec.keys for spec in specs.values()}
    wanted |= {id_: keys for id_, keys in PRESETS[preset].items() if id_ in wanted}
    mine = {id_: keys for id_, keys in (own or {}).items() if id_ in wanted}
    maker.mine = frozenset(mine)
    for id_, keys in mine.items():
        maker.add(id_, keys, own=True)
    for id_, keys in wanted.items():
        if id_ not in mine:
            maker.add(id_, keys, own=id_ in steps)
    maker.check_prefixes(set(mine))
    maker.restore(mine, wanted)
    return maker.keymap(steps)


def of_config(config: Config) -> Keymap:
    """The table that ``config.toml`` asks for."""
    return build(config.text("keys.preset"), config.keys, macros=config.macros, where=config.where)


@dataclass(slots=True)
class _Maker:
    specs: dict[str, ActionSpec]
    where: Callable[[str], str]
    table: dict[str, dict[Sequence_, str]] = field(
        default_factory=lambda: {scope: {} for scope in SCOPES}
    )
    #: Actions whose keys the user wrote: no default's narrower scope hides one of them.
    mine: frozenset[str] = frozenset()
    keys: dict[str, list[Sequence_]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def problem(self, id_: str, told: str) -> None:
        """Name what is wrong with the keys of an action, or with a macro."""
        name = f"macros.{id_.removeprefix(MACRO)}" if id_.startswith(MACRO) else f"keys.{id_}"
        self.problems.append(f"{self.where(name)}{name}: {told}")

    def take_macros(self, macros: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Each macro as an action of its own, whose steps can all be done; id → steps."""
        taken: dict[str, tuple[str, ...]] = {}
        for name, steps in macros.items():
            faults = [fault for step in steps if (fault := self._step_fault(step))]
            if not (1 <= len(name) < _LONGEST and name.isprintable() and " " not in name):
                faults.append(f"its name is one or two keys, pressed after {MACRO_PREFIX}")
            for fault in faults:
                self.problem(MACRO + name, fault)
            if not faults:
                taken[MACRO + name] = tuple(steps)
        for id_, steps in taken.items():
            title = " · ".join(self._step_title(step) for step in steps)
            self.specs[id_] = ActionSpec(
                id_, title, title, MACRO_PREFIX + id_.removeprefix(MACRO), group=N_("Macros")
            )
        return taken

    def _step_fault(self, step: str) -> str:
        if step.startswith(":"):
            return command_fault(step)
        action = step.split()[-1] if step.split() else ""
        number = step.split()[:-1]
        if action in self.specs and (not number or (len(number) == 1 and number[0].isdecimal())):
            return ""
        return f"there is no action {step}{_near(action, self.specs)}"

    def _step_title(self, step: str) -> str:
        if step.startswith(":"):
            return step
        number, _space, action = step.rpartition(" ")
        title = _(self.specs[action].title)
        return f"{number}x {title}" if number else title

    def check_names(self, own: Mapping[str, str]) -> None:
        for id_ in own:
            if id_ not in self.specs:
                self.problem(id_, f"there is no such action{_near(id_, self.specs)}")

    def add(self, id_: str, keys: str, *, own: bool) -> None:
        for text in keys.split():
            try:
                sequence = parse_key(text)
            except BadKey as error:
                self.problem(id_, str(error))
                continue
            taken = self._taken(sequence, self.specs[id_].scope.split())
            if taken:
                if own:
                    self.problem(id_, f"{text} already belongs to {taken}")
                continue
            scopes = [
                scope
                for scope in self.specs[id_].scope.split()
                if own or self.table["any"].get(sequence) not in self.mine
            ]
            if not scopes:
                continue
            for scope in scopes:
                self.table[scope][sequence] = id_
            self.keys.setdefault(id_, []).append(sequence)

    def _taken(self, sequence: Sequence_, scopes: list[str]) -> str:
        """Who has the sequence where the two would meet; a narrow scope may shadow "any"."""
        for scope in scopes:
            if sequence in self.table[scope]:
                return self.table[scope][sequence]
        return ""

    def check_prefixes(self, mine: set[str]) -> None:
        """A prefix is never itself an action: of a user's key and what it would hide, the user's
        key gives way; otherwise the longer sequence does."""
        for scope in SCOPES:
            near = ("any", scope) if scope != "any" else SCOPES
            for sequence, id_ in list(self.table[scope].items()):
                for size in range(1, len(sequence)):
                    short = sequence[:size]
                    owner = next((o for n in near if (o := self.table[n].get(short))), "")
                    if owner in mine and id_ not in mine:
                        self._drop(short, owner)
                        self.problem(
                            owner,
                            f"{pretty(short)} begins other keys, such as {pretty(sequence)}"
                            f" ({id_})",
                        )
                    elif owner:
                        self._drop(sequence, id_)
                        if id_ in mine:
                            self.problem(id_, f"{pretty(sequence)} begins with a key of {owner}")

    def _drop(self, sequence: Sequence_, id_: str) -> None:
        for rows in self.table.values():
            if rows.get(sequence) == id_:
                del rows[sequence]
        if sequence in self.keys.get(id_, ()):
            self.keys[id_].remove(sequence)

    def restore(self, mine: Mapping[str, str], defaults: Mapping[str, str]) -> None:
        """An action whose own keys were all wrong keeps its usual ones."""
        for id_, keys in mine.items():
            if keys.split() and not self.keys.get(id_):
                self.add(id_, defaults[id_], own=False)

    def keymap(self, macros: Mapping[str, tuple[str, ...]]) -> Keymap:
        return Keymap(
            {scope: dict(rows) for scope, rows in self.table.items()},
            {id_: tuple(rows) for id_, rows in self.keys.items()},
            tuple(dict.fromkeys(self.problems)),
            self.specs,
            macros,
        )


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {near[0]}?" if near else ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key came to: an action with its count, or a prefix still open, or nothing:
    ``elsewhere`` is the action that the keys have where they hold, ``dead`` a key without one."""

    action: str = ""
    count: int | None = None
    pending: Sequence_ = ()
    digit: int | None = None
    elsewhere: str = ""
    dead: str = ""


@dataclass(slots=True)
class KeyReader:
    """Reads keys one by one. Digits are a count, except where they open links."""

    keymap: Keymap
    prefix: Sequence_ = ()
    count: str = ""

    def feed(self, key: str, scope: str, *, digits_open: bool = False) -> Pressed:
        """Take one key in a scope."""
        if not self.prefix and len(key) == 1 and key.isascii() and key.isdigit():
            if digits_open and key != "0":
                return Pressed(digit=int(key))
            if not digits_open and (self.count or key != "0"):
                self.count = (self.count + key)[:6]
                return Pressed(pending=(self.count,))
        if key == "escape" and (self.prefix or self.count):
            self.reset()
            return Pressed()
        keys = (*self.prefix, key)
        action = self.keymap.find(keys, scope)
        if action:
            count = int(self.count) if self.count else None
            self.reset()
            return Pressed(action=action, count=count)
        if self.keymap.following(keys, scope):
            self.prefix = keys
            return Pressed(pending=keys)
        had_prefix = bool(self.prefix)
        self.reset()
        other = self.keymap.elsewhere(keys)
        if other:
            return Pressed(elsewhere=other)
        if had_prefix:
            return self.feed(key, scope, digits_open=digits_open)
        return Pressed(dead=key)

    def reset(self) -> None:
        self.prefix = ()
        self.count = ""

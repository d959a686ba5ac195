"""Completing a ``:`` line: verbs and actions, then whatever the verb takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reader.services.completing import Names, complete
from reader.ui.actions import ACTIONS
from reader.ui.commands.verbs import BY_NAME, VERBS, VerbSpec
from reader.ui.matching import Item
from reader.words import _

#: Completions offered at once.
MOST = 8
_WHENS = ("1d", "3d", "1w", "2w", "1m", "forever")


@dataclass(frozen=True, slots=True)
class Known:
    """The names of here; ``sources`` are views, feeds, folders and tags as one goes to them."""

    names: Names = field(default_factory=Names)
    sources: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def completions(text: str, known: Known) -> list[Item]:
    """What a line may become, as items whose value is the whole new line."""
    text = text.lstrip(" :")
    verb, space, rest = text.partition(" ")
    if not space:
        return _verbs(verb)
    spec = BY_NAME.get(verb)
    if spec is None:
        return []
    return _arguments(spec, text, verb + space, rest.lstrip(), known)[:MOST]


def _verbs(start: str) -> list[Item]:
    items = [
        Item(f"{spec.name} " if spec.usage else spec.name, f"{spec.name} {spec.usage}".rstrip(),
             _(spec.help))
        for spec in VERBS
        if any(name.startswith(start) for name in (spec.name, *spec.also))
    ]  # fmt: skip
    if start and len(items) < MOST:
        items += [
            Item(spec.id, spec.id, _(spec.title)) for spec in ACTIONS if spec.id.startswith(start)
        ]
    return items[:MOST] if start else items


def _arguments(spec: VerbSpec, text: str, head: str, rest: str, known: Known) -> list[Item]:
    for kind in spec.words:
        word, space, after = rest.partition(" ")
        if not space:
            offered = known.names.tags if kind == "tag" else _WHENS
            gap = " "
            return _names(head, word.lstrip("#+"), offered, gap)
        head, rest = f"{head}{word} ", after.lstrip()
    if spec.rest in ("query", "scope"):
        return [Item(one.into(text), one.shown, one.note) for one in complete(text, known.names)]
    offered = {
        "source": known.sources, "feed": known.names.feeds, "theme": known.themes,
        "view": known.names.views,
    }.get(spec.rest, ())  # fmt: skip
    return _names(head, rest, offered, "")


def _names(head: str, typed: str, offered: Iterable[str], gap: str) -> list[Item]:
    wanted = typed.casefold()
    first = [name for name in offered if name.casefold().startswith(wanted)]
    later = [name for name in offered if wanted in name.casefold() and name not in first]
    return [Item(f"{head}{_one(name, gap)}{gap}", name) for name in (*first, *later)][:MOST]


def _one(name: str, gap: str) -> str:
    """A name as one word, where more follows."""
    return f'"{name}"' if gap and " " in name else name

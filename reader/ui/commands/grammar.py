"""Reading a line of the ``:`` line: a verb, its words, and a query or a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reader.errors import UsageError
from reader.ui.actions import by_id
from reader.ui.commands.verbs import BY_NAME, VERBS, VerbSpec
from reader.words import N_, _

#: What stands for the list in sight in the place of a query.
LISTED = "%"

#: Kinds of words, as they are asked for.
_NEEDS = {
    "tag": N_("a tag"), "when": N_("how long, such as 1d, 1w or forever"), "query": N_("a query"),
    "source": N_("the name of a view, feed, folder or tag"), "address": N_("an address"),
    "theme": N_("a theme"),
}  # fmt: skip

#: An action's id as a command: it takes nothing more.
_ACTION = VerbSpec("", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart: ``action`` is an action's id where the line is one, ``number`` a row to
    go to where it is a number, ``unless`` a query that ends what is done sooner."""

    spec: VerbSpec
    words: tuple[str, ...] = ()
    rest: str = ""
    action: str = ""
    number: int | None = None
    unless: str = ""

    @property
    def verb(self) -> str:
        return self.spec.name or self.action


def parse(text: str) -> Line:
    """``:tag ai openai older:2w`` → tag, ("ai",), "openai older:2w". Raises ``UsageError``."""
    verb, _space, rest = text.strip().lstrip(":").strip().partition(" ")
    rest = rest.strip()
    if verb.isdecimal() and not rest:
        return Line(_ACTION, number=int(verb[:9]))
    spec = BY_NAME.get(verb)
    if spec is None and verb in by_id():
        if rest:
            raise _too_much(verb)
        return Line(_ACTION, action=verb)
    if spec is None:
        raise _unknown(verb)
    words: list[str] = []
    for kind in spec.words:
        word, rest = _first(rest)
        if kind == "tag":
            word = word.lstrip("#+")
        if not word:
            raise _incomplete(spec, kind)
        words.append(word)
    rest, unless = _unless(rest) if spec.unless else (rest, "")
    if spec.needed and not rest:
        raise _incomplete(spec, spec.rest)
    if rest and not spec.rest:
        raise _too_much(spec.name)
    if spec.rest == "number" and rest and not rest.isdecimal():
        raise UsageError(_("{word} is no number").format(word=rest), f":{spec.name} 3")
    return Line(spec, tuple(words), rest, unless=unless)


def _unless(rest: str) -> tuple[str, str]:
    from reader.services.ending import split_unless

    return split_unless(rest)


def _first(text: str) -> tuple[str, str]:
    """The first word, which quotes may hold together, and the rest."""
    if text[:1] in ("'", '"') and text.find(text[0], 1) > 0:
        end = text.find(text[0], 1)
        return text[1:end], text[end + 1 :].strip()
    word, _space, rest = text.partition(" ")
    return word, rest.strip()


def _too_much(verb: str) -> UsageError:
    return UsageError(_("{verb} takes nothing more").format(verb=verb), f":{verb}")


def _unknown(verb: str) -> UsageError:
    near = _nearest(verb, (*(spec.name for spec in VERBS), *by_id()))
    names = ", ".join(spec.name for spec in VERBS)
    hint = _("Did you mean {name}?").format(name=near)
    if not near:
        hint = _("There are {names}").format(names=names)
    return UsageError(_("There is no command {name}").format(name=verb or ":"), hint)


def _nearest(word: str, names: Iterable[str]) -> str:
    """The name from which ``word`` is the fewest slips of the finger away, letters that changed
    places being one; "" when none is near."""
    from rapidfuzz.distance import OSA

    near = min(names, key=lambda name: OSA.distance(word, name))
    return near if OSA.distance(word, near) <= max(1, len(word) // 3) else ""


def _incomplete(spec: VerbSpec, kind: str) -> UsageError:
    told = _("{verb} needs {what}").format(verb=spec.name, what=_(_NEEDS.get(kind, kind)))
    return UsageError(told, f":{spec.name} {spec.example or 'is:unread'}")


def command_fault(text: str) -> str:
    """What is wrong with a line, "" when it can be read."""
    try:
        parse(text)
    except UsageError as error:
        return f"{text}: {error}"
    return ""

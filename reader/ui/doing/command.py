"""The command line ``:``: a verb and a query, with what it would do counted before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.errors import ClewError, UsageError
from reader.model import Done
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.matching import Item
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Stories acted on in one go beyond which nothing is done without being told the number first.
_VERBS = {
    "read": "QUERY",
    "unread": "QUERY",
    "star": "QUERY",
    "unstar": "QUERY",
    "tag": "TAG QUERY",
    "untag": "TAG QUERY",
    "search": "QUERY",
    "filter": "QUERY",
    "explain": "QUERY",
    "theme": "NAME",
    "quit": "",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A command line taken apart."""

    verb: str
    tag: str = ""
    rest: str = ""


def parse(text: str) -> Command:
    """``tag ai openai older:2w`` → verb, tag, query. Raises ``UsageError``."""
    verb, _space, rest = text.strip().lstrip(":").strip().partition(" ")
    rest = rest.strip()
    if verb == "q":
        verb = "quit"
    if verb not in _VERBS:
        import difflib

        near = difflib.get_close_matches(verb, _VERBS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(_VERBS)}"
        raise UsageError(f"There is no command {verb or ':'}", hint)
    if verb in ("tag", "untag"):
        tag, _space, rest = rest.partition(" ")
        if not tag.strip("#") or not rest.strip():
            raise UsageError(f"{verb} needs a tag and a query", f":{verb} ai title:openai")
        return Command(verb, tag.lstrip("#"), rest.strip())
    if _VERBS[verb] and not rest:
        raise UsageError(f"{verb} needs {_VERBS[verb].lower()}", f":{verb} {_example(verb)}")
    return Command(verb, rest=rest)


def _example(verb: str) -> str:
    return "clew-light" if verb == "theme" else "older:2w is:unread"


def ask(screen: MainScreen, count: int | None) -> None:
    """Ask for a command; count what it is about while it is typed."""
    items = [Item(f"{verb} ", verb, usage) for verb, usage in _VERBS.items()]

    def offered(text: str) -> Sequence[Item]:
        return [item for item in items if " " not in text and item.text.startswith(text.strip())]

    def typed(picker: Picker, text: str) -> None:
        _dry_run(screen, picker, text)

    def picked(text: str) -> None:
        if text.endswith(" ") and text.strip() in _VERBS and _VERBS[text.strip()]:
            again = Picker(_("Command"), offered, free=True, text=text, typed=typed)
            screen.pick(again, picked)
            return
        run(screen, text)

    screen.pick(Picker(_("Command"), offered, free=True, typed=typed), picked)


def _dry_run(screen: MainScreen, picker: Picker, text: str) -> None:
    """Say how many stories the command would touch."""
    try:
        command = parse(text)
    except UsageError:
        picker.tell(_("a verb and a query, such as: read older:2w feed:bbc"))
        return
    if not command.rest or command.verb == "theme":
        picker.tell("")
        return

    def told(n: int) -> None:
        if picker.is_running and picker.text == text:
            stories = ngettext("{n} story", "{n} stories", n).format(n=n)
            picker.tell(_("{verb}: {stories}").format(verb=command.verb, stories=stories), "new")

    def failed(error: ClewError) -> None:
        if picker.is_running and picker.text == text:
            picker.tell(str(error), "error")

    screen.background.run(
        "searching", lambda: screen.services.searching.count(command.rest), told, failed
    )


def run(screen: MainScreen, text: str) -> None:
    """Do a command."""
    try:
        command = parse(text)
    except UsageError as error:
        screen.say(str(error), "error")
        return
    if command.verb == "quit":
        screen.perform("quit.now")
    elif command.verb == "theme":
        from reader.ui.doing.showing import set_theme

        set_theme(screen, command.rest)
    elif command.verb == "explain":
        searching = screen.services.searching
        screen.background.run(
            "searching",
            lambda: searching.explain(command.rest),
            lambda told: screen.show_lines(_("How it is answered"), told.splitlines()),
        )
    elif command.verb in ("search", "filter"):
        screen.lister.narrow(command.rest, searching=command.verb == "search")
        screen.focus_pane("list")
    else:
        _bulk(screen, command)


def _bulk(screen: MainScreen, command: Command) -> None:
    services = screen.services
    triage, tagging = services.triage, services.tagging
    work: dict[str, Callable[[tuple[int, ...]], Done]] = {
        "read": lambda ids: triage.read(ids),
        "unread": lambda ids: triage.unread(ids),
        "star": lambda ids: triage.star(ids),
        "unstar": lambda ids: triage.star(ids, on=False),
        "tag": lambda ids: tagging.tag(command.tag, ids),
        "untag": lambda ids: tagging.untag(command.tag, ids),
    }

    def do() -> Done | None:
        ids = services.searching.stories(command.rest)
        return work[command.verb](ids) if ids else None

    def then(done: Done | None) -> None:
        if done is None:
            screen.say(_("Nothing matches {query}").format(query=command.rest))
            return
        screen.drawn_anew(done.stories, done.threads)
        told = ngettext("{n} story changed", "{n} stories changed", done.changed)
        screen.say(f"{command.verb}: {told.format(n=done.changed)} — {undoes(screen)}")

    screen.background.run("acting", do, then)


HANDLERS: dict[str, Handler] = {"find.command": ask}

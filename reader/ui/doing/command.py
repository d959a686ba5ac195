"""The command line ``:``: a verb and a query, with what it would do told before it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reader.errors import ClewError, UsageError
from reader.services.scopes import Preview, Scope
from reader.ui.commands.completing import Known, completions
from reader.ui.commands.grammar import LISTED, Line, parse
from reader.ui.commands.verbs import VERBS
from reader.ui.dialogs.command_line import CommandLine
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.bulk import act_on, fault_of
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import counted, undoes
from reader.ui.doing.running import RUN
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Lines remembered for the next start, and where they are kept.
REMEMBERED, HISTORY = 200, "commands"


def ask(screen: MainScreen, count: int | None) -> None:
    """Ask for a command; tell what it would do while it is typed."""
    open_line(screen, "")


def open_line(screen: MainScreen, text: str) -> None:
    """The command line with ``text`` in it."""
    asking = _Asking(screen)

    def complete(typed: str) -> list[Item]:
        return completions(typed, asking.known)

    box = CommandLine(
        _("Command"),
        complete,
        history(screen),
        accept=asking.accept,
        typed=asking.typed,
        text=text,
        foot=_("% is what is listed"),
    )

    def named(known: Known) -> None:
        asking.known = known

    screen.background.run("looking", lambda: _known(screen), named)
    screen.pick(box, lambda line: done(screen, line))


def _known(screen: MainScreen) -> Known:
    from reader.ui import themes
    from reader.ui.app import ClewApp

    names = screen.services.completing.names()
    folders = tuple(screen.services.arranging.paths().values())
    tags = tuple(f"#{name}" for name in names.tags)
    app = screen.app
    found = themes.names(app.theme_folders) if isinstance(app, ClewApp) else ()
    return Known(names, (*names.views, *names.feeds, *folders, *tags), tuple(found))


def history(screen: MainScreen) -> list[str]:
    """Lines of before, oldest first."""
    try:
        lines = json.loads(screen.services.reading.state(HISTORY) or "[]")
    except ValueError:
        return []
    return [line for line in lines if isinstance(line, str)]


def remember(screen: MainScreen, line: str) -> None:
    """Keep a line for the arrows, also of later starts."""
    lines = [old for old in history(screen) if old != line]
    kept = json.dumps([*lines, line][-REMEMBERED:], ensure_ascii=False)
    reading = screen.services.reading
    screen.background.run("acting", lambda: reading.set_state(HISTORY, kept))


class _Asking:
    """The line while it is typed: what it would act on is counted behind, and told."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.known = Known()
        #: The line whose number has been told.
        self._told = ""

    def typed(self, box: Picker, text: str) -> None:
        """Tell what the line would do, or how it goes on."""
        assert isinstance(box, CommandLine)
        screen = self._screen
        try:
            line = parse(text)
        except UsageError:
            box.set_tail(())
            box.tell(_usage(text))
            return
        fault = fault_of(screen, line)
        if fault:
            unfinished = line.unless and completions(text, self.known)
            box.set_tail(())
            box.tell(_usage(text) if unfinished else fault, "warning")
        elif line.spec.bulk and line.rest:
            scope = scope_of(screen, line)
            threads = line.spec.threads
            screen.background.run(
                "searching",
                lambda: screen.services.scopes.preview(scope, threads=threads),
                lambda found: self._tell(box, text, line, found),
                lambda error: self._refuse(box, text, error),
            )
        else:
            box.set_tail(())
            box.tell(_on_here(screen, line) if line.spec.bulk else _(line.spec.help))

    def _tell(self, box: CommandLine, text: str, line: Line, found: Preview) -> None:
        if not (box.is_running and box.text == text):
            return
        self._told = text.strip()
        screen = self._screen
        what = (
            ngettext("{n} thread", "{n} threads", found.n)
            if line.spec.threads
            else ngettext("{n} story", "{n} stories", found.n)
        ).format(n=f"{found.n:,}")
        box.set_tail(_sample(found))
        told = _("{verb}: {what}").format(verb=line.verb, what=what)
        if found.n:
            told += " — " + _("Enter does it, {undoes}").format(undoes=undoes(screen))
        if line.spec.name == "mute" and line.rest.strip() != "%":
            key = screen.keymap_.shown("mute.topic")
            told += " · " + _("{key} mutes what comes, too").format(key=key)
        box.tell(told, "new" if found.n else "warning")

    def _refuse(self, box: CommandLine, text: str, error: ClewError) -> None:
        if not (box.is_running and box.text == text):
            return
        box.set_tail(())
        if completions(text, self.known):  # it is only not finished yet
            box.tell(_usage(text))
        else:
            box.tell(told_error(error), "error")

    def accept(self, box: CommandLine, text: str) -> bool:
        """Whether the line may be done: it can be read, and its number has been seen."""
        try:
            line = parse(text)
        except UsageError as error:
            box.tell(told_error(error), "error")
            return False
        fault = fault_of(self._screen, line) or _wrong_query(self._screen, line)
        if fault:
            box.tell(fault, "error")
            return False
        if line.spec.bulk and line.rest and self._told != text.strip():
            box.tell(_("Counting…"))
            self.typed(box, box.text)
            return False
        return True


def _wrong_query(screen: MainScreen, line: Line) -> str:
    """What is wrong with the query that the list is to be searched or narrowed by, "" when nothing
    is: to the boxes that they are typed in it might still be unfinished."""
    if line.spec.rest != "query":
        return ""
    try:
        screen.services.searching.parse(line.rest)
    except ClewError as error:
        return told_error(error)
    return ""


def _sample(found: Preview) -> list[Item]:
    items = [Item(None, f"  {title}", heading=True) for title in found.titles]
    if found.n > len(found.titles):
        more = found.n - len(found.titles)
        items.append(
            Item(None, "  " + ngettext("… and {n} more", "… and {n} more", more).format(n=more),
                 heading=True)
        )  # fmt: skip
    return items


def _usage(text: str) -> str:
    verb = text.strip().lstrip(":").partition(" ")[0]
    spec = next((spec for spec in VERBS if verb and verb == spec.name), None)
    if spec is None:
        return _("a verb and a query, such as: read older:2w feed:bbc")
    example = f"{spec.name} {spec.example}".strip()
    return _("{usage}: {help}, such as: {example}").format(
        usage=f"{spec.name} {spec.usage}".strip(), help=_(spec.help), example=example
    )


def _on_here(screen: MainScreen, line: Line) -> str:
    targets = screen.acting.threads() if line.spec.threads else screen.acting.targets()
    if not targets:
        return _("Nothing is under the cursor: add a query")
    what = f"“{targets.title}”" if len(targets) == 1 and targets.title else counted(targets)
    return _("{verb}: {what}").format(verb=line.verb, what=what)


def scope_of(screen: MainScreen, line: Line) -> Scope:
    """The query of a line; ``%`` alone or among other words is the list in sight."""
    words = line.rest.split(" ")
    if LISTED not in words:
        return Scope(line.rest)
    listing = screen.lister.listing
    rest = " ".join(word for word in words if word != LISTED)
    return Scope(" ".join(filter(None, (listing.narrow, rest))), listing.base)


def done(screen: MainScreen, text: str) -> None:
    """Do a line that was typed, and remember it."""
    remember(screen, text.lstrip(": "))
    run(screen, text)


def run(screen: MainScreen, text: str) -> None:
    """Do a line."""
    try:
        line = parse(text)
    except UsageError as error:
        screen.say(told_error(error), "error")
        return
    fault = fault_of(screen, line) or _wrong_query(screen, line)
    if fault:
        screen.say(fault, "error")
    elif line.number is not None:
        screen.perform("move.first", line.number)
    elif line.action:
        screen.perform(line.action)
    elif line.spec.bulk:
        act_on(screen, line, scope_of(screen, line) if line.rest else None)
    else:
        RUN[line.spec.name](screen, line.rest)


def macro(screen: MainScreen, steps: tuple[str, ...]) -> None:
    """One step of a macro after another."""
    for step in steps:
        if step.startswith(":"):
            run(screen, step)
        else:
            number, _space, action = step.rpartition(" ")
            screen.perform(action, int(number[:6]) if number else None)


HANDLERS: dict[str, Handler] = {"find.command": ask}

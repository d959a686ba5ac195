"""A story handed to a command: as Markdown on its standard input, never through a shell."""

from __future__ import annotations

import shlex
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from reader.errors import ClewError
from reader.text import line
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.lending import lent
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Programs that want the terminal for themselves.
_IN_TERMINAL = frozenset(
    {
        "less", "more", "most", "moar", "bat", "glow", "mdcat", "vim", "nvim", "vi", "view",
        "nano", "emacs", "micro", "hx", "kak", "fzf", "w3m", "lynx", "mutt", "neomutt", "aerc",
    }
)  # fmt: skip
#: Seconds a command may take whose answer is waited for, and lines of it that are shown.
_PATIENCE, _MOST_LINES = 60, 500
#: Bytes of it that are read, and seconds between two looks at how many they are.
_MOST_BYTES, _LOOK_EVERY = 1 << 20, 0.05


def pipe(screen: MainScreen, count: int | None) -> None:
    """Ask for a command and give it the story."""
    story = screen.acting.story()
    if story is None:
        return
    reading = screen.services.reading

    def asked(text: str) -> None:
        try:
            command = shlex.split(text)
        except ValueError as error:
            screen.say(_("The command cannot be read: {error}").format(error=error), "error")
            return
        if not command:
            return
        screen.background.run("acting", lambda: reading.set_state("pipe", text))
        exporting = screen.services.exporting
        screen.background.run(
            "looking",
            lambda: exporting.markdown(story.id),
            lambda markdown: _run(screen, command, markdown),
        )

    picker = Picker(_("Pipe the story to a command"), free=True, text=reading.state("pipe") or "")
    screen.pick(picker, asked)


def _run(screen: MainScreen, command: list[str], text: str) -> None:
    if Path(command[0]).name in _IN_TERMINAL:
        _lend(screen, command, text)
        return

    def work() -> tuple[int, str]:
        try:
            return answered(command, text)
        except OSError as error:
            told = _("Cannot start {command}: {error}")
            raise ClewError(told.format(command=command[0], error=error.strerror), "") from error
        except subprocess.TimeoutExpired as error:
            told = _("{command} took longer than {n} s")
            raise ClewError(told.format(command=command[0], n=_PATIENCE), "") from error

    def then(result: tuple[int, str]) -> None:
        code, output = result
        rows = [line(row) for row in output.splitlines()[:_MOST_LINES]]
        if any(rows):
            screen.show_lines(command[0], rows)
        if code:
            told = _("{command} ended with code {code}")
            screen.say(told.format(command=command[0], code=code), "warning")
        elif not any(rows):
            screen.say(_("Given to {command}").format(command=command[0]), "good")

    screen.background.run("piping", work, then)


def answered(command: list[str], text: str) -> tuple[int, str]:
    """How a command ended that was given ``text``, and what it said. One that says more than is
    shown, without end maybe, is ended; ``TimeoutExpired`` for one that takes too long."""
    until = time.monotonic() + _PATIENCE
    given: bytes | None = text.encode("utf-8", "replace")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as process:
        try:
            while True:
                try:
                    said, _nothing = process.communicate(given, timeout=_LOOK_EVERY)
                    return process.returncode, said.decode("utf-8", "replace")
                except subprocess.TimeoutExpired as waited:
                    given, said = None, waited.output or b""
                    if len(said) > _MOST_BYTES:
                        return 0, said[:_MOST_BYTES].decode("utf-8", "replace")
                    if time.monotonic() > until:
                        raise
        finally:
            process.kill()


def _lend(screen: MainScreen, command: list[str], text: str) -> None:
    """Give the command the terminal until it ends."""
    try:
        with lent(screen.app):
            subprocess.run(command, input=text, encoding="utf-8", check=False)
    except SuspendNotSupported:
        screen.say(_("This terminal cannot be lent to {name}").format(name=command[0]))
    except OSError as error:
        told = _("Cannot start {command}: {error}")
        screen.say(told.format(command=command[0], error=error.strerror), "error")


HANDLERS: dict[str, Handler] = {"export.pipe": pipe}

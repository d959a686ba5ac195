"""Notes: the user's own words on a story, on one line here or in their editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from reader.model import StoryRow
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.lending import lent
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: Editors tried when neither VISUAL nor EDITOR says which.
_EDITORS = ("nano", "vi")


def note(screen: MainScreen, count: int | None) -> None:
    """Write a note of one line; empty takes it away. One of several lines goes to the editor."""

    def ask(story: StoryRow, text: str) -> None:
        if "\n" in text:
            _in_editor(screen, story, text)
            return
        key = screen.keymap_.shown("mark.note_editor")
        foot = _("Enter keeps it, empty takes it away; {key} opens your editor").format(key=key)
        screen.pick(
            Picker(_("Note"), free=True, text=text, foot=foot),
            lambda words: _keep(screen, story, words),
        )

    _with_note(screen, ask)


def note_in_editor(screen: MainScreen, count: int | None) -> None:
    """Write a note of any length in the editor."""
    _with_note(screen, lambda story, text: _in_editor(screen, story, text))


def _with_note(screen: MainScreen, then: Callable[[StoryRow, str], None]) -> None:
    """The story meant and its note as it is now."""
    story = screen.acting.story()
    if story is not None:
        screen.background.now(
            lambda: screen.services.reading.note(story.id), lambda text: then(story, text)
        )


def _in_editor(screen: MainScreen, story: StoryRow, before: str) -> None:
    try:
        command = editor()
    except ValueError as error:
        screen.say(_("EDITOR cannot be read: {error}").format(error=error), "error")
        return
    try:
        with lent(screen.app):
            after = edited(before, command)
    except SuspendNotSupported:
        screen.say(_("This terminal cannot be lent to {name}").format(name=command[0]), "warning")
    except OSError as error:
        told = _("Cannot use {command}: {error}")
        screen.say(told.format(command=command[0], error=error), "error")
    else:
        if after is None:
            screen.say(_("The editor failed: the note is as it was"), "warning")
        elif after.strip() != before.strip():
            _keep(screen, story, after)


def editor() -> list[str]:
    """The argument list of the user's editor. ``ValueError`` when it is not quoted right."""
    import shutil

    for name in ("VISUAL", "EDITOR"):
        words = shlex.split(os.environ.get(name, ""))
        if words:
            return words
    return [next((name for name in _EDITORS if shutil.which(name)), "vi")]


def edited(text: str, command: list[str]) -> str | None:
    """``text`` as the editor left it; None when it ended with an error."""
    handle, name = tempfile.mkstemp(prefix="clew-note-", suffix=".md")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([*command, name], check=False)
        # What was typed is worth more than its odd bytes: an editor may write what it likes.
        return path.read_text("utf-8", "replace") if done.returncode == 0 else None
    finally:
        path.unlink(missing_ok=True)


def _keep(screen: MainScreen, story: StoryRow, words: str) -> None:
    def then(_done: object) -> None:
        screen.opening.reload_article()
        screen.opening.reload_thread()

    said = _("Noted") if words.strip() else _("Note taken away")
    screen.acting.do(
        lambda: screen.services.triage.note(story.id, words),
        saying=f"{said} — {undoes(screen)}",
        then=then,
    )


HANDLERS: dict[str, Handler] = {"mark.note": note, "mark.note_editor": note_in_editor}

"""Typing into a box, key by key in the order they were pressed.

Left to itself Textual inserts characters at once but sends Backspace and its like on a longer way
(bubbling up to the bindings), so that fast typing is put in the wrong order.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from reader.text import display

_EDITS: dict[str, Callable[[Input], None]] = {
    "backspace": Input.action_delete_left,
    "delete": Input.action_delete_right,
    "left": Input.action_cursor_left,
    "right": Input.action_cursor_right,
    "home": Input.action_home,
    "end": Input.action_end,
    "C-a": Input.action_home,
    "C-e": Input.action_end,
    "C-w": Input.action_delete_left_word,
    "C-u": Input.action_delete_left_all,
}


def paste_into(box: Input, text: str) -> None:
    """Put text from the clipboard into a box of one line: lines after one another, none left out
    (Textual keeps the first alone), and nothing that would not be seen there."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = display(" ".join(lines) if len(lines) > 1 else text.strip("\r\n"))
    if box.selection.is_empty:
        box.insert_text_at_cursor(line)
    else:
        box.replace(line, *box.selection)


def type_into(box: Input, key: str, character: str | None) -> bool:
    """Type one key into a box; whether it was one that types."""
    if character is not None and character.isprintable():
        if box.selection.is_empty:
            box.insert_text_at_cursor(character)
        else:
            box.replace(character, *box.selection)
        return True
    edit = _EDITS.get(key)
    if edit is not None:
        edit(box)
        return True
    return False

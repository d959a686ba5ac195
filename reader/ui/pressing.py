"""Keys of the main screen as they are pressed: prefixes and counts, what they come to, what to say
when they come to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.keys import Keymap, KeyReader, Pressed, pretty, scope_words
from reader.ui.messages import LinkOpened
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen


class Pressing:
    """Reads keys against the table and has the screen do what they mean."""

    def __init__(self, screen: MainScreen, keymap: Keymap) -> None:
        self._screen = screen
        self._keymap = keymap
        self._reader = KeyReader(keymap)

    def take(self, key: str) -> bool:
        """One key; always taken. A message stands until the key after it."""
        screen = self._screen
        said = screen.footer.message
        found = self._reader.feed(key, screen.scope, digits_open=screen.scope == "article")
        if found.pending:
            self._show(found.pending)
            if found.pending[0].isdigit():
                return True
        else:
            self._close()
        if found.digit is not None:
            screen.post_message(LinkOpened(found.digit))
        elif found.action:
            screen.perform(found.action, found.count)
        elif found.elsewhere or found.dead:
            self._say_dead(found)
        if said and screen.footer.message == said and not screen.watching.sticky_message:
            screen.footer.say("")
        return True

    def reset(self) -> None:
        """Forget an open prefix or count."""
        self._reader.reset()
        self._close()

    def _close(self) -> None:
        self._screen.footer.wait("")
        self._screen.which_key.drop()

    def _show(self, keys: tuple[str, ...]) -> None:
        """Show an open count, or a prefix and soon what may follow it."""
        footer = self._screen.footer
        if keys[0].isdigit():
            footer.wait(keys[0])
            return
        following = [
            (pretty(rest), _(self._keymap.specs[action].title))
            for rest, action in self._keymap.following(keys, self._screen.scope)
        ]
        footer.wait(pretty(keys) + "…")
        in_order = sorted(following, key=lambda pair: (pair[0].casefold(), pair[0]))
        self._screen.which_key.offer(in_order)

    def _say_dead(self, found: Pressed) -> None:
        """Keys that do nothing here: where they would, or where all keys are listed."""
        if found.elsewhere:
            spec = self._keymap.specs[found.elsewhere]
            where = ", ".join(scope_words(spec.scope))
            told = _("“{title}” works in: {where}").format(title=_(spec.title), where=where)
        else:
            told = _("{key} does nothing here; {help} lists all keys").format(
                key=pretty((found.dead,)), help=self._keymap.shown("show.help")
            )
        self._screen.say(told, "dim")

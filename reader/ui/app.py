"""The screen of clew. ``run`` opens it on one profile's services and gives the exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input

from reader import words
from reader.errors import ClewError, ConfigError
from reader.paths import themes_dir
from reader.services import Services
from reader.ui import themes
from reader.ui.background import Background
from reader.ui.driver import PromptDriver
from reader.ui.framing import WholeFrames
from reader.ui.ink import DEFAULTS, Ink, variable_defaults
from reader.ui.keys import Keymap, of_config, pressed
from reader.ui.main_screen import MainScreen
from reader.ui.plain import Guard
from reader.ui.told import told_error
from reader.ui.typed import paste_into, type_into
from reader.words import _


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that reads keys before its widgets do."""

    def take_key(self, key: str) -> bool:
        """Act on a key; false leaves it to the focused widget."""
        ...


class ClewApp(App[int], inherit_bindings=False):
    """Theme, ink, keys, threads of work; the main screen does the rest."""

    CSS_PATH = "clew.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "clew"

    def __init__(self, services: Services, *, offline: bool = False) -> None:
        self._guard = Guard()
        self._ink: Ink | None = None
        self._theme_saved = 0
        super().__init__(driver_class=PromptDriver)
        self.services = services
        self.offline = offline
        config = services.config
        self.keymap_: Keymap = of_config(config)
        self.complaints: list[str] = list(self.keymap_.problems)
        if services.readonly:
            self.complaints.append(_("The database can only be read: nothing that you do is kept"))
        self.background_ = Background(self._say_error, self.go_on_typing)
        self.main = MainScreen(services, self.keymap_, self.background_, offline=offline)
        self._laid_out = False
        #: What was typed for what is not there yet, in order.
        self._typed: list[events.Key | events.Paste] = []
        # Before the first styles are worked out, which takes as long as to draw the list.
        self._first_theme()
        self.stylesheet.set_variables(self.get_css_variables())

    # ------------------------------------------------------------------ themes

    @property
    def theme_folders(self) -> list:  # type: ignore[type-arg]
        """Where themes are, the user's own last."""
        return [themes_dir(), self.services.profile.user_themes]

    def use_theme(self, name: str) -> None:
        """Switch to a theme; raises ``ConfigError`` when it cannot be."""
        theme = themes.load(name, self.theme_folders)
        self._theme_saved = self._saved(name)
        self._ink = None
        self.register_theme(theme)
        if self.theme == theme.name:
            self._invalidate_css()
            self.refresh_css(animate=False)
        self.theme = theme.name
        self._ink = None

    def _saved(self, name: str) -> int:
        """When the user's own file of a theme was saved (ns), 0 when it is a shipped one."""
        try:
            return (self.services.profile.user_themes / f"{name}.toml").stat().st_mtime_ns
        except OSError:
            return 0

    def look_at_theme(self) -> None:
        """Take a theme of the user's anew as soon as its file is saved. Raises ``ConfigError``
        once for each saving that cannot be used; the colours stay as they were."""
        saved = self._saved(self.theme)
        if saved != self._theme_saved:
            self._theme_saved = saved
            self.use_theme(self.theme)

    def _first_theme(self) -> None:
        wanted = self.services.config.text("theme") or self.services.reading.state("theme") or ""
        sixteen = self.console.color_system == "standard"
        try:
            self.use_theme(wanted or (themes.SIXTEEN if sixteen else themes.DEFAULT))
        except ConfigError as error:
            self.complaints.append(str(error))
            self.use_theme(themes.DEFAULT)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Every variable of ours, from the colours of whatever theme is in use."""
        theme = self.current_theme
        named = {
            "foreground": theme.foreground,
            "background": theme.background,
            "primary": theme.primary,
            "secondary": theme.secondary,
            "accent": theme.accent,
            "success": theme.success,
            "warning": theme.warning,
            "error": theme.error,
            "surface": theme.surface,
        }
        fallback = "#d0d0d0" if theme.dark else "#202020"
        colours = {name: value or fallback for name, value in named.items()}
        if not theme.background:
            colours["background"] = "#121212" if theme.dark else "#f8f8f8"
        if not theme.surface:
            colours["surface"] = colours["background"]
        ansi = {"ansi-background": "ansi_black", "ansi-foreground": "ansi_white"}
        return {**ansi, **variable_defaults(colours)}

    @property
    def ink(self) -> Ink:
        """The styles of the theme in use."""
        if self._ink is None:
            variables = self.theme_variables
            wanted = {name: variables[name] for name in (*DEFAULTS, "background")}
            self._ink = Ink.of(wanted, ansi=self.current_theme.ansi, no_color=self.no_color)
        return self._ink

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The guard sees every line last but for colours."""
        return [self._guard, *super().get_line_filters()]

    # ------------------------------------------------------------------ keys

    async def on_event(self, event: events.Event) -> None:
        if (
            isinstance(event, events.Key | events.Paste)
            and not event.is_forwarded
            and self._take_typed(event)
        ):
            event.stop()
            return
        await super().on_event(event)

    @property
    def _opens(self) -> bool:
        """Whether what is typed is meant for what is not there yet: the first screen, what a key
        reads to open, or a dialog with no box yet to type in."""
        if not self._laid_out or self.background_.opens:
            return True
        screen = self.screen
        return isinstance(screen, WholeFrames) and not screen.ready

    def go_on_typing(self) -> None:
        """Something is there now: do what was typed for it."""
        while self._typed and not self._opens:
            self._do_typed(self._typed.pop(0))

    def _take_typed(self, event: events.Key | events.Paste) -> bool:
        self.go_on_typing()
        if self._opens:
            self._typed.append(event)
            return True
        return self._do_typed(event)

    def _do_typed(self, event: events.Key | events.Paste) -> bool:
        taken = True
        if isinstance(event, events.Key):
            taken = self._take_key(event)
        elif isinstance(self.focused, Input):  # at once, before the keys that are typed after it
            paste_into(self.focused, event.text)
        if isinstance(self.screen, WholeFrames):
            self.screen.gather()
            self.screen.check_idle()  # none of its widgets tells it any more that it is to draw
        return taken

    def _take_key(self, event: events.Key) -> bool:
        screen = self.screen
        key = pressed(event.key, event.character)
        box = self.focused
        taken = isinstance(box, Input) and type_into(box, key, event.character)
        return taken or (isinstance(screen, TakesKeys) and screen.take_key(key))

    def ready(self) -> None:
        """The first screen is laid out: do what was typed before, in order. A box that is opened
        earlier would lose the focus to the layout."""
        self._laid_out = True
        # Until the terminal is ours it gives Enter as a line feed.
        self._typed = [
            events.Key("enter", "\r")
            if isinstance(event, events.Key) and event.key == "ctrl+j"
            else event
            for event in self._typed
        ]
        self.go_on_typing()

    # ------------------------------------------------------------------ life

    def get_default_screen(self) -> Screen[None]:
        """The main screen is the lowest: none is made to lie under it unseen."""
        return self.main

    def on_mount(self) -> None:
        self._listen_for_signals()
        self.app_resume_signal.subscribe(self, self._come_back)

    def _come_back(self, _app: App[int]) -> None:
        """Draw all anew after the shell had the terminal: Textual draws what changes since."""
        self.refresh(layout=True)

    def _listen_for_signals(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                loop.add_signal_handler(number, self.leave, 128 + number)
            except (RuntimeError, ValueError):  # not in the main thread
                return

    def leave(self, code: int = 0) -> None:
        """Keep what the screen remembers and go."""
        if self.background_.closed:
            return
        self.main.keep_state()
        # From here no timer and no answer draws on widgets that are being taken down.
        self.background_.closed = True
        self.exit(code, return_code=code)

    def _say_error(self, error: ClewError) -> None:
        self.main.say(told_error(error), "error")

    async def on_unmount(self) -> None:
        self.main.stop_refresh()
        self.background_.close()


def terminal_problem() -> str:
    """Why the screen cannot be opened here; "" when it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _("The screen needs a terminal; clew --help lists what works without one.")
    if not sys.stderr.isatty():  # textual draws there: the screen would stay blank
        return _("The screen is drawn on standard error, which must be the terminal too.")
    if os.environ.get("TERM", "") in ("", "dumb"):
        return _(
            "This terminal (TERM=dumb) cannot show a screen; clew --help lists what it can do."
        )
    return ""


def run(services: Services, *, offline: bool = False) -> int:
    """Open the screen until the user leaves; the exit code (2: there is no terminal)."""
    problem = terminal_problem()
    if problem:
        sys.stderr.write(f"clew: {problem}\n")
        return 2
    words.use(services.config.text("language") or None, services.profile.user_words)
    app = ClewApp(services, offline=offline)
    app.run()
    return app.return_code or 0

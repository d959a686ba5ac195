"""Showing: help, themes, density, text only; leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.errors import ConfigError
from reader.ui.cells import pad
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.keys import scope_words
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.ui.app import ClewApp
    from reader.ui.main_screen import MainScreen


def _app(screen: MainScreen) -> ClewApp:
    from reader.ui.app import ClewApp

    app = screen.app
    assert isinstance(app, ClewApp)
    return app


def help_(screen: MainScreen, count: int | None) -> None:
    """Every action with its live keys, searchable; picking one does it."""
    keymap = screen.keymap_
    items: list[Item] = []
    group = ""
    # Groups as the registry has them, macros last; what follows in a group stays in its order.
    groups = list(dict.fromkeys(spec.group for spec in keymap.specs.values()))
    for spec in sorted(keymap.specs.values(), key=lambda spec: groups.index(spec.group)):
        if spec.group != group:
            group = spec.group
            items.append(Item(None, _(group), heading=True))
        keys = keymap.shown(spec.id, 3)
        items.append(
            Item(
                spec.id,
                _(spec.help),
                # Most hold on every story in sight: that needs no words.
                " ".join(where) if len(where := scope_words(spec.scope)) < 3 else "",
                also=spec.words(),
                label=pad(keys, 13) + " ",
                label_style="key",
            )
        )
    preset = screen.services.config.text("keys.preset")
    title = _("Keys") if preset == "default" else _("Keys, as {preset}").format(preset=preset)
    foot = _("type to search, Enter does it; a number before a key repeats it")
    screen.pick(Picker(title, items, foot=foot), screen.perform)


def set_theme(screen: MainScreen, name: str) -> bool:
    """Use a theme and remember it."""
    app = _app(screen)
    try:
        app.use_theme(name)
    except ConfigError as error:
        screen.say(told_error(error), "error")
        return False
    reading = screen.services.reading
    screen.background.run("acting", lambda: reading.set_state("theme", name))
    if screen.services.config.text("theme"):
        screen.say(_("Until the next start: theme is set in config.toml"), "warning")
    return True


def theme(screen: MainScreen, count: int | None) -> None:
    """Choose a theme, seen as one goes."""
    from reader.ui import themes

    app = _app(screen)
    before = app.theme
    names = themes.names(app.theme_folders)
    items = [Item(name, name, "✓" if name == before else "") for name in names]

    def lit(name: str) -> None:
        try:
            app.use_theme(name)
        except ConfigError as error:
            screen.say(told_error(error), "error")

    def picked(name: str | None) -> None:
        if name is None:
            app.use_theme(before)
        else:
            set_theme(screen, name)

    at = names.index(before) if before in names else 0
    picker = Picker(_("Theme"), items, ask=False, at=at, lit=lit)
    picker.add_class("-clear", "-small")  # what lies under it shows the theme
    app.push_screen(picker, picked)


def text_only(screen: MainScreen, count: int | None) -> None:
    """Only the text, and back."""
    if screen.zen:
        screen.set_zen(False)
        return
    if not screen.text_pane.shown[0]:
        screen.opening.preview()
    screen.focus_pane("text")
    screen.set_zen(True)


def density(screen: MainScreen, count: int | None) -> None:
    """One or two lines a row."""
    height = 1 if screen.stories.row_height == 2 else 2
    screen.stories.set_row_height(height)
    reading = screen.services.reading
    screen.background.run("acting", lambda: reading.set_state("density", str(height)))


def wider(screen: MainScreen, count: int | None) -> None:
    """The pane in use takes more room."""
    screen.sizing.step(screen.pane, count or 1)


def narrower(screen: MainScreen, count: int | None) -> None:
    """The pane in use takes less room."""
    screen.sizing.step(screen.pane, -(count or 1))


def first_sizes(screen: MainScreen, count: int | None) -> None:
    """Panes in the sizes they came with."""
    screen.sizing.reset()


def quit_(screen: MainScreen, count: int | None) -> None:
    """One level out; at the top the program."""
    if screen.scope == "sources":
        _leave(screen)
        return
    from reader.ui.doing.moving import out

    out(screen, None)


def _leave(screen: MainScreen) -> None:
    """Leave, asking first where that would give up a download."""
    services = screen.services
    n = len(services.downloads.moving) if "downloads" in vars(services) else 0
    if not n:
        quit_now(screen, None)
        return
    told = ngettext("{n} download is under way", "{n} downloads are under way", n)
    items = [Item(False, _("Stay")), Item(True, _("Leave: what is under way is given up"))]
    picker = Picker(told.format(n=n), items, ask=False)
    screen.pick(picker, lambda leave: quit_now(screen, None) if leave else None)


def quit_now(screen: MainScreen, count: int | None) -> None:
    _app(screen).leave()


def suspend(screen: MainScreen, count: int | None) -> None:
    """The shell gets the terminal until it says fg."""
    _app(screen).action_suspend_process()


HANDLERS: dict[str, Handler] = {
    "show.help": help_,
    "suspend": suspend,
    "show.theme": theme,
    "show.text_only": text_only,
    "show.density": density,
    "show.wider": wider,
    "show.narrower": narrower,
    "show.sizes": first_sizes,
    "quit": quit_,
    "quit.now": quit_now,
}

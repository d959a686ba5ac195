"""Themes: one TOML file each, shipped ones and the user's own, read only when wanted.

A file holds the arguments of ``textual.theme.Theme`` (name, primary, …, dark) and a table
``variables``, in which any ``ink-…`` of ``reader.ui.ink`` may be set. A user's theme of the same
name wins over a shipped one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path

from textual.color import Color, ColorParseError
from textual.theme import Theme

from reader.errors import ConfigError
from reader.ui.ink import DEFAULTS

DEFAULT = "clew-dark"
#: Where the terminal has no more than its sixteen colours, in which others are not what they are.
SIXTEEN = "terminal"

_COLOURS = (
    "primary",
    "secondary",
    "warning",
    "error",
    "success",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
)
_TEXT_STYLES = ("none", "bold", "reverse", "italic", "underline", "dim")
_PLAIN = ("name", "dark", "ansi", "luminosity_spread", "text_alpha", "variables")


def names(folders: Sequence[Path]) -> list[str]:
    """The themes to choose from, the default first."""
    found = {path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.toml")}
    return sorted(found, key=lambda name: (name != DEFAULT, name))


def load(name: str, folders: Sequence[Path]) -> Theme:
    """The theme called ``name`` from the last of ``folders`` that has it.

    Raises ``ConfigError`` that names every problem of the file.
    """
    for folder in reversed(folders):
        path = folder / f"{name}.toml"
        if path.is_file():
            return read(path)
    near = difflib.get_close_matches(name, names(folders), n=1)
    raise ConfigError(
        f"There is no theme called {name}",
        f"Did you mean {near[0]}?" if near else f"Choose from {', '.join(names(folders))}",
    )


def read(path: Path) -> Theme:
    """Read and check one theme file."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"Theme {path}: {error}", "Mend the file or move it away") from error
    problems = _problems(table)
    if problems:
        raise ConfigError(f"Theme {path}:\n  " + "\n  ".join(problems), "Mend them and try again")
    # A theme is called after its file: that is the name one chooses it by.
    table["name"] = path.stem
    return Theme(**table)


def _problems(table: dict[str, object]) -> list[str]:
    problems = []
    known = [*_COLOURS, *_PLAIN]
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"{key} is not known" + (f", did you mean {near[0]}?" if near else ""))
        elif key in _COLOURS:
            problems += _colour_problem(key, value)
    if "primary" not in table:
        problems.append("primary is missing")
    variables = table.get("variables", {})
    if not isinstance(variables, dict):
        return [*problems, "variables must be a table"]
    for key, value in variables.items():
        if key in DEFAULTS:
            problems += _colour_problem(key, value)
        elif key.startswith("ink-"):
            near = difflib.get_close_matches(key, DEFAULTS, n=1)
            problems.append(f"{key} is not known" + (f", did you mean {near[0]}?" if near else ""))
        elif value not in _TEXT_STYLES:
            problems += _colour_problem(key, value)
    return problems


def _colour_problem(key: str, value: object) -> list[str]:
    try:
        Color.parse(str(value))
    except ColorParseError:
        return [f"{key}: {value!r} is no colour (write #rrggbb or a name)"]
    return []

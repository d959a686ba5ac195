"""``config.toml``: preferences and keys, never written by the program.

Settings are data (``SETTINGS``): the same table checks the file, gives the defaults and writes the
documented example of ``clew config init``. All problems of a file are named in one error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from reader.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: dotted name, default (its type is the setting's), help, allowed values;
    ``or_zero``: 0, which turns it off, is allowed besides ``low`` to ``high``."""

    name: str
    default: str | bool | int | float
    help: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    or_zero: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "",
        "Colour theme; empty: the one chosen on the screen, else clew-dark, or terminal where "
        "there are 16 colours.",
    ),
    Setting("language", "", "Language of the interface; empty: the environment's."),
    Setting("refresh.auto", True, "Ask due feeds by itself while the screen is open."),
    Setting(
        "refresh.interval", 60, "Least minutes between two requests of a feed.", low=60, high=1440
    ),
    Setting(
        "retention.days",
        0,
        "Days after which read stories without a mark are let go; 0: never.",
        low=14,
        high=36500,
        or_zero=True,
    ),
    Setting(
        "network.proxy",
        "",
        "Proxy for all requests, http://host:port or socks5://host:port; empty: that of the"
        " environment (http_proxy, https_proxy, all_proxy, no_proxy); none: none at all.",
    ),
    Setting("network.ca_file", "", "File of further certificate authorities (PEM)."),
    Setting(
        "open.browser",
        "",
        "Command that opens a link, %u being the address; empty: the system's own.",
    ),
    Setting(
        "open.player",
        "",
        "Command that plays an enclosure, %u being its address or file; empty: mpv, vlc or mplayer"
        " where there is one, else the system's own.",
    ),
    Setting(
        "open.images",
        "auto",
        "How images are viewed: as the terminal says that it can (with clew[images]), by one of its"
        " ways (kitty, sixel, blocks), or in the browser.",
        choices=("auto", "kitty", "sixel", "blocks", "browser"),
    ),
    Setting(
        "open.downloads", "", "Folder for downloaded enclosures; empty: the system's own for that."
    ),
    Setting(
        "reading.align",
        "ragged",
        "Right edge of an article's text: ragged or justified.",
        choices=("ragged", "justified"),
    ),
    Setting("reading.measure", 80, "Widest line of an article, in cells.", low=40, high=120),
    Setting(
        "reading.mark_read",
        "open",
        "When a story counts as read: opened, its end seen, passed in the list, or by hand alone.",
        choices=("open", "end", "passed", "never"),
    ),
    Setting(
        "reading.dates",
        "relative",
        "Dates in lists: how long ago, or day and time.",
        choices=("relative", "absolute"),
    ),
    Setting(
        "threads.tightness",
        0.0,
        "Above 0 joins stories less readily, below 0 more.",
        low=-1.0,
        high=1.0,
    ),
    Setting(
        "threads.meaning",
        True,
        "Compare new stories by meaning in the background, once clew[semantic] is installed.",
    ),
    Setting(
        "keys.preset",
        "default",
        "Keys to start from.",
        choices=("default", "newsboat", "google-reader"),
    ),
)


@dataclass(frozen=True, slots=True)
class Site:
    """What all that lies under an address wants to see: ``[site."https://news.example/"]``.

    Passwords are never written here: a command prints them, or the system's keyring holds them
    under the name of a service (and ``user``).
    """

    address: str
    user: str = ""
    password_command: str = ""
    password_keyring: str = ""
    token_command: str = ""
    token_keyring: str = ""
    headers_command: str = ""
    check_tls: bool = True


_SITE = tuple(one for one in fields(Site) if one.name != "address")
_SITE_EXAMPLE = """
# A site that wants a login, for all feeds whose address begins so. A command is started without a
# shell and prints the secret, which is never stored: a password, the token_command a token, the
# headers_command headers, one a line (Cookie: and the like). password_keyring and token_keyring
# name a service of the system's keyring instead. With check_tls off any certificate will do.
# [site."https://news.example/"]
# user = "ann"
# password_command = "pass show news.example"
# headers_command = "cat /home/ann/.config/clew/news.headers"
# check_tls = true"""


@dataclass(frozen=True, slots=True)
class Config:
    """Values of all settings, the user's own keys (action id → keys separated by spaces) and macros
    (name → steps, each an action's id or a ``:`` command). ``lines`` says where each stands in the
    file: dotted name → line, from 1."""

    values: Mapping[str, str | bool | int | float] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    sites: tuple[Site, ...] = ()
    macros: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, name: str) -> str:
        """``config.toml, line 12: `` for the start of a problem; "" when it is not known."""
        line = self.lines.get(name)
        return f"{self.path.name}, line {line}: " if self.path and line else ""

    def _get(self, name: str) -> str | bool | int | float:
        if name in self.values:
            return self.values[name]
        return next(setting.default for setting in SETTINGS if setting.name == name)

    def text(self, name: str) -> str:
        return str(self._get(name))

    def flag(self, name: str) -> bool:
        return bool(self._get(name))

    def number(self, name: str) -> float:
        return float(self._get(name))


def load(path: Path) -> Config:
    """Read and check the file; a missing or empty one gives the defaults.

    Raises ``ConfigError`` with every problem: file, line where known, key, nearest valid name.
    """
    found, problems = checked(path)
    if problems:
        raise ConfigError(f"{path}:\n  " + "\n  ".join(problems), "Mend them and start again")
    return found


def checked(path: Path) -> tuple[Config, list[str]]:
    """What is right in the file, and every problem with the rest. Raises ``ConfigError`` when it
    cannot be read at all."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config(path=path), []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"Cannot read {path}: {error}", "Mend the file or move it away"
        ) from error
    import tomllib  # most have no file

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}", "Mend it there") from error
    return _check(path, text, table)


def _hint(name: str, known: Iterable[str], mark: str) -> str:
    """What may be meant by a name that is not known, behind a ``mark``; "" for nothing."""
    import difflib  # mistakes are few

    near = difflib.get_close_matches(name, known, n=1)
    return f"{mark} did you mean {near[0]}?" if near else ""


def example() -> str:
    """A documented ``config.toml`` in which every setting stands with its default, commented
    out: read, it changes nothing."""
    lines = ["# Settings of clew. A line that begins with # is not read: take the # away."]
    sections: dict[str, list[Setting]] = {}
    for setting in SETTINGS:
        sections.setdefault(setting.name.rpartition(".")[0], []).append(setting)
    for section, settings in sections.items():
        lines += ["", f"[{section}]"] if section else [""]
        for setting in settings:
            lines += [f"# {setting.help}{_limits(setting)}"]
            lines += [f"# {setting.name.rpartition('.')[2]} = {_toml(setting.default)}"]
    lines += [
        "# Keys of an action, by its id (clew keys prints them all); several with spaces between.",
        '# "mark.star" = "s"',
        '# "move.down" = "n down"',
        "",
        "[macros]",
        "# Steps done one after another by a comma and the macro's name, here ,r and ,w: ids of",
        '# actions, with a number before them if wanted, and commands of the ":" line.',
        '# r = ["open.browser", "mark.read", "move.down"]',
        '# w = [":read older:1w -is:starred"]',
    ]
    lines.append(_SITE_EXAMPLE)
    return "\n".join(lines) + "\n"


def _limits(setting: Setting) -> str:
    if setting.choices:
        return f" One of {', '.join(setting.choices)}."
    if setting.low is not None and setting.high is not None:
        zero = "0, or from" if setting.or_zero else "From"
        return f" {zero} {setting.low:g} to {setting.high:g}."
    return ""


def _toml(value: str | bool | int | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _check(path: Path, text: str, table: dict[str, object]) -> tuple[Config, list[str]]:
    """What is right in it, and every problem with the rest."""
    known = {setting.name: setting for setting in SETTINGS}
    where = line_numbers(text)
    macros: dict[str, tuple[str, ...]] = {}
    values: dict[str, str | bool | int | float] = {}
    keys: dict[str, str] = {}
    problems: list[str] = []
    sites = _sites(where, table.pop("site", {}), problems)
    for name, value in _flat(table):
        if name.startswith("keys.") and name != "keys.preset":
            if isinstance(value, str):
                keys[name.removeprefix("keys.")] = value
            else:
                problems.append(f'{_at(where, name)}{name}: keys are a text such as "n down"')
        elif name.startswith("macros."):
            steps = [value] if isinstance(value, str) else value
            if isinstance(steps, list) and steps and all(isinstance(step, str) for step in steps):
                macros[name.removeprefix("macros.")] = tuple(steps)
            else:
                example = '["mark.star", ":tag later"]'
                problems.append(f"{_at(where, name)}{name}: a macro is a list such as {example}")
        elif name not in known:
            problems.append(f"{_at(where, name)}{name} is no setting{_hint(name, known, ',')}")
        else:
            problem = _problem(known[name], value)
            if problem:
                problems.append(f"{_at(where, name)}{name}: {problem}")
            elif isinstance(value, str | bool | int | float):
                values[name] = value
    return Config(values, keys, path, sites, macros, where), problems


def _sites(lines: Mapping[str, int], tables: object, problems: list[str]) -> tuple[Site, ...]:
    """The sites of the file; what is wrong with them is added to ``problems``."""
    known = {one.name: one for one in _SITE}
    made: list[Site] = []
    for address, table in tables.items() if isinstance(tables, dict) else [("", tables)]:
        if not isinstance(table, dict) or not str(address).startswith(("http://", "https://")):
            problems.append(
                f'{_at(lines, f"site.{address}")}site: begins with an address, [site."https://host/"]'
            )
            continue
        for name, value in table.items():
            where = f"{_at(lines, f'site.{address}.{name}')}site {address}: {name}"
            if name not in known:
                problems.append(f"{where} is no setting{_hint(name, known, ',')}")
            elif type(value) is not type(known[name].default):
                kind = "true or false" if name == "check_tls" else "a text"
                problems.append(f"{where} must be {kind}")
        problem = _site_problem(table)
        if problem:
            problems.append(f"site {address}: {problem}")
        if not problems:
            made.append(Site(address, **table))
    return tuple(made)


def _site_problem(table: Mapping[str, object]) -> str:
    """What is missing or too much for a login."""
    password = [name for name in ("password_command", "password_keyring") if table.get(name)]
    token = [name for name in ("token_command", "token_keyring") if table.get(name)]
    if len(password) > 1 or len(token) > 1 or (password and token):
        return f"{' and '.join(password + token)}: give one of them"
    if bool(password) != bool(table.get("user")) and "token_keyring" not in token:
        return "user and password_command (or password_keyring) belong together"
    return ""


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    pairs: list[tuple[str, object]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, value))
    return pairs


def line_numbers(text: str) -> dict[str, int]:
    """Dotted name → the line it is set on. Read by the eye's rules (a header, a name before ``=``),
    for messages only: what the file means is ``tomllib``'s to say."""
    lines: dict[str, int] = {}
    section = ""
    for number, row in enumerate(text.splitlines(), 1):
        row = row.strip()
        header = re.match(r"\[\[?([^\]]+)\]", row)
        if header:
            section = _bare(header[1]) + "."
            lines.setdefault(section.rstrip("."), number)
            continue
        name = re.match(r"""((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=""", row)
        if name:
            lines.setdefault(section + _bare(name[1]), number)
    return lines


def _bare(name: str) -> str:
    return re.sub(r"[\"'\s]", "", name)


def _at(lines: Mapping[str, int], name: str) -> str:
    return f"line {lines[name]}: " if name in lines else ""


def _problem(setting: Setting, value: object) -> str:
    kind = type(setting.default)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
        return f"must be {words[kind]}"
    if setting.choices and value not in setting.choices:
        hint = _hint(str(value), setting.choices, ";")
        return f"must be one of {', '.join(setting.choices)}{hint}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if setting.or_zero and value == 0:
            return ""
        if setting.low is not None and value < setting.low:
            return f"must be at least {setting.low:g}"
        if setting.high is not None and value > setting.high:
            return f"must be at most {setting.high:g}"
    return ""

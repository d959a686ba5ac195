"""``clew config``"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import say, talk

if TYPE_CHECKING:
    from reader.config import Config


@click.group("config")
def config() -> None:
    """Where the settings are, an example of them, a check. The program never changes them."""


@config.command("path")
@pass_invocation
def path(invocation: Invocation) -> None:
    """Print where config.toml is, or would be."""
    say(str(invocation.profile.config_file))


@config.command("init", short_help="Write a config.toml that explains every setting.")
@pass_invocation
def init(invocation: Invocation) -> None:
    """Write a config.toml in which every setting stands with its default, commented out."""
    from reader.config import example
    from reader.errors import UsageError
    from reader.services.files import write_whole

    profile = invocation.profile
    if profile.config_file.exists():
        raise UsageError(f"{profile.config_file} is there already", "It is never overwritten")
    profile.create()
    write_whole(profile.config_file, example())
    talk(f"Written to {profile.config_file}")


@config.command("check", short_help="Check config.toml.")
@pass_invocation
def check(invocation: Invocation) -> None:
    """Check config.toml; leaves with 2 and every problem when something is wrong."""
    from reader.config import checked
    from reader.errors import ConfigError
    from reader.ui.keys import of_config

    found, problems = checked(invocation.profile.config_file)
    name = f"{found.path.name}, " if found.path else ""
    problems += [each.removeprefix(name) for each in of_config(found).problems]
    elsewhere = [*_words_problems(invocation, found), *_network_problems(found)]
    problems += [found.where(at).removeprefix(name) + told for at, told in elsewhere]
    if problems:
        raise ConfigError(f"{found.path}:\n  " + "\n  ".join(problems), "Mend them and start again")
    counts = f"{len(found.values)} settings, {len(found.keys)} keys, {len(found.macros)} macros"
    talk(f"{found.path}: {counts}, all well")


def _words_problems(invocation: Invocation, config: Config) -> Iterator[tuple[str, str]]:
    """What is wrong with the theme, the language and commands: each with the setting's name."""
    import shlex

    from reader import words
    from reader.errors import ConfigError
    from reader.paths import themes_dir
    from reader.ui import themes

    theme, language = config.text("theme"), config.text("language")
    if theme:
        try:
            themes.load(theme, [themes_dir(), invocation.profile.user_themes])
        except ConfigError as error:
            yield "theme", f"theme: {error}"
    if language and not words.known(language, invocation.profile.user_words):
        yield "language", f"language: there are no words in {language}; the screen speaks English"
    try:
        words.use(language or None, invocation.profile.user_words)
    except ConfigError as error:
        yield "language", f"language: {error}"
    for name in ("open.browser", "open.player"):
        try:
            shlex.split(config.text(name))
        except ValueError as error:
            yield name, f"{name}: cannot be read: {error}"


def _network_problems(config: Config) -> Iterator[tuple[str, str]]:
    """What keeps any feed from being asked, with the name of the setting."""
    from reader.errors import ConfigError
    from reader.services.logins import client

    try:
        client(config)
    except ConfigError as error:
        if error.setting:  # else the environment says it, not the file
            yield error.setting, f"{error.setting}: {error}"

"""``clew config``"""

from __future__ import annotations

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import say, talk


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
    if theme := found.text("theme"):
        problems += _theme_problems(invocation, found.where("theme").removeprefix(name), theme)
    if problems:
        raise ConfigError(f"{found.path}:\n  " + "\n  ".join(problems), "Mend them and start again")
    counts = f"{len(found.values)} settings, {len(found.keys)} keys, {len(found.macros)} macros"
    talk(f"{found.path}: {counts}, all well")


def _theme_problems(invocation: Invocation, where: str, theme: str) -> list[str]:
    from reader.errors import ConfigError
    from reader.paths import themes_dir
    from reader.ui import themes

    try:
        themes.load(theme, [themes_dir(), invocation.profile.user_themes])
    except ConfigError as error:
        return [f"{where}theme: {error}"]
    return []

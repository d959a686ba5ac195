"""The top of the command line: global options, commands loaded when used, errors as words."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

import click

from reader.cli.context import Invocation
from reader.cli.leaving import leave, logged

#: Command → (module under reader.cli, what it does). The module is imported when it is used, and
#: holds the command under its own name ("import" as ``import_``).
COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("add", "Subscribe to a feed by its address or a page's."),
    "alias": ("alias", "Say which forms are one name."),
    "backup": ("backup", "Make a backup of the database."),
    "config": ("config", "Where the settings are, an example of them, a check."),
    "doctor": ("doctor", "Check the database, the feeds and the surroundings."),
    "export": ("export", "Write the subscriptions as OPML."),
    "feeds": ("feeds", "List the feeds."),
    "group": ("group", "Group stories given as JSON lines into threads."),
    "import": ("import_", "Take subscriptions from OPML or newsboat's urls."),
    "keys": ("keys", "Print every key and what it does."),
    "list": ("list_", "List stories."),
    "meaning": ("meaning", "Compare the newest stories by meaning (extra clew[semantic])."),
    "merge": ("merge", "Make one of two feeds; nothing of either is lost."),
    "never": ("never", "Say which words and feeds never join threads."),
    "parse": ("parse", "Print what is read from a feed file."),
    "read": ("read", "Mark stories or threads read."),
    "redo": ("redo", "Do again what was undone last."),
    "refresh": ("refresh", "Ask the feeds that are due."),
    "remove": ("remove", "Unsubscribe from feeds; their stories stay."),
    "restore": ("restore", "Put a backup of the database back, or list those there are."),
    "retention": ("retention", "Let old stories go, or say which would."),
    "rethread": ("rethread", "Wind stored stories into threads anew."),
    "rules": ("rules", "List, add, try and order rules for what arrives."),
    "sample": ("sample", "Open the sample edition, offline."),
    "search": ("search", "Search all that is stored."),
    "show": ("show", "Print a story or a thread."),
    "star": ("star", "Star stories."),
    "tag": ("tag", "Tag stories and threads; without arguments list the tags."),
    "themes": ("themes", "List the colour themes."),
    "threads": ("threads", "List threads."),
    "tighten": ("tighten", "Let a folder's stories join less or more readily."),
    "undo": ("undo", "Take back the last action."),
    "views": ("views", "List, add, order and remove views."),
    "why": ("why", "Say why a story stands in its thread."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run or asked for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"reader.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, COMMANDS[cmd_name][0])
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See clew --help."
            raise click.UsageError(f"There is no command {args[0]}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        apart = (click.ClickException, click.exceptions.Exit, click.Abort)
        try:
            with logged(lambda: ctx.find_object(Invocation), apart):
                return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read the output has had enough: no failure of ours, as click would have it.
            raise click.exceptions.Exit(0) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong use, 3 the database, 4 busy, 5 the network, "
    "130 interrupted.",
)
@click.option(
    "--dir",
    "directory",
    envvar="CLEW_DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that holds config, database and state (or CLEW_DIR).",
)
@click.option("--sample", is_flag=True, help="Use the sample edition's own profile.")
@click.option("--offline", is_flag=True, help="Make no request.")
@click.option("--plain", is_flag=True, help="Typed lines instead of a screen: for screen readers.")
@click.version_option(package_name="clew", prog_name="clew", message="%(prog)s %(version)s")
@click.pass_context
def cli(
    ctx: click.Context, directory: Path | None, sample: bool, offline: bool, plain: bool
) -> None:
    """A news reader that winds the stories of your feeds into threads.

    Without a command it opens the screen.
    """
    ctx.obj = Invocation(directory, sample=sample, offline=offline)
    if ctx.invoked_subcommand is not None:
        if plain:
            raise click.UsageError(f"{ctx.invoked_subcommand} prints plain lines anyway", ctx)
    elif plain:
        from reader.cli.plain.run import run_plain

        run_plain(ctx.obj)
    else:
        from reader.cli.screen import open_screen

        open_screen(ctx.obj)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with the code that it documents."""

    def work() -> object:
        try:
            return cli.main(arguments, prog_name="clew", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except click.Abort as error:
            raise KeyboardInterrupt from error

    leave(work)

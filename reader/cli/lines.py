"""``export`` and ``import`` of what is kept as text, a line for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, export_to, talk

if TYPE_CHECKING:
    from reader.model import Done
    from reader.services import Services


class Kept(Protocol):
    """Things that ``export`` writes and ``take`` reads, all of them or none."""

    def export(self) -> str: ...

    def take(self, text: str) -> Sequence[Done]: ...


def add_lines(group: click.Group, what: str, of: Callable[[Services], Kept]) -> None:
    """Give a group the commands that write its things, each a ``what``, as text and read them."""

    @group.command("export", help=f"Write your {what}s as text, one a line, to FILE or to stdout.")
    @click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
    @pass_invocation
    def export(invocation: Invocation, file: Path | None) -> None:
        with invocation.services() as services:
            text = of(services).export()
            export_to(file, text, f"{count(len(text.splitlines()), what)} in")

    @group.command(
        "import",
        short_help=f"Take {what}s from a file, as export writes them.",
        help=f"Take {what}s from FILE (- is stdin), as export writes them; all of them or, when"
        " one is wrong, none.",
    )
    @click.argument("file", type=click.File("rb"))
    @pass_invocation
    def import_(invocation: Invocation, file: BinaryIO) -> None:
        from reader.errors import UsageError

        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{file.name} is not UTF-8 text (byte {error.start + 1})", "export writes such text"
            ) from error
        with invocation.services() as services:
            done = of(services).take(text)
            talk(f"{count(len(done), what)} taken")

"""What a command acts on: ids, or after ``--`` a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from reader.cli.output import count, emit, say, talk
from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.model import Done
    from reader.services import Services

#: Ids of stories hold their time in seconds above bit 20, so that even one of 1990 is larger;
#: those of threads are counted from one.
_FIRST_STORY = 1 << 40


class ScopeCommand(click.Command):
    """A command whose last arguments may be ``-- QUERY``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            args, query = args[:at], args[at + 1 :]
            ctx.meta["clew.query"] = " ".join(query)
        return super().parse_args(ctx, args)


@dataclass(frozen=True, slots=True)
class Scope:
    """The stories and threads acted on."""

    stories: tuple[int, ...]
    threads: tuple[int, ...]

    @property
    def words(self) -> str:
        said = []
        if self.stories or not self.threads:
            said.append(count(len(self.stories), "story", "stories"))
        if self.threads:
            said.append(count(len(self.threads), "thread"))
        return " and ".join(said)


def scope(services: Services, ids: Sequence[str]) -> Scope:
    """What the ids or the query of the command line mean; ``UsageError`` when nothing was said."""
    query: Any = click.get_current_context().meta.get("clew.query")
    if query is not None and ids:
        raise UsageError("Give ids or a query, not both", "The query comes after --")
    if query is not None:
        if not query.strip():  # an empty variable of a script, and all would be acted on
            raise UsageError("No query follows --", "Every story is -- '*'")
        return Scope(services.searching.stories(query), ())
    if not ids:
        raise UsageError("Say what is meant", "Give ids, or a query after --: -- older:2w")
    wrong = [each for each in ids if not (each.isascii() and each.isdigit() and len(each) < 20)]
    if wrong:
        raise UsageError(f"{wrong[0]} is no id", "A query comes after --: -- " + " ".join(ids))
    numbers = [int(each) for each in ids]
    return Scope(
        tuple(n for n in numbers if n >= _FIRST_STORY),
        tuple(n for n in numbers if n < _FIRST_STORY),
    )


#: Titles shown of what an action would change.
SAMPLE = 10


def sample(services: Services, chosen: Scope, *, as_json: bool) -> None:
    """Say how many things an action would be done to, and which: the titles of some."""
    reading = services.reading
    titles = [row.title for row in reading.thread_rows(chosen.threads[:SAMPLE])]
    titles += [row.title for row in reading.story_rows(chosen.stories[:SAMPLE])]
    if as_json:
        n = {"stories": len(chosen.stories), "threads": len(chosen.threads)}
        emit({**n, "sample": titles[:SAMPLE]})
        return
    for title in titles[:SAMPLE]:
        say(title)
    talk(f"It would be {chosen.words}")


def report(done: Done, words: str, *, as_json: bool) -> None:
    """Say what an action came to."""
    if as_json:
        emit(
            {"changed": done.changed, "stories": list(done.stories), "threads": list(done.threads)}
        )
    else:
        talk(words)

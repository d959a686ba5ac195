"""The verbs of the ``:`` line, as data: completion, help and the reading of a line are all made
from this table."""

from __future__ import annotations

from dataclasses import dataclass

from reader.words import N_


@dataclass(frozen=True, slots=True)
class VerbSpec:
    """One verb. ``words`` are the kinds of its leading words (tag, when); ``rest`` is the kind of
    what follows them: query, scope (a query, ``%`` for what is listed, or nothing for what is
    selected), address, theme, source, feed, view, rule, number, setting or "" for nothing.
    ``needed``: the rest cannot be left out. ``threads``: the verb acts on the threads of the
    stories. ``unless``: a query that ends it sooner may follow that word."""

    name: str
    usage: str
    help: str
    words: tuple[str, ...] = ()
    rest: str = ""
    needed: bool = False
    threads: bool = False
    unless: bool = False
    example: str = ""
    also: tuple[str, ...] = ()

    @property
    def bulk(self) -> bool:
        """Whether it acts on all that its query selects."""
        return self.rest == "scope"


def _bulk(
    name: str,
    help_: str,
    *words: str,
    threads: bool = False,
    unless: bool = False,
    example: str = "older:2w",
) -> VerbSpec:
    last = ["[unless QUERY]"] if unless else []
    usage = " ".join([*(word.upper() for word in words), "[QUERY]", *last])
    return VerbSpec(
        name, usage, help_, words, "scope", threads=threads, unless=unless, example=example
    )


VERBS: tuple[VerbSpec, ...] = (
    _bulk("read", N_("Mark stories read"), example="older:2w feed:bbc"),
    _bulk("unread", N_("Mark stories unread"), example="date:today"),
    _bulk("star", N_("Star stories"), example="author:doe"),
    _bulk("unstar", N_("Take stars away"), example="older:1y"),
    _bulk("tag", N_("Tag stories"), "tag", example="ai title:openai"),
    _bulk("untag", N_("Take a tag away"), "tag", example="ai older:1y"),
    _bulk("follow", N_("Follow threads"), threads=True, example="title:artemis"),
    _bulk("unfollow", N_("Follow threads no more"), threads=True, example="is:followed older:1m"),
    _bulk(
        "mute", N_("Mute threads until a time"), "when", threads=True, unless=True,
        example="1w title:cup unless sources:>=5",
    ),
    _bulk("unmute", N_("Bring muted threads back"), threads=True, example="is:muted"),
    _bulk(
        "snooze", N_("Put threads away until a time"), "when", threads=True, example="3d #later"
    ),
    VerbSpec(
        "search", "QUERY", N_("Search all that is stored"), rest="query", needed=True, also=("s",)
    ),
    VerbSpec("filter", "QUERY", N_("Narrow the list"), rest="query", needed=True, also=("f",)),
    VerbSpec("clear", "", N_("Take filter and search away")),
    VerbSpec("explain", "QUERY", N_("How a query is understood"), rest="query", needed=True),
    VerbSpec(
        "go", "SOURCE", N_("Go to a view, feed, folder or tag"), rest="source", needed=True,
        example="Today", also=("open",),
    ),
    VerbSpec("view", "[NAME]", N_("The views with their queries; a view's page"), rest="view",
             also=("views",)),
    VerbSpec("save", "[NAME]", N_("Keep what is listed as a view"), rest="view"),
    VerbSpec("rule", "[RULE]", N_("Write a rule; the rules"), rest="rule",
             example="when bitcoin then tag money", also=("rules",)),
    VerbSpec(
        "add", "ADDRESS", N_("Subscribe to a feed or a page's feed"), rest="address", needed=True,
        example="https://example.org/",
    ),
    VerbSpec("refresh", "[FEED]", N_("Ask what is due, or one feed now"), rest="feed"),
    VerbSpec("feed", "[FEED]", N_("A feed's page"), rest="feed"),
    VerbSpec("undo", "[N]", N_("Take back the last actions"), rest="number", also=("u",)),
    VerbSpec("redo", "[N]", N_("Do again what was taken back"), rest="number"),
    VerbSpec("history", "", N_("What was done"), also=("journal",)),
    VerbSpec("errors", "", N_("Feeds that fail")),
    VerbSpec("theme", "NAME", N_("Use a theme"), rest="theme", needed=True, example="clew-light"),
    VerbSpec("help", "", N_("All keys"), also=("h",)),
    VerbSpec("quit", "", N_("Leave"), also=("q", "qa", "wq", "x")),
)  # fmt: skip

BY_NAME: dict[str, VerbSpec] = {spec.name: spec for spec in VERBS} | {
    short: spec for spec in VERBS for short in spec.also
}

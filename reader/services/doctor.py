"""What ``clew doctor`` looks at: the database, the feeds, the surroundings."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import shutil
from dataclasses import dataclass

from reader import text
from reader.clock import local
from reader.model import FeedRow
from reader.services import Services

#: Less free space than this is a problem: a refresh of many feeds may need it.
FREE_BYTES = 200 << 20
#: What a report names with its version.
_PACKAGES = (
    "clew",
    "textual",
    "rich",
    "feedparser",
    "aiohttp",
    "brotli",
    "nh3",
    "rapidfuzz",
    "google-re2",
    "isal",
    "PyStemmer",
    "sqlite-utils",
    "click",
)


@dataclass(frozen=True, slots=True)
class Checkup:
    """``problems`` want something done; ``failing`` are feeds, each with its error; ``facts`` are
    for a report. No secret of an address is in any of them."""

    problems: tuple[str, ...]
    failing: tuple[str, ...]
    facts: tuple[tuple[str, str | int], ...]


def check(services: Services, *, full: bool = False) -> Checkup:
    """Look at everything; ``full`` runs the integrity checks of the database too (slow)."""
    problems = services.store.health.check(full=full)
    folder = services.profile.data_dir
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        problems.append(f"Only {free >> 20} MiB are free in {folder}: make room")
    return Checkup(tuple(problems), tuple(_failing(services)), tuple(_facts(services)))


def repair(services: Services) -> list[str]:
    """Mend what can be mended; what was done, a sentence each. What the full-text index misses is
    indexed at once, so that a search finds it."""
    done = services.store.health.repair()
    while services.store.fulltext.index_some():
        pass
    return done


def _failing(services: Services) -> list[str]:
    now = services.clock.now()
    return [
        f"{row.id} {row.source} ({text.masked(row.url)}) fails"
        f" since {local(row.state.failing_since or now)}: {row.state.error}. {_next(row, now)}"
        for row in services.subscriptions.failing()
    ]


def _next(row: FeedRow, now: int) -> str:
    if row.paused:
        return "It is paused"
    if row.state.gone:
        return f"It is asked again only by hand: clew refresh --force {row.id}"
    if row.state.next_at <= now:
        return "It is tried at the next refresh"
    return f"Next try {local(row.state.next_at)}"


def _facts(services: Services) -> list[tuple[str, str | int]]:
    profile = services.profile
    facts: list[tuple[str, str | int]] = [*services.store.health.facts().items()]
    facts += [
        ("python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("system", platform.platform()),
        ("terminal", os.environ.get("TERM", "none")),
        ("colours", os.environ.get("COLORTERM", "not said")),
        ("locale", f"{locale.setlocale(locale.LC_CTYPE)}, {locale.getencoding()}"),
        ("config", str(profile.config_file)),
        ("data", str(profile.data_dir)),
        ("state", str(profile.state_dir)),
    ]
    facts.append(("grouping", _grouping()))
    facts += _meaning(services)
    for package in _PACKAGES:
        try:
            facts.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            facts.append((package, "not installed"))
    return facts


def _grouping() -> str:
    """Whether the loops of the engine were compiled when clew was installed."""
    from reader.threads.loops import COMPILED

    return "compiled" if COMPILED else "in Python alone: a C compiler, and installing again, help"


def _meaning(services: Services) -> list[tuple[str, str | int]]:
    """What the extra costs: its vectors, how fast it was and what memory it took."""
    from reader.meaning import MODEL, installed
    from reader.services.meaning import RATE

    there, size = services.store.vectors.size(MODEL)
    facts: list[tuple[str, str | int]] = [
        ("meaning", MODEL if installed() else "the extra clew[semantic] is not installed"),
        ("meaning vectors", there),
        ("meaning bytes", size),
    ]
    if installed():
        facts.append(("meaning waiting", len(services.store.vectors.waiting(MODEL))))
        facts.append(("meaning rate", services.store.choices.get(RATE) or "not run yet"))
    return facts

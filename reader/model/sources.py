"""What the sources pane shows: feeds, folders, tags, views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.model.fetching import FeedState


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What the user set for one feed. ``interval`` is the least number of minutes between two
    requests (None: as for all); ``fulltext`` fetches the whole text of each story that arrives;
    ``hidden`` keeps its stories out of Unread; ``language`` is what its stories count as written in
    ("": what they say or are found to be); ``mute_copies`` stores its copies of others' stories as
    read; ``leads``: its headlines name the threads it tells of."""

    interval: int | None = None
    fulltext: bool = False
    hidden: bool = False
    language: str = ""
    mute_copies: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as the sources pane and ``clew feeds`` show it. ``source`` is its name as people see
    it: the user's name, else its title, else its host. ``places`` is where it stands in each of
    ``folders`` and ``place`` where it stands outside of folders: 0 until ordered by hand."""

    id: int
    url: str
    source: str
    title: str
    site: str
    language: str
    folders: tuple[int, ...]
    stories: int
    unread: int
    added_at: int
    paused: bool
    removed: bool
    state: FeedState
    tags: tuple[str, ...] = ()
    allow_private: bool = False
    settings: FeedSettings = FeedSettings()
    places: tuple[float, ...] = ()
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of feeds; ``parent`` is None at the top, ``place`` 0 until ordered by hand."""

    id: int
    name: str
    parent: int | None
    unread: int = 0
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with how many stories, threads and feeds carry it, how many of all stories that have
    it (by their thread or feed too) are unread, and the colour chosen for it ("" for none)."""

    name: str
    stories: int
    threads: int
    unread: int
    feeds: int = 0
    color: str = ""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved query with a name. ``builtin`` views cannot be removed. ``unread`` is None while it
    is not known yet. ``notify``: new stories in it are told of."""

    name: str
    query: str
    builtin: bool
    unread: int | None = None
    group: str = "thread"
    sort: str = "date"
    mark_read: str = "open"
    notify: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule: stories that ``query`` selects and ``unless`` does not get what ``action`` says.

    ``until``: when it ends (None: never). ``problem`` says why it could not be asked last time.
    ``stories`` counts what it judged so far, ``last_at`` is when it last did; ``muted`` counts the
    threads it keeps out of sight now.
    """

    name: str
    query: str
    action: str
    unless: str = ""
    until: int | None = None
    enabled: bool = True
    problem: str = ""
    stories: int = 0
    last_at: int | None = None
    muted: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule did with a story, and when."""

    rule: str
    action: str
    at: int


@dataclass(frozen=True, slots=True)
class FetchLine:
    """One request of a feed as it was noted: ``outcome`` is new, same, not_modified or a kind of
    failure; ``received`` in bytes."""

    at: int
    status: int
    outcome: str
    new: int
    changed: int
    received: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """What is known of a feed beyond its row. ``weeks`` counts its stories of the last twelve weeks
    by ``sort_at``, oldest week first; ``opened``, ``read`` and ``starred`` count stories; ``leads``
    threads of several sources in which it was first; ``size`` is bytes kept of its stories' texts;
    ``log`` its last requests, newest first."""

    weeks: tuple[int, ...]
    opened: int
    read: int
    starred: int
    copies: int
    leads: int
    shared: int
    size: int
    newest: int | None
    log: tuple[FetchLine, ...]
    description: str = ""

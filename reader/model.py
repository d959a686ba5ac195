"""The values that cross every boundary: frozen, slotted, and free of behaviour with side effects.

Times are whole seconds since 1970 UTC. Ids are integers. Texts have passed ``reader.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# --------------------------------------------------------------------------- feeds as they are read


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a story carries; ``length`` in bytes where the feed states a sane one."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item of a feed as read.

    ``id`` is the text key: guid, else link, else a hash; ``id2`` is the same without scheme, host
    prefix and trailing slash, so that a move to https finds the story again. ``content`` and
    ``summary`` are HTML reduced to the allow-list; ``text`` is the plain text of the fuller one.
    ``stated`` is the date as the feed wrote it. ``hash`` covers what makes a revision.
    """

    id: str
    url: str = ""
    title: str = ""
    published: int | None = None
    updated: int | None = None
    author: str = ""
    content: str = ""
    summary: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    id2: str = ""
    stated: str = ""
    language: str = ""
    comments_url: str = ""
    categories: tuple[str, ...] = ()
    text: str = ""
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``warnings`` name what was repaired or lost; ``unreadable``: items lost.

    ``ttl`` (seconds), ``skip_hours`` (0-23, GMT) and ``skip_days`` (0 = Monday) are the publisher's
    wishes for the schedule; ``moved_to`` is an itunes:new-feed-url or RSS redirect.
    """

    title: str
    items: tuple[ParsedItem, ...] = ()
    site: str = ""
    language: str = ""
    description: str = ""
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    moved_to: str = ""
    format: str = ""
    warnings: tuple[str, ...] = ()
    unreadable: int = 0


# --------------------------------------------------------------------------- fetching


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified byte for byte as the server sent them; never parsed or invented."""

    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """One request to make. ``allow_private`` is true for an address the user added by hand."""

    feed: int
    url: str
    validators: Validators = Validators()
    allow_private: bool = False


class FetchKind(StrEnum):
    BODY = "body"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"


#: Every kind of failure a request may end in (``FetchResult.error_kind``).
FETCH_ERRORS = (
    "refused",  # scheme, private address, too many redirects, downgrade: we would not
    "dns",
    "connect",
    "tls",
    "timeout",
    "too_large",
    "encoding",  # the content coding was broken
    "cut",  # the connection ended in the middle
    "http",  # a status that is not a success: see ``status``
    "gone",  # 410
    "slow_down",  # 429 or 503 with Retry-After
    "not_a_feed",
    "parser",  # killed at its deadline or memory cap
    "offline",  # no network at all: no back-off is consumed
    "cancelled",
)


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What came of one request; a failure is data, not an exception.

    ``url`` is the final address after redirects; ``permanent`` the address that an unbroken chain
    of 301/308 leads to ("" when none). ``max_age`` (seconds) is Cache-Control less Age, or Expires;
    ``retry_after`` (seconds) is relative to now. ``error`` is one plain English sentence.
    """

    feed: int
    kind: FetchKind
    url: str
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    validators: Validators = Validators()
    permanent: str = ""
    max_age: int | None = None
    retry_after: int | None = None
    error_kind: str = ""
    error: str = ""
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed's requests; the schedule is a pure function of it.

    ``next_why`` says in words why ``next_at`` is when it is. ``error`` is "" when all is well.
    """

    validators: Validators = Validators()
    body_hash: bytes = b""
    asked_at: int | None = None
    fetched_at: int | None = None
    changed_at: int | None = None
    next_at: int = 0
    next_why: str = ""
    failures: int = 0
    failing_since: int | None = None
    error_kind: str = ""
    error: str = ""
    warning: str = ""
    moved_to: str = ""
    moved_count: int = 0
    moved_since: int | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    unconditional_at: int | None = None
    gone: bool = False


# --------------------------------------------------------------------------- arriving


@dataclass(frozen=True, slots=True)
class Known:
    """A stored story as *decide* needs it: enough to tell new, changed and same apart."""

    story: int
    key: str
    key2: str
    hash: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to store. ``sort_at`` = min(published, first_seen + 1 day); ``date_note`` says why
    it is not the published date ("", "missing", "absurd", "future")."""

    item: ParsedItem
    first_seen: int
    sort_at: int
    date_note: str = ""


@dataclass(frozen=True, slots=True)
class ChangedStory:
    """A stored story whose content or address changed; the old content is kept as a revision
    unless ``revise`` is false (only the address or key moved)."""

    story: int
    item: ParsedItem
    revise: bool = True


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """All that one answer of a feed changes, stored in one transaction with its validators."""

    feed: int
    state: FeedState
    new: tuple[NewStory, ...] = ()
    changed: tuple[ChangedStory, ...] = ()
    title: str = ""
    site: str = ""
    language: str = ""
    status: int = 0
    received: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedStored:
    """What a stored update came to: ids of the new and the changed stories."""

    feed: int
    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


# --------------------------------------------------------------------------- grouping


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as the engine sees it. ``thread`` is the thread it stands in now (its own thread of
    one when it has just arrived); ``summary`` is plain text; ``sort_at`` is the engine's clock."""

    story: int
    thread: int
    feed: int
    source: str
    title: str
    summary: str = ""
    url: str = ""
    language: str = ""
    sort_at: int = 0
    links: tuple[str, ...] = ()


class PlacedBy(StrEnum):
    ALONE = "alone"
    JOIN = "join"
    COPY = "copy"
    MERGE = "merge"
    LANGUAGE = "language"
    MEANING = "meaning"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a story stands where it does. ``terms`` are the words that decided with their weight,
    heaviest first; ``gap`` is seconds between the story and ``matched``."""

    by: PlacedBy
    score: float = 0.0
    matched: int | None = None
    terms: tuple[tuple[str, float], ...] = ()
    gap: int = 0
    same_link: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Story ``story`` belongs in ``thread``; ``copy_of`` is the account whose text it repeats."""

    story: int
    thread: int
    reason: Reason
    copy_of: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """All of thread ``absorbed`` moves into ``survivor``."""

    survivor: int
    absorbed: int
    reason: Reason


class LinkKind(StrEnum):
    RELATED = "related"
    LANGUAGE = "language"


class LinkState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """Two threads that belong near each other without being one."""

    a: int
    b: int
    kind: LinkKind
    state: LinkState
    score: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """The user's word on two stories: ``together`` (must-link) or not (cannot-link). It is law."""

    a: int
    b: int
    together: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine decided for a batch, in the order it decided it: placements, then merges."""

    placements: tuple[Placement, ...] = ()
    merges: tuple[Merge, ...] = ()
    links: tuple[ThreadLink, ...] = ()


# ------------------------------------------------------------------- rows for lists and pages


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as lists show it; the body is never loaded for a list."""

    id: int
    thread: int
    feed: int
    source: str
    title: str
    url: str
    author: str
    sort_at: int
    published: int | None
    first_seen: int
    language: str
    words: int
    summary: str
    read: bool
    starred: bool
    opened: bool
    copy_of: int | None = None
    new: bool = False
    updated: bool = False
    noted: bool = False
    tags: tuple[str, ...] = ()
    date_note: str = ""
    comments_url: str = ""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as lists show it.

    ``new`` counts accounts since it was last opened (0 when it never was); ``activity`` holds
    twelve counts of stories over equal slices from first to last story; ``tags`` are the thread's
    and its stories'. ``muted_until`` is ``FOR_GOOD`` when there is no end.
    """

    id: int
    lead: int
    title: str
    source: str
    sources: int
    stories: int
    accounts: int
    unread: int
    new: int
    languages: tuple[str, ...]
    first_at: int
    last_at: int
    moved_at: int
    opened_at: int | None
    followed: bool
    muted: bool
    muted_until: int | None
    starred: bool
    activity: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    named: bool = False
    feed: int = 0


#: ``muted_until`` of a thread muted without an end.
FOR_GOOD = 1 << 40


@dataclass(frozen=True, slots=True)
class Headline:
    """One entry of a thread's headline history."""

    at: int
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class RelatedThread:
    """A thread near this one, with the shared names said."""

    id: int
    title: str
    stories: int
    kind: LinkKind
    state: LinkState
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """All a thread page shows: its row, its stories oldest first, and what surrounds them."""

    row: ThreadRow
    stories: tuple[StoryRow, ...]
    headlines: tuple[Headline, ...] = ()
    related: tuple[RelatedThread, ...] = ()
    first_source: str = ""
    thread_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredBody:
    """The body of one story: sanitised HTML, plain text, enclosures, number of revisions."""

    story: int
    html: str
    text: str
    enclosures: tuple[Enclosure, ...] = ()
    revisions: int = 0
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier state of a story, kept when its publisher changed it."""

    at: int
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader was in an article: block index and row offset inside the block."""

    block: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as the sources pane and ``clew feeds`` show it. ``source`` is its name as people see
    it: the user's name, else its title, else its host."""

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


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of feeds; ``parent`` is None at the top."""

    id: int
    name: str
    parent: int | None
    unread: int = 0


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with how many stories and threads carry it and how many of the stories are unread."""

    name: str
    stories: int
    threads: int
    unread: int


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A saved query with a name. ``builtin`` views cannot be removed. ``unread`` is None while it
    is not known yet."""

    name: str
    query: str
    builtin: bool
    unread: int | None = None
    group: str = "thread"
    sort: str = "date"


@dataclass(frozen=True, slots=True)
class Hits:
    """The ids a query selects, newest first unless it says otherwise.

    ``kind`` says whether ``ids`` are threads or stories. ``complete`` is false when only the first
    screenful was asked for. ``muted`` and ``read`` count hits among the stories selected.
    ``unindexed`` counts stories that words cannot find yet, when the query asks for words.
    """

    kind: str
    ids: tuple[int, ...]
    complete: bool = True
    stories: int = 0
    muted: int = 0
    read: int = 0
    unindexed: int = 0


# --------------------------------------------------------------------------- the user's actions


class Verb(StrEnum):
    """Everything a user can do that is kept, journaled and undone."""

    READ = "read"
    UNREAD = "unread"
    OPEN = "open"  # a story is opened: read, opened_at; its thread's opened_at moves
    OPEN_THREAD = "open_thread"
    STAR = "star"
    UNSTAR = "unstar"
    TAG = "tag"
    UNTAG = "untag"
    NOTE = "note"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MUTE = "mute"
    UNMUTE = "unmute"
    SNOOZE = "snooze"
    JOIN = "join"  # threads into ``into``
    KNOCK_OUT = "knock_out"  # stories out of their thread, each set into one new thread
    SET_LEAD = "set_lead"
    RENAME_THREAD = "rename_thread"
    CONFIRM_LINK = "confirm_link"
    REFUSE_LINK = "refuse_link"
    # One feed: ``text`` its address; ``more`` may name "name", "folder" (a path "Tech/AI", made if
    # missing), "tags" (separated by newlines), "site", "allow_private" ("1"). Many at once, all or
    # nothing: ``more`` holds "feeds", a JSON list of objects with "url" and those same keys (there
    # "folders" is a list of paths and "tags" a list). A removed feed of that address comes back.
    # ``Done.made`` is the (first) feed, ``Done.changed`` how many were added or came back.
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    RENAME_FEED = "rename_feed"
    MOVE_FEED = "move_feed"
    PAUSE_FEED = "pause_feed"
    RESUME_FEED = "resume_feed"
    FEED_SETTINGS = "feed_settings"
    ADD_FOLDER = "add_folder"
    REMOVE_FOLDER = "remove_folder"
    RENAME_FOLDER = "rename_folder"
    RENAME_TAG = "rename_tag"
    REMOVE_TAG = "remove_tag"
    SAVE_VIEW = "save_view"
    REMOVE_VIEW = "remove_view"
    SAVE_RULE = "save_rule"
    REMOVE_RULE = "remove_rule"
    ADD_ALIAS = "add_alias"
    REMOVE_ALIAS = "remove_alias"


#: Longest tag, in characters.
MAX_TAG = 100


class Actor(StrEnum):
    SCREEN = "screen"
    COMMAND = "command"
    RULE = "rule"
    SYNC = "sync"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user did, on any number of targets; one bulk action is one journal row.

    ``text`` is the tag, note, name, query or address; ``into`` the thread or folder gone into;
    ``until`` a time (mute, snooze); ``more`` further named values.
    """

    verb: Verb
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    text: str = ""
    into: int | None = None
    until: int | None = None
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What an action came to. ``entry`` is its journal row (None when nothing changed);
    ``stories``, ``threads`` and ``feeds`` say what must be drawn anew; ``made`` the id of what was
    made (thread knocked out into, feed subscribed, folder added); ``title`` is the headline (of a
    feed: the source) of the only target, "" when there were more."""

    action: Action
    entry: int | None
    changed: int
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    made: int | None = None
    feeds: tuple[int, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One action as the journal shows it."""

    id: int
    at: int
    actor: Actor
    verb: Verb
    text: str
    targets: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What other processes and the writer changed since a sequence number."""

    seq: int
    stories: tuple[int, ...] = ()
    threads: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()
    everything: bool = False


# --------------------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text inside a block. ``link``: number into ``Document.links`` (0 none)."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: int = 0


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    IMAGE = "image"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article.

    ``level`` is the heading's 1-6; ``depth`` how deep in lists; ``quoted`` how deep in quotes;
    ``marker`` the list marker ("•", "3."); ``rows`` the table's cells; ``language`` the code's.
    """

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0
    depth: int = 0
    quoted: int = 0
    marker: str = ""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    header: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as blocks. ``links[n - 1]`` is the address of link n; images are links too."""

    blocks: tuple[Block, ...] = ()
    links: tuple[str, ...] = ()
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A story opened to be read."""

    row: StoryRow
    document: Document
    enclosures: tuple[Enclosure, ...] = ()
    place: Place = Place()
    note: str = ""
    revisions: int = 0
    words: int = 0


# --------------------------------------------------------------------------- subscriptions


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file or newsboat ``urls``: address, name, folder path, tags."""

    url: str
    title: str = ""
    folder: tuple[str, ...] = ()
    site: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineFile:
    """A subscription list as read; ``skipped`` says line by line what was not taken and why.

    ``queries`` are newsboat ``query:`` lines as (name, query) pairs.
    """

    outlines: tuple[Outline, ...] = ()
    skipped: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    added: tuple[int, ...] = ()
    already: int = 0
    restored: int = 0
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshEvent:
    """One line of a running refresh, as ``clew refresh --json`` prints it.

    ``event`` is start, feed, placing, indexing, end or offline; ``done``/``total`` count feeds.
    ``status`` of a feed is new, unchanged (304 or same body), failed. The end event carries the
    totals.
    """

    event: str
    feed: int | None = None
    source: str = ""
    status: str = ""
    error: str = ""
    new: int = 0
    changed: int = 0
    done: int = 0
    total: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = field(default=())

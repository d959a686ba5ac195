"""The first schema: every table of the store, so that nothing later needs data thrown away.

Reading order: subscriptions, fetching, stories, threads, the user's own (marks, tags, notes, views,
rules, corrections), the journal, the index. The user's own rows carry text keys beside ids: a story
that returns, moves to https or changes its link finds them again.

A schema that has been released is never edited: what changes is a further migration.
"""

from reader.store import triggers

#: Number of migrations (``PRAGMA user_version`` of an up-to-date file). Kept here so that opening
#: such a file needs nothing but the standard library.
VERSION = 8

#: ``PRAGMA application_id`` of our files: "clew" in ASCII.
APPLICATION_ID = 0x636C6577

SUBSCRIPTIONS = """
CREATE TABLE folder(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES folder(id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  position REAL NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX folder_name ON folder(ifnull(parent, 0), name);

-- A removed feed keeps its row and its stories; `key` (no scheme, www., trailing slash) makes sure
-- that one feed is never subscribed twice.
CREATE TABLE feed(
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL DEFAULT '',
  name TEXT,
  site TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  position REAL NOT NULL DEFAULT 0,
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  paused INTEGER NOT NULL DEFAULT 0,
  allow_private INTEGER NOT NULL DEFAULT 0,
  settings TEXT NOT NULL DEFAULT '{}',
  stories INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE feed_folder(
  feed INTEGER NOT NULL REFERENCES feed(id) ON DELETE CASCADE,
  folder INTEGER NOT NULL REFERENCES folder(id) ON DELETE CASCADE,
  position REAL NOT NULL DEFAULT 0,
  PRIMARY KEY(feed, folder)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_folder_folder ON feed_folder(folder);
"""

FETCHING = """
CREATE TABLE feed_state(
  feed INTEGER PRIMARY KEY REFERENCES feed(id) ON DELETE CASCADE,
  etag BLOB,
  last_modified BLOB,
  body_hash BLOB,
  asked_at INTEGER,
  fetched_at INTEGER,
  changed_at INTEGER,
  next_at INTEGER NOT NULL DEFAULT 0,
  next_why TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  error_kind TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  warning TEXT NOT NULL DEFAULT '',
  moved_to TEXT NOT NULL DEFAULT '',
  moved_count INTEGER NOT NULL DEFAULT 0,
  moved_since INTEGER,
  ttl INTEGER,
  skip_hours TEXT NOT NULL DEFAULT '',
  skip_days TEXT NOT NULL DEFAULT '',
  unconditional_at INTEGER,
  gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX feed_state_next ON feed_state(next_at);

-- A host that said 429 or 503 with Retry-After is left alone as a whole.
CREATE TABLE host(
  name TEXT PRIMARY KEY,
  retry_at INTEGER NOT NULL,
  why TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE fetch_log(
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feed(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX fetch_log_feed ON fetch_log(feed, id);
"""

STORIES = """
-- Light rows: what lists, counts and grouping need. id = seconds of the first sort_at << 20 | n.
-- read, starred, opened mirror `mark` (kept by triggers) so that list indexes can hold them.
CREATE TABLE story(
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feed(id),
  thread INTEGER NOT NULL REFERENCES thread(id),
  key TEXT NOT NULL,
  key2 TEXT NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  comments_url TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '',
  published INTEGER,
  updated INTEGER,
  stated TEXT NOT NULL DEFAULT '',
  date_note TEXT NOT NULL DEFAULT '',
  first_seen INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  language TEXT NOT NULL DEFAULT '',
  words INTEGER NOT NULL DEFAULT 0,
  hash BLOB NOT NULL,
  changed_at INTEGER,
  placed_at INTEGER,
  copy_of INTEGER,
  read INTEGER NOT NULL DEFAULT 0,
  starred INTEGER NOT NULL DEFAULT 0,
  opened INTEGER NOT NULL DEFAULT 0,
  UNIQUE(feed, key)
) STRICT;
CREATE INDEX story_key2 ON story(feed, key2);
CREATE INDEX story_order ON story(sort_at, id, thread, feed, read);
CREATE INDEX story_feed ON story(feed, sort_at, id, thread);
CREATE INDEX story_thread ON story(thread, sort_at, id);
CREATE INDEX story_unread ON story(sort_at, id, thread, feed) WHERE read = 0;
CREATE INDEX story_starred ON story(sort_at, id, thread) WHERE starred = 1;
CREATE INDEX story_unplaced ON story(feed) WHERE placed_at IS NULL;

-- Heavy rows. html is zlib-compressed UTF-8; categories and enclosures are JSON.
-- `expanded` is the indexed text when it differs from the story's (CJK runs as bigrams), as JSON.
CREATE TABLE body(
  story INTEGER PRIMARY KEY REFERENCES story(id) ON DELETE CASCADE,
  html BLOB NOT NULL,
  text TEXT NOT NULL,
  expanded TEXT,
  enclosures TEXT NOT NULL DEFAULT '[]',
  categories TEXT NOT NULL DEFAULT '[]',
  fulltext BLOB,
  truncated INTEGER NOT NULL DEFAULT 0,
  has_code INTEGER NOT NULL DEFAULT 0,
  has_media INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE revision(
  id INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  title TEXT NOT NULL,
  html BLOB NOT NULL
) STRICT;
CREATE INDEX revision_story ON revision(story, at);
"""

THREADS = """
-- moved_at is the newest account's sort_at (a copy does not move a thread); heat is as of moved_at
-- and halves each day after it; languages are separated by spaces, most told first.
CREATE TABLE thread(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lead INTEGER,
  lead_pinned INTEGER NOT NULL DEFAULT 0,
  name TEXT,
  stories INTEGER NOT NULL DEFAULT 0,
  accounts INTEGER NOT NULL DEFAULT 0,
  sources INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  languages TEXT NOT NULL DEFAULT '',
  first_at INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0,
  moved_at INTEGER NOT NULL DEFAULT 0,
  opened_at INTEGER,
  followed_at INTEGER,
  muted INTEGER NOT NULL DEFAULT 0,
  muted_until INTEGER,
  snoozed_until INTEGER,
  heat REAL NOT NULL DEFAULT 0,
  retired INTEGER NOT NULL DEFAULT 0,
  merged_into INTEGER REFERENCES thread(id)
) STRICT;
CREATE INDEX thread_moved ON thread(moved_at, id) WHERE merged_into IS NULL;
CREATE INDEX thread_followed ON thread(followed_at) WHERE followed_at IS NOT NULL;
CREATE INDEX thread_muted ON thread(muted_until, unread) WHERE muted = 1;
CREATE INDEX thread_snoozed ON thread(snoozed_until, unread) WHERE snoozed_until IS NOT NULL;
CREATE INDEX thread_merged ON thread(merged_into) WHERE merged_into IS NOT NULL;

-- Why a story stands where it does, as said when it was placed; reason is JSON of model.Reason.
CREATE TABLE placement(
  story INTEGER PRIMARY KEY REFERENCES story(id) ON DELETE CASCADE,
  thread INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- Written when a thread's headline changes, the one before it first: a thread without rows has had
-- one headline, its lead's title.
CREATE TABLE headline(
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL REFERENCES thread(id),
  at INTEGER NOT NULL,
  story INTEGER,
  title TEXT NOT NULL
) STRICT;
CREATE INDEX headline_thread ON headline(thread, at);

CREATE TABLE thread_link(
  a INTEGER NOT NULL REFERENCES thread(id),
  b INTEGER NOT NULL REFERENCES thread(id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  score REAL NOT NULL,
  terms TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY(a, b, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_link_b ON thread_link(b);

-- A story told in another thread than its own (a round-up), with the paragraphs that tell it.
CREATE TABLE mention(
  story INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  thread INTEGER NOT NULL REFERENCES thread(id),
  first_block INTEGER NOT NULL,
  last_block INTEGER NOT NULL,
  score REAL NOT NULL,
  terms TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY(story, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_thread ON mention(thread);

-- What the engine saw in a story, packed by the engine; a vector of a model, one byte a dimension.
CREATE TABLE feature(
  story INTEGER PRIMARY KEY REFERENCES story(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE vector(
  story INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  model TEXT NOT NULL,
  scale REAL NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY(story, model)
) STRICT, WITHOUT ROWID;

-- The engine's index as it was at `seq` of the change table; anything else rebuilds it.
CREATE TABLE snapshot(
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""

USER = """
CREATE TABLE mark(
  story INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL,
  key TEXT NOT NULL,
  key2 TEXT NOT NULL,
  read_at INTEGER,
  read_how TEXT NOT NULL DEFAULT '',
  opened_at INTEGER,
  starred_at INTEGER
) STRICT;
CREATE INDEX mark_key ON mark(feed, key);
CREATE INDEX mark_key2 ON mark(feed, key2);
CREATE INDEX mark_read ON mark(read_at) WHERE read_at IS NOT NULL;

CREATE TABLE place(
  story INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL,
  key TEXT NOT NULL,
  block INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX place_key ON place(feed, key);

CREATE TABLE tag(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  color TEXT NOT NULL DEFAULT '',
  position REAL NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE story_tag(
  tag INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  story INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(tag, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_tag_story ON story_tag(story);
CREATE INDEX story_tag_key ON story_tag(feed, key);
CREATE TABLE thread_tag(
  tag INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  thread INTEGER NOT NULL REFERENCES thread(id),
  at INTEGER NOT NULL,
  PRIMARY KEY(tag, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_tag_thread ON thread_tag(thread);
CREATE TABLE feed_tag(
  tag INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  feed INTEGER NOT NULL REFERENCES feed(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  PRIMARY KEY(tag, feed)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_tag_feed ON feed_tag(feed);

CREATE TABLE note(
  story INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_key ON note(feed, key);

-- The user's word on two stories: together (must-link) or apart (cannot-link).
CREATE TABLE correction(
  id INTEGER PRIMARY KEY,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  a_key TEXT NOT NULL,
  b_key TEXT NOT NULL,
  together INTEGER NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE(a, b)
) STRICT;
CREATE INDEX correction_b ON correction(b);

-- "These words never join", "this feed never joins": kind is word or feed.
CREATE TABLE never_join(
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias(
  form TEXT PRIMARY KEY,
  canonical TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE view(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT 'date',
  grouping TEXT NOT NULL DEFAULT 'thread',
  mark_read TEXT NOT NULL DEFAULT 'open',
  notify INTEGER NOT NULL DEFAULT 0,
  position REAL NOT NULL DEFAULT 0,
  unread INTEGER,
  counted_at INTEGER
) STRICT;

CREATE TABLE rule(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  action TEXT NOT NULL,
  unless TEXT NOT NULL DEFAULT '',
  until INTEGER,
  enabled INTEGER NOT NULL DEFAULT 1,
  problem TEXT NOT NULL DEFAULT '',
  position REAL NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE verdict(
  story INTEGER NOT NULL REFERENCES story(id) ON DELETE CASCADE,
  rule INTEGER NOT NULL REFERENCES rule(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  PRIMARY KEY(story, rule)
) STRICT, WITHOUT ROWID;
"""

JOURNAL = """
-- One row an action. targets: text keys as JSON; inverse: what brings the earlier state back, JSON.
-- undone_at is set by undo and cleared by redo.
CREATE TABLE journal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  machine TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  action TEXT NOT NULL,
  targets TEXT NOT NULL,
  inverse TEXT NOT NULL,
  count INTEGER NOT NULL,
  undone_at INTEGER,
  UNIQUE(machine, seq)
) STRICT;
CREATE INDEX journal_done ON journal(id) WHERE undone_at IS NULL;

-- What changed, for the screens of this and other processes; kind: story thread feed all.
CREATE TABLE change(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id INTEGER NOT NULL
) STRICT;

-- One number that moves with everything that grouping depends on.
CREATE TABLE step(n INTEGER NOT NULL) STRICT;
INSERT INTO step VALUES (0);

CREATE VIEW counter(name, n) AS
  SELECT 'stories', coalesce(sum(stories), 0) FROM feed
  UNION ALL SELECT 'unread', coalesce(sum(unread), 0) FROM feed
  UNION ALL SELECT 'starred', count(*) FROM story WHERE starred = 1
  UNION ALL SELECT 'placing', n FROM step;

-- Choices made on the screen (theme, layout) and facts of the program (machine id, last queries).
CREATE TABLE state(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

INDEX = """
-- A story is in the full-text index exactly when it is not in this queue.
CREATE TABLE index_queue(story INTEGER PRIMARY KEY) STRICT;

-- What the index holds, word for word: an entry is taken out by giving it the same words again.
-- A summary that only repeats the beginning of the body is not indexed twice.
CREATE VIEW indexed(rowid, title, summary, body, author) AS
  SELECT s.id,
         coalesce(json_extract(b.expanded, '$.title'), s.title),
         coalesce(json_extract(b.expanded, '$.summary'),
                  iif(substr(b.text, 1, length(s.summary)) = s.summary, '', s.summary)),
         coalesce(json_extract(b.expanded, '$.body'), b.text),
         coalesce(json_extract(b.expanded, '$.author'), s.author)
    FROM story s JOIN body b ON b.story = s.id
   WHERE s.id NOT IN (SELECT story FROM index_queue);

CREATE VIRTUAL TABLE fulltext USING fts5(
  title, summary, body, author,
  content='indexed', content_rowid='rowid',
  tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);

-- No merging while stories are added: it would double the time the lock is held. It is done by
-- further short transactions, sixteen segments of a size into one; a hundred are never reached.
INSERT INTO fulltext(fulltext, rank) VALUES ('automerge', 0);
INSERT INTO fulltext(fulltext, rank) VALUES ('usermerge', 16);
INSERT INTO fulltext(fulltext, rank) VALUES ('crisismerge', 100);

-- Every word of the index with how many stories hold it; takes no room.
CREATE VIRTUAL TABLE vocabulary USING fts5vocab('fulltext', 'row');
"""

#: Third: stories let go by retention. ``data`` is what was stored of them (JSON, zlib), NULL once
#: they can no longer come back; the key stays, so that a feed does not bring them as new.
SHELF = """
CREATE TABLE shelf(
  story INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feed(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  key2 TEXT NOT NULL,
  at INTEGER NOT NULL,
  data BLOB
) STRICT;
CREATE INDEX shelf_key ON shelf(feed, key);
CREATE INDEX shelf_key2 ON shelf(feed, key2);
CREATE INDEX shelf_data ON shelf(at) WHERE data IS NOT NULL;
"""

#: The whole first schema, in the order in which it is made.
FIRST = (
    SUBSCRIPTIONS,
    FETCHING,
    STORIES,
    THREADS,
    USER,
    JOURNAL,
    INDEX,
    triggers.MARKS,
    triggers.COUNTS,
    triggers.PLACING,
    triggers.STORIES,
)

#: What corrections teach: the terms that brought a story where it was taken out again, with how
#: often; how readily the stories of a folder join (null: as those of the folder around it); and
#: corrections by key, for stories that return.
TAUGHT = """
CREATE TABLE lesson(
  term TEXT PRIMARY KEY,
  times INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE folder ADD COLUMN tightness REAL;
CREATE INDEX correction_a_key ON correction(a_key);
CREATE INDEX correction_b_key ON correction(b_key);
"""

#: Fifth: bytes of words that the index gathers before it writes a segment: a batch makes one, not
#: two (see ``fulltext``), and what it makes need not be merged the sooner.
GATHERING = """
INSERT INTO fulltext(fulltext, rank) VALUES ('hashsize', 4194304);
"""

#: Sixth: undone entries of the journal after which something else was done are not done again, even
#: when that is undone in its turn.
SUPERSEDED = """
ALTER TABLE journal ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
UPDATE journal SET superseded = 1 WHERE undone_at IS NOT NULL AND id < (
  SELECT max(id) FROM journal WHERE undone_at IS NULL AND actor IN ('screen', 'command'));
"""

#: Seventh: who said that a feed moved. What the feed itself said, an unchanged answer says again.
MOVED_SAID = """
ALTER TABLE feed_state ADD COLUMN moved_said INTEGER NOT NULL DEFAULT 0;
"""

#: Eighth: bodies lie in the order in which they came, not by their story's id, which is its date: a
#: body nearly fills a page, and one that goes between two others had both their neighbours' pages
#: written again, most of what a first import of old stories wrote.
APPENDED = """
CREATE TABLE body_appended(
  story INTEGER NOT NULL UNIQUE REFERENCES story(id) ON DELETE CASCADE,
  html BLOB NOT NULL,
  text TEXT NOT NULL,
  expanded TEXT,
  enclosures TEXT NOT NULL DEFAULT '[]',
  categories TEXT NOT NULL DEFAULT '[]',
  fulltext BLOB,
  truncated INTEGER NOT NULL DEFAULT 0,
  has_code INTEGER NOT NULL DEFAULT 0,
  has_media INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
#: What comes after bodies were moved over. The view that names their table stays as it is: the
#: renaming must not look at it.
INSTEAD = """
DROP TABLE body;
PRAGMA legacy_alter_table = ON;
ALTER TABLE body_appended RENAME TO body;
PRAGMA legacy_alter_table = OFF;
"""

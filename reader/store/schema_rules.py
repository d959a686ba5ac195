"""What rules and mutes with a break-through added to the first schema."""

# `muted_by` names the rule that muted a thread (NULL: by hand); `muted_unless` is a query that ends
# the mute once a story of the thread answers it.
MUTES = """
ALTER TABLE thread ADD COLUMN muted_by TEXT;
ALTER TABLE thread ADD COLUMN muted_unless TEXT NOT NULL DEFAULT '';
CREATE INDEX thread_breaking ON thread(id) WHERE muted = 1 AND muted_unless <> '';
"""

# Stories that no rule has looked at since they were placed. `early`: the rules that need nothing of
# the thread have had their look when the story arrived. Filled only while it can matter; a story
# that comes back with its place was judged when it came first.
QUEUE = """
CREATE TABLE rule_queue(
  story INTEGER PRIMARY KEY REFERENCES story(id) ON DELETE CASCADE,
  early INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX verdict_rule ON verdict(rule, at);
CREATE TRIGGER story_to_rule AFTER INSERT ON story
WHEN NEW.placed_at IS NULL AND (
  EXISTS (SELECT 1 FROM rule WHERE enabled = 1)
  OR EXISTS (SELECT 1 FROM thread WHERE muted = 1 AND muted_unless <> '')) BEGIN
  INSERT OR IGNORE INTO rule_queue(story) VALUES (NEW.id);
END;
"""

RULES = (MUTES, QUEUE)

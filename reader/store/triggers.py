"""What the database keeps in step by itself, whoever writes: mirrors of marks, counts, text keys.

``story.read``, ``starred`` and ``opened`` follow ``mark``; ``feed.stories``, ``feed.unread``,
``thread.unread`` follow ``story``; ``step`` moves with everything that grouping depends on. The
other figures of a thread are brought up to date by ``figures.recount``.
"""

MARKS = """
CREATE TRIGGER mark_added AFTER INSERT ON mark BEGIN
  UPDATE story SET read = NEW.read_at IS NOT NULL, starred = NEW.starred_at IS NOT NULL,
                   opened = NEW.opened_at IS NOT NULL
   WHERE id = NEW.story;
END;
CREATE TRIGGER mark_moved AFTER UPDATE OF story ON mark WHEN OLD.story <> NEW.story BEGIN
  UPDATE story SET read = 0, starred = 0, opened = 0 WHERE id = OLD.story;
END;
CREATE TRIGGER mark_changed AFTER UPDATE ON mark BEGIN
  UPDATE story SET read = NEW.read_at IS NOT NULL, starred = NEW.starred_at IS NOT NULL,
                   opened = NEW.opened_at IS NOT NULL
   WHERE id = NEW.story;
END;
CREATE TRIGGER mark_removed AFTER DELETE ON mark BEGIN
  UPDATE story SET read = 0, starred = 0, opened = 0 WHERE id = OLD.story;
END;
"""

# Two of these may fire for one UPDATE: story_moved and story_refed count with OLD.read, story_read
# with NEW.thread and NEW.feed, so that together they come out right in either order.
COUNTS = """
CREATE TRIGGER story_added AFTER INSERT ON story BEGIN
  UPDATE feed SET stories = stories + 1, unread = unread + (NEW.read = 0) WHERE id = NEW.feed;
  UPDATE thread SET unread = unread + 1 WHERE id = NEW.thread AND NEW.read = 0;
END;
CREATE TRIGGER story_removed AFTER DELETE ON story BEGIN
  UPDATE feed SET stories = stories - 1, unread = unread - (OLD.read = 0) WHERE id = OLD.feed;
  UPDATE thread SET unread = unread - 1 WHERE id = OLD.thread AND OLD.read = 0;
END;
CREATE TRIGGER story_read AFTER UPDATE OF read ON story WHEN OLD.read <> NEW.read BEGIN
  UPDATE feed SET unread = unread + OLD.read - NEW.read WHERE id = NEW.feed;
  UPDATE thread SET unread = unread + OLD.read - NEW.read WHERE id = NEW.thread;
END;
CREATE TRIGGER story_moved AFTER UPDATE OF thread ON story WHEN OLD.thread <> NEW.thread BEGIN
  UPDATE thread SET unread = unread - 1 WHERE id = OLD.thread AND OLD.read = 0;
  UPDATE thread SET unread = unread + 1 WHERE id = NEW.thread AND OLD.read = 0;
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER story_refed AFTER UPDATE OF feed ON story WHEN OLD.feed <> NEW.feed BEGIN
  UPDATE feed SET stories = stories - 1, unread = unread - (OLD.read = 0) WHERE id = OLD.feed;
  UPDATE feed SET stories = stories + 1, unread = unread + (OLD.read = 0) WHERE id = NEW.feed;
END;
"""

PLACING = """
CREATE TRIGGER placement_added AFTER INSERT ON placement BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER placement_changed AFTER UPDATE ON placement BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER placement_removed AFTER DELETE ON placement BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER thread_merge AFTER UPDATE OF merged_into ON thread
WHEN OLD.merged_into IS NOT NEW.merged_into BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER correction_added AFTER INSERT ON correction BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER correction_changed AFTER UPDATE ON correction BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER correction_removed AFTER DELETE ON correction BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER never_join_added AFTER INSERT ON never_join BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER never_join_removed AFTER DELETE ON never_join BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER alias_added AFTER INSERT ON alias BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER alias_changed AFTER UPDATE ON alias BEGIN
  UPDATE step SET n = n + 1;
END;
CREATE TRIGGER alias_removed AFTER DELETE ON alias BEGIN
  UPDATE step SET n = n + 1;
END;
"""

# A story whose feed changed its guid or link keeps the same id; what the user did to it must be
# found again under the new key. A story that is deleted leaves the index in the same breath.
STORIES = """
CREATE TRIGGER story_rekeyed AFTER UPDATE OF key, key2, feed ON story
WHEN OLD.key <> NEW.key OR OLD.key2 <> NEW.key2 OR OLD.feed <> NEW.feed BEGIN
  UPDATE mark SET feed = NEW.feed, key = NEW.key, key2 = NEW.key2 WHERE story = NEW.id;
  UPDATE place SET feed = NEW.feed, key = NEW.key WHERE story = NEW.id;
  UPDATE note SET feed = NEW.feed, key = NEW.key WHERE story = NEW.id;
  UPDATE story_tag SET feed = NEW.feed, key = NEW.key WHERE story = NEW.id;
  UPDATE correction SET a_key = NEW.key WHERE a = NEW.id;
  UPDATE correction SET b_key = NEW.key WHERE b = NEW.id;
END;
CREATE TRIGGER story_forgotten BEFORE DELETE ON story BEGIN
  INSERT INTO fulltext(fulltext, rowid, title, summary, body, author)
    SELECT 'delete', rowid, title, summary, body, author FROM indexed WHERE rowid = OLD.id;
  DELETE FROM index_queue WHERE story = OLD.id;
END;
"""

"""What is kept for ever: the condition that nothing which forgets old stories may break."""

#: SQL for: the story row ``s`` is never deleted, nor its body. Stories that are starred, tagged or
#: noted, stories of a followed or tagged thread, and, since a saved thread is kept whole, every
#: story of a thread that holds one of these.
KEPT = """
(s.thread IN (SELECT id FROM thread WHERE followed_at IS NOT NULL)
 OR s.thread IN (SELECT thread FROM thread_tag)
 OR s.thread IN (SELECT k.thread FROM story k WHERE k.starred = 1)
 OR s.thread IN (SELECT k.thread FROM story_tag g JOIN story k ON k.id = g.story)
 OR s.thread IN (SELECT k.thread FROM note n JOIN story k ON k.id = n.story))
"""

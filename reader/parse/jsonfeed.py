"""JSON Feed 1.0 and 1.1, by a tolerant parser of our own (feedparser 6 has none)."""

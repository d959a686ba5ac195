"""The one query language: text → tree (``parse``), and a tree against one story in memory
(``memory``). ``store`` alone turns a tree into SQL."""

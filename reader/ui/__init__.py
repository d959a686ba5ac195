"""The screen: the only importer of textual. ``app.run`` opens it; ``actions`` is the registry."""

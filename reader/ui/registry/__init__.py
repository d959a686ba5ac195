"""The actions, a file a group; ``reader.ui.actions`` puts them together."""

"""The ``:`` line: its verbs, how a line is read, how it is completed. What a verb does is in
``reader.ui.doing.command``. Imports no textual: keymaps are checked by it on the command line."""

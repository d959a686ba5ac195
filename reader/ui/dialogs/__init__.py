"""Screens laid over the main one: pickers, prompts, the welcome."""

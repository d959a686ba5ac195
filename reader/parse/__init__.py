"""Bytes → model values. Pure; runs in a killable child process (``child``)."""

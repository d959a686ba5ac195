"""What goes on behind a refresh, in a process of its own that nobody waits for.

Apart from what it starts, because every refresh asks: it loads next to nothing.
"""

from __future__ import annotations

import subprocess

from reader import starting
from reader.config import Config
from reader.meaning import MODEL, installed
from reader.paths import Profile
from reader.services.refreshing import profile_arguments
from reader.store import Store


def compare_by_meaning(profile: Profile, config: Config, store: Store) -> bool:
    """Start ``clew meaning`` when the extra is there and a story waits; whether it was started."""
    if not config.flag("threads.meaning") or not installed():
        return False
    if not store.vectors.waiting(MODEL, 1):
        return False
    subprocess.Popen(
        starting.command("reader", *profile_arguments(profile), "meaning", "--gently"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=starting.environment("CLEW_DIR"),
    )
    return True

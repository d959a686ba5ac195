"""What an action returned from is on the disk: the program is killed, nothing acted on is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import seed

WORKER = """
import sys
sys.path.insert(0, sys.argv[2])
import seed
from pathlib import Path
from reader.model import Action, Verb
store = seed.opened(Path(sys.argv[1]))
stories = seed.arrive(store, seed.feed(store), *(f"story {n}" for n in range(400)))
print("ready", flush=True)
for n, story in enumerate(stories):
    store.actions.do(Action(Verb.STAR, (story,)))
    print("star", story, flush=True)
    store.actions.do(Action(Verb.TAG, (story,), text=f"tag {n}"))
    print("tag", story, flush=True)
    store.actions.do(Action(Verb.READ, (story,)))
    print("read", story, flush=True)
    if n % 3 == 0:
        store.actions.undo()
        print("unread", story, flush=True)
"""


def test_killed_at_any_moment_every_action_that_returned_is_there(tmp_path: Path) -> None:
    for lines in (2, 17, 60):
        folder = tmp_path / str(lines)
        folder.mkdir()
        said = _killed_after(folder, lines)
        assert len(said) >= lines
        with seed.opened(folder) as store:
            assert store.health.check(full=True) == []
            stars = _ids(store, "SELECT id FROM story WHERE starred = 1")
            tagged = _ids(store, "SELECT story FROM story_tag")
            read = _ids(store, "SELECT id FROM story WHERE read = 1")
            undone = _last_word(said, ("read", "unread"))
            assert {story for word, story in said if word == "star"} <= stars
            assert {story for word, story in said if word == "tag"} <= tagged
            sure = list(undone)[:-1]  # the last may have been acted on again before the kill
            assert {n for n in sure if undone[n] == "read"} <= read
            assert not {n for n in sure if undone[n] == "unread"} & read
            assert store.actions.undo() is not None


def _last_word(said: list[tuple[str, int]], words: tuple[str, ...]) -> dict[int, str]:
    return {story: word for word, story in said if word in words}


def _ids(store: seed.Store, sql: str) -> set[int]:
    return {row[0] for row in seed.sql(store, sql)}


def _killed_after(folder: Path, lines: int) -> list[tuple[str, int]]:
    """Start the worker, kill it once it said so many lines; all it said."""
    here = str(Path(seed.__file__).parent)
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), here], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        said = [worker.stdout.readline() for _ in range(lines)]
        worker.kill()
        said += [
            line for line in worker.stdout.read().splitlines(keepends=True) if line[-1] == "\n"
        ]
    assert worker.returncode == -signal.SIGKILL
    words = [line.split() for line in said]
    return [(word, int(story)) for word, story in words]

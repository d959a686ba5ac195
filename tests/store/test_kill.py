from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import seed
from killed import TEN

KILLS = 4


def write_and_kill(folder: Path, answers: int, spin: int) -> list[tuple[int, int]]:
    """Let a process store ``answers`` answers, then kill it somewhere in the middle of the next
    ones; what it said was stored."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed.py")), str(folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{Path(__file__).parent}"},
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(answers)]
    for _ in range(spin):  # no fixed point: anywhere in the next transactions
        pass
    process.kill()
    said += process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    pairs = [line.split() for line in said if line.endswith(b"\n")]
    return [(int(answer), int(story)) for answer, story in pairs]


def test_a_kill_at_any_moment_loses_nothing_and_leaves_no_half_answer(tmp_path: Path) -> None:
    with seed.opened(tmp_path) as store:
        for n in range(3):
            seed.feed(store, f"https://feed{n}.example/f")
    random_ = random.Random(7)
    for _ in range(KILLS):
        said = write_and_kill(tmp_path, random_.randint(1, 4), random_.randint(0, 400_000))
        assert said
        with seed.opened(tmp_path) as store:
            assert store.health.check(full=True) == []
            answers = seed.sql(
                store,
                "SELECT feed, max(sort_at) - ?, count(*) FROM story GROUP BY sort_at",
                seed.NOW,
            )
            assert {count for _, _, count in answers} == {TEN}
            newest = {feed: answer for feed, answer, _ in answers}
            states = store.feeds.states(list(newest))
            assert {
                feed: int(state.validators.etag or b"-1") for feed, state in states.items()
            } == newest
            starred = {row[0] for row in seed.sql(store, "SELECT id FROM story WHERE starred = 1")}
            assert {story for _, story in said} <= starred
            known = {answer for _, answer, _ in answers}
            assert {answer for answer, _ in said} <= known

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.model import Merge, PlacedBy, Reason, Split
from reader.services.standing import Standing

REASON = Reason(PlacedBy.ALONE)
THREADS = st.integers(-4, 4)
MERGES = st.builds(Merge, THREADS, THREADS, st.just(REASON))
SPLITS = st.builds(
    Split, THREADS, st.integers(-4, -1), st.lists(st.integers(0, 9)).map(tuple), st.just(REASON)
)


@given(st.lists(st.one_of(MERGES, SPLITS), max_size=30))
def test_whatever_is_said_every_story_stands_somewhere(said: list[Merge | Split]) -> None:
    standing = Standing({story: story % 5 for story in range(10)})
    for one in said:
        before = {story: standing.root(thread) for story, thread in standing.thread.items()}
        if isinstance(one, Merge):
            standing.merge(one)
            now = {story: standing.root(thread) for story, thread in standing.thread.items()}
            assert all(now[a] == now[b] for a in now for b in now if before[a] == before[b])
            assert standing.root(one.absorbed) == standing.root(one.survivor)
        else:
            standing.split(one)
            now = {story: standing.root(thread) for story, thread in standing.thread.items()}
            stay = [story for story in now if story not in one.stories]
            assert all((now[a] == now[b]) == (before[a] == before[b]) for a in stay for b in stay)
            assert all(now[story] == one.made for story in one.stories)


def test_a_thread_woken_and_then_merged_back_follows_itself_nowhere() -> None:
    standing = Standing({1: 1, 2: 2})
    standing.merge(Merge(2, 1, REASON))
    standing.merge(Merge(1, 2, REASON))
    assert standing.root(1) == standing.root(2) == 2

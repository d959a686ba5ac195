"""Calls of many tasks done several at a time."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import suppress

import pytest

from reader.services.together import Together


class Work:
    """Doubles numbers, each batch when ``go`` is set; 13 is refused."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Event()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        await self.go.wait()
        if 13 in numbers:
            raise ValueError("13")
        return [2 * number for number in numbers]


async def calls(
    together: Together[int, int], work: Work, *numbers: int
) -> list[int | BaseException]:
    tasks = [asyncio.create_task(together(number)) for number in numbers]
    await asyncio.sleep(0)
    work.go.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_waits_is_done_in_one_go() -> None:
    work = Work()
    assert await calls(Together(work), work, 1, 2, 3, 4) == [2, 4, 6, 8]
    assert work.batches == [[1], [2, 3, 4]]


async def test_no_more_is_done_at_a_time_than_was_asked_for() -> None:
    work = Work()
    together = Together(work, weigh=lambda number: number, most=5)
    assert await calls(together, work, 1, 4, 1, 9, 3) == [2, 8, 2, 18, 6]
    assert sorted(number for batch in work.batches for number in batch) == [1, 1, 3, 4, 9]
    assert all(sum(batch) <= 5 for batch in work.batches if batch != [9])


async def test_calls_wait_for_one_that_is_about_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.services.together.PATIENCE", 60.0)
    work = Work()
    work.go.set()
    together = Together(work, most=3)
    with together.coming():
        made = [asyncio.create_task(together(number)) for number in (1, 2)]
        await asyncio.sleep(0.01)
        assert not work.batches
    assert [await together(3), *await asyncio.gather(*made)] == [6, 2, 4]
    assert work.batches == [[1, 2, 3]]


async def test_nobody_waits_for_more_than_one_call_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.services.together.PATIENCE", 60.0)
    work = Work()
    work.go.set()
    together = Together(work, weigh=lambda number: number, most=5)
    with together.coming():
        assert await asyncio.wait_for(together(5), 10) == 10


async def test_nobody_waits_for_one_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.services.together.PATIENCE", 60.0)
    work = Work()
    work.go.set()
    together = Together(work)
    with suppress(ValueError), together.coming():
        call = asyncio.create_task(together(1))
        await asyncio.sleep(0)
        raise ValueError
    assert await asyncio.wait_for(call, 10) == 2
    monkeypatch.setattr("reader.services.together.PATIENCE", 0.0)
    with together.coming():
        assert await together(2) == 4


async def test_a_failure_meets_only_whose_it_is() -> None:
    work = Work()
    first, second, refused, last = await calls(Together(work), work, 1, 2, 13, 3)
    assert (first, second, last) == (2, 4, 6)
    assert isinstance(refused, ValueError)
    assert work.batches == [[1], [2, 13, 3], [2], [13], [3]]


async def test_those_who_wait_for_one_that_is_cancelled_do_not_wait_for_ever() -> None:
    work = Work()
    together = Together(work)
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(together(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    first.cancel()
    work.go.set()
    assert await asyncio.gather(*others) == [4, 6]
    assert first.cancelled()


async def test_a_failure_of_one_who_no_longer_asks_is_told_to_nobody() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: told.append(context["message"])
    )
    work = Work()
    together = Together(work)
    asking = [asyncio.create_task(together(number)) for number in (1, 13, 13, 13)]
    await asyncio.sleep(0)
    work.go.set()
    while len(work.batches) < 2:
        await asyncio.sleep(0)
    for task in asking[2:]:
        task.cancel()
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one) for one in results[:2]] == [int, ValueError]
    del asking, task, together, results
    await asyncio.sleep(0)  # the loop lets go of what it ran last
    gc.collect()
    assert told == []

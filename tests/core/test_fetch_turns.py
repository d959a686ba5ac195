from __future__ import annotations

import asyncio
from itertools import pairwise

from reader.fetch.turns import Turns


async def test_one_at_a_time_per_host_with_a_pause_between() -> None:
    turns = Turns(in_flight=64, loopback=100, gap=0.02)
    loop = asyncio.get_running_loop()
    spans: list[tuple[float, float]] = []

    async def ask() -> None:
        async with turns.take("a.example", loopback=False):
            begun = loop.time()
            await asyncio.sleep(0)
            spans.append((begun, loop.time()))

    await asyncio.gather(*(ask() for _ in range(4)))
    spans.sort()
    assert all(b[0] - a[1] >= 0.019 for a, b in pairwise(spans))


async def test_so_many_hosts_at_once_and_who_waits_out_a_gap_holds_no_place() -> None:
    turns = Turns(in_flight=2, loopback=3, gap=3_600)
    async with turns.take("a.example", loopback=False):
        pass
    waiting = asyncio.create_task(_hold(turns, "a.example", asyncio.Event()))
    held = {"open": 0, "peak": 0}
    release = asyncio.Event()

    async def ask(host: str, loopback: bool) -> None:
        async with turns.take(host, loopback=loopback):
            held["open"] += 1
            held["peak"] = max(held["peak"], held["open"])
            await release.wait()
            held["open"] -= 1

    real = [asyncio.create_task(ask(f"{n}.example", False)) for n in range(5)]
    local = [asyncio.create_task(ask("localhost", True)) for n in range(5)]
    while held["open"] < 5:
        await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    assert held["peak"] == 5  # two real hosts and three of this machine
    release.set()
    await asyncio.gather(*real, *local)
    assert not waiting.done()
    waiting.cancel()


async def _hold(turns: Turns, host: str, release: asyncio.Event) -> None:
    async with turns.take(host, loopback=False):
        await release.wait()

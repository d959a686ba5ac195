"""CPU and wall time of the HTTP client on 200 feeds: cold (100 kB, gzip) and all unchanged.

Run by hand: ``python tests/bench/fetch.py [--feeds 200] [--kb 100] [--runs 5]``. The server runs
in a process of its own; each figure is a fresh client process, the import of aiohttp included.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import time
from multiprocessing.connection import Connection


def serve(size: int, ready: Connection) -> None:
    words = random.Random(1)
    body = b"<rss>" + words.randbytes(size // 2).hex().encode() + b"</rss>"
    packed = gzip.compress(body, 6)
    head = b'HTTP/1.1 %s\r\nETag: "a"\r\n'
    full = head % b"200 OK" + b"Content-Type: application/rss+xml\r\nContent-Encoding: gzip\r\n"
    full += b"Content-Length: %d\r\n\r\n" % len(packed) + packed
    same = head % b"304 Not Modified" + b"\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(0.1)
                writer.write(same if b"If-None-Match" in asked else full)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def client(port: int, feeds: int, etag: bytes | None) -> None:
    """Ask once and print seconds of wall and CPU, peak memory in MB, and what came."""
    begun = time.perf_counter()
    from reader.fetch.client import Client
    from reader.model import FetchTarget, Validators

    async def run() -> dict[str, int]:
        known = Validators(etag)
        kinds: dict[str, int] = {}
        async with Client() as asking:
            base = f"http://127.0.0.1:{port}"
            targets = [FetchTarget(n, f"{base}/{n}", known, True) for n in range(feeds)]
            async for result in asking.fetch_all(targets):
                kinds[result.kind] = kinds.get(result.kind, 0) + 1
        return kinds

    kinds = asyncio.run(run())
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    print(time.perf_counter() - begun, cpu, used.ru_maxrss / 1024, kinds, sep="\t")


def measure(name: str, arguments: list[str], runs: int) -> None:
    rows = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=True
        )
        rows.append(done.stdout.strip().split("\t"))
    wall, cpu, memory = (statistics.median(float(row[n]) for row in rows) for n in range(3))
    print(f"{name:14} wall {wall:.2f} s  CPU {cpu:.2f} s  peak {memory:.0f} MB  {rows[-1][3]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--kb", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--client", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        port, etag = options.client
        client(int(port), options.feeds, etag.encode() or None)
        return
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(options.kb * 1024, there), daemon=True)
    server.start()
    port = str(here.recv())
    bare = "import resource as r, aiohttp; u = r.getrusage(r.RUSAGE_SELF);"
    bare += "print(0, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024, 'the import', sep='\\t')"
    measure("import aiohttp", ["-c", bare], options.runs)
    own = [__file__, "--feeds", str(options.feeds), "--client", port]
    measure("cold", [*own, ""], options.runs)
    measure("all unchanged", [*own, '"a"'], options.runs)
    server.terminate()


if __name__ == "__main__":
    main()

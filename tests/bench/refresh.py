"""Wall, CPU and peak memory of a refresh: cold, all unchanged, 20 feeds with one new story each.

Run by hand: ``python tests/bench/refresh.py [--feeds 200] [--items 50] [--runs 5] [--threads 20]``.
It makes its own feeds, serves them on loopback with 100-200 ms before each answer, and runs
newsboat on the same server, in turns with clew, when it is installed. Memory is the peak of the
main process (VmHWM), and beside it that of all processes at a time but clew's parser child, pages
that several share counted once (PSS, looked at five times a second); CPU counts every process.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zlib
from collections import defaultdict
from collections.abc import Sequence
from email.utils import formatdate
from itertools import chain, count
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

LATENCY = (0.1, 0.2)


# --------------------------------------------------------------------------- the feeds


def corpus(feeds: int, items: int) -> dict[str, bytes]:
    """Seeded feeds of made-up words, about 2 kB a story; events are told by several feeds."""
    chance = random.Random(1)
    words = [chance.choice("bcdfglmnprst") + chance.choice("aeiou") for _ in range(90)]
    vocabulary = sorted({"".join(chance.choices(words, k=3)) for _ in range(9_000)})
    weights = [1 / (n + 3) for n in range(len(vocabulary))]
    number_of_events = max(1, feeds * items * 2 // 3)
    events = [
        [chance.choice(vocabulary).capitalize() for _ in range(6)] for _ in range(number_of_events)
    ]
    now = int(time.time())
    made = {}
    for number in range(feeds):
        stories = []
        for item in range(items):
            event = chance.choice(events)
            title = " ".join(chance.sample(event, 5) + chance.choices(vocabulary, weights, k=3))
            runs = [" ".join(chance.choices(vocabulary, weights, k=55)) for _ in range(5)]
            paragraphs = "".join(f"<p>{run} {chance.choice(event)}.</p>" for run in runs)
            stories.append(
                f"<item><title>{title}</title><link>https://site{number}.example/{item}</link>"
                f"<guid>{number}-{item}</guid>"
                f"<pubDate>{formatdate(now - item * 7_000 - number)}</pubDate>"
                f"<description><![CDATA[{paragraphs}]]></description></item>"
            )
        made[f"/feed{number}"] = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}'
            f"</title><link>https://site{number}.example/</link><description/>{''.join(stories)}"
            "</channel></rss>"
        ).encode()
    return made


class Server:
    """The feeds with validators and gzip; ``/touch`` gives the first 20 one new story each."""

    def __init__(self, bodies: dict[str, bytes]) -> None:
        self.files: dict[str, tuple[bytes, bytes, str]] = {}
        for path, body in bodies.items():
            self.put(path, body)

    def put(self, path: str, body: bytes) -> None:
        tag = f'"{hashlib.md5(body).hexdigest()[:16]}"'
        self.files[path] = (body, gzip.compress(body, 6), tag)

    def touch(self) -> None:
        for path in sorted(self.files)[:20]:
            at = time.time_ns()
            item = (
                f"<item><title>Fresh {at}</title><guid>{at}</guid><pubDate>{formatdate(at / 1e9)}"
                "</pubDate><description>New words.</description></item><item>"
            )
            self.put(path, self.files[path][0].replace(b"<item>", item.encode(), 1))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(await self.answer(asked.split(" ")[1], asked))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, path: str, asked: str) -> bytes:
        if path == "/touch":
            self.touch()
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        low, high = LATENCY
        await asyncio.sleep(low + (high - low) * (zlib.crc32(path.encode()) % 1000) / 1000)
        body, packed, tag = self.files[path]
        if tag in asked:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        zipped = "gzip" in asked.lower()
        sent = packed if zipped else body
        coding = "Content-Encoding: gzip\r\n" if zipped else ""
        head = (
            f"HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Type: application/rss+xml\r\n{coding}"
            f"Content-Length: {len(sent)}\r\n\r\n"
        )
        return head.encode() + sent


def serve(bodies: dict[str, bytes], ready: Connection) -> None:
    async def main() -> None:
        server = await asyncio.start_server(Server(bodies).serve, "127.0.0.1", 0, backlog=1024)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


# --------------------------------------------------------------------------- measuring


class Figures(NamedTuple):
    """Seconds and MB: of the main process alone, and with its children but the parser."""

    wall: float
    cpu: float
    own: float
    all: float


class Memory(threading.Thread):
    """Watches a process and its children: the peak of its own, and of all but the parser."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.own = self.all = 0

    def run(self) -> None:
        for turn in count():
            if self.process.returncode is not None:
                return
            self.own = max(self.own, _figure(self.process.pid, "status", "VmHWM"))
            if turn % 10 == 0:
                family = [pid for pid in _family(self.process.pid) if not _parses(pid)]
                self.all = max(self.all, sum(_figure(p, "smaps_rollup", "Pss") for p in family))
            time.sleep(0.02)


def _figure(pid: int, file: str, name: str) -> int:
    """A figure in KiB of a file of ``/proc``; 0 when the process has gone."""
    try:
        rows = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith(f"{name}:")), 0)


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return []
    return [pid, *chain.from_iterable(map(_family, children))]


def _parses(pid: int) -> bool:
    try:
        return "pars" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return True


def measured(command: Sequence[str]) -> tuple[Figures, str]:
    """What it took, and its output."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    memory = Memory(process)
    memory.start()
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    memory.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} left with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Figures(wall, cpu, memory.own / 1024, memory.all / 1024), out


class Clew:
    name = "clew"

    def __init__(self, folder: Path, urls: Path) -> None:
        self.command = [sys.executable, "-m", "reader", "--dir", str(folder / "clew")]
        self.urls = urls

    def prepare(self) -> None:
        subprocess.run([*self.command, "import", str(self.urls)], check=True, capture_output=True)

    def refresh(self, expected: dict[str, int]) -> Figures:
        figures, out = measured([*self.command, "refresh", "--force", "--json"])
        closing = json.loads(out.splitlines()[-1])
        got = {key: closing[key] for key in expected}
        if got != expected:
            raise SystemExit(f"clew: {got}, expected {expected}")
        return figures


class Newsboat:
    def __init__(self, folder: Path, urls: Path, threads: int) -> None:
        self.name = f"newsboat, {threads} threads"
        self.folder, self.urls = folder / "newsboat", urls
        self.threads = threads

    def prepare(self) -> None:
        self.folder.mkdir()
        (self.folder / "config").write_text(f"reload-threads {self.threads}\nmax-items 0\n")

    def refresh(self, expected: dict[str, int]) -> Figures:
        own = [
            "-u",
            str(self.urls),
            "-c",
            str(self.folder / "db"),
            "-C",
            str(self.folder / "config"),
        ]
        return measured(["newsboat", *own, "-x", "reload"])[0]


def one_run(program: Clew | Newsboat, base: str, feeds: int, items: int) -> dict[str, Figures]:
    program.prepare()
    found = {"cold": program.refresh({"new": feeds * items, "failed": 0})}
    if isinstance(program, Newsboat):
        # Its first reload after a cold one forgets the validators; the next one knows them.
        program.refresh({})
    found["all unchanged"] = program.refresh({"not_modified": feeds, "new": 0})
    urllib.request.urlopen(f"{base}/touch").read()
    found["20 new"] = program.refresh({"new": 20, "not_modified": feeds - 20})
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--items", type=int, default=50)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--threads", type=int, default=20, help="of newsboat")
    given = options.parse_args()
    found: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    bodies = corpus(given.feeds, given.items)
    for _ in range(given.runs):
        here, there = Pipe()
        server = Process(target=serve, args=(bodies, there), daemon=True)
        server.start()
        base = f"http://127.0.0.1:{here.recv()}"
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            urls = folder / "urls"
            urls.write_text("".join(f"{base}{path}\n" for path in bodies))
            programs: list[Clew | Newsboat] = [Clew(folder, urls)]
            if shutil.which("newsboat"):
                programs.append(Newsboat(folder, urls, given.threads))
            for program in programs:
                for what, figures in one_run(program, base, given.feeds, given.items).items():
                    found[program.name, what].append(figures)
        server.kill()
    size = sum(map(len, bodies.values())) / 1e6
    print(f"{given.feeds} feeds x {given.items} stories, {size:.1f} MB, medians of {given.runs}")
    print(f"{'':22}{'':16}{'wall s':>8}{'CPU s':>8}{'own MB':>9}{'all MB':>9}")
    for (program_name, what), runs in found.items():
        wall, cpu, own, all_ = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"{program_name:22}{what:16}{wall:8.2f}{cpu:8.2f}{own:9.0f}{all_:9.0f}")


if __name__ == "__main__":
    main()

"""Content codings undone as a stream, under a cap: a bomb is cut at the cap, not after it."""

from __future__ import annotations

import zlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

#: More codings than this on one body is an attack or a mistake.
MAX_CODINGS = 3

_HAS_ZSTD = find_spec("compression") is not None and find_spec("compression.zstd") is not None

#: What the Accept-Encoding header says: all that ``Decoder`` can undo.
ACCEPTED = "gzip, br, zstd" if _HAS_ZSTD else "gzip, br"


class TooLarge(Exception):
    """The decoded body is over the cap."""


class Broken(Exception):
    """The body is not what its Content-Encoding says; the message is one plain clause."""


class Stage(Protocol):
    """One coding being undone."""

    def push(self, data: bytes, room: int) -> bytes:
        """Decode ``data``; raises ``TooLarge`` once more than ``room`` bytes come of it."""
        ...

    def complete(self) -> bool:
        """Whether the coded stream has come to its own end."""
        ...


class _Zlib:
    """gzip (any number of members) and deflate (with or without the zlib header)."""

    def __init__(self, name: str) -> None:
        self._gzip = name != "deflate"
        self._inflate = zlib.decompressobj(31 if self._gzip else 15)
        self._fresh = True
        self._seen = False

    def push(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        while data:
            if self._inflate.eof:
                if not self._gzip or not data.startswith(b"\x1f"):
                    break  # padding after the end, which every browser ignores
                self._inflate, self._fresh = zlib.decompressobj(31), True
            piece = self._decompress(data, room + 1)
            self._fresh, self._seen = False, True
            room -= len(piece)
            if room < 0:
                raise TooLarge
            out.append(piece)
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        return b"".join(out)

    def _decompress(self, data: bytes, limit: int) -> bytes:
        try:
            return self._inflate.decompress(data, limit)
        except zlib.error:
            if self._gzip or not self._fresh:
                raise
            self._inflate = zlib.decompressobj(-15)
            return self._inflate.decompress(data, limit)

    def complete(self) -> bool:
        return self._inflate.eof or not self._seen


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._brotli: Any = brotli.Decompressor()
        self._seen = False

    def push(self, data: bytes, room: int) -> bytes:
        if self._seen and self._brotli.is_finished():
            return b""
        self._seen = True
        out: list[bytes] = []
        while True:
            piece = self._brotli.process(data, output_buffer_limit=room + 1)
            room -= len(piece)
            if room < 0:
                raise TooLarge
            out.append(piece)
            data = b""
            if self._brotli.is_finished() or self._brotli.can_accept_more_data():
                return b"".join(out)

    def complete(self) -> bool:
        return not self._seen or bool(self._brotli.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._new = import_module("compression.zstd").ZstdDecompressor
        self._zstd: Any = self._new()
        self._seen = False

    def push(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        while data or not (self._zstd.needs_input or self._zstd.eof):
            if self._zstd.eof:
                self._zstd = self._new()
            piece = self._zstd.decompress(data, room + 1)
            self._seen = True
            room -= len(piece)
            if room < 0:
                raise TooLarge
            out.append(piece)
            data = self._zstd.unused_data if self._zstd.eof else b""
        return b"".join(out)

    def complete(self) -> bool:
        return not self._seen or bool(self._zstd.eof)


def _stage(name: str) -> Stage:
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib(name)
    if name == "br":
        return _Brotli()
    if name == "zstd" and _HAS_ZSTD:
        return _Zstd()
    raise Broken(f"the content coding {name[:40]!r} is unknown")


class Decoder:
    """Undoes the codings of one Content-Encoding header, at most ``limit`` bytes at any stage."""

    def __init__(self, header: str, limit: int) -> None:
        names = [name.strip().lower() for name in header.split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > MAX_CODINGS:
            raise Broken(f"the body is coded {len(names)} times over")
        self._stages = [_stage(name) for name in reversed(names)]
        self._limit = limit
        self._out = [0] * (len(names) + 1)

    def push(self, data: bytes) -> bytes:
        """Decode the next piece of the body. Raises ``TooLarge`` or ``Broken``."""
        self._count(0, data)
        for number, stage in enumerate(self._stages, 1):
            if not data:
                break
            try:
                data = stage.push(data, self._limit - self._out[number])
            except TooLarge:
                raise
            except Exception as error:  # zlib.error, brotli.error, ZstdError share no base
                raise Broken("the body is not coded as its Content-Encoding says") from error
            self._count(number, data)
        return data

    def _count(self, number: int, data: bytes) -> None:
        self._out[number] += len(data)
        if self._out[number] > self._limit:
            raise TooLarge

    def finish(self) -> None:
        """Say that the body has ended; raises ``Broken`` when a coding had not."""
        if not all(stage.complete() for stage in self._stages):
            raise Broken("the coded body ends in the middle")

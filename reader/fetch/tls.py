"""Whose certificates are believed."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from reader.errors import ConfigError
from reader.paths import expanded


@contextmanager
def no_authorities() -> Iterator[None]:
    """While this lasts, no context takes the system's authorities by itself.

    aiohttp makes two when it is loaded, and to read what the system trusts takes 30 to 50 ms each
    (OpenSSL 3), which nearly every start would pay for nothing: of those two we only use the one
    that checks no certificate. A context that another thread made meanwhile would trust nobody.
    """

    def nothing(_context: ssl.SSLContext) -> None:
        return

    ssl.SSLContext.set_default_verify_paths = nothing  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        del ssl.SSLContext.set_default_verify_paths  # what it inherits shows again


class Authorities:
    """The system's certificate authorities, and those of ``ca_file`` (PEM).

    Raises ``ConfigError`` when the file cannot be read.
    """

    def __init__(self, ca_file: str | None = None) -> None:
        self._ca_file = ca_file
        if ca_file:
            _ = self._context

    def of(self, scheme: str, *, check: bool) -> ssl.SSLContext | bool:
        """What aiohttp is to be given as ``ssl`` for an address of that scheme. The first that is
        to be checked reads what the system trusts, which takes 30 to 50 ms."""
        return self._context if check and scheme == "https" else check

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.set_alpn_protocols(("http/1.1",))  # as aiohttp's own: it speaks no other
        if self._ca_file:
            try:
                context.load_verify_locations(cafile=expanded(Path(self._ca_file)))
            except (OSError, ssl.SSLError) as error:
                reason = error.strerror or "it holds no certificate"
                raise ConfigError(
                    f"Cannot read the certificate authorities in {self._ca_file}: {reason}",
                    "network.ca_file must name a PEM file",
                    "network.ca_file",
                ) from error
        return context

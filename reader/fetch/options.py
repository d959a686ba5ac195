"""The user's network settings, checked when a client is made."""

from __future__ import annotations

import ssl
from pathlib import Path

from reader import text
from reader.errors import ConfigError
from reader.fetch import address


def checked_proxy(proxy: str | None) -> str | None:
    """The proxy's address (http only), None for none; raises ``ConfigError`` for a bad one."""
    if not proxy:
        return None
    try:
        parts = address.checked(proxy)
        if parts.scheme == "http" and parts.port != 0:
            return proxy
    except ValueError:
        pass
    raise ConfigError(
        f"The proxy {text.masked(proxy)} cannot be used",
        "network.proxy must look like http://host:port",
    )


def authorities(ca_file: str | None) -> ssl.SSLContext | bool:
    """The system's certificate authorities, and those of ``ca_file``; True for the system's alone.

    Raises ``ConfigError`` when the file cannot be read.
    """
    if not ca_file:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=Path(ca_file).expanduser())
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or "it holds no certificate"
        raise ConfigError(
            f"Cannot read the certificate authorities in {ca_file}: {reason}",
            "network.ca_file must name a PEM file",
        ) from error
    return context

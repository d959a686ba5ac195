"""What the user's own sites want to see: passwords, tokens and cookies, had from a command or the
system's keyring when they are needed. Nothing of them is ever stored, logged or exported."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reader.config import Config, Site
from reader.errors import ClewError
from reader.fetch import address
from reader.fetch.aside import aside
from reader.model import FetchTarget
from reader.parse.child import ended

if TYPE_CHECKING:
    from reader.fetch.client import Client

#: Seconds that a command or the keyring may take: a password manager may have to ask first.
PATIENCE = 30.0
#: Most bytes read of a command.
MOST = 64 * 1024
#: Seconds in which a command that is killed has ended, unless something is very wrong.
_ENDING = 1.0

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
#: Headers that are ours to set, or that would break the request.
_OURS = frozenset(
    [
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    ]
)

Headers = tuple[tuple[str, str], ...]


class LoginError(ClewError):
    """A password, token or header cannot be had; the message says whose and why, never what."""


def client(
    config: Config, resolver: Mapping[str, tuple[str, int]] | None = None, **limits: Any
) -> Client:
    """A client that follows the user's settings: proxy, authorities, sites; ``limits`` are the
    client's own. Its code takes .1 s to load."""
    from reader.fetch.client import Client

    logins = Logins(config)
    return Client(
        resolver=resolver,
        proxy=config.text("network.proxy") or None,
        environment=os.environ,
        ca_file=config.text("network.ca_file") or None,
        prepare=logins.prepare if config.sites else None,
        **limits,
    )


class Logins:
    """The sites of ``config.toml``. Each is asked for once, however many feeds it has."""

    def __init__(self, config: Config) -> None:
        self._sites = [(_place(site.address), site) for site in config.sites]
        self._asked: dict[str, asyncio.Task[Headers]] = {}

    async def prepare(self, target: FetchTarget) -> FetchTarget:
        """The target with what its site wants; itself where it belongs to none."""
        site = self._site_of(target.url)
        if site is None:
            return target
        task = self._asked.get(site.address)
        if task is None:
            task = self._asked[site.address] = asyncio.create_task(_headers(site))
        headers = await asyncio.shield(task)
        return replace(target, headers=(*target.headers, *headers), check_tls=site.check_tls)

    def _site_of(self, url: str) -> Site | None:
        """The site with the longest address that ``url`` lies under."""
        try:
            origin, path = _place(url)
        except ValueError:
            return None
        under = [
            (len(base), site)
            for (place, base), site in self._sites
            if place == origin and (path + "/").startswith(base.rstrip("/") + "/")
        ]
        return max(under, key=lambda pair: pair[0])[1] if under else None


def _place(url: str) -> tuple[tuple[str, str, int], str]:
    written = address.wire(url)
    return address.origin(written), urlsplit(written).path


async def _headers(site: Site) -> Headers:
    made: list[tuple[str, str]] = []
    if site.headers_command:
        made += _lines(site, await _said(site, "headers_command", site.headers_command))
    token = await _secret(site, "token", site.token_command, site.token_keyring)
    password = await _secret(site, "password", site.password_command, site.password_keyring)
    if token:
        made.append(("Authorization", f"Bearer {_one_line(site, 'token', token)}"))
    elif site.user:
        pair = f"{site.user}:{_one_line(site, 'password', password)}"
        made.append(("Authorization", f"Basic {b64encode(pair.encode()).decode('ascii')}"))
    return tuple(made)


async def _secret(site: Site, what: str, command: str, keyring: str) -> str:
    if command:
        said = (await _said(site, f"{what}_command", command)).partition("\n")[0].rstrip("\r")
    elif keyring:
        said = await _kept(site, keyring)
    else:
        return ""
    if not said:
        raise LoginError(f"The {what} for {site.address} is empty", "Check config.toml")
    return said


async def _kept(site: Site, service: str) -> str:
    """What the keyring holds. It may ask the user to unlock it, who may be far away."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await aside(lambda: _from_keyring(site, service), "keyring")
    except TimeoutError:
        raise LoginError(
            f"The keyring did not answer for {site.address} within {PATIENCE:g} s", "Unlock it"
        ) from None


def _from_keyring(site: Site, service: str) -> str:
    try:
        import keyring
    except ImportError:
        raise LoginError(
            f"The keyring cannot be asked for {site.address}: it is not installed",
            "Install clew with the extra 'keyring'",
        ) from None
    try:
        return str(keyring.get_password(service, site.user) or "")
    except Exception as error:  # every system's keyring has errors of its own
        raise LoginError(
            f"The keyring gave nothing for {site.address} ({type(error).__name__})", "Unlock it"
        ) from error


def _one_line(site: Site, what: str, value: str) -> str:
    if not value.isprintable():
        raise LoginError(f"The {what} for {site.address} holds characters that cannot be sent", "")
    return value


def _lines(site: Site, said: str) -> list[tuple[str, str]]:
    """``Name: value`` a line."""
    found: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, said.splitlines())):
        name, colon, value = line.partition(":")
        value = value.strip()
        usable = _NAME.fullmatch(name) and _VALUE.fullmatch(value)
        if not colon or not usable or name.lower() in _OURS:
            raise LoginError(
                f"headers_command of {site.address} gave a line that is no header to send",
                "It must print lines such as 'Cookie: name=value'",
            )
        found.append((name, value))
    return found


async def _said(site: Site, name: str, command: str) -> str:
    """What a command prints. It is an argument list, never a shell's."""
    try:
        words = shlex.split(command)
        if not words:
            raise ValueError("it names no program")
        child = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise LoginError(
            f"{name} of {site.address} cannot be started: {why}", "Check config.toml"
        ) from error
    assert child.stdout is not None
    said = b""
    try:
        async with asyncio.timeout(PATIENCE):
            # It may come bit by bit: a read gives what is there by then.
            while len(said) < MOST and (piece := await child.stdout.read(MOST - len(said))):
                said += piece
            code = await child.wait() if len(said) < MOST else None
    except TimeoutError:
        raise LoginError(f"{name} of {site.address} took more than {PATIENCE:g} s", "") from None
    finally:
        if child.returncode is None:
            await ended(child, child.kill, _ENDING)
    if code is None:
        raise LoginError(f"{name} of {site.address} printed more than {MOST >> 10} KiB", "")
    if code:
        raise LoginError(f"{name} of {site.address} ended with {code}", "Try it by hand")
    return said.decode("utf-8", "replace")

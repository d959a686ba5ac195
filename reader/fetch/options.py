"""The user's network settings, checked when a client is made."""

from __future__ import annotations

from collections.abc import Mapping

from reader import text
from reader.errors import ConfigError
from reader.fetch import address

#: What ``network.proxy`` says to go without any, whatever the environment names.
DIRECT = "none"
_SETTING = "network.proxy"
_SOCKS = ("socks5", "socks5h", "socks4", "socks4a")


class Proxies:
    """Which proxy a request goes through. ``configured`` is for all requests; where it is empty
    ``environment`` is asked for ``http_proxy``, ``https_proxy``, ``all_proxy`` and ``no_proxy``,
    in small or capital letters, as curl does.

    Raises ``ConfigError`` for an address that can be no proxy's.
    """

    def __init__(self, configured: str | None, environment: Mapping[str, str]) -> None:
        self._named: dict[str, str] = {}
        self._setting: dict[str, str] = {}
        self._direct: tuple[str, ...] = ()
        if configured == DIRECT:
            return
        if configured:
            self._take("all", configured, _SETTING)
            return
        for scheme in ("http", "https", "all"):
            name = f"{scheme}_proxy"
            given = environment.get(name) or environment.get(name.upper())
            if given:
                self._take(scheme, given, name)
        direct = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
        self._direct = tuple(one.strip().lower() for one in direct.split(",") if one.strip())

    def _take(self, scheme: str, given: str, name: str) -> None:
        proxy = self._named[scheme] = _checked(given, name)
        place = "config.toml" if name == _SETTING else "the environment"
        self._setting.setdefault(proxy, f"{name} in {place}")

    def named_by(self, proxy: str) -> str:
        """What names a proxy, and where that is written; "" for none of ours."""
        return self._setting.get(proxy, "")

    def of(self, scheme: str, host: str, port: int | None) -> str | None:
        """The proxy's address for a request, None to go there directly."""
        proxy = self._named.get(scheme) or self._named.get("all")
        if proxy is None or any(_covers(one, host, port) for one in self._direct):
            return None
        return proxy


def _covers(pattern: str, host: str, port: int | None) -> bool:
    """Whether an entry of ``no_proxy`` (``example.org``, ``.example.org``, ``host:port``, ``*``)
    means a host; a name means all below it."""
    if pattern == "*":
        return True
    name, colon, number = pattern.partition(":")
    if colon and number.isdigit() and number != str(port or ""):
        return False
    bare = (name if colon and number.isdigit() else pattern).removeprefix("*").lstrip(".")
    return bool(bare) and (host == bare or host.endswith(f".{bare}"))


def is_socks(proxy: str | None) -> bool:
    """Whether a proxy is spoken to in SOCKS rather than HTTP."""
    return bool(proxy) and str(proxy).partition(":")[0] in _SOCKS


def _checked(proxy: str, name: str) -> str:
    scheme, marked, rest = proxy.rpartition("://")
    scheme = scheme.lower() or "http"
    try:
        parts = address.checked(f"http://{rest}")
        port = parts.port
    except ValueError:
        port = 0
    whole = port or (scheme == "http" and marked and port is None)
    if whole and (scheme == "http" or scheme in _SOCKS):
        return f"{scheme}://{rest}"
    raise ConfigError(
        f"The proxy {text.masked(proxy)} cannot be used",
        f"{name} must look like http://host:port or socks5://host:port",
        _SETTING if name == _SETTING else "",
    )

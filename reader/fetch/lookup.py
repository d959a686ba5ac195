"""Name lookups that never hold up the program, nor lead it where it may not go."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from reader.fetch import address, faults
from reader.fetch.aside import aside


async def look_up(host: str, port: int, family: socket.AddressFamily) -> list[str]:
    """The addresses of ``host``, in the system's order; raises ``socket.gaierror``."""

    def ask() -> list[str]:
        try:
            rows = socket.getaddrinfo(
                host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            )
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, "no host name") from error
        return [str(row[4][0]) for row in rows]

    return await aside(ask, f"lookup {host}")


class Names:
    """Names to addresses, at the moment of connecting: what is checked is what is connected to.

    ``mapped`` names go to their loopback ports. Unless ``private_too``, a name that leads into a
    private network is refused.
    """

    def __init__(self, mapped: Mapping[str, tuple[str, int]], *, private_too: bool) -> None:
        self._mapped = mapped
        self._private_too = private_too
        #: Names seen to lead into a private network.
        self.private: set[str] = set()

    async def places(
        self, host: str, port: int, family: socket.AddressFamily
    ) -> list[tuple[str, int]]:
        """The addresses of ``host``, each with the port to connect to. ``PrivateAddress`` where
        all are private and may not be, ``socket.gaierror`` where there are none."""
        if host in self._mapped:
            return [self._mapped[host]]
        found = list(dict.fromkeys(await look_up(host, port, family)))
        public = [ip for ip in found if not address.is_private(_ip(ip))]
        if found and not public:
            self.private.add(host)
            if not self._private_too:
                raise faults.PrivateAddress(f"{host} is private")
            public = found
        if not public:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        return [(ip, port) for ip in public]


def _ip(written: str) -> address.Ip:
    ip = address.ip_of(written)
    if ip is None:
        raise socket.gaierror(socket.EAI_NONAME, f"{written} is no address")
    return ip

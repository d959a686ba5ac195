"""Name lookups that never hold up the program."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress


async def look_up(host: str, port: int, family: socket.AddressFamily) -> list[str]:
    """The addresses of ``host``, in the system's order; raises ``socket.gaierror``.

    Each lookup has a daemon thread: a name server that hangs takes none of a pool's few places,
    and is not waited for when the program ends.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | OSError) -> None:
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def ask() -> None:
        found: list[str] | OSError
        try:
            rows = socket.getaddrinfo(
                host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            )
            found = [str(row[4][0]) for row in rows]
        except UnicodeError:
            found = socket.gaierror(socket.EAI_NONAME, "no host name")
        except OSError as error:
            found = error
        with suppress(RuntimeError):  # the loop ended while the name server was thinking
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=ask, name=f"lookup {host}", daemon=True).start()
    return await answer

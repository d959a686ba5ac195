"""Links as identity: two stories that point to one page tell one thing."""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import urlsplit

#: Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(r"^(?:utm_\w+|ref|src|cmp|source|fbclid|gclid|ns_\w+|at_\w+|smid|mod)=")
#: A usual address: its host, path and parameters. (Any other is taken apart by the library, which
#: takes as long as all the rest.)
_USUAL = re.compile(r"https?://([a-z0-9.-]+)(/[!\"$->@-~]*)(?:\?([!\"$-~]*))?(?:#[!-~]*)?\Z")
#: A path shorter than this is a front page or a section.
_SHORT = 12


def identity(url: str) -> int:
    """A number for the page a link points to; 0 for none, a front page or a section."""
    usual = _USUAL.match(url)
    if usual is not None:
        host, path, query = usual.groups("")
    else:
        try:
            _, host, path, query, _ = urlsplit(url)
        except ValueError:
            return 0
    path = path.rstrip("/")
    if not host or len(path) < _SHORT:
        return 0
    host = host.lower().removeprefix("www.")
    if query:
        query = "&".join([p for p in query.split("&") if p and not _TRACKING.match(p)])
    whole = f"{host}{path}?{query}".encode(errors="surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=7).digest(), "big")

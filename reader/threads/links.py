"""Links as identity: two stories that point to one page tell one thing."""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import urlsplit

#: Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(r"^(?:utm_\w+|ref|src|cmp|source|fbclid|gclid|ns_\w+|at_\w+|smid|mod)=")
#: A path shorter than this is a front page or a section.
_SHORT = 12


def identity(url: str) -> int:
    """A number for the page a link points to; 0 for none, a front page or a section."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    path = parts.path.rstrip("/")
    if not parts.netloc or len(path) < _SHORT:
        return 0
    host = parts.netloc.lower().removeprefix("www.")
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.match(p))
    digest = blake2b(f"{host}{path}?{query}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")

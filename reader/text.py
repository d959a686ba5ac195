"""The guard between the world and the screen.

Text from feeds, files and servers may hold terminal escapes, control characters, bidirectional
overrides and floods of combining marks. ``line`` and ``block`` give text that is safe to print
anywhere; they are called where text enters (``parse``) and again at the last step of drawing.
Textual and rich strip none of this themselves (16 of 16 widgets tried passed OSC 52 through).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

#: Longest title kept, in characters.
MAX_TITLE = 1_000
#: Most combining marks kept on one base character ("zalgo" piles a thousand).
MAX_MARKS = 8

# Whole sequences go first, with their payload, so that no "]52;c;…" is left behind as text:
# OSC, DCS, SOS, PM, APC run to BEL or ST, CSI to its final byte. A string that is never ended loses
# only its introducer: what follows is text (mojibake is full of lone C1 characters). The payload's
# bound keeps a stray introducer from swallowing a page up to some far-off BEL.
_SEQUENCE = re.compile(
    "(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"
    "|\x1b[ -/]*[0-~]?"
)
_BAD_ONE_LINE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u00ad\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[\\s\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Blocks whose characters stand on the one before: Latin, Cyrillic, Hebrew, Arabic, Thai, symbols.
_MARKS = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# A joiner that joins nothing: at an end, beside a space, behind another. Emoji and the scripts of
# India and Iran have theirs between two letters; others make widths that no two programs agree on.
_IDLE_JOINERS = re.compile(
    "(?:^|(?<=\\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|\\Z)|([\u200c\u200d])[\u200c\u200d]+"
)
_TOO_MANY_MARKS = re.compile(f"({_MARKS}{{{MAX_MARKS}}}){_MARKS}+")


def _strip(text: str) -> str:
    if "\x1b" in text or _C1.search(text):
        text = _SEQUENCE.sub("", text)
    text = _BAD_ONE_LINE.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _IDLE_JOINERS.sub(r"\1", text)
    return _TOO_MANY_MARKS.sub(r"\1", text)


def line(text: str, limit: int = 0) -> str:
    """``text`` as one safe line: no escapes, controls or overrides, white space folded.

    ``limit`` > 0 cuts to that many characters, the last being an ellipsis.
    """
    if text.isascii() and text.isprintable():
        cleaned = text.strip()
        if "  " in cleaned:
            cleaned = _SPACES.sub(" ", cleaned)
    else:
        cleaned = _SPACES.sub(" ", _strip(text)).strip()
    if 0 < limit < len(cleaned):
        cleaned = cleaned[: limit - 1].rstrip() + "…"
    return cleaned


def block(text: str) -> str:
    """``text`` made safe with its line breaks and tabs kept (code, notes, plain bodies)."""
    return _strip(_LINE_ENDS.sub("\n", text))


def display(text: str) -> str:
    """The last step before the terminal: nothing but what prints, line breaks and tabs dropped.

    Unlike ``line`` it folds no spaces, since what comes here is already laid out in cells.
    """
    if text.isascii() and text.isprintable():
        return text
    return _strip(_LINE_ENDS.sub(" ", text).replace("\n", " ").replace("\t", " "))


def width(text: str) -> int:
    """Cells that ``text`` takes on a terminal (grapheme clusters counted once)."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth, wcwidth  # a cold start has no need of its tables

    cells = wcswidth(text)
    return cells if cells >= 0 else sum(max(0, wcwidth(char)) for char in text)


def openable(url: str) -> bool:
    """Whether ``url`` may be handed to a browser: http or https with a host, no control character.

    Anything else (``javascript:``, ``file:``, ``--flag``, ``|cmd``) is shown, never opened.
    """
    if not url or url != line(url) or any(char.isspace() for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


_SECRET_KEYS = re.compile(
    r"(?i)([?&;](?:[\w-]*(?:key|token|secret|passw(?:or)?d|pwd|auth|sig|signature|session|sid))=)[^&#;]*"
)


def masked(url: str) -> str:
    """``url`` as it may be shown, logged or exported: passwords and tokens replaced by ``***``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return line(url)
    if "@" in parts.netloc:
        user, _, host = parts.netloc.rpartition("@")
        name, colon, _secret = user.partition(":")
        netloc = f"{name}:***@{host}" if colon else f"***@{host}"
        url = urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))
    return line(_SECRET_KEYS.sub(r"\1***", url))


# Who sent the reader, not what is read: parameters of campaigns and of click counters.
_TRACKING = re.compile(
    r"(?i)(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id"
    r"|mkt_tok|_hsenc|_hsmi|vero_id|oly_(?:anon|enc)_id|wt_mc|ns_(?:mchannel|source|campaign|linkname)"
    r"|at_(?:medium|campaign|link_\w+|format|ptr_\w+|bbc_team)|xtor|piwik_\w+|pk_\w+|mtm_\w+)"
)


def untracked(url: str) -> str:
    """``url`` as it is opened and copied: without user name and password (``https://bank@evil``
    shows the wrong host first) and without the parameters that only count clicks."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, query, fragment))

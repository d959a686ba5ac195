"""Bytes → text, whatever the header, the declaration and the byte order mark claim."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator

# A byte order mark, or "<?xm", any "<" and an ASCII letter without one: nothing else begins so
# (XML 1.0, appendix F).
_BEGINS = (
    (re.compile(codecs.BOM_UTF32_BE), "utf-32-be"),
    (re.compile(codecs.BOM_UTF32_LE), "utf-32-le"),
    (re.compile(codecs.BOM_UTF8), "utf-8"),
    (re.compile(codecs.BOM_UTF16_BE), "utf-16-be"),
    (re.compile(codecs.BOM_UTF16_LE), "utf-16-le"),
    (re.compile(rb"(?=\x00\x00\x00[<{\s])"), "utf-32-be"),
    (re.compile(rb"(?=[<{\s]\x00\x00\x00)"), "utf-32-le"),
    (re.compile(rb"(?=\x00[<{\s]\x00.)"), "utf-16-be"),
    (re.compile(rb"(?=[<{\s]\x00.\x00)"), "utf-16-le"),
    (re.compile(rb"(?=\x4c\x6f\xa7\x94)"), "cp037"),
)
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?\bencoding\s*=\s*['"]([A-Za-z0-9._:-]+)['"]""")
# What a page says of itself; a feed has no such element before its content.
_META = re.compile(
    r"""<meta\b[^>]{0,200}?\bcharset\s*=\s*['"]?\s*([A-Za-z0-9._:-]+)""", re.IGNORECASE
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
# What is declared as the first was mostly written as the second, which holds it.
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8",
    "iso8859-9": "cp1254", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
#: So many letters that fit stand for each that does not where a reading is nearly right.
_MANY = 20
_MIXED = "bytes that are no UTF-8 were read as Windows-1252"
#: Nearly half of what is written in Russian, Ukrainian or Bulgarian.
_COMMON = frozenset("оеаинт")
#: Letters in a row: elsewhere they stand alone among those of ASCII.
_WORD = re.compile("[\u0400-\u04ff]{3,}")
#: Letters from which on it can be told.
_ENOUGH = 40
#: Bytes that begin no letter of UTF-8 but those of ASCII.
_NO_LEAD = bytes(range(0xC0))


def decode(data: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of ``data`` without byte order mark, and a warning ("" when all agreed).

    The order is: how they begin, UTF-8, charset of the header, XML declaration, Windows-1252. A
    claim that does not decode is passed over, unless a few bytes alone stand against it; nothing
    raises.
    """
    for beginning, name in _BEGINS:
        if found := beginning.match(data):
            data = data[found.end() :]
            decoded = _try(data, name)
            if decoded is not None:
                return decoded, ""
            if name != "utf-8":
                return data.decode(name, "replace"), f"bytes that are no {name} were replaced"
            break
    readings = _readings(data, _claims(data, content_type))
    return next((decoded, said) for decoded, said in readings if decoded is not None)


def _claims(data: bytes, content_type: str) -> list[str]:
    """The encodings that header and document name, the header's first."""
    header = _CHARSET.search(content_type)
    start = data[:4096].decode("latin-1")
    declared = _DECLARED.match(start) or _META.search(start)
    # What could be read so far is of single bytes, or there would be zeros in it.
    wide = b"\x00" in data[:200]
    claims = [found[1] for found in (header, declared) if found]
    return [one for one in claims if wide or not one.lower().startswith(("utf-16", "utf-32"))]


def _readings(data: bytes, claims: list[str]) -> Iterator[tuple[str | None, str]]:
    """What bytes may say, the likeliest first, None where they cannot; each with its warning."""
    said = f"declared as {claims[0]}, " if claims else ""
    if not data.isascii() and not _is_wide(claims):
        # UTF-8 of any length is never an accident, whatever a header says; nor is what nearly is.
        agreed = not claims or canonical_or_none(claims[0]) == "utf-8"
        yield _try(data, "utf-8"), "" if agreed else f"{said}read as UTF-8"
        yield _mixed(data, _MANY), _MIXED
    for claim in claims:
        yield _try(data, claim), ""
    for claim in claims:
        yield _nearly(data, claim), f"bytes that are no {claim} were replaced"
    yield _try(data, "utf-8"), f"{said}read as UTF-8" if claims else ""
    yield _mixed(data), _MIXED
    for name in ("cp1251", "koi8-r"):
        yield _cyrillic(data, name), f"{said}read as {name}, in which it is Cyrillic"
    yield _try(data, "cp1252"), f"{said}read as Windows-1252" if claims else ""
    yield data.decode("cp1252", "replace"), f"{said}read as Windows-1252"


def _is_wide(claims: list[str]) -> bool:
    """Whether a claim names an encoding whose text could look like UTF-8 by its own right."""
    return bool(claims) and claims[0].lower().startswith(("iso-2022", "utf-7", "hz"))


def _nearly(data: bytes, claim: str) -> str | None:
    """The text of bytes that a claim fits but for one letter in twenty; UTF-8 is ``_mixed``'s."""
    name = next(iter(_meant(claim)), "utf-8")
    if name == "utf-8":
        return None
    decoded = data.decode(name, "replace")
    foreign = sum(char > "\x7f" for char in decoded)
    return decoded if decoded.count("\ufffd") * _MANY < foreign else None


def _mixed(data: bytes, times: int = 1) -> str | None:
    """The text of UTF-8 among which single letters of Windows-1252 were put; None where there are
    not so many ``times`` more of its own. What was cut of a letter is replaced, where more than one
    byte of it is left."""
    foreign = len(data.decode("utf-8", "ignore").encode().translate(None, _NO_LEAD))
    faults = data.decode("utf-8", "replace").count("\ufffd")
    return data.decode("utf-8", _LONE) if foreign >= faults * times else None


def _cyrillic(data: bytes, name: str) -> str | None:
    """The text of bytes that nothing told of fits, where it is in ``name`` certainly; no other
    writing has so much of its letters in these places."""
    decoded = data.decode(name, "replace")
    foreign = sum(char > "\x7f" for char in decoded)
    words = "".join(_WORD.findall(decoded))
    small = sum(char > "\u042f" for char in words)
    common = sum(char in _COMMON for char in words)
    certain = len(words) >= max(_ENOUGH, 0.7 * foreign) and small >= 0.8 * len(words)
    return decoded if certain and common >= 0.36 * len(words) else None


def _lone(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace") if len(wrong) == 1 else "\ufffd", error.end


_LONE = "reader.lone"
codecs.register_error(_LONE, _lone)


def _try(data: bytes, claim: str) -> str | None:
    for name in _meant(claim):
        with contextlib.suppress(LookupError, UnicodeError, ValueError):
            return data.decode(name)
    return None


def _meant(claim: str) -> list[str]:
    """The encodings that a claim may mean, the likeliest first; none that Python does not know."""
    name = canonical_or_none(claim)
    return [each for each in (_WIDER.get(name), name) if each] if name else []


def canonical_or_none(name: str) -> str | None:
    """Python's own name of an encoding; None when it knows none, or it is no text encoding."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def without_declaration(text: str) -> str:
    """XML text without its declaration, whose encoding no longer holds; lines keep their number."""
    found = _DECLARATION.match(text)
    if found is None:
        return text
    lines = found[0].count("\n")
    return "\n" * lines + text[found.end() :] if lines else text[found.end() :]

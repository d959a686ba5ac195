"""Bring the catalogues of interface words up to date with the program; run it by its path.

Messages that are new stand in ``clew.po`` without a translation, for a person to fill in; those
that are gone are dropped. Each ``clew.mo`` is compiled from its ``clew.po``.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "reader" / "locale"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def messages() -> Catalog:
    """Every message of the program, without the places where it stands."""
    found = Catalog(project="clew", charset="utf-8")
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(ROOT / "reader"), keywords=KEYWORDS
    ):
        found.add(message)
    return found


def catalogue(path: Path) -> Catalog:
    """A language's catalogue as it is on the disk."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(words: Catalog) -> bytes:
    """The ``.mo`` of a catalogue."""
    out = io.BytesIO()
    write_mo(out, words)
    return out.getvalue()


def paths() -> list[Path]:
    """The ``.po`` of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/clew.po"))


def main() -> None:
    template = messages()
    for path in paths():
        words = catalogue(path)
        words.update(template, no_fuzzy_matching=True)
        words.obsolete.clear()
        # A date would be a difference each time.
        words.revision_date = words.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
        out = io.BytesIO()
        write_po(out, words, width=100, no_location=True, sort_output=True)
        path.write_bytes(out.getvalue())
        path.with_suffix(".mo").write_bytes(compiled(catalogue(path)))


if __name__ == "__main__":
    main()

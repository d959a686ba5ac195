"""The catalogue of interface words (gettext).

Every word a person sees on the screen passes through ``_`` or ``ngettext``. Texts made at import
(the action registry) are marked with ``N_`` and translated when they are drawn. Command output,
JSON and logs stay English.
"""

from __future__ import annotations

import gettext
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from reader.errors import ConfigError

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str | None, own: Path | None = None) -> None:
    """Take the interface language: ``None`` is the environment's, ``"en"`` the built-in words.

    ``own`` is a folder of the user's with further catalogues, as ``xx/LC_MESSAGES/clew.mo``; one
    of them wins over ours of the same language. A language that nobody wrote is English. Raises
    ``ConfigError`` for a file of the user's that is no catalogue.
    """
    global _catalogue
    languages = [language] if language else None
    shipped = gettext.translation(
        "clew", Path(__file__).parent / "locale", languages, fallback=True
    )
    found = _own(languages, own) if own is not None else None
    if found is not None:
        found.add_fallback(shipped)
    _catalogue = found or shipped


def _own(languages: list[str] | None, folder: Path) -> gettext.NullTranslations | None:
    path = gettext.find("clew", folder, languages)
    if path is None:
        return None
    try:
        return gettext.translation("clew", folder, languages)
    except (OSError, ValueError, LookupError, struct.error) as error:
        raise ConfigError(
            f"The words in {path} cannot be read ({error})",
            "Make them anew with msgfmt, or move the file away",
        ) from error


def known(language: str, own: Path | None = None) -> bool:
    """Whether there are words in that language, ours or the user's ``own``."""
    folders = (Path(__file__).parent / "locale", own)
    return language.startswith("en") or any(
        gettext.find("clew", folder, [language]) for folder in folders if folder is not None
    )


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The right plural for ``n``, in the language in use."""
    return _catalogue.ngettext(singular, plural, n)


class Said(str):
    """English words that remember what they were made of, for errors: a log and a command print
    them as they are, a screen says them in its language (``in_words``)."""

    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, **values: str) -> Self:
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made


def in_words(text: str) -> str:
    """``text``, marked with ``N_`` or ``Said`` where it was made, in the language in use."""
    if isinstance(text, Said):
        values = {
            name: in_words(one) if isinstance(one, Said) else one
            for name, one in text.values.items()
        }
        return _(text.template).format(**values)
    return _(text)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is drawn."""
    return message

"""The catalogue of interface words (gettext).

Every word a person sees on the screen passes through ``_`` or ``ngettext``. Texts made at import
(the action registry) are marked with ``N_`` and translated when they are drawn. Command output,
JSON and logs stay English.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str | None) -> None:
    """Take the interface language: ``None`` is the environment's, ``"en"`` the built-in words."""
    global _catalogue
    folder = Path(__file__).parent / "locale"
    languages = [language] if language else None
    _catalogue = gettext.translation("clew", folder, languages, fallback=True)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The right plural for ``n``, in the language in use."""
    return _catalogue.ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is drawn."""
    return message

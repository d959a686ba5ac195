"""Languages by their names in the interface's language."""

from __future__ import annotations

from reader.words import N_, _

_NAMES = {
    "ar": N_("Arabic"),
    "de": N_("German"),
    "el": N_("Greek"),
    "en": N_("English"),
    "es": N_("Spanish"),
    "fr": N_("French"),
    "he": N_("Hebrew"),
    "it": N_("Italian"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
    "nl": N_("Dutch"),
    "pl": N_("Polish"),
    "pt": N_("Portuguese"),
    "ru": N_("Russian"),
    "uk": N_("Ukrainian"),
    "zh": N_("Chinese"),
}


def language_name(code: str) -> str:
    """The name of a language that stories are found to be in; its code when it has none here."""
    return _(_NAMES[code]) if code in _NAMES else code

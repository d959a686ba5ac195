"""Names across languages: aliases, exonyms and acronyms, cases stripped, other scripts spelt out."""

from __future__ import annotations

from collections.abc import Mapping


def canonical(form: str, language: str, aliases: Mapping[str, str]) -> str:
    """The one form under which a folded name is known."""
    return aliases.get(form, form)

"""CJK in the full-text index: what is indexed in place of a text that has runs of it."""

from __future__ import annotations

from reader.query.tokens import bigrams, has_cjk

__all__ = ["bigrams", "has_cjk"]

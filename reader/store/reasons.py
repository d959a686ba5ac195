"""``model.Reason`` as the JSON that stands with a placement."""

from __future__ import annotations

import json
from functools import lru_cache

from reader.model import PlacedBy, Reason

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(maxsize=64)  # most stories of a batch stand alone, for a few reasons that are the same
def pack(reason: Reason) -> str:
    """The reason as JSON; ``unpack`` gives it back."""
    return _encode(reason._asdict())


def unpack(text: str) -> Reason:
    """What ``pack`` wrote; a key this version does not know is left out."""
    values = json.loads(text)
    return Reason(
        by=PlacedBy(values["by"]),
        score=float(values.get("score", 0.0)),
        matched=values.get("matched"),
        terms=tuple((str(term), float(weight)) for term, weight in values.get("terms", ())),
        gap=int(values.get("gap", 0)),
        same_link=bool(values.get("same_link", False)),
        note=str(values.get("note", "")),
    )

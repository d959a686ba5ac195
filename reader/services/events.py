"""A refresh's events as the lines that ``clew refresh --json`` prints, both ways."""

from __future__ import annotations

import dataclasses
import json

from reader.model import RefreshEvent

_FIELDS = {field.name: field for field in dataclasses.fields(RefreshEvent)}
_CLOSING = ("feeds", "fetched", "not_modified", "failed", "new", "changed", "seconds")
#: What only the closing object carries.
_TOTALS = ("fetched", "not_modified", "failed", "unreached", "seconds")


def line(event: RefreshEvent) -> str:
    """One JSON line. The closing object names the feeds asked as ``feeds``."""
    if event.event in ("end", "offline"):
        values: dict[str, object] = {
            name: event.total if name == "feeds" else getattr(event, name) for name in _CLOSING
        }
        values["seconds"] = round(event.seconds, 3)
        values["warnings"] = list(event.warnings)
        if event.unreached:
            values["unreached"] = event.unreached
        return json.dumps({"v": 1, "event": event.event, **values})
    said = {name: getattr(event, name) for name in _FIELDS if name not in _TOTALS}
    return json.dumps({"v": 1, **said})


def read(text: str) -> RefreshEvent | None:
    """The event of a line; None for a line that is none."""
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("event"), str):
        return None
    if "feeds" in said:
        said["total"] = said["done"] = said["feeds"]
    known = {name: said[name] for name in _FIELDS if said.get(name) is not None}
    known["warnings"] = tuple(known.get("warnings", ()))
    return RefreshEvent(**known)

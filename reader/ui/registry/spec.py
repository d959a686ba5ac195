"""What an action is: its words, its keys, where it holds."""

from __future__ import annotations

from dataclasses import dataclass

#: Scopes, widest first. "any" holds on every pane; the rest only where the focus is.
SCOPES = ("any", "list", "thread", "article", "sources")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key can do. ``footer`` > 0 shows it in the footer, lower first; ``scope`` is a
    space-separated choice of ``SCOPES``."""

    id: str
    title: str
    help: str
    keys: str
    scope: str = "any"
    footer: int = 0
    group: str = ""

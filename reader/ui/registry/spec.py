"""What an action is: its words, its keys, where it holds."""

from __future__ import annotations

from dataclasses import dataclass

from reader.words import _

#: Scopes, widest first. "any" holds on every pane; the rest only where the focus is.
SCOPES = ("any", "list", "thread", "article", "sources")


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing a key can do. ``scope`` is a space-separated choice of ``SCOPES``.

    ``footer`` > 0 shows it in the footer, lower first: in ``footer_in``, a choice as ``scope`` is
    ("": wherever it holds), with ``hint`` for words ("": its title) and the keys of the action
    ``beside`` after its own. ``also`` are further words by which it is looked for.
    """

    id: str
    title: str
    help: str
    keys: str
    scope: str = "any"
    footer: int = 0
    group: str = ""
    hint: str = ""
    footer_in: str = ""
    beside: str = ""
    also: str = ""

    def words(self) -> str:
        """What it is looked for by, beside its help."""
        return f"{_(self.title)} {_(self.also)} {self.id}"

    def hints_in(self, scope: str) -> bool:
        """Whether the footer shows it while the focus is there."""
        where = (self.footer_in or self.scope).split()
        return self.footer > 0 and ("any" in where or scope in where)

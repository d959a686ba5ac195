"""Text → tree. Any text gives a ``Query`` or a ``QueryError`` that marks the column.

Words stand side by side for AND; ``OR``, ``NOT``, ``NEAR`` count only in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from reader.errors import QueryError
from reader.query import fields, tree, values
from reader.query.atoms import Atoms
from reader.query.scan import QUOTES, needs_value, quote_it
from reader.query.tokens import tokens
from reader.query.tree import (
    And,
    Everything,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    ThreadOf,
    Word,
    joined,
    mapped,
)
from reader.words import N_, Said

#: Longest query, in characters; deepest nesting; most conditions in one query.
MAX_LENGTH = 20_000
MAX_DEPTH = 40
MAX_ATOMS = 2_000
#: FTS5's own default distance of NEAR.
NEAR_DISTANCE = 10

_FIELD = re.compile(r"([A-Za-z][A-Za-z_]*):(?!//)")
_ENDS = " \t\r\n)"
_NEAR = re.compile(r"NEAR(?:/(\d+))?(?=\s|$)|AROUND\s+(\d+)(?=\s)")
#: What newsboat writes and nobody searches for: an attribute, an operator, a value.
_EXPRESSION = re.compile(
    r"\b(?:title|content|author|link|feedtitle|rssurl|tags|age|unread)\s*"
    r'(?:[=!]~|!?#|[!=]?=|[<>]=?|\bbetween\b)\s*(?:"|\d)'
)
#: NUL and lone surrogates, which no database keeps: the sign that stands for them in stories.
_UNFIT = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")


def parse(text: str) -> Query:
    """The query that ``text`` says. Raises ``QueryError``."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text)} characters; {MAX_LENGTH} are the most",
            MAX_LENGTH,
            "Search for fewer words",
        )
    text = text.translate(_UNFIT)
    return replace(_Parser(_ours(text)).query(), text=text)


def _ours(text: str) -> str:
    """``text`` in our language, when all of it is an expression of newsboat's."""
    if _EXPRESSION.search(text) is None:
        return text
    from reader.query.newsboat import Untranslatable, translate

    try:
        return translate(text)
    except Untranslatable:
        return text


@dataclass
class _Parser(Atoms):
    depth: int = 0
    atoms: int = 0
    controls: dict[str, str] = field(default_factory=dict)

    def query(self) -> Query:
        root = self.either()
        if self.at < len(self.text):
            self.fail(N_("A closing parenthesis without an opening one"), hint=quote_it(")"))
        if root is None:
            if self.dropped is not None:
                self.fail(
                    N_("There is no letter, digit or sign to search for"),
                    self.dropped,
                    N_("Words are made of letters and digits"),
                )
            root = Everything()
        sort = self.controls.get("sort", "")
        limit = self.controls.get("limit")
        return Query(
            root,
            sort.removeprefix("-"),
            sort.startswith("-"),
            int(limit) if limit else None,
            self.controls.get("group", ""),
            self.text,
        )

    # -- and, or, not

    def either(self) -> Node | None:
        parts = [self.all_of()]
        while True:
            at = self.at
            if not self.operator("OR"):
                break
            parts.append(self.all_of())
            if parts[-2] is None or parts[-1] is None:
                self.lacks("OR", at)
        found = [part for part in parts if part is not None]
        return None if not found else found[0] if len(found) == 1 else joined(Or, found)

    def all_of(self) -> Node | None:
        parts: list[Node] = []
        while True:
            self.space()
            if self.done():
                break
            at = self.at
            if self.operator("OR"):
                self.at = at
                break
            if self.operator("AND"):
                self.follows("AND", at, bool(parts))
                continue
            near = _NEAR.match(self.text, self.at)
            if near:
                parts.append(self.near(near, parts.pop() if parts else None))
                continue
            node = self.negated()
            if node is not None:
                parts.append(node)
        return None if not parts else parts[0] if len(parts) == 1 else joined(And, parts)

    def follows(self, word: str, at: int, before: bool) -> None:
        self.space()
        if not before or self.done():
            self.lacks(word, at)

    def lacks(self, word: str, at: int) -> NoReturn:
        message = Said(N_("{word} needs something on both sides"), word=word)
        self.fail(message, at, quote_it(word))

    def near(self, match: re.Match[str], left: Node | None) -> Node:
        at = self.at
        self.at = match.end()
        self.space()
        right = None if self.done() or self.dash() else self.atom()
        kinds = (Word, Phrase, Prefix)
        if not isinstance(left, kinds) or not isinstance(right, kinds):
            self.fail(
                N_("NEAR stands between two words or phrases"),
                at,
                N_("For example: musk NEAR/5 openai"),
            )
        if left.where != right.where or left.where in ("url", "note"):
            self.fail(N_("Both sides of NEAR must be in the same field of the index"), at)
        if not (tokens(left.text) and tokens(right.text)):
            self.fail(N_("NEAR needs a word of letters or digits on both sides"), at)
        said = match[1] or match[2]
        distance = min(int(said[:6]), 10_000) if said else NEAR_DISTANCE
        return Near(left, right, distance, left.where, at)

    def negated(self) -> Node | None:
        at, negative = self.at, False
        while True:
            if self.operator("NOT"):
                self.space()
            elif self.dash():
                self.at += 1
            else:
                break
            negative = not negative
            if self.done():
                self.fail(N_("NOT needs something after it"), at, quote_it("NOT"))
        before = dict(self.controls)
        node = self.atom()
        if negative and self.controls != before:
            self.reversed_sort(at, before)
            return None
        if negative and node is None and self.dropped is None:
            self.fail(N_("NOT of everything is nothing"), at)
        return Not(node) if negative and node is not None else node

    def reversed_sort(self, at: int, before: dict[str, str]) -> None:
        sort = self.controls.get("sort", "")
        if before.get("sort", "") == sort or self.text[at] != "-":
            self.fail(N_("NOT stands before a condition, not before sort, limit or group"), at)
        self.controls["sort"] = sort[1:] if sort.startswith("-") else f"-{sort}"

    # -- atoms

    def atom(self) -> Node | None:
        self.atoms += 1
        if self.atoms > MAX_ATOMS:
            self.fail(f"More than {MAX_ATOMS} conditions", hint="Search for fewer words")
        at, char = self.at, self.text[self.at]
        if char == "(":
            return self.group()
        if char == "{" and "}" in self.text[at:]:
            return self.any_of()
        if char in QUOTES:
            return self.phrase(at)
        specials: tuple[Callable[[int], Node | None], ...] = (self.regex, self.fuzzy)
        if not self.where:
            specials = (self.newsboat, self.tag, self.elfeed, *specials)
        for special in specials:
            node = special(at)
            if node is not None:
                return node
        match = _FIELD.match(self.text, at)
        if match and self.text[match.end() : match.end() + 1].strip(_ENDS):
            return self.field(match)
        if match and fields.FIELD_ALIASES.get(match[1].lower(), match[1].lower()) in fields.FIELDS:
            self.fail(needs_value(match[0]), at, quote_it(match[0]))
        return self.word(at)

    def group(self) -> Node | None:
        at = self.at
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"Parentheses are more than {MAX_DEPTH} deep")
        self.at += 1
        node = self.either()
        if not self.text.startswith(")", self.at):
            self.fail(N_("This parenthesis is not closed"), at, N_("Add ) at the end"))
        self.at += 1
        self.depth -= 1
        if node is None and self.dropped is None:
            self.fail(N_("There is nothing between the parentheses"), at)
        return node

    def any_of(self) -> Node | None:
        """``{a b}`` is ``(a OR b)``, as Gmail writes it."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"Braces are more than {MAX_DEPTH} deep")
        at, parts = self.at, list[Node]()
        inner = replace(self, text=self.text[: self.text.index("}", at)], at=at + 1)
        inner.space()
        while inner.at < len(inner.text):
            node = inner.negated()
            if node is not None:
                parts.append(node)
            inner.space()
        self.at, self.atoms = inner.at + 1, inner.atoms
        self.depth -= 1
        if not parts:
            self.fail(N_("There is nothing between the braces"), at)
        return joined(Or, parts) if len(parts) > 1 else parts[0]

    # -- fields

    def field(self, match: re.Match[str]) -> Node | None:
        at, said = match.start(), match[1].lower()
        name = fields.FIELD_ALIASES.get(said, said)
        if name not in fields.FIELDS:
            near = fields.nearest(said, [*fields.FIELDS, *fields.FIELD_ALIASES])
            hint = Said(N_("To find the text: {text}"), text=f'"{self.run(at)}"')
            if near:
                hint = Said(N_("Did you mean {near}? {rest}"), near=f"{near}:", rest=hint)
            self.fail(Said(N_("There is no field {name}"), name=f"{said}:"), at, hint)
        self.at = match.end()
        if name in tree.TEXT_FIELDS:
            return self.within(name, at)
        if name == "thread" and self.text[self.at] in "({":
            return self.thread_of(at)
        if self.text[self.at] == "(":
            return self.spread(name, at)
        return self.leaf(name, self.value(match[0]), at, match.end())

    def within(self, name: str, at: int) -> Node:
        """A text field: its value is a word, a phrase or a whole query of words."""
        if self.where and self.where != name:
            self.misplaced(name, at)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"Fields are more than {MAX_DEPTH} deep", at)
        before, self.where = self.where, name
        node = self.atom()
        self.where = before
        self.depth -= 1
        if node is None:
            self.fail(Said(N_("{name} needs a word"), name=f"{name}:"), at)
        return node

    def spread(self, name: str, at: int) -> Node:
        """``feed:(a OR b)`` is ``feed:a OR feed:b``."""
        inner = _Parser(self.text, self.at, depth=self.depth, atoms=self.atoms, values_only=True)
        node = inner.group()
        self.at, self.atoms = inner.at, inner.atoms
        if node is None:
            self.fail(needs_value(f"{name}:"), at)

        def leaf(part: Node) -> Node:
            if not isinstance(part, Word | Phrase):
                self.fail(
                    Said(N_("{name} takes words, OR and parentheses here"), name=f"{name}:"), at
                )
            made = self.leaf(name, part.text, at, part.at)
            if made is None:
                self.fail(Said(N_("{name} takes one value"), name=f"{name}:"), at)
            return made

        return mapped(node, leaf, threads=False)

    def thread_of(self, at: int) -> Node:
        if self.where:
            self.misplaced("thread", at)
        if self.text[self.at] == "{":
            close = self.text.find("}", self.at)
            if close < 0:
                self.fail(N_("This brace is not closed"), hint=N_("Add } at the end"))
            inner = _Parser(self.text[:close], self.at + 1, depth=self.depth + 1, atoms=self.atoms)
            node = inner.either()
            if inner.at < close:
                self.fail(N_("A closing parenthesis without an opening one"), inner.at)
            self.at, self.atoms = close + 1, inner.atoms
        else:
            node = self.group()
        if node is None:
            self.fail(N_("thread:( ) needs a query"), at)
        return ThreadOf(node, at)

    def misplaced(self, name: str, at: int) -> NoReturn:
        template = N_("{name} cannot stand inside {other}")
        self.fail(Said(template, name=f"{name}:", other=f"{self.where}:"), at)

    def leaf(self, name: str, text: str, at: int, value_at: int) -> Node | None:
        if self.where:
            self.misplaced(name, at)
        if name == "in" and text.lower() in fields.ANYWHERE:
            return None
        if name in fields.CONTROLS:
            self.control(name, text, at, value_at)
            return None
        return values.leaf(name, text, at, value_at)

    def control(self, name: str, text: str, at: int, value_at: int) -> None:
        if self.depth:
            self.fail(Said(N_("{name} stands outside parentheses"), name=f"{name}:"), at)
        if name in self.controls:
            self.fail(Said(N_("{name} is said twice"), name=f"{name}:"), at)
        if name == "limit":
            self.controls[name] = str(values.identity(name, text, value_at) or 0)
            if self.controls[name] == "0":
                self.fail(N_("limit: needs a number above 0"), value_at)
            return
        text = fields.SORT_ALIASES.get(text.lower(), text) if name == "sort" else text
        minus = "-" if name == "sort" and text.startswith("-") else ""
        self.controls[name] = minus + values.choice(name, text.removeprefix(minus), value_at)

"""What a query is made of that holds no other query: words, phrases, patterns, tags."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.query import regex, tree, values
from reader.query.scan import Scanner, quote_it
from reader.query.tokens import tokens
from reader.query.tree import Fuzzy, Node, Phrase, Prefix, Regex, State, Tag, Word
from reader.words import N_

_REGEX = re.compile(r'/((?:[^/\\\n]|\\.)+)/(i?)(?=[\s()"“”„]|$)')
_OPERATOR = re.compile(r"AND|OR|NOT|NEAR(?:/\d+)?")
_NEWSBOAT = re.compile(r'unread\s*(!?=)\s*"(yes|no)"')


@dataclass
class Atoms(Scanner):
    """Reads them at a place in a text; ``None`` where one says nothing.

    ``where`` is the text field whose value is read; ``values_only``: what stands here are values
    of another field, so that no word has a meaning of its own. ``dropped`` is the place of the last
    word in which there is nothing to look for.
    """

    where: str = ""
    values_only: bool = False
    dropped: int | None = None

    def phrase(self, at: int) -> Node:
        text = " ".join(self.quoted().split())
        if not text:
            self.fail(N_("There is nothing between the quotes"), at)
        if self.text.startswith("*", self.at):
            self.at += 1
            if not tokens(text):
                self.fail(N_("There is no word before the *"), at)
            return Prefix(text, self.where, at)
        return Phrase(text, self.where, at)

    def newsboat(self, at: int) -> Node | None:
        match = _NEWSBOAT.match(self.text, at)
        if match is None:
            return None
        self.at = match.end()
        return State("unread" if (match[1] == "=") == (match[2] == "yes") else "read", at)

    def regex(self, at: int) -> Node | None:
        match = _REGEX.match(self.text, at)
        if match is None:
            return None
        self.at = match.end()
        node = Regex(match[1], bool(match[2]), self.where, at)
        regex.check(node)
        return node

    def tag(self, at: int) -> Node | None:
        if self.text[at] != "#" or not self.text[at + 1 : at + 2].strip(" \t\r\n()"):
            return None
        self.at += 1
        return Tag(self.value("#"), at)

    def elfeed(self, at: int) -> Node | None:
        """``+tag``, ``+unread`` and ``@1-week-ago`` as elfeed writes them."""
        run = self.run(at)
        if run.startswith("+") and len(run) > 1 and tokens(run):
            self.at += len(run)
            name = run[1:]
            return State(name, at) if name in tree.STATES else Tag(name, at)
        if run.startswith("@") and len(run) > 1:
            node = values.elfeed_date(run[1:], at)
            self.at += len(run) if node else 0
            return node
        return None

    def fuzzy(self, at: int) -> Node | None:
        run = self.run(at)
        if not run.startswith("~") or len(tokens(run)) != 1:
            return None
        self.at += len(run)
        return Fuzzy(run[1:], self.where, at)

    def word(self, at: int) -> Node | None:
        run = self.run(at)
        self.at += len(run)
        if run == "unread" and not self.where and not self.values_only:
            return State("unread", at)
        if run == "*" and not self.where:  # everything, as notmuch writes it
            return None
        bare = run.removesuffix("*")
        if "*" in bare:
            self.fail(N_("* stands only at the end of a word"), at, quote_it(run))
        if tokens(run) and bare != run:
            return Prefix(bare, self.where, at)
        if _OPERATOR.fullmatch(run):  # a word here; written bare it may be none elsewhere
            return Phrase(run, self.where, at)
        if not values.searchable(run):
            self.dropped = at
            return None
        return Word(run, self.where, at)

"""Reading a query's text: spaces, operators, quotes and values, each with its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from reader.errors import QueryError
from reader.words import N_, Said

RUN = re.compile(r'[^\s()"“”„]+')
#: What opens a quote → what may close it; as English, German and Swedish set them.
QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“”"}


def end_of_quote(text: str, at: int) -> int:
    """Where the quote that opens at ``at`` is closed, -1 if it is not."""
    ends = [text.find(close, at + 1) for close in QUOTES[text[at]]]
    return min((end for end in ends if end >= 0), default=-1)


def needs_value(name: str) -> str:
    return Said(N_("{name} needs a value"), name=name)


def quote_it(text: str) -> str:
    """The hint for what means something here and may have been meant as a word."""
    return Said(N_("Quote it to find it: {text}"), text=f'"{text}"')


@dataclass
class Scanner:
    """A place in a text, with ways to read on from it."""

    text: str
    at: int = 0

    def fail(self, message: str, at: int | None = None, hint: str = "") -> NoReturn:
        """Raise ``QueryError`` at a column, here unless said otherwise."""
        raise QueryError(message, self.at if at is None else at, hint)

    def done(self) -> bool:
        """Whether nothing more stands before the end or a closing parenthesis."""
        return self.at >= len(self.text) or self.text[self.at] == ")"

    def space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def operator(self, word: str) -> bool:
        """Whether the operator ``word`` stands here; it is passed over."""
        end = self.at + len(word)
        if not self.text.startswith(word, self.at):
            return False
        if end < len(self.text) and not self.text[end].isspace() and self.text[end] not in "()":
            return False
        self.at = end
        return True

    def dash(self) -> bool:
        """Whether a ``-`` (or elfeed's ``!``) here says NOT: what follows is neither space nor
        another."""
        if not self.text.startswith(("-", "!"), self.at):
            return False
        after = self.text[self.at + 1 : self.at + 2]
        return bool(after) and not after.isspace() and after not in "-!)"

    def run(self, at: int) -> str:
        """What stands at ``at`` up to a space, a quote or a parenthesis."""
        match = RUN.match(self.text, at)
        return match.group() if match else ""

    def quoted(self) -> str:
        """The text between the quotes that open here."""
        at = self.at
        end = end_of_quote(self.text, at)
        if end < 0:
            self.fail(N_("This quote is not closed"), at, N_('Add " at the end'))
        self.at = end + 1
        return self.text[at + 1 : end]

    def value(self, name: str) -> str:
        """The value after ``name``: a quoted text or what runs to the next space."""
        at = self.at
        if self.text[at] in QUOTES:
            text = self.quoted()
        else:
            text = self.run(at)
            self.at += len(text)
        if not text.strip():
            self.fail(needs_value(name), at)
        return text.strip()

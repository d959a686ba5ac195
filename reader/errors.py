"""The tree of errors: each says what happened, to what, and what to do next."""

from __future__ import annotations


class ClewError(Exception):
    """Root of every error a person may see.

    ``message`` says what happened and to what; ``hint`` says what to do next. The words are plain
    English; a screen translates the message by the catalogue before it shows it.
    """

    #: Exit code of the command line (documented in the README).
    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return told(self.message, self.hint)


def told(message: str, hint: str) -> str:
    """What happened and what to do next, as sentences; the latter on a line of its own after a
    list."""
    if not hint:
        return message
    if "\n" in message:
        return f"{message}\n{hint}"
    return f"{message} {hint}" if message.endswith(("?", ".", "!")) else f"{message}. {hint}"


class UsageError(ClewError):
    """The caller asked for something that cannot be: unknown feed, refused scheme, bad option."""

    exit_code = 2


class TakenError(UsageError):
    """An address is that of a feed that is known: its id, and whether it was removed."""

    def __init__(self, message: str, hint: str, feed: int, *, removed: bool = False) -> None:
        super().__init__(message, hint)
        self.feed = feed
        self.removed = removed


class QueryError(UsageError):
    """A query that cannot be answered; ``column`` (0-based) is where in the text it stands."""

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        super().__init__(message, hint)
        self.column = column


class ConfigError(UsageError):
    """``config.toml`` or a keymap or theme is wrong; all problems are in the one message.

    ``setting`` names the one setting of ``config.toml`` that is wrong, "" for any other trouble."""

    def __init__(self, message: str, hint: str = "", setting: str = "") -> None:
        super().__init__(message, hint)
        self.setting = setting


class StoreError(ClewError):
    """The database cannot be read or written; nothing was half written."""

    exit_code = 3


class NewerStoreError(StoreError):
    """The database was made by a newer clew; it is not touched."""


class BusyError(ClewError):
    """Another process holds what is needed (a refresh runs, the database is locked)."""

    exit_code = 4


class NotAFeed(ClewError, ValueError):
    """The bytes are not a feed we can read; the message shows their first line.

    ``offers``: (address, title) of the feeds that a page names, when no one of them is clearly
    meant."""

    exit_code = 1

    def __init__(
        self, message: str, hint: str = "", offers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message, hint)
        self.offers = offers


class NoArticle(ClewError):
    """A page was had, but there is no article on it."""

    exit_code = 1


class NoFigure(ClewError):
    """What was had is no image that can be shown."""

    exit_code = 1


class NetworkError(ClewError):
    """A request failed; ``kind`` is one of ``model.FETCH_ERRORS``."""

    exit_code = 5

    def __init__(self, message: str, kind: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.kind = kind

"""Which words are names: those that other stories show to be such."""

from __future__ import annotations

from functools import partial

from reader.threads.doubt import SHOWN, Words
from reader.threads.index import Index
from reader.threads.lexicon import name_of
from reader.threads.vocabulary import A_NAME, A_WORD, UNASKED


def tells_which(index: Index, feature: int, language: str) -> bool:
    """Whether a feature tells events of one kind apart: a name or a number."""
    channel = index.channels[feature]
    return channel != A_WORD or shown_as(index, feature, language) is not None


def named(index: Index, feature: int, language: str) -> bool:
    """Whether a feature is a name, be it as a word."""
    channel = index.channels[feature]
    return channel == A_NAME or (
        channel == A_WORD and shown_as(index, feature, language) is not None
    )


def shown_as(index: Index, word: int, language: str) -> int | None:
    """The name that a word is in the stories that have it, as far as they show it (in Title Case
    and where a sentence begins they do not); None when it is none."""
    name = index.as_names(language)[word]
    if name == UNASKED:
        name = ask(index, language, word)
    shown = name >= 0 and index.in_stories[name] >= SHOWN * index.in_stories[word]
    return name if shown else None


def ask(index: Index, language: str, word: int) -> int:
    """Find out which name a word would be; see ``Vocabulary.note_name``."""
    return index.note_name(word, name_of(index.surface(word), language), language)


def words(index: Index, language: str) -> Words:
    """What ``doubt`` knows words by."""
    return (
        index.channels, index.as_names(language), index.in_stories, index.surfaces, index.names,
        partial(ask, index, language),
    )  # fmt: skip

"""What a word is, whatever story it stands in: its stem, and the name that it may be.

What tables and the background say of it is asked once and remembered while it comes back.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from reader.threads.background import BY_FORMS, background
from reader.threads.compounds import parts
from reader.threads.names import canonical, exonyms, name_in
from reader.threads.numbers import number
from reader.threads.stems import ACCENTED, UNSPACED, stemmer
from reader.threads.stems import stem as written
from reader.threads.synonyms import synonyms
from reader.threads.words import bare, fold

#: Words at least this common (Zipf) are stop words.
STOP = 5.8
#: A capitalised word at most this common is a name; it must be rarer where nouns have capitals, and
#: where the table does not know all cases. (All at 3.6 but English: English and French BCubed F1
#: -.014.)
RARE_NAME = {"de": 3.6, "pl": 3.6}
RARE_NAME_ELSE = 4.2
#: At the start of a sentence and in Title Case, only a word that no table knows is a name.
UNKNOWN = 0.1
#: Headline words without news value beside the stop words.
_EMPTY_WORDS = """
says said say amid after over here what why how know things update latest report reports new
apres selon contre entre sur dit avant depuis nach vor uber gegen laut segun tras sobre contra
dopo secondo contro apos segundo volgens tegen wedlug przed przez oraz
"""
EMPTY = frozenset(_EMPTY_WORDS.split())
#: Words of which is remembered what they would be as names: a refresh asks it anew of those of the
#: stories at hand, which takes a tenth of it. (Some 2 MB. With twice as many of these, and of the
#: others, 5 MB more and a story in a hundred.)
_ASKED = 8_000


def stemmed(token: str, language: str) -> tuple[str, str, float, float]:
    """Folded form, feature of its stem ("" for a stop word), Zipf of the form and of the stem."""
    plain = bare(token, language) if "'" in token else token
    form, stem = fold(plain), ""
    if language not in BY_FORMS:
        stem = written(plain, language) if language in ACCENTED else stemmer(language)(form)
    zipf, family = background().zipf(language, form, stem)
    loud = token.isupper() and 2 <= len(token) <= 5
    if (zipf >= STOP and not loud) or form in EMPTY or len(form) < 2:
        return form, "", zipf, family
    stem = stem or stemmer(language)(form)
    one = synonyms(language).get(stem)
    if one is not None:
        stem, family = one
    return form, sys.intern("w" + stem), zipf, family


def tabled(token: str, form: str, stem: str, language: str) -> str:
    """The name that the tables know a word by, "" for none."""
    if len(form) <= 3 and not token.isupper():
        return ""
    found = exonyms().get(form, "")
    if found or language in BY_FORMS:
        return found
    return name_in(language, form, stem[1:], token[0].isupper())


def table_name(token: str, form: str, stem: str, language: str) -> str:
    """The feature of the name that the tables know a word by, "" for none."""
    table = tabled(token, form, stem, language)
    return sys.intern("@" + table) if table else ""


@lru_cache(maxsize=512)
def other_name(form: str, language: str) -> str:
    """The feature of the name that a folded form is by itself."""
    return sys.intern("@" + canonical(form, language))


@lru_cache(maxsize=_ASKED)
def name_of(form: str, language: str) -> str:
    """The feature that a folded form has when it is a name, "" for a stop word."""
    if language in UNSPACED:
        return sys.intern("@" + (name_in(language, form) or form))
    plain = fold(bare(form, language))
    if background().zipf(language, plain)[0] >= STOP or plain in EMPTY or len(plain) < 2:
        return ""
    stem = "" if language in BY_FORMS else "w" + stemmer(language)(plain)  # the tables ask for none
    found = tabled(form.title(), plain, stem, language)
    return sys.intern("@" + (found or canonical(plain, language)))


def features_of(term: str, language: str) -> set[str]:
    """The features that a term, as the user writes it or as a reason shows it, may have."""
    form = fold(term)
    found, value = {"@" + form}, number(form)
    plain, stem, _, _ = stemmed(form, language)
    if stem:
        found |= {stem, table_name(form, plain, stem, language), other_name(plain, language)}
    return (found | {"#" + value if value else ""}) - {""}


#: How German nouns end, all of which have a capital.
_NOUN = re.compile("(?:ung|heit|keit|schaft|ion|tat|ismus)(?:en|s)?$")


def is_noun(form: str, language: str) -> bool:
    """Whether a rare word with a capital is none of a name."""
    return language == "de" and (_NOUN.search(form) is not None or parts(form, language) != ())


#: II. and XVI. are of kings and popes, whose names are beside them.
_ORDINAL = frozenset("IVX")


def is_name(token: str, zipf: float, first: bool, shouting: bool, language: str) -> bool:
    """Whether a word of this Zipf value is a name where it stands: ``first`` in a sentence or in
    Title Case, or in a text that is all capitals (``shouting``)."""
    if not token[0].isupper() and not token[1:2].isupper():
        return False
    if _ORDINAL.issuperset(token):
        return False
    if not shouting and token[1:] != token[1:].lower():
        return True
    if first or shouting:
        return zipf < UNKNOWN
    return zipf < RARE_NAME.get(language, RARE_NAME_ELSE)

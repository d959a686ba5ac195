# ruff: noqa: RUF001 - the letters are of other scripts
"""Names across languages: the user's aliases, exonyms and acronyms, cases, and words of the news.

``data/names.txt`` and ``data/concepts.txt`` are our own. A table decides for what it holds; any
other name is written in Latin letters, spelt the one way and loses its case endings and last
vowels: Tesla, Tesli and Tesle are one; so are Lukashenko, Lukaszenka, Loukachenko and Лукашенко.
``data/across.txt`` is our own as well: the further languages, each word for all that its stem has.
What did not pay: stems of words for names (a surname in -ov is no case: pairs across languages F1
-.03), all sibilants as one sound (±0), unknown Arabic words as names (±.005).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from reader.threads import textloops
from reader.threads.background import LANGUAGES
from reader.threads.shipped import lines, pattern
from reader.threads.stems import UNSPACED, stem
from reader.threads.synonyms import stem_of
from reader.threads.textloops import KEPT
from reader.threads.words import fold

_CYRILLIC = (
    "(?:ского|скому|ским|ской|ому|ого|ами|ями|ові|еві|ах|ях|ам|ям|ом|ем|ою|ею|ой|ей|у|ю|а|я|"
    "е|є|и|ы|і|о|ь|й)$"
)
#: Case endings of names, as these languages write them.
_ENDINGS = {
    **dict.fromkeys(("ru", "uk", "bg"), _CYRILLIC),
    **dict.fromkeys(("cs", "sk"), ("(?:eho|emu|ym|ovi|em|om|ech|ach|ami|ou)$")),
    **dict.fromkeys(("hr", "sl"), ("(?:om|em|ovi|evi|ima)$")),
    "fi": ("(?:issa|ista|illa|ilta|ille|iin|ssa|sta|lla|lta|lle|ksi|in|(?<![so])n)$"),
    "hu": ("(?:nak|nek|ban|ben|bol|tol|rol|hoz|hez|[vn][ae]l|[oae]t|ek|ok)$"),
    "ro": ("(?:ului|lui|ul)$"),
    "el": ("(?:ους|ου|ων|ης|ας|ος|ες|η|α|ο|ε)$"),
    **dict.fromkeys(("sv", "da", "no", "de"), ("s$")),
}
_LATIN = str.maketrans({
    **dict(zip("абвгдезийклмнопрстуфхыэіїєґαβγδεζικλμνοπρστυφωση",
               "abvgdeziiklmnoprstufhieiiegavgdeziklmnoprstifosi", strict=True)),
    "ж": "sh", "ц": "ts", "ч": "sh", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    "θ": "t", "ξ": "ks", "χ": "h", "ψ": "ps", "ς": "s",
})  # fmt: skip
#: Letters of other scripts that are one sound together.
_TOGETHER = (("дж", "j"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "j"), ("ου", "u"))

#: The languages of the columns of ``concepts.txt``.
COLUMNS = ("en", "fr", "de", "es", "it", "pt", "nl", "pl")


@lru_cache(maxsize=1)
def exonyms() -> Mapping[str, str]:
    """Folded form → the one form."""
    table: dict[str, str] = {}
    for line in lines("names.txt"):
        first, *rest = line.split()
        for form in (first, *rest):
            table.setdefault(form, first)
    return table


@lru_cache(maxsize=1)
def concepts() -> Mapping[str, int]:
    """The English words of all concepts, numbered."""
    words = dict.fromkeys([line.split(maxsplit=1)[0] for line in lines("concepts.txt")])
    return dict(zip(words, range(len(words)), strict=True))


@lru_cache(maxsize=64)
def concepts_in(language: str) -> Mapping[str, int]:
    """Stem → the number of its concept, of the words of a language: those of all languages would
    take longer than a refresh spends on what else is told in two."""
    table: dict[str, int] = {}
    numbers = concepts()
    for one, word in _words_of(language):
        table.setdefault(stem_of(language, word), numbers[one])
    return table


def _words_of(language: str) -> Iterator[tuple[str, str]]:
    """The concepts with each word that a language has for them."""
    if language in COLUMNS:
        place = COLUMNS.index(language)
        for columns in [line.split("|") for line in lines("concepts.txt")]:
            one = columns[0].split()[0]
            yield from [(one, word) for word in columns[place].split()]
    elif language in LANGUAGES:
        found = [(one, word) for one, code, word in across() if code == language]
        yield from [(one, word) for one, word in found if one[0] != "@"]


#: What stands before a word that is written with a capital, and before a stem.
_CAPITAL, _STEM = "^", "*"


@lru_cache(maxsize=64)
def _names(language: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for one, code, word in across() if language in LANGUAGES else ():
        if one[0] == "@" and code == language:
            name = exonyms().get(one[1:]) or canonical(one[1:], "")
            mark = _CAPITAL * word[0].isupper()
            table.setdefault(mark + (word if language in UNSPACED else fold(word)), name)
            by_stem = mark + _STEM + stem(word, language)
            # Of two names with one stem (Irán, Irak) each is known as it stands.
            table[by_stem] = name if table.get(by_stem, name) == name else ""
    return table


def name_in(language: str, form: str, stem: str = "", capital: bool = False) -> str:
    """The one form of a name of the further languages of ``across.txt``, by how it is written,
    folded, or its stem; "" for none. What the table writes with a ``capital`` is one only where it
    is written so (Маск, no mask)."""
    table = _names(language)
    if not table:
        return ""
    found = table.get(form, "") or table.get(_STEM + stem, "")
    if capital and not found:
        found = table.get(_CAPITAL + form, "") or table.get(_CAPITAL + _STEM + stem, "")
    return found


@lru_cache(maxsize=1)
def across() -> tuple[tuple[str, str, str], ...]:
    """(concept, or name with its sign, language, word as it is written)."""
    found: list[tuple[str, str, str]] = []
    languages: list[list[str]] = []
    for line in lines("across.txt"):
        one, *columns = (column.split() for column in line.split("|"))
        if one == ["="]:
            languages = columns
            continue
        for codes, words in zip(languages, columns, strict=True):
            found += [(one[0], code, word) for code in codes for word in words]
    return tuple(found)


def canonical(form: str, language: str) -> str:
    """The form under which a folded name goes that no table knows."""
    endings = _ENDINGS.get(language)
    if endings is not None:
        shorter = pattern(endings).sub("", form)
        form = shorter if len(shorter) >= KEPT else form
    if not form.isascii():
        for letters, sound in _TOGETHER:
            form = form.replace(letters, sound)
        form = form.translate(_LATIN)
    return textloops.plain_name(form, language == "pl")

"""The language of a story, found by us: feeds declare it wrongly or not at all.

Latin scripts: the common words of twenty-five languages vote with their frequency; the declared
language counts as one vote more. Other scripts say it themselves, and by letters of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from reader.threads import textloops
from reader.threads.background import LATIN, SCALE, background
from reader.threads.shipped import pattern
from reader.threads.words import FOLDED

#: A marker that is not a word of a language is taken to have this Zipf value there.
_UNKNOWN = int(3.4 * SCALE)
#: Fewer markers than this do not decide: a headline may be all rare words.
FEW = 3
#: What the declared language is worth: about two function words ("de" is in four languages).
_DECLARED = int(2.0 * SCALE)

#: A script, the language it stands for, and others of its languages with letters that are theirs:
#: one of so many letters of the text, where it is written in them.
_SCRIPTS = (
    ("ko", "[\uac00-\ud7af\u1100-\u11ff]", ()),
    ("zh", "[\u3040-\u30ff\u3400-\u9fff]", (("ja", "[\u3040-\u30ff]"),)),
    (
        "ru",
        "[\u0400-\u04ff]",
        (
            ("be", "[ўЎ]"),
            ("uk", "[іїєґІЇЄҐ]"),
            ("mk", "[ѓќѕЃЌЅ]"),
            ("sr", "[ђјљњћџЂЈЉЊЋЏ]"),
            ("bg", "[ъЪ](?![еёюяЕЁЮЯ])"),
        ),
    ),
    (
        "ar",
        "[\u0600-\u06ff]",
        (("ur", "[ٹڈڑںے]"), ("fa", "[پچژگکی]")),
    ),
    ("el", "[\u0370-\u03ff]", ()),
    ("he", "[\u0590-\u05ff]", ()),
)
#: Of how many letters of a script one of a language's own must be at least.
_OWN = 60
#: Any letter of these scripts: most texts have none.
_OTHER = "[\u0370-\u03ff\u0400-\u06ff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


def script(text: str) -> str:
    """The language a non-Latin script stands for, when a fifth of the text is written in it."""
    if text.isascii() or not pattern(_OTHER).search(text):
        return ""
    letters = sum(map(str.isalpha, text)) or 1
    for language, written, others in _SCRIPTS:
        found = len(pattern(written).findall(text))
        if found and 5 * found >= letters:
            for other, own in others:
                if _OWN * len(pattern(own).findall(text)) >= found:
                    return other
            return language
    return ""


#: Words of a text without markers that are looked at, the first; and of how many of them a language
#: must know one: by chance one of thirty is known to some language, since words go by their hashes.
_LOOKED, _ONE_OF = 24, 5


def _by_every_word(words: list[str]) -> list[int]:
    """How well a short text's words are known in each language, 0 where hardly any is; nothing
    where that is all of them."""
    first, zipfs, known = textloops.met(words, FOLDED, _LOOKED, *background().latin())
    if _ONE_OF * max(known) < first:
        return []
    return [zipf if _ONE_OF * of >= first else 0 for zipf, of in zip(zipfs, known, strict=True)]


#: What is declared → the language as we know it.
_DIALECTS = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "sr": "hr", "ms": "id"}


@lru_cache(maxsize=1)
def _votes() -> tuple[Mapping[str, int], bytes]:
    """The words that tell languages apart, each with its place, and what each counts for every
    language, one in which it is unknown included."""
    places, values = background().markers()
    return places, values.translate(bytes.maketrans(b"\0", bytes([_UNKNOWN])))


#: Letters of few languages.
_LETTERS = {
    "sv": "åäö", "da": "åæø", "no": "åæø", "fi": "äö", "de": "äöüß", "cs": "řěůňťď", "sk": "ľôťňďä",
    "hu": "őűöüú", "ro": "ășțâşţ", "tr": "ğşıçöü", "pl": "łąęśźżćń", "hr": "đćžš", "es": "ñ¿¡",
    "pt": "ãõç", "fr": "çèêœî", "ca": "çŀ·", "it": "èùò",
    "sl": "čšž", "lt": "ėųįšžč", "lv": "āēīūļņķģ", "is": "ðþ", "vi": "ăđơưạảấầậắếềệịọốồộớờợụủứừự",
}  # fmt: skip
#: What each that a text has counts for its language.
_LETTER = SCALE
_OF_LETTERS = {
    letter: tuple([LATIN.index(code) for code, own in _LETTERS.items() if letter in own])
    for letter in set("".join(_LETTERS.values()))
}
#: Languages that are seldom written without them, and what a text that is counts against them.
_NEVER_PLAIN = [LATIN.index(code) for code in ("cs", "sk", "hu", "tr", "lt", "lv", "is", "vi")]
_PLAIN = 4 * SCALE
_ANY_LETTER = f"[{''.join(_OF_LETTERS)}]"


def detect(text: str, words: list[str], declared: str = "") -> str:
    """ISO 639-1 code of the text whose ``words`` are given; "" when nothing tells."""
    found = script(text)
    if found:
        return found
    declared = declared[:2].lower()
    declared = _DIALECTS.get(declared, declared) if declared.isalpha() else ""
    count, scores = textloops.voted(words, FOLDED, *_votes(), len(LATIN))
    if count < FEW:
        scores = _by_every_word(words)
        if not any(scores):
            return declared
    if text.isascii():
        for language in _NEVER_PLAIN:
            scores[language] -= _PLAIN
    elif pattern(_ANY_LETTER).search(text):
        for letter in _OF_LETTERS.keys() & set(text):
            for language in _OF_LETTERS[letter]:
                scores[language] += _LETTER
    if declared in LATIN:
        scores[LATIN.index(declared)] += _DECLARED
    best = max(scores)
    return LATIN[scores.index(best)]

"""Numbers as features: "10,000", "10 000" and "10.000" are one; so are 2 billion and 2 Milliarden.

Integers under ``SMALL`` without a unit say nothing of the event. Percentages are kept whole: they
are often the one thing that a French and an English report of a quarter's results share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from reader.threads.words import fold

#: Numbers below are too common (ages of children, days, counts); measured on four sets.
SMALL = 32

_SAID = {
    **dict.fromkeys(
        ("thousand", "mille", "tausend", "mil", "mila", "duizend", "tysiecy", "tys", "k",
         "tusen", "tusind", "tuhatta", "tisic", "tisice", "ezer", "mii", "bin", "тысяч", "тысячи",
         "тыс", "тисяч", "тисячі", "тис", "хил", "хиляди", "χιλιαδες", "χιλ", "ألف", "آلاف", "אלף",
         "هزار"), 3),
    **dict.fromkeys(
        ("million", "millions", "mn", "mln", "m", "millionen", "mio", "millon", "millones",
         "milione", "milioni", "milhao", "milhoes", "miljoen", "milion", "miliony", "milionow",
         "miljon", "miljoner", "millioner", "mill", "miljoonaa", "milj", "milionu", "milionov",
         "millio", "milioane", "milyon", "milijuna", "milions", "juta", "миллион", "миллиона",
         "миллионов", "млн", "мільион", "мільиона", "мільионів", "милион", "милиона",
         "εκατομμυρια", "εκατ", "مليون", "ملايين", "מיליון", "ميليون"), 6),
    **dict.fromkeys(
        ("billion", "billions", "bn", "b", "milliard", "milliards", "milliarde", "milliarden",
         "mrd", "miliardo", "miliardi", "miljard", "miliard", "miliardy", "miliardow", "mld",
         "miljarder", "milliarder", "mia", "mdr", "miljardia", "miliarda", "miliardu",
         "miliarde", "milyar", "milijardi", "milijarde", "miliar", "миллиард", "миллиарда",
         "миллиардов", "млрд", "мільярд", "мільярда", "мільярдів", "милиард", "милиарда",
         "δισεκατομμυρια", "δισ", "مليار", "مليارات", "מיליארד", "ميليارد"), 9),
    **dict.fromkeys(
        ("trillion", "trillions", "tn", "billionen", "billones", "biliony", "bilionow", "biljoner",
         "bilionu", "trilyon", "триллион", "триллионов", "трлн"), 12),
}  # fmt: skip
_UNITS = {fold(word): scale for word, scale in _SAID.items()}
_PERCENT = frozenset(
    fold(word)
    for word in ("percent", "procent", "prozent", "pct", "proc", "per cent", "pour cent",
     "por ciento", "por cento", "per cento", "prosent", "prosenttia", "procenta", "procento",
     "szazalek", "szazalekos", "la suta", "posto", "persen", "процент", "процента", "процентов",
     "проц", "відсоток", "відсотки", "відсотків", "τοις εκατο", "بالمئة", "بالمائة", "في المئة",
     "في المائة", "אחוז", "אחוזים", "درصد")
)  # fmt: skip
_BEHIND = re.compile("[A-Za-z]+$")
_GROUPED = re.compile(r"^\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+$")


def unit(words: Sequence[str]) -> str:
    """The unit that the words behind a number tell: the first, folded, or both ("per cent")."""
    both = " ".join(fold(word) for word in words)
    return both if both in _PERCENT else both.partition(" ")[0]


def number(token: str, unit: str = "") -> str:
    """The canonical form of a number token and the word behind it, or "" when it says nothing."""
    percent = token.endswith("%") or unit in _PERCENT
    digits = token.strip("#$€£% \u00a0\u202f")
    behind = _BEHIND.search(digits)
    if behind:
        digits, unit = digits[: behind.start()], behind[0].lower()
    scale = 0 if percent else _UNITS.get(unit, 0)
    if _GROUPED.match(digits):
        value = float(re.sub(r"\D", "", digits))
    else:
        plain = re.sub(r"[\u00a0\u202f ]", "", digits).replace(",", ".")
        try:
            value = float(plain)
        except ValueError:
            return ""
    value *= 10.0**scale
    if not isfinite(value):
        return ""  # hundreds of figures: digits of pi, a large prime
    if percent:
        return f"{value:g}%"
    if value < SMALL or (not scale and value != int(value) and value < 1000):
        return ""
    return f"{value:.10g}"

"""Kinds of stories that belong to no event, by what their headlines say of themselves.

Daily briefings, newsletters, lists of a day's events and buying guides share words with the events
of their day and glued them together. They stand alone, and nothing joins them but their copies.
"""

from __future__ import annotations

import re

from reader.threads.words import fold

#: "The week in technology: a merger, ten thousand chips, a bounty and a probe": one title that
#: tells several events, each in a few words.
_SEVERAL = re.compile(
    r":\s[^,;:]{4,60}[,;]\s[^,;:]{4,60}[,;]\s[^,;:]{2,60}\s(?:and|et|und|y|e|ed|en|i|&)\s[^,;:]{4,}$"
)
_DAY = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
#: What briefings and newsletters call themselves, in folded headlines.
_DIGEST = (
    r"\b(?:live|daily|morning|evening|afternoon|midday|weekend|weekly|news|war|\d+:\d+"
    rf"|{_DAY}) (?:briefing|digest|round-?up|wrap(?:-up)?|newsletter)\b"
    r"|\b(?:morning|evening|weekend|\d+:\d+) report\s*(?:[:|\u2013\u2014-]|$)"
    r"|^(?:\S+ ){0,3}(?:newsletter|round-?up|digest|briefing)\s*(?:[:|\u2013\u2014]|$)"
    r"|[|\u2013\u2014-]\s*(?:first thing|newsletter|briefing|round-?up|weekly digest)\s*$"
    r"|^(?:the )?(?:morning|evening|week|weekend|day) (?:after|ahead|in review|in pictures)\s*[:|]"
    r"|\b(?:key (?:events|moments)|what (?:we|to) know),? (?:on )?day \d|^first\w{2,4}:\s"
    r"|^\w+ latest:\s|^best of:\s"
    r"|^(?:revue de presse|l'essentiel de l'actu|les? titres? du|la matinale)\b|^le brief\b"
    r"|\b(?:presseschau|newsticker|nachrichtenuberblick|nachrichten am \w+)\b"
    r"|\b(?:resumen (?:del dia|de la semana|semanal)|las noticias del)\b"
    r"|\b(?:rassegna stampa|le notizie di oggi|resumo d[oa] (?:dia|semana)|nieuwsoverzicht)\b"
    r"|\b(?:podsumowanie (?:newsow|dnia|tygodnia)|przeglad prasy)\b"
)
#: What buying guides, puzzles' answers and lists of offers call themselves.
_GUIDE = (
    r"^(?:the |les |die |l[oa]s |i |le |de |os |as )?(?:\d+ )?(?:absolute )?"
    r"(?:best|meilleure?s?|besten?|mejores|migliori|melhores|najlepsz[ey])\b.{3,70}\b20\d\d\b"
    r"|\bthe \d+ (?:absolute )?best\b"
    r"|^(?:the )?best\b.{3,50}\byou (?:can|should) (?:buy|get|stream|watch)\b"
    r"|^(?:the )?best deals\b|\bdeals of (?:the day|the week|\w+day)\b|\bbons plans\b"
    r"|\bhoroscopes?(?:\s*[:|\u2013\u2014-]|\s(?:for|today|de|du|des)\b|$)"
    r"|\b(?:wordle|quordle|connections|crossword|strands) (?:hints?|answers?|today)\b"
)
_KIND = re.compile(f"{_DIGEST}|{_GUIDE}")
#: What a newsletter's first lines say.
_LETTER = re.compile(
    r"welcome to .{0,60}newsletter|\bour (?:daily|weekly) newsletter\b|past editions of"
    r"|in today.s newsletter|\{beacon\}"
)
#: Characters of a text in which a newsletter says what it is.
_HEAD = 240


def tells_several(title: str) -> bool:
    """Whether a headline lists several events: a round-up, which belongs to none of them alone."""
    return _SEVERAL.search(title.lower()) is not None


def stands_alone(title: str, summary: str) -> bool:
    """Whether a story is of a kind that belongs to no event."""
    head = summary[:_HEAD].lower()
    return (
        _KIND.search(fold(title)) is not None
        or (
            ("newsletter" in head or "beacon" in head or "editions" in head)
            and _LETTER.search(head) is not None
        )
        or tells_several(title)
    )

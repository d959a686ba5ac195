# ruff: noqa: RUF001 - the letters are of other scripts
"""Kinds of stories that belong to no event, by what their headlines say of themselves.

Daily briefings, newsletters, lists of a day's events and buying guides share words with the events
of their day and glued them together. They stand alone, and nothing joins them but their copies.
"""

from __future__ import annotations

from functools import lru_cache

from reader.threads import textloops
from reader.threads.dates import CALENDAR
from reader.threads.shipped import pattern
from reader.threads.words import fold

#: "The week in technology: a merger, ten thousand chips, a bounty and a probe": one title that
#: tells several events, each in a few words.
_SEVERAL = (
    r":\s[^,;:]{4,60}[,;]\s[^,;:]{4,60}[,;]\s[^,;:]{2,60}"
    r"\s(?:and|et|und|y|e|ed|en|i|&)\s[^,;:]{4,}$"
)
_DAY = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
#: How headlines of briefings, newsletters and buying guides begin, folded.
_BEGINS = (
    r"\A(?:(?:\S+ ){0,3}(?:newsletter|round-?up|digest|briefing)\s*(?:[:|\u2013\u2014]|$)"
    r"|(?:the )?(?:morning|evening|week|weekend|day) (?:after|ahead|in review|in pictures)\s*[:|]"
    rf"|(?:{_DAY}) (?:morning|afternoon|evening) update\s*:"
    r"|first\w{2,4}:\s|\w+ latest:\s|best of:\s"
    r"|(?:revue de presse|l'essentiel de l'actu|les? titres? du|la matinale)\b|le brief\b"
    r"|(?:the |les |die |l[oa]s |i |le |de |os |as )?(?:\d+ )?(?:absolute )?"
    r"(?:best|meilleure?s?|besten?|mejores|migliori|melhores|najlepsz[ey])\b.{3,70}\b20\d\d\b"
    r"|(?:the )?best\b.{3,50}\byou (?:can|should) (?:buy|get|stream|watch)\b"
    r"|(?:the )?best deals\b)"
)
#: That, and what they call themselves anywhere in it, and so do answers of puzzles and lists of
#: offers: each behind words of which one is in every headline that it may find something in. Most
#: have none.
_CALLS = (
    (
        (
            "newsletter",
            "round",
            "digest",
            "briefing",
            " after",
            " ahead",
            " in review",
            " in pictures",
            " update",
            "first",
            "latest:",
            "best",
            "revue de presse",
            "l'essentiel",
            "titre",
            "la matinale",
            "le brief",
            "meilleur",
            "mejores",
            "migliori",
            "melhores",
            "najlepsz",
        ),
        _BEGINS,
    ),
    (
        ("briefing", "digest", "round", "wrap", "newsletter"),
        r"\b(?:live|daily|morning|evening|afternoon|midday|weekend|weekly|news|war|\d+:\d+"
        rf"|{_DAY}) (?:briefing|digest|round-?up|wrap(?:-up)?|newsletter)\b"
        r"|[|\u2013\u2014-]\s*(?:newsletter|briefing|round-?up|weekly digest)\s*$",
    ),
    (
        ("report",),
        r"\b(?:morning|evening|weekend|\d+:\d+) report\s*(?:[:|\u2013\u2014-]|$)",
    ),
    (("first thing",), r"[|\u2013\u2014-]\s*first thing\s*$"),
    (
        ("key ", "what "),
        r"\b(?:key (?:events|moments)|what (?:we|to) know),? (?:on )?day \d",
    ),
    (
        ("presseschau", "newsticker", "nachrichten"),
        r"\b(?:presseschau|newsticker|nachrichtenuberblick|nachrichten am \w+)\b",
    ),
    (
        ("resumen", "noticias"),
        r"\b(?:resumen (?:del dia|de la semana|semanal)|las noticias del)\b",
    ),
    (
        ("rassegna", "notizie", "resumo", "nieuws"),
        r"\b(?:rassegna stampa|le notizie di oggi|resumo d[oa] (?:dia|semana)|nieuwsoverzicht)\b",
    ),
    (
        ("podsumowanie", "przeglad"),
        r"\b(?:podsumowanie (?:newsow|dnia|tygodnia)|przeglad prasy)\b",
    ),
    (("best",), r"\bthe \d+ (?:absolute )?best\b"),
    (
        (
            "nyhed",
            "nyhets",
            "uutiskatsaus",
            "paivan uutiset",
            "presei",
            "zprav",
            "sprav",
            "hirek",
            "hirossz",
            "gundem",
            "gunun",
            "stirile",
        ),
        r"\b(?:nyhedsoverblik|nyhetsoversikt|nyhetssvep|morgonens nyheter|uutiskatsaus|"
        r"paivan uutiset|revista presei|stirile zilei|prehled zprav|prehlad sprav|"
        r"hirosszefoglalo|a nap hirei|"
        r"gunun (?:ozeti|haberleri)|gundem ozeti)\b",
    ),
    # Advertisements of one employer each, by which link sites pay for themselves.
    (("is hiring",), r"\(yc \w{1,3}\) is hiring\b"),
    (
        ("deals", "bons"),
        r"\bdeals of (?:the day|the week|\w+day)\b|\bbons plans\b",
    ),
    (
        ("horoscope",),
        r"\bhoroscopes?(?:\s*[:|\u2013\u2014-]|\s(?:for|today|de|du|des)\b|$)",
    ),
    (
        ("wordle", "connections", "crossword", "strands", "quordle"),
        r"\b(?:wordle|quordle|connections|crossword|strands) (?:hints?|answers?|today)\b",
    ),
)
#: The same in letters of other scripts.
_OTHERS = fold(
    r"^(?:главн(?:ое|ые новости|ые события) (?:за|к|на|дня|недели)|"
    r"итоги (?:дня|недели)|дайджест|"
    r"головн(?:е|і новини) (?:за|на|дня|тижня)|підсумки дня|οι ειδησεις (?:της ημερας|σε)|"
    r"ابرز (?:الاحداث|العناوين)|نشرة الاخبار|موجز الاخبار|(?:きょう|今日|本日|今週)のニュース|"
    r"[^|:]{0,8}(?:新闻|新聞)?(?:早报|早報|早餐|晚报|午报)[ |:丨]|一周要闻|今日要闻|"
    r"오늘의 (?:뉴스|주요)|주요 뉴스)"
    r"|ニュースまとめ|뉴스 ?브리핑"
)
#: What a newsletter's first lines say.
_LETTER = (
    r"welcome to .{0,60}newsletter|\bour (?:daily|weekly) newsletter\b|past editions of"
    r"|in today.s newsletter|\{beacon\}"
)
_DIGIT, _WORD = r"\d", r"[^\W\d_]+"
#: Words of a headline that only says when.
_WHEN = CALENDAR | {"a", "at", "first", "last", "m", "on", "p"}
#: Characters of a text in which a newsletter says what it is.
_HEAD = 240


@lru_cache(maxsize=1)
def _signs() -> tuple[list[str], bytes, list[str]]:
    """The words of ``_CALLS``, made ready to be looked for, and the pattern that each is of."""
    signs = [(word, pattern) for words, pattern in _CALLS for word in words]
    words = [word for word, _ in signs]
    return words, textloops.sought(words), [pattern for _, pattern in signs]


def tells_several(title: str) -> bool:
    """Whether a headline lists several events: a round-up, which belongs to none of them alone."""
    return ":" in title and pattern(_SEVERAL).search(title.lower()) is not None


def _is_kind(headline: str) -> bool:
    """Whether a folded headline says that it is of such a kind."""
    words, sought, patterns = _signs()
    found = textloops.among(words, sought, headline)
    for one in dict.fromkeys([patterns[place] for place in found]):
        if pattern(one).search(headline):
            return True
    return not headline.isascii() and pattern(_OTHERS).search(headline) is not None


def _only_says_when(headline: str) -> bool:
    """Whether a folded headline is a date or a time of day alone: feeds that take the line above an
    article for its title. (Such joined by their hour; look-alike events on titles +.005.)"""
    return pattern(_DIGIT).search(headline) is not None and _WHEN.issuperset(
        pattern(_WORD).findall(headline)
    )


def stands_alone(title: str, summary: str) -> bool:
    """Whether a story is of a kind that belongs to no event."""
    head = summary[:_HEAD].lower()
    headline = fold(title)
    return (
        _is_kind(headline)
        or (not summary and _only_says_when(headline))
        or (
            ("newsletter" in head or "beacon" in head or "editions" in head)
            and pattern(_LETTER).search(head) is not None
        )
        or tells_several(title)
    )

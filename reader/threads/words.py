# ruff: noqa: RUF001, RUF003 - the letters are of other scripts
"""Words of a text: folding, tokens, and the slogans that publishers put around headlines."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reader.threads import textloops
from reader.threads.shipped import pattern

_SPECIAL = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "\u0131": "i",
        "þ": "th",
        "ð": "d",
    }
)


#: Letters whose plain form is remembered: those of all alphabets, and the most common of Chinese.
_LETTERS = 4_096


class _Folded(dict[int, str]):
    """Letter → what it is in lower case without accents, for ``str.translate``; each is found when
    it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).casefold().translate(_SPECIAL))
        found = "".join([char for char in plain if not unicodedata.combining(char)])
        if len(self) < _LETTERS:
            self[code] = found
        return found


FOLDED = _Folded({code: chr(code).lower() for code in range(128)})


def fold(text: str) -> str:
    """``text`` in lower case without accents: "Élysée" and "elysee" are one."""
    return textloops.folded(text, FOLDED)


_ELISION = (
    r"^(?:[ldcnsjmt]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|all|sull|dall|coll|un|quest|quell|sott|"
    r"tutt|cos|com|dov|anch|senz|mezz|nessun|sant)'"
)
_POSSESSIVE = r"'s$|s'$"


def bare(token: str, language: str) -> str:
    """A token without elision (l'Italie, dell'Italia), possessive (Musk's) and the ending that
    Turkish sets behind a name (Putin'in)."""
    if "'" not in token:
        return token
    if language == "tr":
        return token.partition("'")[0]
    if language == "en":
        return pattern(_POSSESSIVE, re.I).sub("", token)
    return pattern(_POSSESSIVE, re.I).sub("", pattern(_ELISION, re.I).sub("", token))


#: What publishers set before or behind a headline; it joins what has nothing in common. (Measured:
#: live blogs of one slug were the first cause of wrong joins on titles.)
_BEFORE = (
    r"^\s*(?:(?:live(?: updates?| blog)?|watch(?: live)?|video|breaking|exclusive|update[ds]?|"
    r"analysis|opinion|podcast|in pictures|photos?|explainer|en direct|direct|vidéo|en images|"
    r"eilmeldung|liveblog|en vivo|en directo|vídeo|diretta|ao vivo|na żywo|wideo|"
    r"(?:show|ask|tell|launch) hn|"
    r"ultim'ora|última hora|vivo|direkt(?:sändning)?|direkte|suora|živě|élő|canlı|son dakika|"
    r"видео|онлайн|срочно|відео|βίντεο|عاجل|فيديو|"
    r"(?:the )?(?:\w+ )?latest)\s*[:|\u2013\u2014-]+\s+)+"
)
#: What stands behind it, and how far behind the headline's begin at most.
_MARKS, _FAR = ":|\u2013\u2014-", 40
#: A word in brackets: "【速報】".
_LABEL = r"^\s*[\[\u3010\u3014\uff08][^\W\d]{2,6}[\]\u3011\u3015\uff09]\s*"
#: A source behind a headline that has no spaces: "｜NHK", "（朝日新聞）".
_SOURCE = (
    r"\s*(?:[\uff5c\u4e28][^\uff5c\u4e28]{2,16}"
    r"|[\uff08(][^\uff08\uff09()]{0,10}(?:新聞|新闻|通信|ニュース|NEWS|뉴스|일보)[^\uff08\uff09()]{0,8}[\uff09)])$"
)
_BEHIND = (
    r"\s+(?:[|\u2013\u2014-]|::)\s+(?:[^|\u2013\u2014-]{2,28})$"
    r"|\s*[-\u2013\u2014|:(]\s*(?:live(?: updates?)?|video|podcast)\)?\s*$"
)


def headline(title: str) -> str:
    """A title without "LIVE:", "Watch:" before and " | Source" behind."""
    cut = title if title.isascii() and title[:1] != "[" else pattern(_LABEL).sub("", title) or title
    mark = textloops.first_of(cut, _MARKS)
    if 0 <= mark < _FAR:
        cut = pattern(_BEFORE, re.I).sub("", cut) or cut
    if not cut.isascii():
        cut = pattern(_SOURCE).sub("", cut) or cut
    # Most have no mark at all, nor a bracket.
    match = pattern(_BEHIND, re.I).search(cut) if mark >= 0 or "(" in cut else None
    if match and match.start() >= 20 and len(cut[match.start() :].split()) <= 5:
        cut = cut[: match.start()]
    return cut


#: What feeds put into summaries that is not the story: credits, calls to read on, addresses, the
#: figures of link sites. Each behind words of which one is in every text that it may find something
#: in: most texts have none.
_NOISE = (
    (("http", "www."), r"https?://\S+|www\.\S+"),
    (("{",), r"\{\w+\}"),
    (("url:",), r"(?:article|comments) url:"),
    (("points:", "comments:"), r"points: \d+|# comments: \d+"),
    (
        ("photo by", "image by", "picture by", "illustration by", "photograph by",
         "photo:", "image:", "picture:", "illustration:", "photograph:"),
        r"(?:photo|image|picture|illustration|photograph)(?: by|:)[^.|]{0,80}"
        r"(?:[|/][^.|]{0,40})?",
    ),
    (
        ("continue reading", "read more", "lire la suite", "weiterlesen", "sigue leyendo", "leer m",
         "lesen sie mehr", "leggi tutto", "continua a leggere", "lees verder", "lees meer",
         "czytaj dalej", "czytaj wi", "a ler", "ler mais", "saiba mais", "läs mer", "læs mere",
         "les mer", "lue lisää", "číst dál", "celý článek", "tovább olvasom", "citește mai",
         "devamını oku", "далее", "далі", "διαβάστε περισσότερα", "المزيد", "続きを読む", "全文",
         "자세히", "더보기"),
        r"(?:continue reading|read more|lire la suite|weiterlesen|sigue leyendo|leer m[aá]s|"
        r"lesen sie mehr|leggi tutto|continua a leggere|lees (?:verder|meer)|czytaj dalej|"
        r"czytaj wi[eę]cej|continu(?:ar|e) a ler|ler mais|saiba mais|läs mera?|læs mere|les mer|"
        r"lue lisää|číst dále?|celý článek|tovább olvasom|citește mai (?:mult|departe)|"
        r"devamını oku|читать далее|читати далі|διαβάστε περισσότερα|"
        r"(?:اقرأ|قراءة) المزيد)\b.{0,4}"
        r"|続きを読む|(?:阅读|閱讀|查看)全文|자세히 보기|더보기",
    ),
    (
        ("read also", "also read", "lesen sie auch", "lire aussi", "lea tamb", "lee tamb",
         "leer tamb", "leggi anche", "leia tamb", "ler tamb", "lees ook", "czytaj te", "czytaj tak",
         "czytaj r", "läs också", "læs også", "les også", "lue myös", "čtěte také", "citește și",
         "читайте также", "читайте також", "διαβάστε επίσης", "أيضا"),
        r"(?:read also|also read|lesen sie auch|(?:à )?lire aussi|(?:lea|lee|leer) también|"
        r"leggi anche|le(?:ia|r) também|lees ook|czytaj (?:też|także|również)|läs också|læs også|"
        r"les også|lue myös|čtěte také|citește și|читайте также|читайте також|διαβάστε επίσης|"
        r"اقرأ أيضا)\b\s*[:|>][^.!?]{0,120}",
    ),
    (
        ("follow our", "get our", "sign up"),
        r"follow our .{0,120}|get our .{0,120}|sign up (?:for|to) .{0,120}",
    ),
    (("the post ",), r"the post .{0,160} appeared first on .{0,60}"),
    (("welcome to ",), r"welcome to [^.]{0,60} newsletter"),
)  # fmt: skip


@lru_cache(maxsize=2)
def _signs(plain: bool) -> tuple[list[str], bytes, list[int]]:
    """Those words, or those of them that a text in plain letters may have, made ready to be looked
    for, and which kind of noise each may tell of."""
    signs = [(word, kind) for kind, (words, _) in enumerate(_NOISE) for word in words]
    words = [word for word, _ in signs if word.isascii() or not plain]
    kinds = [kind for word, kind in signs if word.isascii() or not plain]
    return words, textloops.sought(words), kinds


@lru_cache(maxsize=64)
def _noise(kinds: tuple[int, ...], flags: int) -> re.Pattern[str]:
    """What finds some kinds of noise, in one pass over a text."""
    return re.compile("|".join(_NOISE[kind][1] for kind in kinds), flags)


def clean(summary: str) -> str:
    """A summary without addresses, credits and calls to read on."""
    low = summary.lower()
    plain = low.isascii() and summary.isascii()
    words, sought, told = _signs(low.isascii())
    found = textloops.among(words, sought, low)
    if not found:
        return summary
    kinds = tuple(dict.fromkeys([told[place] for place in found]))
    if not plain:
        return _noise(kinds, re.I).sub(" ", summary)
    # In lower case it is found in a third of the time, and in the same places.
    left, last = [], 0
    for match in _noise(kinds, 0).finditer(low):
        left.append(summary[last : match.start()])
        last = match.end()
    return " ".join([*left, summary[last:]])

"""The names a query may use, with the habits of other programs mapped to ours."""

from __future__ import annotations

from reader.query.tree import (
    DATES,
    GROUPS,
    HAVINGS,
    NUMBERS,
    ORIGINS,
    SORTS,
    STATES,
    TEXT_FIELDS,
)

#: Other names of fields (Gmail, notmuch, FreshRSS, newsboat, eilmeldung).
FIELD_ALIASES = {
    "by": "author",
    "subject": "title",
    "intitle": "title",
    "intext": "body",
    "content": "body",
    "text": "body",
    "inurl": "url",
    "link": "url",
    "label": "tag",
    "source": "feed",
    "f": "feed",
    "list": "feed",
    "category": "folder",
    "language": "lang",
    "domain": "site",
    "articles": "stories",
    "languages": "langs",
    "published": "date",
    "pubdate": "date",
    "since": "after",
    "until": "before",
    "newer_than": "newer",
    "older_than": "older",
    "view": "in",
    "search": "in",
    "query": "in",
    "related": "like",
}
STATE_ALIASES = {
    "unseen": "unread",
    "seen": "read",
    "marked": "starred",
    "flagged": "starred",
    "star": "starred",
    "favorite": "starred",
    "favourite": "starred",
    "kept": "saved",
    "watched": "followed",
    "ignored": "muted",
    "dup": "copy",
    "duplicate": "copy",
    "changed": "updated",
}
HAVING_ALIASES = {
    "attachment": "media",
    "enclosure": "media",
    "audio": "media",
    "notes": "note",
    "tags": "tag",
    "errors": "error",
    "links": "link",
    "url": "link",
}
SORT_ALIASES = {
    "newest": "date",
    "oldest": "-date",
    "relevance": "rank",
    "best": "rank",
    "hottest": "heat",
}
#: Languages by the names people write after ``lang:``.
LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "deutsch": "de",
    "dutch": "nl", "english": "en", "español": "es", "espanol": "es", "finnish": "fi",
    "français": "fr", "francais": "fr", "french": "fr", "german": "de", "greek": "el",
    "hebrew": "he", "hungarian": "hu", "italian": "it", "italiano": "it", "japanese": "ja",
    "korean": "ko", "nederlands": "nl", "norwegian": "no", "persian": "fa", "polish": "pl",
    "polski": "pl", "portuguese": "pt", "português": "pt", "romanian": "ro", "russian": "ru",
    "spanish": "es", "svenska": "sv", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip
#: What other programs write after ``in:`` to search all there is.
ANYWHERE = ("anywhere", "all", "any")
DATE_FIELDS = (*DATES, "after", "before", "newer", "older")
CONTROLS = ("sort", "limit", "group")
FIELDS = (
    *TEXT_FIELDS,
    *ORIGINS,
    "tag",
    "thread",
    "in",
    "like",
    "is",
    "has",
    *NUMBERS,
    *DATE_FIELDS,
    *CONTROLS,
)
#: What each field of fixed words takes, for errors and completion.
CHOICES = {"is": STATES, "has": HAVINGS, "sort": SORTS, "group": GROUPS}


def nearest(word: str, choices: list[str] | tuple[str, ...]) -> str:
    """The choice most like ``word``, "" when none is near."""
    import difflib

    found: list[str] = difflib.get_close_matches(word.lower(), [*choices], 1, 0.6)
    if found:
        return found[0]
    return next((choice for choice in choices if word and choice.startswith(word.lower())), "")

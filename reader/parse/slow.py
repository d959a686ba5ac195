"""The slow road: XML of any kind by feedparser, which is the judge for all that is odd."""

from __future__ import annotations

import io
import re
import warnings
from calendar import timegm
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reader import text
from reader.errors import NotAFeed
from reader.parse import fast, mixed, namespaces, own, places, repair
from reader.parse.raw import Markup, RawFeed, RawItem

# Atom may carry a picture or a song in itself.
_NO_WORDS = re.compile(r"(?i)(?:image|audio|video|font)/|application/(?:pdf|zip|x-)")
#: The outermost element of a document that only says where a feed went, as a publisher who cannot
#: make his server say so puts in its place (rssboard.org/redirect-rss-feed).
REDIRECT = "redirect"
#: How Atom may write a relation in full (RFC 4287, section 4.2.7.2).
_IANA = "http://www.iana.org/assignments/relation/"
_BEGINS = re.compile(r"<\?xml\s|<(?:\w+:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
#: Most items that are read one by one to find those that the whole document hides.
_MOST_SINGLES = 3_000
#: As much as is looked through for the beginning, in characters.
_PREFACE = 20_000
#: Names of the outermost element of a feed; "channel" is CDF's.
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})


def read(document: str, url: str = "") -> RawFeed:
    """A document of any XML format as stated; raises ``NotAFeed``."""
    begun = _begun(document)
    if places.root_name(begun) == "html" and not places.item_count(begun):
        raise NotAFeed(f"This is not a feed; it begins: {first_line(document)}")
    repaired, said = repair.repair(begun)
    if begun is not document:
        said.insert(0, "what stands before the feed was left out")
        document = begun
    repaired = places.without_nested(mixed.as_one(repaired))
    repaired = own.with_own_words(own.with_own_links(repaired))
    repaired = repair.with_base(repaired, url)
    stated = places.item_count(repaired) if said else 0
    try:
        parsed = _feedparser(repaired)
        entries = parsed["entries"]
    except Exception as error:  # feedparser raises whatever its callees do
        said.append(f"items were read one by one ({type(error).__name__}: {error})")
        parsed, entries = None, []
    unreadable = 0
    if parsed is None or len(entries) < min(stated, _MOST_SINGLES):
        parsed, singles = _one_by_one(repaired, parsed)
        entries = max(entries, singles, key=len)
        unreadable = max(0, places.item_count(repaired) - len(entries))
    root = places.root_name(document)
    if root == REDIRECT and parsed is not None and _stated(parsed["feed"], "newlocation"):
        return RawFeed(format=REDIRECT, moved_to=_stated(parsed["feed"], "newlocation"))
    if parsed is None or not (entries or (root in ROOTS if root else parsed.get("version"))):
        raise NotAFeed(f"This is not a feed; it begins: {first_line(document)}")
    raw = _raw(parsed, entries, root)
    base = repair.base_of(repaired)
    for item in raw.items:
        item.base = item.base or base
    raw.warnings += said
    raw.unreadable = unreadable
    return raw


def _begun(document: str) -> str:
    """``document`` from where its feed begins: servers put warnings of their own before it."""
    if places.root_name(document) in ROOTS | {""}:
        return document
    found = _BEGINS.search(document, 0, _PREFACE)
    begun = document[found.start() :] if found else document
    return begun if places.root_name(begun) in ROOTS else document


@lru_cache(maxsize=1_000)
def odd_date(stated: str) -> int | None:
    """Seconds since 1970 of a date as feedparser reads it."""
    document = f"<rss><channel><item><pubDate>{escape(stated)}</pubDate></item></channel></rss>"
    entries = _feedparser(document)["entries"]
    return _moment(dict.get(entries[0], "published_parsed")) if entries else None


def _moment(read: Any) -> int | None:
    """Seconds since 1970 of what feedparser made of a date; None where that is no time, as of the
    zeros that databases have for none."""
    try:
        return timegm(read) if read else None
    except (ValueError, OverflowError):
        return None


def _one_by_one(document: str, whole: Any) -> tuple[Any, list[Any]]:
    """Every item that can be read by itself, when the document as a whole cannot."""
    entries: list[Any] = []
    for single in places.single_items(document):
        parsed = _single(single)
        if parsed is not None:
            whole = whole or parsed
            entries += parsed["entries"][:1]
    return whole, entries


def _single(document: str) -> Any:
    """A document of one item, closed only as far as it can be closed without losing what follows
    a tag that closes nothing; None where it cannot be read at all."""
    closed = repair.closed(document)
    for way in (closed,) if closed.startswith(document) else (document, closed):
        try:
            parsed = _feedparser(way)
        except Exception:  # this item costs itself only; it is counted as unreadable
            continue
        if parsed["entries"]:
            return parsed
    return None


def first_line(document: str) -> str:
    """The first line that says anything, as it is shown when this is not a feed."""
    return text.line(document[:2_000].strip().partition("\n")[0], 100)


def _feedparser(document: str) -> Any:
    import feedparser

    document = namespaces.spelt(document)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(
            io.BytesIO(document.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )


def _raw(parsed: Any, entries: list[Any], root: str) -> RawFeed:
    about = parsed["feed"]
    version = parsed.get("version") or ("cdf" if root == "channel" else root)
    atom = version.startswith("atom")
    raw = RawFeed(
        format=version,
        title=_title(about, atom) or _unkinded(about, "itunes_title"),
        site=_site(about),
        language=_stated(about, "language"),
        description=_markup(about, "subtitle" if atom else "summary")
        or _markup(about, "summary" if atom else "subtitle"),
        moved_to=_stated(about, "newlocation") or _stated(about, "itunes_new-feed-url"),
    )
    for entry in entries:
        raw.items.append(_entry(entry, about if atom else {}, atom))
    return raw


def _kind(detail: Any) -> str:
    kind = detail.get("type") or ""
    return "guess" if kind == "text/plain" else "html"


def _markup(about: Any, name: str) -> Markup | None:
    value = about.get(name)
    if not value:
        return None
    detail = about.get(f"{name}_detail") or {}
    return Markup(value, _kind(detail) if detail else "html", _base(detail))


def _base(detail: Any) -> str:
    return str(detail.get("base") or "").removeprefix(repair.NO_BASE)


def _title(about: Any, atom: bool) -> Markup | None:
    """Only Atom says what kind of text a title is; elsewhere it must be guessed."""
    title = _markup(about, "title")
    if title is not None and not atom:
        title.kind = "guess"
    return title


def _unkinded(entry: Any, name: str) -> Markup | None:
    """A value of a podcast's, whose kind is never said."""
    value = _stated(entry, name)
    return Markup(value, "guess") if value else None


def _stated(about: Any, name: str) -> str:
    """The text of an element that feedparser does not know; it is replaced there by the element's
    attributes where there are any."""
    value = about.get(name)
    return value if isinstance(value, str) else ""


def _site(about: Any) -> str:
    link = about.get("link")
    if link:
        return str(link)
    for one in about.get("links", ()):
        if one.get("rel") == "alternate" and one.get("href"):
            return str(one["href"])
    return ""


def _entry(entry: Any, inherited: Any, atom: bool) -> RawItem:
    item = RawItem(
        guid=entry.get("id") or _stated(entry, "yt_videoid") or _stated(entry, "dc_identifier"),
        link=_link(entry),
        title=_title(entry, atom)
        or _unkinded(entry, "itunes_title")
        or _unkinded(entry, "dcterms_title"),
        summary=_markup(entry, "summary")
        or _unkinded(entry, "googleplay_description")
        or _unkinded(entry, "dcterms_description")
        or _unkinded(entry, "subtitle"),
        author=_author(entry)
        or fast.mended(_stated(entry, "googleplay_author") or _stated(entry, "dcterms_creator"))
        or _author(entry.get("source") or {})
        or _author(inherited),
        comments=_comments(entry),
        language=_language(entry, inherited),
        enclosures=_enclosures(entry),
        base=_base(entry.get("title_detail") or entry.get("summary_detail") or {}),
    )
    for tag in entry.get("tags", ()):
        fast.add_category(item, tag.get("label") or "", tag.get("term") or "")
    for one in entry.get("content", ()):
        if one.get("value") and not _NO_WORDS.match(one.get("type") or ""):
            item.contents.append(Markup(one["value"], _kind(one), _base(one)))
    if not item.contents and (whole := _unkinded(entry, "encoded")) is not None:
        # content:encoded without its prefix
        item.contents.append(whole)
    if item.contents and not (item.summary and entry.get("summary_detail")):
        # feedparser copies it, without saying of what kind it is; an empty summary is none.
        item.summary = item.contents[0]
    for what in ("published", "updated", "created"):
        stated = dict.get(entry, what)
        setattr(item, what, stated or "")
        moment = _moment(dict.get(entry, f"{what}_parsed"))
        if moment is not None:
            item.parsed[what] = moment
    item.created = item.created or _stated(entry, "prism_publicationdate")
    return item


def _language(entry: Any, inherited: Any) -> str | None:
    """The language of what there is to read, of the text rather than of the title.

    feedparser passes ``xml:lang`` on from the elements around: where Atom's feed is in a language
    and a text in none, the text says so itself. Else None: nothing is stated.
    """
    if entry.get("language"):
        return str(entry["language"])
    details = [*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")]
    found = next((one for one in details if one), None)
    none = "" if found is not None and inherited.get("language") else None
    return str(found["language"]) if found and found.get("language") else none


def _link(entry: Any) -> str:
    link = _stated(entry, "feedburner_origlink")
    link = link if fast.is_link(link) else entry.get("link")
    others = [one for one in entry.get("links", ()) if one.get("href")]
    if any(one["href"] == link and one.get("rel") == "enclosure" for one in others):
        # feedparser takes a file that stands between the tags for the page
        link = next((one["href"] for one in others if one.get("rel") == "alternate"), link)
    if link and (link != entry.get("id") or fast.is_link(link)):
        return str(link)
    for rel in ("alternate", f"{_IANA}alternate", "related", "via"):
        for one in others:
            if one.get("rel") == rel:
                return str(one["href"])
    return ""


def _author(entry: Any) -> str:
    people = entry.get("authors", ())
    names = list(dict.fromkeys(one["name"] for one in people if one.get("name")))
    if len(people) > 1:
        # those who give no name, by their addresses
        names = names or list(dict.fromkeys(one["email"] for one in people if one.get("email")))
        if names:
            return fast.mended(", ".join(names))
    return fast.mended(str(entry.get("author") or (names[0] if names else "")))


def _comments(entry: Any) -> str:
    if entry.get("comments"):
        return str(entry["comments"])
    for one in entry.get("links", ()):
        if one.get("rel") == "replies" and one.get("type", "text/html") == "text/html":
            return str(one.get("href") or "")
    return ""


def _enclosures(entry: Any) -> list[tuple[str, str, str]]:
    found = [
        (one.get("href") or "", _stated_type(one), one.get("length") or "")
        for one in entry.get("links", ())
        if one.get("rel") == "enclosure"
    ]
    own = _stated(entry, "feedburner_origenclosurelink")
    if own and len(found) == 1:
        found = [(own, *found[0][1:])]
    found += [
        (one.get("url") or "", one.get("type") or "", one.get("filesize") or "")
        for one in entry.get("media_content", ())
    ]
    peer = entry.get("media_peerlink")
    if isinstance(peer, dict):
        found.append((peer.get("href") or "", peer.get("type") or "", ""))
    return [one for one in found if one[0]]


def _stated_type(link: Any) -> str:
    """The type of an enclosure; feedparser gives a page's to a link of Atom that states none."""
    kind = link.get("type") or ""
    return "" if kind == "text/html" else kind

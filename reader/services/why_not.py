"""What keeps two stories apart, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reader.model import Apart, Bar, StoryRow
from reader.services.why import apart as span
from reader.words import _, ngettext

DAY = 86_400


def told(found: Apart | None, rows: Mapping[int, StoryRow]) -> list[str]:
    """One sentence a line; ``rows`` are the two stories."""
    if found is None:
        return [_("One of them arrived just now and has not been placed yet.")]
    return [*_named(found, rows), *_sentences(found)]


def _named(found: Apart, rows: Mapping[int, StoryRow]) -> Iterator[str]:
    for mark, story in (("A", found.a), ("B", found.b)):
        if story in rows:
            yield f"{mark}  “{rows[story].title}” ({rows[story].source})"


def _sentences(found: Apart) -> Iterator[str]:
    if found.together:
        yield _("They stand in one thread.")
    elif found.bar is not None:
        yield {
            Bar.USER: _("You set them apart, or stories that stand with them."),
            Bar.FEED: _("A story there is of a feed that never joins, as you said."),
            Bar.COMMON: _(
                "What they share is in many threads: across languages that is a doubt, no proof."
            ),
            Bar.EVENTS: _("Their threads tell two events, each with words of its own."),
            Bar.SEVERAL: _(
                "One is a round-up, a briefing or a guide: it belongs to no single event."
            ),
        }[found.bar]
    if found.gap > found.window and not found.together:
        days = round(found.window / DAY)
        most = ngettext("{n} day", "{n} days", days).format(n=days)
        yield _("{time} apart: stories are compared within {most}.").format(
            time=span(found.gap), most=most
        )
    else:
        yield _("{time} apart.").format(time=span(found.gap))
        if not found.together:
            yield _likeness(found)
    if found.terms:
        terms = ", ".join(f"{term} ({weight:.1f})" for term, weight in found.terms)
        yield _("What they share: {terms}.").format(terms=terms)
    else:
        yield _("They share no word that counts.")
    for mark, only in (("A", found.only_a), ("B", found.only_b)):
        if only:
            yield _("In {story} alone: {names}.").format(story=mark, names=", ".join(only))
    one, other = found.languages
    if one != other:
        yield _("They are told in two languages ({one}, {other}), which takes more.").format(
            one=one or "?", other=other or "?"
        )


def _likeness(found: Apart) -> str:
    if found.score >= found.needed and found.bar is not None:
        return _("Likeness {score:.2f}.").format(score=found.score)
    if found.score >= found.needed:
        return _(
            "Likeness {score:.2f}, which is enough ({needed:.2f}): it was less when they came."
            " clew rethread winds them anew."
        ).format(score=found.score, needed=found.needed)
    return _("Likeness {score:.2f}; {needed:.2f} is needed.").format(
        score=found.score, needed=found.needed
    )

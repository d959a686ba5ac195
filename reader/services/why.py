"""The reason of a placement in words."""

from __future__ import annotations

from collections.abc import Mapping

from reader.model import PlacedBy, Reason, StoryRow
from reader.words import _, ngettext

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def left(times: int) -> float:
    """What is left of the weight of a term that misled so often."""
    from reader.threads.taught import share

    return share(times)


def sentences(
    reason: Reason | None, matched: StoryRow | None, lessons: Mapping[str, int] | None = None
) -> list[str]:
    """Why a story stands where it does, one sentence a line; ``matched`` is the story it was
    matched with, if that is still there; ``lessons``: term → how often it misled."""
    if reason is None:
        return [_("It arrived just now and has not been placed yet.")]
    lines = [_opening(reason.by, matched)]
    if reason.terms:
        terms = ", ".join(f"{term} {weight:.1f}" for term, weight in reason.terms)
        lines.append(_("What they share: {terms}.").format(terms=terms))
    for term, _weight in reason.terms:
        times = (lessons or {}).get(term.casefold(), 0)
        if times:
            told = ngettext(
                "“{term}” counts {share:.0%} by now: {times} story it brought was taken out.",
                "“{term}” counts {share:.0%} by now: {times} stories it brought were taken out.",
                times,
            )
            lines.append(told.format(term=term, share=left(times), times=times))
    if reason.same_link:
        lines.append(_("Both lead to the same address."))
    if matched is not None:
        lines.append(_("{time} apart.").format(time=apart(reason.gap)))
    if reason.score:
        lines.append(_("Likeness {score:.2f}.").format(score=reason.score))
    if reason.note:
        lines.append(reason.note)
    return lines


def _opening(by: PlacedBy, matched: StoryRow | None) -> str:
    other = f"“{matched.title}” ({matched.source})" if matched else _("a story of this thread")
    match by:
        case PlacedBy.ALONE:
            return _("It stands alone: no story of those days is near enough.")
        case PlacedBy.JOIN:
            return _("It tells the same event as {other}.").format(other=other)
        case PlacedBy.COPY:
            return _("Its text is nearly that of {other}.").format(other=other)
        case PlacedBy.MERGE:
            return _("Its thread turned out to be one with that of {other}.").format(other=other)
        case PlacedBy.LANGUAGE:
            return _("It tells in another language what {other} tells.").format(other=other)
        case PlacedBy.MEANING:
            return _("It means the same as {other}.").format(other=other)
        case PlacedBy.USER:
            return _("You put it here.")


def apart(seconds: int) -> str:
    """A gap in the largest unit that fits: "40 min", "3 h", "2 days"."""
    gap = abs(seconds)
    if gap < HOUR:
        return _("{n} min").format(n=round(gap / MINUTE))
    if gap < 2 * DAY:
        return _("{n} h").format(n=round(gap / HOUR))
    days = round(gap / DAY)
    return ngettext("{n} day", "{n} days", days).format(n=days)

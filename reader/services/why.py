"""The reason of a placement in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.clock import local
from reader.model import FOR_GOOD, PlacedBy, Reason, StoryRow, ThreadRow, Verdict
from reader.words import _, ngettext

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def left(times: int) -> float:
    """What is left of the weight of a term that misled so often."""
    from reader.threads.taught import share

    return share(times)


def sentences(
    reason: Reason | None,
    matched: StoryRow | None,
    lessons: Mapping[str, int] | None = None,
    *,
    others: bool = False,
) -> list[str]:
    """Why a story stands where it does, one sentence a line; ``matched`` is the story it was
    matched with, if that is still there; ``lessons``: term → how often it misled; ``others``:
    whether its thread has other stories, too."""
    if reason is None:
        return [_("It arrived just now and has not been placed yet.")]
    lines = [_opening(reason.by, matched, others)]
    if reason.terms:
        terms = ", ".join(f"{term} ({weight:.1f})" for term, weight in reason.terms)
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
    if reason.note and reason.by is PlacedBy.LANGUAGE:
        lines.append(_("Both sides name: {terms}.").format(terms=reason.note))
    elif reason.note:
        lines.append(reason.note)
    return lines


def also_tells(mentions: Sequence[tuple[str, int, int, tuple[str, ...]]]) -> list[str]:
    """The threads that a round-up tells of, given as (title, first block, last block, terms)."""
    return [
        _("Also tells “{title}” in {paragraphs}: {terms}.").format(
            title=title, paragraphs=paragraphs(first, last), terms=", ".join(terms)
        )
        for title, first, last, terms in mentions
    ]


def paragraphs(first: int, last: int) -> str:
    """Where in a story something is told, from the places of its blocks: ``¶ 4-6``."""
    return f"¶ {first + 1}\u2013{last + 1}" if last > first else f"¶ {first + 1}"


def standing(thread: ThreadRow | None, verdicts: Sequence[Verdict], now: int) -> list[str]:
    """What rules did with a story, and why its thread is out of sight, if it is."""
    lines = [
        _("The rule “{rule}” judged it on {when}: {action}.").format(
            rule=verdict.rule, when=local(verdict.at), action=verdict.action
        )
        for verdict in verdicts
    ]
    if thread is None:
        return lines
    if thread.muted:
        lines.append(_muted(thread))
        if thread.muted_unless:
            told = _("It comes back as soon as {query} holds for one of its stories.")
            lines.append(told.format(query=thread.muted_unless))
    if thread.snoozed_until is not None and thread.snoozed_until > now:
        until = local(thread.snoozed_until)
        lines.append(_("You snoozed its thread until {when}.").format(when=until))
    hidden = {verdict.rule for verdict in verdicts if "mute" in verdict.action.split(", ")}
    if hidden and thread.muted_by not in hidden:
        lines.append(_("Its thread is in sight all the same: it tells more, or was brought back."))
    return lines


def _muted(thread: ThreadRow) -> str:
    until = thread.muted_until
    ends = until is not None and until < FOR_GOOD
    if thread.muted_by and ends:
        told = _("The rule “{rule}” keeps its thread out of sight until {when}.")
    elif thread.muted_by:
        told = _("The rule “{rule}” keeps its thread out of sight.")
    elif ends:
        told = _("You muted its thread until {when}.")
    else:
        told = _("You muted its thread for good.")
    return told.format(rule=thread.muted_by, when=local(until or 0) if ends else "")


def _opening(by: PlacedBy, matched: StoryRow | None, others: bool) -> str:
    other = f"“{matched.title}” ({matched.source})" if matched else _("a story of this thread")
    match by:
        case PlacedBy.ALONE if others:
            return _("This thread began with it: no story was near enough then.")
        case PlacedBy.ALONE:
            return _("It stands alone: no story of those days is near enough.")
        case PlacedBy.JOIN:
            return _("It tells the same event as {other}.").format(other=other)
        case PlacedBy.COPY:
            return _("Its text is nearly that of {other}.").format(other=other)
        case PlacedBy.MERGE:
            return _("Its thread turned out to be one with that of {other}.").format(other=other)
        case PlacedBy.SPLIT:
            return _("Its thread told two events; this one told the other.")
        case PlacedBy.LANGUAGE:
            return _("It tells in another language what {other} tells.").format(other=other)
        case PlacedBy.MEANING:
            return _("It means the same as {other}.").format(other=other)
        case PlacedBy.WAKE:
            return _(
                "It takes up a thread that had gone quiet, where {other} was told last."
            ).format(other=other)
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

"""A story as the text that a model reads."""

from __future__ import annotations

#: Characters of a summary that are read. A model takes longer the longer a text is; the event is
#: in the first sentence or two (title alone: BCubed F1 -.005).
SUMMARY = 240


def told(title: str, summary: str) -> str:
    """The headline and how the summary begins, unless it only repeats the headline."""
    title, summary = title.strip(), summary.strip()
    if not summary or summary.casefold().startswith(title.casefold()):
        title, summary = (summary or title), ""
    short = summary[:SUMMARY].strip()
    return f"{title}. {short}" if short else title[: 2 * SUMMARY]

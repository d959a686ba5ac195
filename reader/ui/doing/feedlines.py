"""What stands on a feed's page, line by line."""

from __future__ import annotations

from urllib.parse import urlsplit

from reader.model import FeedRow, FetchLine
from reader.services.arranging import FeedPage
from reader.services.journal import said
from reader.text import line as clean
from reader.text import masked
from reader.ui.article.head import told_size
from reader.ui.article.wrap import text_of, wrap
from reader.ui.dates import age, moment
from reader.ui.matching import Item
from reader.words import _, ngettext

#: Cells of the column of labels.
LABEL = 18
#: Steps of the bars of weeks, lowest first.
_BARS = "▁▂▃▄▅▆▇█"


def lines(page: FeedPage, now: int, width: int) -> list[Item]:
    """The page's lines in ``width`` cells; a value names what Enter changes."""
    items = [*_what(page, width), *_figures(page, now), *_health(page, now, width)]
    items += [*_settings(page), *_log(page, now)]
    return items


def _row(label: str, text: str, value: object = None, style: str = "text", note: str = "") -> Item:
    return Item(value, text, note, style=style, label=f"{label:<{LABEL}}")


def _long(
    label: str, text: str, width: int, value: object = None, style: str = "text"
) -> list[Item]:
    rows = [text_of(row) for row in wrap([(clean(text), 0, 0)], max(20, width - LABEL - 4))]
    return [
        _row(label if n == 0 else "", row, value, style) for n, row in enumerate(rows[:4] or [""])
    ]


def _heading(text: str) -> Item:
    return Item(None, text, heading=True)


def _what(page: FeedPage, width: int) -> list[Item]:
    row = page.row
    items = _long(_("Address"), masked(row.url), width)
    items += _long(_("Site"), masked(row.site) or _("none named"), width, "site")
    if row.title and row.title != row.source:
        items += _long(_("Its own title"), row.title, width)
    if page.figures.description:
        items += _long(_("About"), page.figures.description, width, style="dim")
    places = [*page.folders, *(f"#{tag}" for tag in row.tags)]
    if places:
        items.append(_row(_("In"), " · ".join(places)))
    items.append(_row(_("Language"), row.language or _("not stated")))
    return items


def _figures(page: FeedPage, now: int) -> list[Item]:
    figures, row = page.figures, page.row
    n = sum(figures.weeks)
    most = max(figures.weeks) or 1
    bars = "".join(
        _BARS[(len(_BARS) - 1) * week // most] if week else "·" for week in figures.weeks
    )
    last = _("the newest {when}").format(when=moment(figures.newest, now)) if figures.newest else ""
    weekly = _("{n} a week").format(n=f"{page.weekly:.1f}".removesuffix(".0"))
    told = f"{weekly}  {bars}" if n else _("nothing in the last 12 weeks")
    items = [_heading(""), _row(_("Publishes"), told)]
    if last:
        items.append(_row("", last))
    if n:
        shares = [
            _("{share} % opened").format(share=100 * figures.opened // n),
            _("{share} % read").format(share=100 * figures.read // n),
        ]
        if figures.starred:
            shares.append(_("{n} starred").format(n=figures.starred))
        items.append(_row(_("Of these"), " · ".join(shares)))
    if figures.shared:
        told = _("first in {leads} of {n} shared with other sources").format(
            leads=figures.leads, n=figures.shared
        )
        if figures.copies:
            copies = ngettext("{n} copy", "{n} copies", figures.copies)
            told += " · " + copies.format(n=figures.copies)
        items.append(_row(_("Threads"), told))
    kept = ngettext("{n} story", "{n} stories", row.stories).format(n=f"{row.stories:,}")
    unread = _("{n} unread").format(n=f"{row.unread:,}")
    items.append(_row(_("Kept"), f"{kept} · {unread} · {told_size(figures.size)}"))
    return items


def _health(page: FeedPage, now: int, width: int) -> list[Item]:
    row, state = page.row, page.row.state
    items = [_heading("")]
    if state.error:
        times = ngettext("failed {n} time", "failed {n} times", state.failures)
        told = times.format(n=state.failures)
        if state.failing_since is not None:
            told += " " + _("since {when}").format(when=moment(state.failing_since, now))
        items.append(_row(_("Health"), told, "retry", "error"))
        items += _long("", state.error, width, "retry", "error")
    elif state.asked_at is None:
        items.append(_row(_("Health"), _("never asked yet"), "retry"))
    else:
        items.append(_row(_("Health"), _("answers well"), "retry", "good"))
    if state.warning:
        items += _long(_("Warning"), state.warning, width, style="warning")
    if state.moved_to:
        address = masked(state.moved_to)
        items += _long(_("Moved to"), address, width, "moved", "new")
        told = _("Enter takes the new address")
        if page.onto is not None:
            told = _("Enter makes one feed of it and {source}, which is there already").format(
                source=page.onto.source
            )
        items += _long("", told, width, "moved", "dim")
    items += _asked(row, now, width)
    items += _long(_("Connection"), connection(row), width)
    return items


def _asked(row: FeedRow, now: int, width: int) -> list[Item]:
    state = row.state
    items = []
    if state.asked_at is not None:
        items.append(_row(_("Last asked"), moment(state.asked_at, now), "retry"))
    if row.paused:
        items.append(_row(_("Next"), _("paused: not asked"), "paused"))
    elif state.gone:
        items += _long(_("Next"), _("only by hand: it is gone for good"), width, "retry")
    elif state.next_at:
        when = moment(state.next_at, now) if state.next_at > now else _("at the next refresh")
        items += _long(_("Next"), f"{when}: {state.next_why}" if state.next_why else when, width)
    return items


def connection(row: FeedRow) -> str:
    """Whether the way to the feed is encrypted, and how we say who we are."""
    parts = urlsplit(row.url)
    told = [_("encrypted (TLS)") if parts.scheme == "https" else _("not encrypted")]
    if parts.username:
        told.append(_("signs in as {name}, by the address").format(name=clean(parts.username)))
    elif masked(row.url) != clean(row.url):
        told.append(_("a key in the address"))
    else:
        told.append(_("no sign-in"))
    if row.allow_private:
        told.append(_("may be on the local network"))
    if row.state.error_kind == "tls":
        told.append(_("the certificate was refused"))
    return " · ".join(told)


def _settings(page: FeedPage) -> list[Item]:
    row, settings = page.row, page.row.settings
    yes = {True: _("yes"), False: _("no")}
    asked = every(settings.interval) if settings.interval else _("as for all")
    return [
        _heading(""),
        _heading(_("Settings of this feed")),
        _row(_("Ask every"), asked, "interval"),
        _row(_("Full text always"), yes[settings.fulltext], "fulltext"),
        _row(_("Hide from Unread"), yes[settings.hidden], "hidden"),
        _row(_("Language"), settings.language or _("as found"), "language"),
        _row(_("Mute copies"), yes[settings.mute_copies], "copies"),
        _row(_("Names threads"), yes[settings.leads], "leads"),
        _row(_("Paused"), yes[row.paused], "paused"),
    ]


def _log(page: FeedPage, now: int) -> list[Item]:
    items: list[Item] = []
    if page.figures.log:
        items += [_heading(""), _heading(_("Last requests"))]
        items += [_row(moment(each.at, now), _request(each)) for each in page.figures.log]
    if page.changes:
        items += [_heading(""), _heading(_("What was done to it"))]
        items += [
            _row(
                moment(change.at, now),
                said(change),
                style="dim" if change.undone else "text",
                note=_("undone") if change.undone else "",
            )
            for change in page.changes
        ]
    items.append(_heading(""))
    items.append(
        _row(_("Subscribed"), f"{moment(page.row.added_at, now)} · {age(page.row.added_at, now)}")
    )
    return items


def _request(line: FetchLine) -> str:
    if line.outcome == "new":
        told = [
            ngettext("{n} new", "{n} new", line.new).format(n=line.new),
            *([_("{n} changed").format(n=line.changed)] if line.changed else []),
        ]
    elif line.outcome in ("same", "not_modified"):
        told = [_("nothing new")]
    else:
        told = [line.outcome.replace("_", " ")]
    if line.status:
        told.insert(0, str(line.status))
    if line.received:
        told.append(told_size(line.received))
    told.append(f"{line.seconds:.1f} s")
    return " · ".join(told)


def every(minutes: int) -> str:
    """``60`` → an hour, in words."""
    if minutes % 1_440 == 0:
        return ngettext("{n} day", "{n} days", minutes // 1_440).format(n=minutes // 1_440)
    if minutes % 60 == 0:
        return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)

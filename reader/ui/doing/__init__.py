"""What each action of the registry does: action id → a function of the screen and the count."""

from __future__ import annotations

from reader.ui.doing import (
    catching_up,
    command,
    correcting,
    failing,
    feedpage,
    feeds,
    finding,
    going,
    history,
    knowing,
    linking,
    links,
    marking,
    moving,
    palette,
    reasons,
    showing,
    snoozing,
    sources,
    wholetext,
)
from reader.ui.doing.kinds import Handler

HANDLERS: dict[str, Handler] = {
    **moving.HANDLERS,
    **marking.HANDLERS,
    **correcting.HANDLERS,
    **reasons.HANDLERS,
    **snoozing.HANDLERS,
    **finding.HANDLERS,
    **command.HANDLERS,
    **palette.HANDLERS,
    **going.HANDLERS,
    **catching_up.HANDLERS,
    **history.HANDLERS,
    **failing.HANDLERS,
    **feedpage.HANDLERS,
    **knowing.HANDLERS,
    **links.HANDLERS,
    **linking.HANDLERS,
    **feeds.HANDLERS,
    **sources.HANDLERS,
    **showing.HANDLERS,
    **wholetext.HANDLERS,
}

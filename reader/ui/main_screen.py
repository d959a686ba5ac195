"""The main screen: sources, list and text; keys to actions; who is in sight at which size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from reader.errors import ClewError
from reader.services import Services
from reader.services.candidates import Earlier
from reader.services.completing import Names
from reader.ui.acting import Acting
from reader.ui.article.head import Hints
from reader.ui.background import Background
from reader.ui.bars import FooterBar, HeaderBar, TitleLine
from reader.ui.compositing import LineCompositor
from reader.ui.counting import Counting
from reader.ui.drawing import Look
from reader.ui.framing import WholeFrames
from reader.ui.keys import Keymap
from reader.ui.knowing import Knowing
from reader.ui.list_pane import ListPane, StoryList
from reader.ui.lister import Lister
from reader.ui.listing import Listing
from reader.ui.messages import (
    CursorMoved,
    Folded,
    HintTaken,
    LinkOpened,
    MenuAsked,
    RowOpened,
    RowsGone,
    SelectionChanged,
)
from reader.ui.offered import Offered, QueryBox
from reader.ui.opening import Opening
from reader.ui.pressing import Pressing
from reader.ui.reading_marks import ReadingMarks
from reader.ui.reading_on import ReadingOn
from reader.ui.refreshing import RefreshFollower
from reader.ui.room import Column, Room
from reader.ui.sizing import Sizing
from reader.ui.sources import SourcesList
from reader.ui.telling import Telling
from reader.ui.text_pane import TextPane
from reader.ui.thread_layout import answers
from reader.ui.told import told_error
from reader.ui.watching import Watching
from reader.ui.which_key import WhichKey
from reader.words import _

if TYPE_CHECKING:
    from reader.ui.dialogs.picker import Picker
    from reader.ui.figures.drawing import Way


class MainScreen(WholeFrames, Screen[None], inherit_bindings=False):
    """Puts the panes together. What keys do is in ``doing``; this finds the right one."""

    AUTO_FOCUS = ""
    #: Where the focus is, is drawn by the panes it goes from and to: not by the whole screen anew.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(
        self, services: Services, keymap: Keymap, background: Background, *, offline: bool
    ) -> None:
        super().__init__()
        self._compositor = LineCompositor()
        self.services = services
        self.background = background
        self.keymap_ = keymap
        self.pressing = Pressing(self, keymap)
        self._make_panes(keymap)
        self.footer = FooterBar()
        self.which_key = WhichKey()
        self.telling = Telling(self)
        self.lister = Lister(self)
        self.acting = Acting(self)
        self.opening = Opening(self)
        self.reading_on = ReadingOn(self)
        self.watching = Watching(self)
        self.refreshing = RefreshFollower(self, offline=offline)
        self.counting = Counting(self)
        self.sizing = Sizing(self)
        self.reading_marks = ReadingMarks(self)
        self.knowing = Knowing(self)
        self.zen = False
        #: Whether the query box searches (else it narrows), and what was listed before a search.
        self.searching = False
        self.before_search: Listing | None = None
        self.earlier = Earlier()
        self.names = Names()
        #: How this terminal shows images, once one was looked at.
        self.image_way: Way | None = None
        self._pane = "list"

    def _make_panes(self, keymap: Keymap) -> None:
        config = self.services.config
        look = Look(
            self.services.clock.now,
            config.text("reading.dates") == "absolute",
            share=lambda row: self.knowing.share(row),
        )
        self.header = HeaderBar()
        self.panes = Room(id="panes")
        self.sources_pane = Column(id="sources-pane")
        self.sources_title = TitleLine(id="sources-title")
        self.sources = SourcesList()
        self.list_pane = ListPane(look)
        self.text_pane = TextPane(
            self.services.clock.now,
            int(config.number("reading.measure")),
            justified=config.text("reading.align") == "justified",
        )
        self.text_pane.thread.keys_ = answers(keymap)
        self.text_pane.article.hints = Hints.of(keymap)

    def compose(self) -> ComposeResult:
        yield self.header
        with self.panes:
            with self.sources_pane:
                yield self.sources_title
                yield self.sources
            yield self.list_pane
            yield self.text_pane
        yield self.footer
        yield self.which_key

    def on_mount(self) -> None:
        self.sources_title.tell(_("Sources"))
        self.stories.set_row_height(1 if self.services.reading.state("density") == "1" else 2)
        self.sizing.start()
        self.knowing.start()
        self._arrange()
        self.set_focus(self.stories)
        self.watching.start()
        complaints: list[str] = getattr(self.app, "complaints", [])
        if complaints:
            self.say("; ".join(complaints), "error")

    # ------------------------------------------------------------------ parts

    @property
    def stories(self) -> StoryList:
        """The list of threads or stories."""
        return self.list_pane.list

    @property
    def query_box(self) -> QueryBox:
        return self.list_pane.query_box

    @property
    def scope(self) -> str:
        """Where keys go: sources, list, thread or article."""
        if self._pane != "text":
            return self._pane
        return "thread" if self.text_pane.article.covered else "article"

    @property
    def pane(self) -> str:
        """The pane in use: sources, list or text."""
        return self._pane

    @property
    def text_in_sight(self) -> bool:
        return "text" in self.sizing.wanted().panes

    # ------------------------------------------------------------------ panes

    def focus_pane(self, pane: str) -> None:
        """Bring a pane (sources, list, text) into use."""
        if self._pane != pane:
            self.pressing.reset()
            self.stories.refresh()
        self._pane = pane
        self._arrange()
        lists = {"sources": self.sources, "list": self.stories}
        # Not ``focus()``, which waits its turn: the next key may be typed already.
        self.set_focus(lists.get(pane, self.text_pane.body), scroll_visible=False)
        self.telling.footer()

    def set_zen(self, on: bool) -> None:
        """Only the text, or the panes again."""
        if self.zen != on:
            self.zen = on
            self._arrange()

    def _arrange(self) -> None:
        self.sizing.arrange()
        self.sources_title.tell(lit=self._pane == "sources")
        self.list_pane.title.tell(lit=self._pane == "list")
        self.text_pane.title.tell(lit=self._pane == "text")

    def on_resize(self, _event: events.Resize) -> None:
        self._arrange()
        self.telling.footer()
        if self.text_in_sight and self._pane != "text":  # what is open stays open
            self.opening.preview_soon()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.sizing.press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.sizing.drag(event)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        self.sizing.release()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        widget = event.widget
        if widget is not self.focused:
            return  # told late: keys are done at once
        box = self.query_box
        if widget is box and not box.open:  # clicked: goes on from what it says
            self.perform("find.filter")
            return
        if widget is not box and box.open:
            from reader.ui.doing import querybox

            querybox.clicked_beside(self)
        pane = (
            "sources"
            if widget is self.sources
            else "text"
            if widget in (self.text_pane.article, self.text_pane.thread)
            else "list"
        )
        if pane != self._pane:
            self._pane = pane
            self._arrange()
            self.telling.footer()

    # ------------------------------------------------------------------ keys

    def take_key(self, key: str) -> bool:
        """Read a key against the table; false leaves it to a box that is typed in."""
        if isinstance(self.focused, Input):
            return self._box_key(key)
        return self.pressing.take(key)

    def _box_key(self, key: str) -> bool:
        """Keys of the query box are done at once, before the key after them."""
        from reader.ui.doing import querybox

        return querybox.key(self, key)

    def perform(self, action: str, count: int | None = None) -> None:
        """Do what the action of that id does."""
        from reader.ui.doing import HANDLERS  # not needed for the first paint

        steps = self.keymap_.macros.get(action)
        if steps is not None:
            from reader.ui.doing.command import macro

            for _turn in range(count or 1):
                macro(self, steps)
        else:
            self._try(lambda: HANDLERS[action](self, count))

    def _try(self, work: Callable[[], None]) -> None:
        """Do it, or say why it cannot be done, as of a query in the box that is none."""
        try:
            work()
        except ClewError as error:
            self.say(told_error(error), "error")

    # ------------------------------------------------------------------ telling

    def say(self, message: str, tone: str = "text") -> None:
        """A word in the footer, until the next key."""
        self.footer.say(" ".join(message.split()), tone)

    def tell_article(self) -> None:
        """How far one has read."""
        if self.text_pane.tell_share():
            self.reading_marks.scrolled()

    def drawn_anew(
        self,
        stories: Sequence[int],
        threads: Sequence[int],
        *,
        everything: bool = False,
        relist: bool = True,
    ) -> None:
        """Draw rows anew after a change of ours; ``relist`` asks anew which rows there are."""
        if everything:
            self.stories.forget()
        elif not relist:
            self.watching.expect(stories, threads)
        self.watching.look()

    # ------------------------------------------------------------------ messages

    @on(CursorMoved, "#stories")
    def _story_moved(self, event: CursorMoved) -> None:
        event.stop()
        self.reading_marks.moved(event.row)
        self.opening.preview_soon()

    @on(RowsGone, "#stories")
    def _stories_gone(self, event: RowsGone) -> None:
        event.stop()
        self.lister.leave_out(event.ids)

    @on(SelectionChanged, "#stories")
    def _selected(self, event: SelectionChanged) -> None:
        event.stop()
        self.telling.list()

    @on(CursorMoved, "#sources")
    def _source_moved(self, event: CursorMoved) -> None:
        event.stop()
        self.watching.source_rests()

    @on(Folded)
    def _folded(self, event: Folded) -> None:
        event.stop()
        self.watching.keep_folds()

    @on(RowOpened)
    def _opened(self, event: RowOpened) -> None:
        event.stop()
        self.perform("move.in")

    @on(MenuAsked)
    def _menu_asked(self, event: MenuAsked) -> None:
        event.stop()
        from reader.ui.doing.menu import offer

        self.call_after_refresh(offer, self)

    @on(HintTaken)
    def _hint_taken(self, event: HintTaken) -> None:
        event.stop()
        self.perform(event.action)

    @on(LinkOpened)
    def _link_opened(self, event: LinkOpened) -> None:
        event.stop()
        from reader.ui.doing.links import open_link

        open_link(self, event.number)

    @on(Input.Changed, "#query")
    def _query_changed(self, event: Input.Changed) -> None:
        event.stop()
        from reader.ui.doing.querybox import typed

        typed(self, event.value)

    @on(Offered.Taken)
    def _offer_taken(self, event: Offered.Taken) -> None:
        event.stop()
        from reader.ui.doing.querybox import take

        take(self, event.candidate)

    def on_mouse_scroll_down(self, _event: events.MouseScrollDown) -> None:
        self.tell_article()

    def on_mouse_scroll_up(self, _event: events.MouseScrollUp) -> None:
        self.tell_article()

    # ------------------------------------------------------------------ dialogs

    def pick(self, picker: Picker, then: Callable[[Any], None]) -> None:
        """Lay a picker over the screen; ``then`` gets what was picked, unless nothing was."""

        def picked(value: Any) -> None:
            if value is not None:
                self._try(lambda: then(value))

        self.pressing.reset()
        self.app.push_screen(picker, picked)

    def show_lines(self, title: str, lines: Sequence[str]) -> None:
        """Lay a few lines of text over the screen."""
        from reader.ui.dialogs.picker import Picker
        from reader.ui.matching import Item

        items = [Item(None, text) for text in lines]
        self.app.push_screen(Picker(title, items, ask=False))

    # ------------------------------------------------------------------ leaving

    def keep_state(self) -> None:
        """Remember the place in the article, and when one left, for the next start."""
        self.opening.keep_place()
        self.watching.keep()

    def stop_refresh(self) -> None:
        self.refreshing.stop()
